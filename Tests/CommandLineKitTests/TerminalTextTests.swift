import CommandLineKit
import Testing

/// The filter before stdout, stderr and files.
@Suite struct TerminalTextTests {
    @Test(arguments: [
        ("web\n", "web\n"), ("größe 日本 …\n", "größe 日本 …\n"), ("a\u{1B}[31m", "a\\u{1b}[31m"), ("\r\n", "\\r\n"),
        ("a\tb", "a\\tb"), ("\u{9B}\u{7F}\u{0}", "\\u{9b}\\u{7f}\\u{0}"),
        ("\u{202E}\u{2066}\u{200B}", "\\u{202e}\\u{2066}\\u{200b}"),
        ("\u{2028}\u{2029}\u{FEFF}", "\\u{2028}\\u{2029}\\u{feff}"),
        ("\u{10FFFF}x\u{10FFFF}", "\\u{10ffff}x\\u{10ffff}"),
        ("::error::x", "\\u{3a}:error::x"), ("a\n \u{A0}::x\n", "a\n \u{A0}\\u{3a}:x\n"), (":x\n:", ":x\n:"),
        ("a ::x", "a ::x"),
        (":\n:x", ":\n:x"), ("", ""),
        ("\r::x", "\\r::x"), ("\u{3000}\u{2003}::x", "\u{3000}\u{2003}\\u{3a}:x"), ("\n\n  ::x", "\n\n  \\u{3a}:x"),
        ("a ##[error]x", "a #\\u{23}[error]x"), ("##vso[a.b]c", "#\\u{23}vso[a.b]c"),
        ("x##teamcity[a 'b']", "x#\\u{23}teamcity[a 'b']"), ("###[group]x", "##\\u{23}[group]x"), ("##", "##"),
        ("## Title\n\n### Other\n##\n#5 a#b # c", "## Title\n\n### Other\n##\n#5 a#b # c"),
        ("##\u{1B}", "#\\u{23}\\u{1b}"),
    ])
    func everythingFromOutsideIsText(text: String, expected: String) {
        #expect(TerminalText.written(text) == expected)
    }

    @Test func whatTheToolSaysItselfPasses() {
        let red = TerminalText.own("\u{1B}[31m") + "web\u{1B}[0m" + TerminalText.own("\u{1B}[0m")
        #expect(TerminalText.written(red) == "\u{1B}[31mweb\\u{1b}[0m\u{1B}[0m")
        #expect(TerminalText.withoutOwn(red) == "web\u{1B}[0m")
        #expect(TerminalText.written(TerminalText.own("::") + "error::x\n::y") == "::error::x\n\\u{3a}:y")
        #expect(TerminalText.written("##" + TerminalText.own("\u{1B}[0m") + "[a]") == "#\\u{23}\u{1B}[0m[a]")
        #expect(TerminalText.written(TerminalText.own("##[group]a")) == "##[group]a")
        // A line that is the tool's own ends where it ends.
        #expect(TerminalText.written("a" + TerminalText.own("\n") + "::x") == "a\n\\u{3a}:x")
        // A colour does not hide the beginning of a line.
        #expect(TerminalText.written(TerminalText.own("\u{1B}[1m") + "::x") == "\u{1B}[1m\\u{3a}:x")
    }

    /// Marks that were written once are no marks: what is shown cannot be sent back as the tool's own.
    @Test func marksAreNeverWritten() {
        let mark = TerminalText.own("\u{1B}[31m")
        let written = TerminalText.written(mark + "x" + mark)
        #expect(written == "\u{1B}[31mx\u{1B}[31m")
        #expect(TerminalText.written(written) == "\\u{1b}[31mx\\u{1b}[31m")
    }
}
