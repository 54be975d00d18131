import Kubernetes
import LocalSystem
import TestSupport
import Testing
import Transport

@Suite(.timeLimit(.minutes(15))) struct CredentialProviderTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    static var soon: ContinuousClock.Instant { .now + .seconds(600) }

    private static func access(_ credential: Credential, as impersonation: Impersonation? = nil) -> ClusterAccess {
        ClusterAccess(source: "test", server: "https://h", credential: credential, impersonation: impersonation)
    }

    private static func provider(_ access: ClusterAccess, clock: TestClock = TestClock()) -> CredentialProvider {
        CredentialProvider(access, variables: [:], isTerminal: false, now: { clock.now })
    }

    @Test(arguments: [
        (Credential.none, [RequestCredential.Header]()),
        (.token("abc"), [.init("Authorization", "Bearer abc")]),
        (.basic(user: "jane", password: "pässword"), [.init("Authorization", "Basic amFuZTpww6Rzc3dvcmQ=")]),
    ])
    func credentialsBecomeHeaders(credential: Credential, headers: [RequestCredential.Header]) async throws {
        let request = try await Self.provider(Self.access(credential)).current(until: Self.soon)
        #expect(request == RequestCredential(headers: headers))
    }

    @Test func impersonationBecomesHeaders() async throws {
        let impersonation = Impersonation(
            user: "jane", groups: ["a", "b"], uid: "7", extra: ["example.org/scope é%": ["x", "y"], "a": ["z"]])
        let request = try await Self.provider(Self.access(.token("t"), as: impersonation)).current(until: Self.soon)
        #expect(
            request.headers == [
                .init("Authorization", "Bearer t"), .init("Impersonate-User", "jane"), .init("Impersonate-Uid", "7"),
                .init("Impersonate-Group", "a"), .init("Impersonate-Group", "b"), .init("Impersonate-Extra-a", "z"),
                .init("Impersonate-Extra-example.org%2Fscope%20%C3%A9%25", "x"),
                .init("Impersonate-Extra-example.org%2Fscope%20%C3%A9%25", "y"),
            ])
    }

    @Test func aTokenFileIsReadAgainAfterAMinute() async throws {
        let clock = TestClock()
        let path = try folder.write("token", " first\n")
        let provider = Self.provider(Self.access(.tokenFile(path)), clock: clock)
        #expect(try await provider.current(until: Self.soon).headers == [.init("Authorization", "Bearer first")])
        try folder.write("token", "second\n")
        clock.advance(seconds: 59)
        #expect(try await provider.current(until: Self.soon).headers == [.init("Authorization", "Bearer first")])
        clock.advance(seconds: 1)
        #expect(try await provider.current(until: Self.soon).headers == [.init("Authorization", "Bearer second")])
    }

    @Test func aTokenFileIsReadAgainOnceItsTokenIsRefused() async throws {
        let path = try folder.write("token", "first")
        let provider = Self.provider(Self.access(.tokenFile(path)))
        let first = try await provider.current(until: Self.soon)
        try folder.write("token", "second")
        await provider.refused(RequestCredential(headers: [.init("Authorization", "Bearer other")]))
        #expect(try await provider.current(until: Self.soon) == first)
        await provider.refused(first)
        #expect(try await provider.current(until: Self.soon).headers == [.init("Authorization", "Bearer second")])
    }

    @Test(arguments: [
        ("", "is empty"), (" \n", "is empty"),
        ("canary\ncanary", "contains a line break or another control character within the token"),
    ])
    func aBadTokenFileIsNamed(text: String, message: String) async throws {
        let path = try folder.write("token", text)
        let error = await #expect(throws: CredentialError.self) {
            try await Self.provider(Self.access(.tokenFile(path))).current(until: Self.soon)
        }
        #expect(error == CredentialError("the token file \(path) \(message)"))
    }

    @Test func aMissingTokenFileIsNamed() async throws {
        let path = "\(folder.path)/none"
        await #expect(
            throws: CredentialError("the token file cannot be read: cannot open \(path): No such file or directory")
        ) {
            try await Self.provider(Self.access(.tokenFile(path))).current(until: Self.soon)
        }
    }

    @Test func aCredentialIsAddedToARequest() {
        var request = HTTPRequest(url: "https://h")
        request.connection.tls.clientCertificate = [1]
        request.connection.tls.clientKey = [2]
        RequestCredential(headers: [.init("Authorization", "x")]).apply(to: &request)
        #expect(request.headers.map(\.name) == ["Authorization"])
        #expect(request.connection.tls.clientCertificate == [1])
        RequestCredential(clientCertificate: [3], clientKey: [4]).apply(to: &request)
        #expect(request.connection.tls.clientCertificate == [3])
        #expect(request.connection.tls.clientKey == [4])
    }

    @Test(arguments: [
        (Credential.none, false), (.token("t"), false), (.basic(user: "u", password: "p"), false),
        (.tokenFile("f"), true), (.exec(ExecPlugin(command: "x")), true),
    ])
    func onlyWhatCanChangeIsRenewable(credential: Credential, isRenewable: Bool) {
        #expect(credential.isRenewable == isRenewable)
    }
}

/// A time of day that tests move.
final class TestClock: Sendable {
    private let milliseconds = Locked(1_800_000_000_000)

    var now: Timestamp { Timestamp(milliseconds: milliseconds.withLock { $0 }) }

    func advance(seconds: Int) { milliseconds.withLock { $0 += seconds * 1000 } }
}
