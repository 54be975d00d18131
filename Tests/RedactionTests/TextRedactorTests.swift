import Redaction
import TestSupport
import Testing

@Suite struct TextRedactorTests {
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
        #expect(TextRedactor.redacted(text) == expected)
        #expect(TextRedactor.redacted(expected) == expected, "once is enough")
    }

    /// Settings as programs log and print them.
    @Test(arguments: [
        ("login with password=hunter2 failed", "login with password=<redacted> failed"),
        ("token=abc and more", "token=<redacted> and more"),
        (#"{"msg":"x","password":"hunter2","n":1}"#, #"{"msg":"x","password":"<redacted>","n":1}"#),
        (#"{"msg":"got {\"password\":\"hun\\\"ter2\"} back"}"#, #"{"msg":"got {\"password\":\"<redacted>\"} back"}"#),
        (#"{"pin":"x","password":12345,"n":1}"#, #"{"pin":"<redacted>","password":"<redacted>","n":1}"#),
        ("AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPx", "AWS_SECRET_ACCESS_KEY=<redacted>"),
        ("aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPx", "aws_secret_access_key = <redacted>"),
        ("Cookie: a=b; session=c", "Cookie: <redacted>"),
        ("< Set-Cookie: id=a3f; Path=/; HttpOnly\r\n< X: y", "< Set-Cookie: <redacted>\r\n< X: y"),
        (#"headers={"cookie":"a=b; c=d","host":"h"}"#, #"headers={"cookie":"<redacted>","host":"h"}"#),
        ("X-Api-Key: abc\nPrivate-Token: def", "X-Api-Key: <redacted>\nPrivate-Token: <redacted>"),
        ("Proxy-Authorization: Basic x", "Proxy-Authorization: <redacted>"),
        (
            #"I1122 12:00:00.1 1 a.go:1] "x" clientSecret="a b" err="y""#,
            #"I1122 12:00:00.1 1 a.go:1] "x" clientSecret="<redacted>" err="y""#
        ),
        ("level=info api_key=abc user=me", "level=info api_key=<redacted> user=me"),
        ("config {User:me Password:hunter2 Token:abc}", "config {User:me Password:<redacted> Token:<redacted>}"),
        ("map[password:hunter2 user:me]", "map[password:<redacted> user:me]"),
        ("password: correct horse battery\nnext", "password: <redacted>\nnext"),
        ("the password: Hunter2x, try again", "the password: <redacted>, try again"),
        ("run --token abc123 --v 2", "run --token <redacted> --v 2"),
        ("AccountName=a;AccountKey=Zm9v+/==;EndpointSuffix=x", "AccountName=a;AccountKey=<redacted>;EndpointSuffix=x"),
        ("https://a.blob.example/c?sv=1&sig=a%2Fb%3D&se=2", "https://a.blob.example/c?sv=1&sig=<redacted>&se=2"),
        (
            #"{"auths":{"r.example":{"auth":"dTpw","email":"e"}}}"#,
            #"{"auths":{"r.example":{"auth":"<redacted>","email":"e"}}}"#
        ),
        (#"env {"name":"DB_PASSWORD","value":"hunter2"}"#, #"env {"name":"DB_PASSWORD","value":"<redacted>"}"#),
        ("- name: DB_PASSWORD\n  value: hunter2\n", "- name: DB_PASSWORD\n  value: <redacted>\n"),
        ("<password>hunter2</password>", "<password><redacted></password>"),
        ("next=%2Fx%3Ftoken%3Dabc", "next=%2Fx%3Ftoken%3D<redacted>"),
        ("dsn user:hunter2@tcp(127.0.0.1:3306)/db", "dsn user:<redacted>@tcp(127.0.0.1:3306)/db"),
        ("q=%22token%22%3A%22abc%22%2C", "q=%22token%22%3A%22<redacted>%22%2C"),
        (#"curl -H "X-Auth-Token: abc" https://h"#, #"curl -H "X-Auth-Token: <redacted>" https://h"#),
        ("docker login -u me -p hunter2x r.example", "docker login -u me -p <redacted> r.example"),
        (#"{"auths":{"https://r.example/token":"hunter2"}}"#, #"{"auths":{"https://r.example/token":"<redacted>"}}"#),
        (#""example.com/token": hunter2"#, #""example.com/token": "<redacted>""#),
        (#"tokens: ["a","b"]"#, #"tokens: ["<redacted>"]"#),
        ("token=Bearer a.b.c x", "token=<redacted> x"),
        (#"line one\nghp_0123456789abcdefghijABCDEFGHIJ012345"#, #"line one\n<redacted>"#),
    ])
    func removesSettings(text: String, expected: String) {
        #expect(TextRedactor.redacted(text) == expected)
        #expect(TextRedactor.redacted(expected) == expected, "once is enough")
    }

    /// The shapes that scanners for secrets know; each is put together here, so that none of them finds one in this file.
    static let shapes: [String] = {
        let letters = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0u1V2w3X4y5Z6a7B8c9D0"
        func text(_ count: Int) -> String { String(letters.prefix(count)) }
        let hex = String(repeating: "0123456789abcdef", count: 4)
        return [
            "ghp_" + text(36), "gho_" + text(36), "ghu_" + text(36), "ghs_" + text(36), "ghr_" + text(36),
            "github_pat_" + text(22) + "_" + text(40), "glpat-" + text(20), "gldt-" + text(20), "glptt-" + text(40),
            "glrt-" + text(20), "glcbt-" + text(20), "glft-" + text(20), "glsoat-" + text(20), "glimt-" + text(25),
            "glagent-" + text(50), "xoxb-123456789012-" + text(24), "xoxp-1234567890-" + text(24),
            "xoxa-2-" + text(24), "xoxe-1-" + text(24), "xoxo-" + text(24), "xoxr-" + text(24), "xoxs-" + text(24),
            "xapp-1-A012-" + text(30), "AKIA" + "IOSFODNN7EXAMPLE", "ASIA" + "IOSFODNN7EXAMPLE", "AIza" + text(35),
            "ya29." + text(40), "GOCSPX-" + text(28), "npm_" + text(36), "pypi-AgEIcHlwaS5vcmc" + text(50),
            "sk_live_" + text(24), "rk_live_" + text(24), "SG." + text(22) + "." + text(43), "dop_v1_" + hex,
            "hvs." + text(24), "s." + text(24), "sha256~" + text(43), "shpat_" + hex.prefix(32),
            "glsa_" + text(32) + "_a1b2c3d4",
            "dckr_pat_" + text(27), "abc123.0123456789abcdef", Sample.webToken, "$2y$10$" + text(53),
            "$apr1$" + "a1b2c3d4$" + text(22),
        ]
    }()

    @Test(arguments: shapes)
    func removesTokens(shape: String) {
        for (before, after) in [
            ("", ""), ("got ", " here"), ("(", ")"), ("\"", "\""), ("x=", "\n"), ("a: ", ","), ("\\n", "\\n"),
        ] {
            let result = TextRedactor.redacted(before + shape + after)
            #expect(result == before + "<redacted>" + after)
        }
    }

    @Test func removesWhatIsEncoded() {
        // {"auths":{"r":{"auth":"dTpw"}}}
        let registry = "eyJhdXRocyI6eyJyIjp7ImF1dGgiOiJkVHB3In19fQ=="
        #expect(TextRedactor.redacted("found \(registry) there") == "found <redacted> there")
        #expect(TextRedactor.redacted("found \(Sample.encodedKey) there") == "found <redacted> there")
        #expect(
            TextRedactor.redacted("found \(Sample.encodedCertificate) there")
                == "found \(Sample.encodedCertificate) there")
    }

    @Test(arguments: [
        "https://hooks.slack.com/" + "services/T0000/B0000/abcdefghijklmnopqrstuvwx",
        "https://discord.com/api/webhooks/1234567890/abcdefghijklmnopqrstuvwx",
    ])
    func removesWebhooks(url: String) {
        let host = url.split(separator: "/")[1]
        #expect(TextRedactor.redacted("post to \(url) failed") == "post to https://\(host)/<redacted> failed")
    }

    @Test(arguments: [
        "", "the bearer token is missing", "Bearer authentication failed.", "WWW-Authenticate: Bearer realm=\"x\"",
        "authorization is disabled", "authorization:\n  mode: Webhook", "\"authorization\":null",
        "https://user@host/x", "http://host:8080/a@b", "http://[::1]:80/a@b", "https://h.example?watch=true&limit=500",
        "secret kube-system/token not found", "-----BEGIN", "----- private key -----",
        Sample.certificate, "ca: \(Sample.encodedCertificate)", "eyJhbGciOiJSUzI1NiIsImtpZCI6IkEifQ", "eyJ.a.b",
        "continue=eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MTIzfQ",
        "2026-11-22T12:00:00Z\tERROR\tfailed to dial tcp 10.0.0.1:6443: connect: connection refused\t{\"a\": \"b\"}",
        // Running text, and settings that say where a secret is or something about one.
        "failed to get token: connection refused", "cannot refresh token: Post \"https://10.0.0.1:6443/x\": EOF",
        "invalid password: authentication failed", "error: secret \"kubelb/ca\" not found",
        "Secret=kubelb/kubelb-ccm-kubeconfig", "secretName=kubelb-tls tokenTTL=24h",
        "token-file=/var/run/secrets/token",
        "sessionAffinity: ClientIP", "--authentication-mode=RBAC", "auth: basic", "token: 401", "bypass=7",
        "password=<hidden> token=***".replacing("<hidden>", with: "***"), "signature: ", "author=me", "compass: north",
        // What identifies things of a cluster.
        "kubelb-ccm-65d9674b8d-pjzp5", "web-01.18a1b2c3d4e5f607", "6f1c0a52-8f3c-4a39-9d6e-0c2a5a8b7f10",
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "2001:db8::1", "10.0.0.1:30080/TCP",
        "quay.io/kubermatic/kubelb-ccm@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "kubelb-ccm-65d9674b8d-pjzp5_0b1cdd50-9c1c-4d3e-bf9b-8d5b6f1a4c11",
    ])
    func keeps(text: String) {
        #expect(TextRedactor.redacted(text) == text)
    }

    @Test func keepsBytesThatAreNoText() throws {
        let before: [UInt8] = [0xFF, 0x00, 0xC3]
        let after: [UInt8] = [0x0A, 0xFE, 0x80]
        let result = try #require(TextRedactor.counted(before + Array(" \(Sample.webToken)".utf8) + after))
        #expect(result.bytes == before + Array(" <redacted>".utf8) + after)
        #expect(result.count == 1)
    }

    /// Every prefix of a text with secrets, and text made of their beginnings, is gone through without a trap.
    @Test func takesAnyBytes() {
        let text = Array(
            "Authorization: Bearer \(Sample.webToken)\n\(Sample.key) https://a:b@c?token=1 \(Sample.encodedKey)".utf8)
        for count in text.indices {
            let part = TextRedactor.redacted(Array(text[..<count]))
            #expect(TextRedactor.redacted(part) == part)
        }
        let pieces = [
            "-----BEGIN ", "PRIVATE KEY", "-----", "-----END ", "eyJ", ".", "Bearer ", "authorization", ":", "://", "@",
            "?", "&", "=", "token", "\\u0026", "\n", "LS0tLS1CRUdJTi", "abcdefghijklmnopqrst", "\"", "\\", "cookie",
            "password", " ", "[", "]", "{", "}", "'", "-p ", "--user ", "%3D", "name", "value", "$2a$", "|", ">", "<",
        ]
        var generator = Numbers()
        for form in [TextRedactor.Form.text, .commandLine, .document] {
            for _ in 0..<1_000 {
                let text = (0..<12).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
                let once = TextRedactor.redacted(text, as: form)
                #expect(TextRedactor.redacted(once, as: form) == once, "\(text)")
            }
        }
    }

    @Test func messagesAreOneLineWithoutQueries() {
        let text = "Get \"https://u:p@h:6443/api?limit=5\":\n\tbearer token is odd; is it? a=b password=hunter2"
        #expect(
            TextRedactor.message(text)
                == "Get \"https://h:6443/api\": bearer token is odd; is it? a=b password=<redacted>")
    }

    @Test(arguments: [
        (
            ["--pass=x", "--pwd=x", "--auth=x", "--basic-auth=u:p"],
            ["--pass=<redacted>", "--pwd=<redacted>", "--auth=<redacted>", "--basic-auth=<redacted>"]
        ),
        (
            ["-p", "hunter2", "-p", "8080", "-p", "80:80", "mkdir", "-p", "/a/b"],
            ["-p", "<redacted>", "-p", "8080", "-p", "80:80", "mkdir", "-p", "/a/b"]
        ),
        (["sh", "-c", "mysql -u root -p hunter2"], ["sh", "-c", "mysql -u root -p <redacted>"]),
    ])
    func commandLines(words: [String], expected: [String]) {
        #expect(TextRedactor.words(words) == expected)
    }

    @Test func annotationsAreSealedAndStayEqualOrNot() {
        let first = TextRedactor.sealed(annotation: "x/token", "abc")
        #expect(first.hasPrefix("<redacted> (") && !first.contains("abc"))
        #expect(TextRedactor.sealed(annotation: "y/password", "abc") == first)
        #expect(TextRedactor.sealed(annotation: "x/token", "abd") != first)
        #expect(TextRedactor.sealed(annotation: "x/note", "abc") == "abc")
        #expect(TextRedactor.sealed(annotation: "x/token", first) == first)
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
