import Testing

@testable import Documents

struct YAMLReaderTests {
    @Test func readsBlockAndFlowStyle() throws {
        let text = """
            # a kubeconfig
            clusters:
            - name: one
              cluster: {server: "https://127.0.0.1:6443", insecure-skip-tls-verify: false}
            -
              name: 'it''s two'
            note: |
              two
              lines
            folded: >-
              one
              line
            empty:
            """
        let expected: JSONValue = [
            "clusters": [
                [
                    "name": "one",
                    "cluster": ["server": "https://127.0.0.1:6443", "insecure-skip-tls-verify": false],
                ],
                ["name": "it's two"],
            ],
            "note": "two\nlines\n", "folded": "one line", "empty": .null,
        ]
        #expect(try yaml(text) == [expected])
    }

    @Test(
        arguments: [
            ("", []),
            ("\n\n", []),
            ("# nothing\n", []),
            ("a", ["a"]),
            ("---\n", [.null]),
            ("--- 1\n--- 2\n...\n--- 3\n", [1, 2, 3]),
            ("a: 1\n---\n---\n- b\n", [["a": 1], .null, ["b"]]),
            ("%YAML 1.1\n---\na\n", ["a"]),
            ("\u{FEFF}a: 1", [["a": 1]]),
            ("{\"json\": [1, \"two\", null]}", [["json": [1, "two", .null]]]),
        ] as [(String, [JSONValue])])
    func readsAllDocuments(text: String, expected: [JSONValue]) throws {
        #expect(try yaml(text) == expected)
    }

    /// The core schema; numbers as JSON would write them.
    @Test(arguments: [
        ("", "null"), ("~", "null"), ("null", "null"), ("Null", "null"), ("NULL", "null"), ("nULL", #""nULL""#),
        ("true", "true"), ("True", "true"), ("TRUE", "true"), ("false", "false"), ("False", "false"),
        ("FALSE", "false"),
        ("yes", #""yes""#), ("no", #""no""#), ("on", #""on""#), ("off", #""off""#), ("y", #""y""#),
        ("0", "0"), ("-0", "-0"), ("+5", "5"), ("-17", "-17"), ("0123", "123"), ("-007", "-7"), ("00", "0"),
        ("18446744073709551616", "18446744073709551616"),
        ("0o17", "15"), ("0x1F", "31"), ("0xfF", "255"), ("0o8", #""0o8""#), ("0x", #""0x""#), ("0x-5", #""0x-5""#),
        ("0o+7", #""0o+7""#), ("-0x5", #""-0x5""#), ("0x10000000000000000", #""0x10000000000000000""#),
        ("1.5", "1.5"), ("1.", "1"), (".5", "0.5"), ("-.5", "-0.5"), ("+01.50e3", "1.50e3"), ("1E5", "1E5"),
        ("1e400", "1e400"), ("1.10", "1.10"), ("3.141592653589793238462643", "3.141592653589793238462643"),
        ("1e", #""1e""#), (".", #"".""#), ("-", #""-""#), ("+", #""+""#), ("1.2.3", #""1.2.3""#),
        ("1_000", #""1_000""#),
        ("10.0.0.1", #""10.0.0.1""#), ("2026-01-02", #""2026-01-02""#), ("٣", #""٣""#), ("1٣", #""1٣""#),
        (".inf", #"".inf""#), ("-.Inf", #""-.Inf""#), (".nan", #"".nan""#),
        ("'80'", #""80""#), ("\"true\"", #""true""#), ("\"\"", #""""#), ("'~'", #""~""#), ("! 80", #""80""#),
        ("!!str 80", #""80""#), ("!!int \"80\"", "80"), ("!!float 1", "1"), ("!!bool 'true'", "true"),
        ("!!null ''", "null"),
        (#""\x41\u00e9\U0001F600\n\e""#, "\"Aé😀\\n\\u001b\""),
    ])
    func resolvesScalars(text: String, expected: String) throws {
        // In a sequence, where a lone sign means nothing else.
        let values = try yaml("[\(text == "" ? "null" : text)]")
        #expect(values.map { String(decoding: $0.encoded(), as: UTF8.self) } == ["[\(expected)]"])
    }

    @Test func knowsWhereEachNodeStands() throws {
        let text = "a:\n  - é: x\n    b: &n {c: 1}\nd: *n\n"
        let root = try #require(try YAMLDocument.parse(bytes(text), name: "x").first)
        #expect(root.mark == YAMLMark(line: 1, column: 1))
        guard case .mapping(let members) = root.content, case .sequence(let list)? = root["a"]?.content else {
            Issue.record("no mapping with a sequence")
            return
        }
        #expect(members.map(\.keyMark) == [YAMLMark(line: 1, column: 1), YAMLMark(line: 4, column: 1)])
        #expect(list[0].mark == YAMLMark(line: 2, column: 5))
        #expect(list[0]["é"]?.mark == YAMLMark(line: 2, column: 8))
        #expect(list[0]["b"]?["c"]?.mark == YAMLMark(line: 3, column: 15))
        #expect(root["d"]?["c"]?.mark == YAMLMark(line: 3, column: 15))
        #expect(root["none"] == nil)
        #expect(list[0]["é"]?["x"] == nil)
    }

    @Test func keysAreText() throws {
        #expect(
            try yaml("80: a\ntrue: b\n~: c\n1.50: d\n\"80x\": e\n") == [
                ["80": "a", "true": "b", "null": "c", "1.50": "d", "80x": "e"]
            ])
    }

    @Test func aliasesStandForTheirAnchors() throws {
        #expect(
            try yaml("a: &x [1, {b: 2}]\nc: *x\nd: [*x, *x]\n") == [
                ["a": [1, ["b": 2]], "c": [1, ["b": 2]], "d": [[1, ["b": 2]], [1, ["b": 2]]]]
            ])
        // The last one with the name counts; a scalar, a key and an empty node can have one, too.
        #expect(try yaml("[&x 1, &x 2, *x]") == [[1, 2, 2]])
        #expect(
            try yaml("&k key: &e\nother: *k\nmore: {*k : *e}\n") == [
                ["key": .null, "other": "key", "more": ["key": .null]]
            ])
    }

    @Test func mergesMappings() throws {
        let text = """
            base: &base {a: 1, b: 2}
            more: &more {b: 3, c: 4}
            one: {<<: *base, b: 9}
            several: {<<: [*more, *base], d: 5}
            quoted: {"<<": 1}
            """
        let document = try #require(try yaml(text).first)
        #expect(document["one"] == ["b": 9, "a": 1])
        #expect(document["several"] == ["d": 5, "b": 3, "c": 4, "a": 1])
        #expect(document["quoted"] == ["<<": 1])
    }
}
