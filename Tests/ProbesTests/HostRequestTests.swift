import Testing

@testable import Probes

/// What of a host and a path may be requested, and how it is written.
@Suite struct HostRequestTests {
    private func path(_ path: String, allowsQuery: Bool = false) throws -> String {
        try HostRequest(host: "shop.example.com", path: path, usesTLS: false, allowsQuery: allowsQuery).path
    }

    @Test(arguments: [
        ("/", "/"), ("/a/b", "/a/b"), ("/a b", "/a%20b"), ("/ü", "/%C3%BC"), ("/a?b#c", "/a%3Fb%23c"),
        ("/a%2Fb", "/a%2Fb"), ("/100%", "/100%25"), ("/%zz", "/%25zz"), ("/\"<>\\", "/%22%3C%3E%5C"),
        ("/a..b/.well-known", "/a..b/.well-known"), ("//evil.example", "//evil.example"),
        ("/\u{85}\u{202E}", "/%C2%85%E2%80%AE"),
    ])
    func pathsAreEncoded(path: String, expected: String) throws {
        #expect(try self.path(path) == expected)
    }

    @Test func aQueryIsOneOnlyIfItIsAllowed() throws {
        #expect(try path("/a?b=c d", allowsQuery: true) == "/a?b=c%20d")
    }

    /// Nothing that ends a request line or a header is ever sent.
    @Test(arguments: [
        "/a\r\nHost: evil.example", "/a\nX: y", "/a\rb", "/\u{0}", "/\u{7F}", "/\t", "", "healthz", "*", "/a/../b",
        "/.",
        "/a/%2E%2e/b", "/%2e", "/" + String(repeating: "a", count: 2048),
    ])
    func otherPathsAreRefused(path: String) {
        #expect(throws: HostRequest.Refusal.self) { try self.path(path) }
    }

    @Test(arguments: [
        "shop.example.com", "a", "A-1.b_2", "xn--bcher-kva.example", String(repeating: "a", count: 63),
    ])
    func hostsAreNames(host: String) throws {
        #expect(try HostRequest(host: host, path: "/", usesTLS: true).host == host)
    }

    @Test(arguments: [
        "", ".", "a..b", "-a.example", "a-.example", "a b", "a\r\nX: y", "a\u{0}", "a/b", "a:80", "a@b", "[::1]", "*.a",
        "bücher.example", "a%0d%0a", String(repeating: "a", count: 64), String(repeating: "a.", count: 127) + "a",
    ])
    func otherHostsAreRefused(host: String) {
        #expect(throws: HostRequest.Refusal.self) { try HostRequest(host: host, path: "/", usesTLS: true) }
    }
}
