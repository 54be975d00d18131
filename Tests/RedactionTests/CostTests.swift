import Redaction
import Testing

/// The work of the redaction grows with the text, whatever it is made of: twice the text, twice the bytes looked at.
@Suite struct CostTests {
    /// Each announces something that does not come, or that does not end.
    static let pieces = [
        "a", " ", "\n", "authorization: ", "Authorization: ", "authorization: x ", "\"", "password=\"", "password='",
        "password: ", "password=", "password:", "token:{", "token:[\"", "token:[\"a{", "auth:", "auth:x://", "auth: ",
        "cookie: a=\"", "://", "://a:b", "://a:b/c", "://a@", "://a:", "@", "?token=", "&", "&a", ",;&", "-----BEGIN ",
        "-----BEGIN PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----\n", "-----END PRIVATE KEY-----", "-----END ",
        "-----END PRIVATE KEY-----\n", "eyJ", "eyJ.", "eyJhbGciOi.", "-eyJ", "_eyJ", "AKIA", "AKIA-", "ghp_", "ghp_a-",
        "LS0tLS1CRUdJTi", "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0t", "bearer ", "Bearer  ", "bearer", "-u ", "--user=",
        "-p ",
        "-p x/", "name: token value", "name:", "value:", "\\", "\\\"", "\\u0026", "%3D", "$", "$1$", "$2a$",
        "<password>",
        "<token", "hooks.slack.com/", "password: |\n  ", "secret: ", "token=<redacted>", "password={{", "a.b-c_",
        "YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXo", "é", "api key: ", "api key 1: ", "password for user ",
        "password for user root: ",
        "password [", "password (a) ", "a [", "a (", "password[0", "{A ", "{A_B c ", "password [\"", "password: [",
        "password: [1 2 3 ", "password:[]string{", "name: token value: x", "Name:TOKEN Value:", "{Name:TOKEN Value:a b",
        "path: /a/b/password value:", "[\"password\",\"", "'x-api-key', '", "\"k\":\"", "\"k\":\"aB3aB3aB3aB3aB3aB3aB3",
        "a:b@",
        "a:b@c:", "//a:b@", "thin:a/b@", "--proxy=a:", "--from-literal=a=\"", "?code=", "&key=aB3aB3aB3", "-a ",
        "-a aB3dE6gH9jK2mN5p", "-paB3", "is ", "aB3dE6gH9jK2mN5p ", "token aB3dE6gH9jK2mN5p", "MIIEvQIBA",
        "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\n", "b3BlbnNzaC1rZXktdjE\n", "password: {", "value: ",
        "-uroot:",
        "a b c d key ", "key ", "\u{1b}", "\u{1b}[31m", "\u{1b}[0000", "\\u001b[31m", "\\u0070assword=", "\u{a0}",
        "\u{200b}",
        "password:\\t", "\\x70assword=a ",
    ]

    @Test(arguments: pieces)
    func twiceTheTextIsTwiceTheWork(piece: String) {
        for ending in ["", "@", "-----END PRIVATE KEY-----\""] {
            let once = cost(piece, 4 << 10, ending)
            let twice = cost(piece, 8 << 10, ending)
            #expect(twice < once * 5 / 2 + 4096, "\(once) → \(twice) for \(ending)")
            #expect(twice < 150 * (8 << 10), "\(twice) for \(ending)")
        }
    }

    /// The same for texts of two pieces in turn, drawn anew by fixed numbers.
    @Test func mixturesAsWell() {
        var generator = Numbers()
        for _ in 0..<30 {
            let piece = (0..<3).map { _ in Self.pieces.randomElement(using: &generator) ?? "" }.joined()
            let (once, twice) = (cost(piece, 4 << 10, "@\""), cost(piece, 8 << 10, "@\""))
            #expect(twice < once * 5 / 2 + 4096, "\(once) → \(twice): \(piece)")
        }
    }

    private func cost(_ piece: String, _ size: Int, _ ending: String) -> Int {
        let bytes = Array(piece.utf8)
        let repeated = Array(repeatElement(bytes, count: size / bytes.count).joined())
        return TextRedactor.steps(for: repeated + Array(ending.utf8))
    }
}
