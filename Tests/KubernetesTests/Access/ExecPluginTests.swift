import Kubernetes
import LocalSystem
import TestSupport
import Testing

/// Credential plugins that are real programs.
@Suite(.timeLimit(.minutes(15))) struct ExecPluginTests {
    private let folder: TemporaryFolder
    private let clock = TestClock()

    init() throws { folder = try TemporaryFolder() }

    private static var soon: ContinuousClock.Instant { .now + .seconds(600) }

    /// A plugin that is a shell script; each run adds a line to the file `runs`.
    private func plugin(_ script: String, _ version: ExecPlugin.Version = .v1) throws -> ExecPlugin {
        let path = try folder.write("plugin", "#!/bin/sh\necho run >>\(folder.path)/runs\n\(script)\n", mode: 0o755)
        var plugin = ExecPlugin(command: path, version: version)
        plugin.interactiveMode = .never
        return plugin
    }

    private var runs: Int {
        get throws { try contents("runs").split(separator: "\n").count }
    }

    private func contents(_ name: String) throws -> String {
        String(decoding: try FileSystem.contents(of: "\(folder.path)/\(name)", limit: 1 << 20), as: UTF8.self)
    }

    private static func issue(_ status: String, _ version: ExecPlugin.Version = .v1) -> String {
        "echo '{\"kind\": \"ExecCredential\", \"apiVersion\": \"\(version.rawValue)\", \"status\": \(status)}'"
    }

    private func provider(
        _ plugin: ExecPlugin, _ change: (inout ClusterAccess) -> Void = { _ in }, isTerminal: Bool = false,
        onWait: (@Sendable (String) -> Void)? = nil, onMessage: (@Sendable (String) -> Void)? = nil
    ) -> CredentialProvider {
        var access = ClusterAccess(source: "test", server: "https://h", credential: .exec(plugin))
        change(&access)
        return CredentialProvider(
            access, variables: ["PATH": "/usr/bin:/bin", "HOME": "/home/jane"], isTerminal: isTerminal,
            now: { [clock] in clock.now }, onWait: onWait, onMessage: onMessage)
    }

    private func failure(
        _ plugin: ExecPlugin, isTerminal: Bool = false, until deadline: ContinuousClock.Instant = soon
    ) async throws -> CredentialError {
        let provider = provider(plugin, isTerminal: isTerminal)
        let error = await #expect(throws: CredentialError.self) { try await provider.current(until: deadline) }
        let found = try #require(error)
        #expect(!"\(found)".contains("canary"))
        return found
    }

    // MARK: What is issued

    @Test(arguments: ExecPlugin.Version.allCases) func aTokenIsTaken(version: ExecPlugin.Version) async throws {
        let plugin = try plugin(Self.issue(#"{"token": "abc"}"#, version), version)
        let credential = try await provider(plugin).current(until: Self.soon)
        #expect(credential == RequestCredential(headers: [.init("Authorization", "Bearer abc")]))
    }

    @Test func aCertificateIsTaken() async throws {
        let plugin = try plugin(
            Self.issue(#"{"clientCertificateData": "CERT", "clientKeyData": "KEY", "token": null}"#))
        let credential = try await provider(plugin).current(until: Self.soon)
        #expect(
            credential == RequestCredential(clientCertificate: Array("CERT".utf8), clientKey: Array("KEY".utf8)))
    }

    @Test func itIsKeptUntilItExpires() async throws {
        let expiry = clock.now.adding(seconds: 60)
        let provider = provider(
            try plugin(Self.issue("{\"token\": \"abc\", \"expirationTimestamp\": \"\(expiry)\"}")))
        for _ in 0..<3 { _ = try await provider.current(until: Self.soon) }
        clock.advance(seconds: 59)
        _ = try await provider.current(until: Self.soon)
        #expect(try runs == 1)
        clock.advance(seconds: 1)
        _ = try await provider.current(until: Self.soon)
        #expect(try runs == 2)
    }

    @Test func withoutAnExpiryItIsKeptUntilItIsRefused() async throws {
        let script =
            "n=$(wc -l <\(folder.path)/runs | tr -d ' ')\n"
            + #"echo "{\"kind\":\"ExecCredential\",\"apiVersion\":\"client.authentication.k8s.io/v1\",\"status\":{\"token\":\"t$n\"}}""#
        let provider = provider(try plugin(script))
        let first = try await provider.current(until: Self.soon)
        clock.advance(seconds: 1_000_000)
        #expect(try await provider.current(until: Self.soon) == first)
        await provider.refused(first)
        let second = try await provider.current(until: Self.soon)
        #expect(second.headers == [.init("Authorization", "Bearer t2")])
        // A late answer to the first one does not take the second one away.
        await provider.refused(first)
        #expect(try await provider.current(until: Self.soon) == second)
        #expect(try runs == 2)
    }

    @Test func allWhoAskAtOnceShareARun() async throws {
        let provider = provider(try plugin("sleep 0.2\n" + Self.issue(#"{"token": "abc"}"#)))
        let credentials = try await withThrowingTaskGroup(of: RequestCredential.self) { group in
            for _ in 0..<10 { group.addTask { try await provider.current(until: Self.soon) } }
            return try await group.reduce(into: Set<RequestCredential>()) { $0.insert($1) }
        }
        #expect(credentials.count == 1)
        #expect(try runs == 1)
    }

    @Test func afterAFailureItIsRunAgain() async throws {
        let provider = provider(
            try plugin(
                "[ -e \(folder.path)/again ] || { touch \(folder.path)/again; exit 1; }\n"
                    + Self.issue(#"{"token": "abc"}"#)))
        await #expect(throws: CredentialError.self) { try await provider.current(until: Self.soon) }
        #expect(try await provider.current(until: Self.soon).headers.count == 1)
    }

    // MARK: What it is told

    @Test func theEnvironmentArgumentsAndTaskAreHandedOn() async throws {
        var plugin = try plugin(
            "cat >\(folder.path)/input\n"
                + "echo \"$1|$2|$HOME|$ADDED|$KUBERNETES_EXEC_INFO\" >\(folder.path)/seen\n"
                + Self.issue(#"{"token": "abc"}"#))
        plugin.arguments = ["a b", "$HOME"]
        plugin.environment = [.init(name: "ADDED", value: "x=y"), .init(name: "HOME", value: "/changed")]
        plugin.clusterConfiguration = ["not": "asked for"]
        _ = try await provider(plugin).current(until: Self.soon)
        #expect(
            try contents("seen") == "a b|$HOME|/changed|x=y|"
                + #"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","#
                + #""spec":{"interactive":false}}"# + "\n")
        #expect(try contents("input") == "")
    }

    @Test func theClusterIsToldWhereItIsAskedFor() async throws {
        var plugin = try plugin(
            "printenv KUBERNETES_EXEC_INFO >\(folder.path)/seen\n"
                + Self.issue(#"{"token": "abc"}"#, .v1beta1), .v1beta1)
        plugin.providesClusterInfo = true
        plugin.clusterConfiguration = ["audience": ["a", 1]]
        let provider = provider(plugin) { access in
            access.tls.serverName = "name"
            access.tls.certificateAuthority = Array("CA".utf8)
            access.proxyURL = "http://p"
            access.disablesCompression = true
        }
        _ = try await provider.current(until: Self.soon)
        #expect(
            try contents("seen")
                == #"{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1","spec":{"cluster":"#
                + #"{"server":"https://h","tls-server-name":"name","certificate-authority-data":"Q0E=","#
                + #""proxy-url":"http://p","disable-compression":true,"config":{"audience":["a",1]}},"#
                + #""interactive":false}}"# + "\n")
    }

    @Test(arguments: [
        (ExecPlugin.InteractiveMode.never, true, false), (.ifAvailable, false, false), (.ifAvailable, true, true),
        (.always, true, true),
    ])
    func itIsToldWhetherItMayAsk(mode: ExecPlugin.InteractiveMode, isTerminal: Bool, isInteractive: Bool) async throws {
        var plugin = try plugin(
            "printenv KUBERNETES_EXEC_INFO >\(folder.path)/seen\n" + Self.issue(#"{"token": "abc"}"#))
        plugin.interactiveMode = mode
        _ = try await provider(plugin, isTerminal: isTerminal).current(until: Self.soon)
        #expect(try contents("seen").contains("\"interactive\":\(isInteractive)"))
    }

    @Test func itIsLookedForInThePath() async throws {
        try folder.write("bin/by-name", "#!/bin/sh\n" + Self.issue(#"{"token": "abc"}"#), mode: 0o755)
        let access = ClusterAccess(
            source: "test", server: "https://h", credential: .exec(ExecPlugin(command: "by-name")))
        let provider = CredentialProvider(
            access, variables: ["PATH": "/nonexistent:\(folder.path)/bin:/bin"], isTerminal: false)
        #expect(try await provider.current(until: Self.soon).headers == [.init("Authorization", "Bearer abc")])
    }

    @Test func whatItSaysAndThatItIsWaitedForIsPassedOn() async throws {
        let messages = Locked<[String]>([])
        let waits = Locked<[String]>([])
        let plugin = try plugin(
            "echo 'new   version' >&2; echo 'see https://jane:canary@h/x?token=canary' >&2\n"
                + Self.issue(#"{"token": "abc"}"#))
        let provider = provider(
            plugin, onWait: { name in waits.withLock { $0.append(name) } },
            onMessage: { message in messages.withLock { $0.append(message) } })
        for _ in 0..<2 { _ = try await provider.current(until: Self.soon) }
        #expect(messages.withLock { $0 } == ["new version", "see https://h/x"])
        #expect(waits.withLock { $0 } == ["the credential plugin \(plugin.command)"])
    }

    // MARK: What goes wrong

    @Test func aFailureComesWithItsStatusAndLastWords() async throws {
        var plugin = try plugin(
            "i=0; while [ $i -lt 20 ]; do echo line $i >&2; i=$((i+1)); done\n"
                + "echo 'Authorization: Bearer canary-canary-canary' >&2; echo canary; exit 7")
        plugin.installHint = "update it"
        let error = try await failure(plugin)
        #expect(error.message == "the credential plugin \(plugin.command) failed (status 7)")
        #expect(error.detail == "line 16\nline 17\nline 18\nline 19\nAuthorization: <redacted>")
        #expect(error.hint == "update it")
    }

    @Test func aSignalIsNamed() async throws {
        let error = try await failure(try plugin("kill -9 $$"))
        #expect(error.message.hasSuffix("failed (signal 9)"))
        #expect(error.detail == nil)
    }

    @Test func aPluginThatHangsIsEnded() async throws {
        let plugin = try plugin(
            "echo 'open https://login.example/device' >&2; touch \(folder.path)/hangs; exec sleep 600")
        // As long as it takes to start it on a machine that is busy.
        for milliseconds in [400, 4000, 40000] {
            let error = try await failure(plugin, until: .now + .milliseconds(milliseconds))
            guard FileSystem.kind(of: "\(folder.path)/hangs") == .file else { continue }
            #expect(error.message.hasPrefix("the credential plugin \(plugin.command) timed out after "))
            #expect(error.message.hasSuffix(" s"))
            #expect(error.detail == "open https://login.example/device")
            #expect(error.hint == "run it by hand to see what it is waiting for")
            return
        }
        Issue.record("the plugin was not even started")
    }

    @Test func eachWaitsNoLongerThanItsOwnDeadline() async throws {
        let provider = provider(
            try plugin("while [ ! -e \(folder.path)/go ]; do sleep 0.02; done\n" + Self.issue(#"{"token": "abc"}"#)))
        async let patient = provider.current(until: Self.soon)
        while (try? runs) != 1 { try await Task.sleep(for: .milliseconds(5)) }
        let error = await #expect(throws: CredentialError.self) {
            try await provider.current(until: .now + .milliseconds(50))
        }
        #expect(error?.message == "the credential plugin \(folder.path)/plugin timed out")
        try folder.write("go", "")
        #expect(try await patient.headers == [.init("Authorization", "Bearer abc")])
        #expect(try runs == 1)
    }

    @Test func cancellingOneOfThoseWhoWaitLeavesTheOthers() async throws {
        let provider = provider(
            try plugin("while [ ! -e \(folder.path)/go ]; do sleep 0.02; done\n" + Self.issue(#"{"token": "abc"}"#)))
        let first = Task { try await provider.current(until: Self.soon) }
        while (try? runs) != 1 { try await Task.sleep(for: .milliseconds(5)) }
        let second = Task { try await provider.current(until: Self.soon) }
        // The second one is there once it has had its turn on the provider.
        await provider.refused(RequestCredential())
        second.cancel()
        let error = await #expect(throws: CredentialError.self) { try await second.value }
        #expect(error?.isCancellation == true)
        try folder.write("go", "")
        #expect(try await first.value.headers.count == 1)
    }

    @Test func cancellingTheOnlyOneEndsThePlugin() async throws {
        let provider = provider(
            try plugin("[ -e \(folder.path)/go ] || exec sleep 600\n" + Self.issue(#"{"token": "abc"}"#)))
        let task = Task { try await provider.current(until: Self.soon) }
        while (try? runs) != 1 { try await Task.sleep(for: .milliseconds(5)) }
        task.cancel()
        let error = await #expect(throws: CredentialError.self) { try await task.value }
        #expect(error?.isCancellation == true)
        try folder.write("go", "")
        #expect(try await provider.current(until: Self.soon).headers.count == 1)
        #expect(try runs == 2)
    }

    @Test func oneWhoIsCancelledFromTheStartDoesNotWait() async throws {
        let provider = provider(try plugin("exec sleep 600"))
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await provider.current(until: Self.soon)
        }
        let error = await #expect(throws: CredentialError.self) { try await task.value }
        #expect(error?.isCancellation == true)
    }

    @Test func aMissingPluginComesWithItsInstallHint() async throws {
        var plugin = ExecPlugin(command: "kubelb-ctl-no-such-plugin")
        plugin.installHint = "get it from the shop"
        let error = try await failure(plugin)
        #expect(error.message == "the credential plugin kubelb-ctl-no-such-plugin is missing: it was not found in PATH")
        #expect(error.hint == "get it from the shop")
        plugin.installHint = nil
        #expect(try await failure(plugin).hint == "install it, or correct PATH")
        plugin.command = "\(folder.path)/none"
        #expect(
            try await failure(plugin).message == "the credential plugin \(folder.path)/none is missing: "
                + "it cannot be run: No such file or directory")
    }

    @Test func onlyATerminalCanBeAsked() async throws {
        var plugin = try plugin(Self.issue(#"{"token": "abc"}"#))
        plugin.interactiveMode = .always
        let error = try await failure(plugin)
        #expect(
            error.message == "the credential plugin \(plugin.command) needs input "
                + "(interactiveMode Always), but stdin is not a terminal")
        #expect(FileSystem.kind(of: "\(folder.path)/runs") == .missing)
    }

    @Test(arguments: [
        ("true", "wrote nothing"), ("echo canary", "wrote something that is not a JSON object"),
        ("echo '\"canary\"'", "wrote something that is not a JSON object"),
        ("echo '{\"token\": \"canary\"}'", "wrote something that is not an ExecCredential"),
        (
            "echo '{\"kind\": \"ExecCredential\", \"apiVersion\": \"canary\"}'",
            "wrote another apiVersion instead of client.authentication.k8s.io/v1"
        ),
        (
            issue(#"{"token": "canary"}"#, .v1beta1),
            "wrote apiVersion client.authentication.k8s.io/v1beta1 instead of client.authentication.k8s.io/v1"
        ),
        (issue("null"), "wrote an ExecCredential without a status"),
        (issue("{}"), "issued neither a token nor a certificate"),
        (issue(#"{"token": ""}"#), "issued neither a token nor a certificate"),
        (issue(#"{"token": 1}"#), "wrote a token that is not a string"),
        (
            issue(#"{"token": "canary\\u000acanary"}"#),
            "issued a token that contains a line break or another control character"
        ),
        (issue(#"{"clientKeyData": "canary"}"#), "issued a certificate or a key, not both"),
        (
            issue(#"{"token": "canary", "expirationTimestamp": "canary"}"#),
            "wrote an expirationTimestamp that is not a valid time"
        ),
        ("yes canary", "wrote more than 1 MiB"),
    ])
    func rubbishIsNotQuoted(script: String, message: String) async throws {
        let plugin = try plugin(script)
        #expect(try await failure(plugin).message == "the credential plugin \(plugin.command) \(message)")
    }
}
