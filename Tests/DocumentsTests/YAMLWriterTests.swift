import Testing

@testable import Documents

struct YAMLWriterTests {
    private func written(_ value: JSONValue) -> String { String(decoding: value.yamlEncoded(), as: UTF8.self) }

    @Test func writesBlockStyle() {
        let value: JSONValue = [
            "name": "web", "ports": [["port": 80, "open": true], ["port": 5353]], "nested": [[1, 2], []], "none": .null,
            "empty": [:], "text": "one\n\n  two\n", "cut": "one\ntwo", "list": ["a\nb"],
        ]
        #expect(
            written(value) == """
                name: web
                ports:
                  - port: 80
                    open: true
                  - port: 5353
                nested:
                  - - 1
                    - 2
                  - []
                none: null
                empty: {}
                text: |
                  one

                    two
                cut: |-
                  one
                  two
                list:
                  - |-
                    a
                    b

                """)
    }

    @Test(arguments: [
        ("web", "web"), ("a b-c_d.e/f", "a b-c_d.e/f"), ("/healthz", "/healthz"), ("", #""""#), ("80", #""80""#),
        ("10.0.0.1", #""10.0.0.1""#), ("true", #""true""#), ("No", #""No""#), ("y", #""y""#), ("~", #""~""#),
        ("-", #""-""#),
        ("a: b", #""a: b""#), ("a #b", #""a #b""#), ("a ", #""a ""#), (" a", #"" a""#), ("- a", #""- a""#),
        ("&a", #""&a""#),
        ("2026-01-02", #""2026-01-02""#), ("é", #""é""#), ("<<", #""<<""#), ("\u{1B}[1m", #""\u001b[1m""#),
        ("\u{85}\u{2028}\u{FEFF}\u{FFFF}", #""\u0085\u2028\ufeff\uffff""#),
        ("\u{E0041}x", #""\U000e0041x""#), ("a\n::error::b", #""a\n::error::b""#),
    ])
    func quotesWhatCouldBeTakenForSomethingElse(text: String, expected: String) {
        #expect(written(.string(text)) == expected + "\n")
        #expect(written(["key": .string(text)]) == "key: \(expected)\n")
        #expect(written(.object([text: 1])) == "\(expected): 1\n")
    }

    @Test(arguments: [
        "a\nb", "a\nb\n", "a\n\nb\n", "a\n  b", "a\n", "\na", " a\nb", "a \nb", "a\n ", "a\nb\n\n", "\n", "a\tb\nc",
        "a\r\nb",
        "# a\n- b: [c\n---\n...\n", "é\n😀\n", "a\u{85}\nb", "a\n\u{2028}b", "a\n\u{FEFF}", "|\n>\n", "a\n\tb",
    ])
    func readsBackTextOfSeveralLines(text: String) throws {
        for value: JSONValue in [
            .string(text), ["k": .string(text), "z": 1], [.string(text), 1], [[[.string(text)]]],
        ] {
            #expect(try yaml(written(value)) == [value])
        }
    }

    @Test func readsBackLongKeys() throws {
        for count in [900, 1_100, 70_000] {
            let value: JSONValue = .object([String(repeating: "k", count: count): ["a": [1]], "b": "c"])
            #expect(try yaml(written([value, value])) == [[value, value]])
        }
    }

    @Test(arguments: ["-0", "1.50", "1E5", "1e400", "123456789012345678901234567890", "0.1e-7"])
    func readsBackNumbersAsTheyWereWritten(text: String) throws {
        let value = try parsed("[\(text)]")
        #expect(try yaml(written(value)) == [value])
    }

    @Test func readsBackTheDeepest() throws {
        let deepest = try parsed(String(repeating: "[", count: 200) + String(repeating: "]", count: 200))
        #expect(try yaml(written(deepest)) == [deepest])
        let objects = try parsed(String(repeating: "{\"a\":", count: 200) + "1" + String(repeating: "}", count: 200))
        #expect(try yaml(written(objects)) == [objects])
    }

    /// Values put together at random from pieces that YAML gives a meaning.
    @Test(arguments: 1...4)
    func readsBackAnything(seed: Int) throws {
        var random = RandomBytes(seed: UInt64(seed))
        for _ in 0..<1_500 {
            let value = random.value(depth: 0)
            let text = value.yamlEncoded()
            try #require(
                try YAMLDocument.parse(text, name: "x").map(\.json) == [value],
                "\(String(decoding: text, as: UTF8.self))")
        }
    }
}

extension RandomBytes {
    private static let pieces = [
        "a", "b c", "-", "- ", ": ", ":", " #", "#", "\n", "\n\n", " ", "  ", "\t", "'", "\"", "\\", "{", "}", "[", "]",
        ",", "&x",
        "*x", "!", "|", ">", "%", "@", "`", "?", "? ", "~", "null", "true", "no", "0", "1.5", "0x1", ".inf", "---",
        "...", "<<",
        "é", "😀", "\r", "\u{85}", "\u{2028}", "\u{FEFF}", "\0", "\u{7F}", "\u{FFFE}", "e5", "+", "=", "2026-01-02",
    ]

    fileprivate mutating func value(depth: Int) -> JSONValue {
        switch next(below: depth < 4 ? 10 : 6) {
        case 0: return .null
        case 1: return .bool(next(below: 2) == 0)
        case 2: return .number(JSONNumber(next(below: 2_000) - 1_000))
        case 3...5: return .string(text())
        case 6, 7: return .array((0..<next(below: 4)).map { _ in value(depth: depth + 1) })
        default:
            return .object(JSONObject(members: (0..<next(below: 4)).map { _ in (text(), value(depth: depth + 1)) }))
        }
    }

    private mutating func text() -> String {
        (0..<next(below: 5)).map { _ in Self.pieces[next(below: Self.pieces.count)] }.joined()
    }
}
