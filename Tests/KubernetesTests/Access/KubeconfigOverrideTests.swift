import Kubernetes
import TestSupport
import Testing

/// Options that replace parts of the kubeconfig, as for kubectl.
@Suite struct KubeconfigOverrideTests {
    private static let text = """
        {clusters: [{name: c, cluster: {server: 'https://h:6443', tls-server-name: old}}],
        contexts: [{name: x, context: {cluster: c, user: u, namespace: shop}}], current-context: x,
        users: [{name: u, user: {token: old-canary}}]}
        """
    private static let pem = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"

    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func access(_ change: (inout KubeconfigRequest) -> Void) throws -> ClusterAccess {
        var request = KubeconfigRequest(path: try folder.write("config", Self.text))
        change(&request)
        return try Kubeconfig.resolve(request, variables: [:])
    }

    @Test func nothingChangesWithoutThem() throws {
        let access = try access { _ in }
        #expect(access.server == "https://h:6443" && access.credential == .token("old-canary"))
        #expect(access.tls.serverName == "old")
    }

    @Test func theServerIsReplacedAndItsNameWithIt() throws {
        let access = try access { $0.server = "https://other:1/" }
        #expect(access.server == "https://other:1" && access.tls.serverName == nil && access.namespace == "shop")
        #expect(access.credential == .token("old-canary"))
    }

    @Test func theServerNameAlone() throws {
        #expect(try access { $0.tlsServerName = "new" }.tls.serverName == "new")
    }

    @Test func aTokenReplacesTheCredential() throws {
        let access = try access { $0.token = SecretText("new-canary") }
        #expect(access.credential == .token("new-canary"))
        #expect(!"\(access)".contains("canary") && !"\(SecretText("canary"))".contains("canary"))
        var dumped = ""
        dump(KubeconfigRequest(), to: &dumped)
        var request = KubeconfigRequest()
        request.token = SecretText("canary")
        dump(request, to: &dumped)
        #expect(!dumped.contains("canary"))
    }

    @Test func certificatesComeFromFiles() throws {
        let path = try folder.write("ca.pem", Self.pem)
        let trusted = try access { $0.certificateAuthority = path }
        #expect(trusted.tls.certificateAuthority == Array(Self.pem.utf8) && !trusted.tls.skipsVerification)
        #expect(try access { $0.skipsTLSVerification = true }.tls.skipsVerification)
        let key = try folder.write("key.pem", "-----BEGIN PRIVATE KEY-----")
        let client = try access {
            $0.clientCertificate = path
            $0.clientKey = key
        }
        #expect(client.tls.clientCertificate == Array(Self.pem.utf8) && client.tls.clientKey != nil)
    }

    @Test func extraAttributesAreImpersonated() throws {
        let access = try access {
            $0.impersonatedUser = "me"
            $0.impersonatedExtra = ["scopes=view", "scopes=edit", "x=a=b"]
        }
        #expect(access.impersonation?.extra == ["scopes": ["view", "edit"], "x": ["a=b"]])
    }

    @Test func aServerNeedsNoKubeconfig() throws {
        var request = KubeconfigRequest()
        request.server = "https://h"
        request.token = SecretText("t")
        let access = try Kubeconfig.resolve(request, variables: ["HOME": folder.path + "/none"])
        #expect(access.server == "https://h" && access.credential == .token("t") && access.context == nil)
    }

    @Test func contradictionsAreErrors() throws {
        let path = try folder.write("ca.pem", Self.pem)
        let both = #expect(throws: KubeconfigError.self) {
            try access {
                $0.skipsTLSVerification = true
                $0.certificateAuthority = path
            }
        }
        #expect(
            both?.message == "--insecure-skip-tls-verify and --certificate-authority are mutually exclusive")
        let alone = #expect(throws: KubeconfigError.self) { try access { $0.clientCertificate = path } }
        #expect(alone?.message == "--client-certificate and --client-key need each other")
        let server = #expect(throws: KubeconfigError.self) { try access { $0.server = "ftp://h" } }
        #expect(server?.message == "the server \"ftp://h\" is not a valid URL")
        let missing = #expect(throws: KubeconfigError.self) {
            try access {
                $0.certificateAuthority = "/none"
                $0.optionPrefix = "management-"
            }
        }
        #expect(missing?.message.hasPrefix("--management-certificate-authority: ") == true)
    }
}
