import FoundationEssentials
import KubeLB
import Kubernetes
import LocalSystem
import TestSupport
import Testing

@testable import Commands

/// Who may write the CCM's Secret decides where the tool connects to: not everywhere.
@Suite struct CCMServerTests {
    private func access(_ server: String, proxy: String? = nil) -> ClusterAccess {
        ClusterAccess(source: "Secret kubelb/kubelb-cluster", server: server, proxyURL: proxy)
    }

    @Test(
        arguments: [
            ("https://169.254.169.254:443", nil), ("http://kubelb.example.com:6443", nil),
            ("https://[fe80::1]:6443", nil),
            ("https://metadata.google.internal", nil), ("https://kubelb.example.com", "http://169.254.169.254:80"),
            ("https://kubelb.example.com", "socks5://[fd00:ec2::254]:1080"),
        ] as [(String, String?)])
    func isRefusedUnlessAskedFor(server: String, proxy: String?) {
        let refusal = CCMServer().refusal(of: access(server, proxy: proxy))
        #expect(refusal?.contains("--insecure-ccm-server") == true, "\(refusal ?? "none")")
        #expect(CCMServer(allowsAny: true).refusal(of: access(server, proxy: proxy)) == nil)
    }

    @Test(
        arguments: [
            ("https://kubelb.example.com:6443", nil), ("https://10.0.0.1:6443", "http://10.0.0.2:3128"),
            ("https://127.0.0.1:6443", "socks5://localhost:1080"), ("https://10.0.0.1", "http://me:pass@10.0.0.2:3128"),
        ] as [(String, String?)])
    func isContacted(server: String, proxy: String?) {
        #expect(CCMServer().refusal(of: access(server, proxy: proxy)) == nil)
    }

    @Test func thePasswordOfAProxyIsNotShown() {
        let refusal = CCMServer().refusal(of: access("https://10.0.0.1", proxy: "http://me:hunter2@169.254.169.254:80"))
        #expect(
            refusal?.contains("169.254.169.254") == true && refusal?.contains("hunter2") == false, "\(refusal ?? "")")
    }

    /// `-v` prints it.
    @Test func theProxyIsPartOfTheDestination() {
        #expect(CCMServer.destination(of: access("https://10.0.0.1")) == "https://10.0.0.1")
        #expect(
            CCMServer.destination(of: access("https://10.0.0.1", proxy: "http://me:hunter2@10.0.0.2:3128"))
                == "https://10.0.0.1 through the proxy 10.0.0.2:3128")
    }

    // MARK: The whole command

    /// A tenant cluster that has nothing but the CCM's Secret.
    private func doctor(_ server: String, _ words: [String] = []) async throws -> Run {
        let kubeconfig = """
            {apiVersion: v1, kind: Config, current-context: a, contexts: [{name: a, context: {cluster: a, user: a}}],
            clusters: [{name: a, cluster: {server: "\(server)"}}], users: [{name: a, user: {token: secret}}]}
            """
        let name = KubeLBNames.ccmKubeconfigSecret
        let secret = """
            {"kind":"Secret","apiVersion":"v1","metadata":{"name":"\(name)","namespace":"kubelb"},
            "data":{"\(KubeLBNames.kubeconfigKey)":"\(Data(kubeconfig.utf8).base64EncodedString())"}}
            """
        let tenant = try LoopbackServer { connection in
            while let head = connection.readHead() {
                if head.contains("/secrets/\(name)") {
                    connection.answer(secret, headers: "Content-Type: application/json\r\n")
                } else {
                    connection.write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                }
            }
            connection.end()
        }
        return try await withTemporaryDirectory { directory in
            let text = """
                {apiVersion: v1, kind: Config, current-context: t, contexts: [{name: t, context: {cluster: t, user: t}}],
                clusters: [{name: t, cluster: {server: "\(tenant.url)"}}], users: [{name: t, user: {}}]}
                """
            try Data(text.utf8).write(to: URL(filePath: directory + "/config"))
            return await run(["doctor", "--kubeconfig", directory + "/config", "--request-timeout", "5s"] + words)
        }
    }

    @Test func aMetadataServiceGetsNoRequest() async throws {
        let result = try await doctor("https://169.254.169.254:443", ["-v"])
        #expect(result.output.contains("--insecure-ccm-server"), "\(result.output)")
        #expect(!result.error.contains("are sent to"), "\(result.error)")
    }

    @Test func thePlainServerOfTheCCMGetsNoToken() async throws {
        let requests = Locked(0)
        let other = try LoopbackServer { connection in
            requests.withLock { $0 += 1 }
            connection.end()
        }
        let result = try await doctor(other.url)
        #expect(result.output.contains("not encrypted") && requests.withLock { $0 } == 0, "\(result.output)")
        let asked = try await doctor(other.url, ["--insecure-ccm-server", "-v"])
        #expect(requests.withLock { $0 } > 0)
        #expect(asked.error.contains("sending the CCM's credentials to \(other.url)"), "\(asked.error)")
    }
}
