/// Texts that a shell would run, expand or redirect if they were not quoted: constructs of sh, bash and zsh, each behind
/// whatever might end a quotation, and before whatever might resume it.
enum ShellCorpus {
    struct Payload: Sendable {
        /// Holds `touch X` and a number that no other payload has.
        let text: String
    }

    static let payloads: [Payload] = {
        var payloads: [Payload] = []
        for construct in constructs {
            for opening in openings {
                for closing in closings {
                    let command = "touch X\(payloads.count)"
                    payloads.append(Payload(text: opening + construct.replacing("T", with: command) + closing + "."))
                }
            }
        }
        return payloads
    }()

    /// The payload in a text, by its number, if all of it is there.
    static func text(in text: String) -> String? {
        guard let start = text.firstRange(of: "touch X")?.upperBound,
            let number = Int(text[start...].prefix { $0.isASCII && $0.isNumber }), payloads.indices.contains(number)
        else { return nil }
        return text.contains(payloads[number].text) ? payloads[number].text : nil
    }

    /// `T` stands for the command.
    private static let constructs = [
        "$(T)", "`T`", ";T;", "&T&", "&&T", "||T", "|T", "|&T", "\nT\n", "\rT\r", "\r\nT\r\n", "\tT\t", " T ", ">X T",
        ">>X T", "2>X T", "&>X T", ">|X T", "<X T", "<(T)", ">(T)", "<<T", "<<<T", "$((a[$(T)]))", "${IFS}T", "$IFS$9T",
        "${T}", "$T", "$0T", "$$T", "$'\\nT'", "$\"T\"", "{T,b}", "{1..9}T", "(T)", "{ T; }", "T() { T; }", "!T", "!!T",
        "!?T?", "^a^T", "~T", "~+T", "*T", "?T", "[!T]", "#T", "\\T", "\\\nT", "\\012T", "\\x0aT", "%T", "%s\\nT",
        "\u{0B}T", "\u{0C}T", "\u{1B}T", "\u{7F}T", "\u{85}T", "\u{A0}T", "\u{2028}T", "\u{202E}T", "\u{2018}T\u{2019}",
        "\u{FF1B}T", "if T; then T; fi", "-T", "--T", ",T", "+T",
    ]
    private static let openings = ["a", "a'", "a\"", "a\\", "a`", "a' ", "a\" ", "a'\"", "a\\'", "a$(", "a\n", "a # "]
    private static let closings = ["", "'", "\" #"]
}
