import Testing
import Topology

/// Tokens that look real and are none.
enum Sample {
    static let webToken =
        "eyJhbGciOiJSUzI1NiIsImtpZCI6IkEifQ.eyJpc3MiOiJrdWJlcm5ldGVzIiwic3ViIjoiY2NtIn0.c2lnbmF0dXJlLW9mLXRlc3Q"
    static let keyBody = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7"
    static let key = "-----BEGIN PRIVATE KEY-----\n\(keyBody)\n\(keyBody)\n-----END PRIVATE KEY-----"
    static let certificate = "-----BEGIN CERTIFICATE-----\n\(keyBody)\n-----END CERTIFICATE-----\n"
    /// `-----BEGIN RSA PRIVATE KEY-----` and `-----BEGIN CERTIFICATE-----` in Base64.
    static let encodedKey = "LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQpNSUlFdlFJQkFEQU4K"
    static let encodedCertificate = "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUV2UUlCQURBTgo="
}

private func redacted(_ text: String) -> String {
    LogRedactor.redacted(Array(text.utf8)).map { String(decoding: $0.bytes, as: UTF8.self) } ?? text
}

@Suite struct LogRedactorTests {
    @Test(arguments: [
        ("token \(Sample.webToken) refused", "token <redacted> refused"),
        ("\"\(Sample.webToken)\"", "\"<redacted>\""),
        // Detached, as in cluster-info.
        (
            "jws eyJhbGciOiJIUzI1NiIsImtpZCI6ImFiY2RlZiJ9..dGhpcyBpcyBhIHNpZ25hdHVyZQ end", "jws <redacted> end"
        ),
        ("Bearer abcdef.0123456789abcdef\n", "Bearer <redacted>\n"),
        ("BEARER  c2VjcmV0LXRva2Vu== x", "BEARER  <redacted> x"),
        ("Basic dXNlcjpwYXNzd29yZA==", "Basic <redacted>"),
        ("> Authorization: Bearer short\r\n> Host: x", "> Authorization: <redacted>\r\n> Host: x"),
        (#"{"Authorization":["Bearer x"],"Host":["y"]}"#, #"{"Authorization":["<redacted>"],"Host":["y"]}"#),
        (#"curl -H 'authorization: Token t' https://h"#, #"curl -H 'authorization: <redacted>' https://h"#),
        (
            #"Authorization: Digest username="u", response="6629fae4""# + "\nnext", "Authorization: <redacted>\nnext"
        ),
        ("get https://me:hunter2@h.example:8443/p?q=1 now", "get https://me:<redacted>@h.example:8443/p?q=1 now"),
        ("amqp://me:a/b@c@host/v", "amqp://me:<redacted>@host/v"),
        ("https://ghp0123456789abcdefgh@git.example/x", "https://<redacted>@git.example/x"),
        ("GET /x?a=1&access_token=abc&b=2", "GET /x?a=1&access_token=<redacted>&b=2"),
        (#""/x?a=1\u0026api_key=abc""#, #""/x?a=1\u0026api_key=<redacted>""#),
        ("a \(Sample.key) b", "a <redacted> b"),
        ("key: \(Sample.key.replacing("\n", with: "\\n"))\"", "key: <redacted>\""),
        ("client-key-data: \(Sample.encodedKey)\nx", "client-key-data: <redacted>\nx"),
        // Cut at the end, at the start, and with the time before each line.
        ("-----BEGIN EC PRIVATE KEY-----\n\(Sample.keyBody)\nI1122 next line\n", "<redacted>\nI1122 next line\n"),
        ("a line\n\(Sample.keyBody)\n-----END RSA PRIVATE KEY-----\nnext", "a line\n<redacted>\nnext"),
        (
            "2026-11-22T12:00:00Z -----BEGIN PRIVATE KEY-----\n2026-11-22T12:00:00.123456789Z \(Sample.keyBody)\n2026 end",
            "2026-11-22T12:00:00Z <redacted>\n2026 end"
        ),
    ])
    func removes(text: String, expected: String) {
        #expect(redacted(text) == expected)
        #expect(redacted(expected) == expected, "once is enough")
    }

    @Test(arguments: [
        "", "the bearer token is missing", "Bearer authentication failed.", "WWW-Authenticate: Bearer realm=\"x\"",
        "authorization is disabled", "authorization:\n  mode: Webhook", "\"authorization\":null",
        "https://user@host/x", "http://host:8080/a@b", "http://[::1]:80/a@b", "https://h.example?watch=true&limit=500",
        "secret kube-system/token not found", "token=abc", "-----BEGIN", "----- private key -----",
        Sample.certificate, "ca: \(Sample.encodedCertificate)", "eyJhbGciOiJSUzI1NiIsImtpZCI6IkEifQ", "eyJ.a.b",
        "continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MTIzfQ",
        "2026-11-22T12:00:00Z\tERROR\tfailed to dial tcp 10.0.0.1:6443: connect: connection refused\t{\"a\": \"b\"}",
    ])
    func keeps(text: String) {
        #expect(redacted(text) == text)
    }

    @Test func keepsBytesThatAreNoText() throws {
        let before: [UInt8] = [0xFF, 0x00, 0xC3]
        let after: [UInt8] = [0x0A, 0xFE, 0x80]
        let result = try #require(LogRedactor.redacted(before + Array(" \(Sample.webToken)".utf8) + after))
        #expect(result.bytes == before + Array(" <redacted>".utf8) + after)
        #expect(result.count == 1)
    }

    /// Every prefix of a text with secrets, and text made of their beginnings, is gone through without a trap.
    @Test func takesAnyBytes() {
        let text = Array(
            "Authorization: Bearer \(Sample.webToken)\n\(Sample.key) https://a:b@c?token=1 \(Sample.encodedKey)".utf8)
        for count in text.indices {
            let part = LogRedactor.redacted(Array(text[..<count]))?.bytes ?? Array(text[..<count])
            #expect(LogRedactor.redacted(part)?.bytes ?? part == part)
        }
        let pieces = [
            "-----BEGIN ", "PRIVATE KEY", "-----", "-----END ", "eyJ", ".", "Bearer ", "authorization", ":", "://", "@",
            "?", "&", "=", "token", "\\u0026", "\n", "LS0tLS1CRUdJTi", "abcdefghijklmnopqrst", "\"", "\\",
        ]
        var generator = Numbers()
        for _ in 0..<5_000 {
            let text = (0..<12).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
            let once = redacted(text)
            #expect(redacted(once) == once, "\(text)")
        }
    }
}

/// The same numbers each time.
struct Numbers: RandomNumberGenerator {
    private var state: UInt64 = 42

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 33
    }
}
