import Testing

@testable import CommandLineKit

@Suite struct TextWidthTests {
    @Test(arguments: [
        ("", 0), ("status", 6), ("…", 1), ("größe", 5), ("gro\u{308}ße", 5), ("日本", 4), ("한국", 4), ("ｱ", 1), ("Ａ", 2),
        ("🚢", 2), ("👩‍🚀", 2), ("🇩🇪", 2), ("\u{2764}\u{FE0F}", 2), ("a\u{200B}b", 2), ("\u{1B}", 0), ("a\tb", 2), ("─", 1),
    ])
    func measures(text: String, width: Int) {
        #expect(displayWidth(text) == width)
    }

    @Test(arguments: [
        ("", 10, 0, [""]),
        ("one two three", 7, 0, ["one two", "three"]),
        ("one two three", 13, 0, ["one two three"]),
        ("one two three", 9, 2, ["  one two", "  three"]),
        ("one\n\n  two three", 8, 0, ["one", "", "  two", "  three"]),
        ("a https://example.org/long b", 8, 0, ["a", "https://example.org/long", "b"]),
        ("日本 日本 日本", 9, 0, ["日本 日本", "日本"]),
        ("one   two", 20, 0, ["one two"]),
        ("one two", 0, 0, ["one", "two"]),
    ])
    func wraps(text: String, width: Int, indent: Int, lines: [String]) {
        #expect(wrap(text, width: width, indent: indent) == lines)
    }

    @Test(arguments: [
        ("short", 5, "short"), ("7c1e0000-9b2", 8, "7c1e…9b2"), ("abcdef", 5, "ab…ef"), ("abcdef", 4, "ab…f"),
        ("abcdef", 2, "a…"), ("abcdef", 1, "…"), ("abcdef", 0, ""), ("abcdef", -1, ""), ("日本日本", 5, "日…本"),
        ("日本日本", 4, "日…"),
    ])
    func shortens(text: String, columns: Int, expected: String) {
        let shortened = truncateMiddle(text, to: columns)
        #expect(shortened == expected)
        #expect(displayWidth(shortened) <= max(0, columns))
    }

    @Test func theEllipsisCanBeASCII() {
        #expect(truncateMiddle("7c1e0000-9b2", to: 9, ellipsis: "...") == "7c1...9b2")
        #expect(truncateMiddle("abcdef", to: 2, ellipsis: "...") == "..")
    }

    @Test(arguments: [
        ("web", "web"), ("a\nb\tc\r", "a\\nb\\tc\\r"), ("\u{1B}[0m", "\\u{1b}[0m"), ("\u{9B}", "\\u{9b}"),
        ("a\u{202E}b\u{200B}", "a\\u{202e}b\\u{200b}"), ("größe 日本", "größe 日本"), ("a\u{2028}", "a\\u{2028}"),
    ])
    func escapes(text: String, expected: String) {
        #expect(escaped(text) == expected)
        #expect(quoted(text) == "\"\(expected)\"")
    }
}
