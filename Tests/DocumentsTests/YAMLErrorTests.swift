import Testing

@testable import Documents

/// What is refused, with the place and the words.
struct YAMLErrorTests {
    @Test(arguments: [
        (
            "a: [1, 2\nb: 3\n", 2, 2,
            "did not find expected ',' or ']' while parsing a flow sequence that begins on line 1"
        ),
        ("a: {b: 1\n", 2, 1, "did not find expected ',' or '}' while parsing a flow mapping that begins on line 1"),
        ("a: 1\n b: 2\n", 2, 3, "mapping values are not allowed in this context"),
        ("a: b: c\n", 1, 5, "mapping values are not allowed in this context"),
        ("a:\n\t- 1\n", 2, 1, "found character that cannot start any token while scanning for the next token"),
        ("a: 'x\n", 2, 1, "found unexpected end of stream while scanning a quoted scalar that begins on line 1"),
        ("a: \"\\z\"\n", 1, 5, "found unknown escape character while parsing a quoted scalar"),
        (
            "- 1\na: 2\n", 2, 1,
            "did not find expected '-' indicator while parsing a block collection that begins on line 1"
        ),
        ("a: @x\n", 1, 4, "found character that cannot start any token while scanning for the next token"),
        ("a: *b\n", 1, 4, "unknown alias *b"),
        ("--- &b 1\n--- *b\n", 2, 5, "unknown alias *b"),
        ("&a [1, *a]\n", 1, 8, "the alias *a is used inside its own anchor"),
        ("[&a 1, &a {b: *a}]\n", 1, 15, "the alias *a is used inside its own anchor"),
        ("a: 1\nb: 2\n\"a\": 3\n", 3, 1, "duplicate key \"a\""),
        ("x: {1: a, \"1\": b}\n", 1, 11, "duplicate key \"1\""),
        ("\"\\e[1m\": 1\n\"\\e[1m\": 2\n", 2, 1, "duplicate key \"\\u001b[1m\""),
        ("? [1, 2]\n: x\n", 1, 3, "a key must be a scalar, not a sequence or a mapping"),
        ("a:\n  <<: 1\n", 2, 7, "<< needs a mapping or a sequence of mappings"),
        ("a: {<<: [{b: 1}, [2]]}\n", 1, 18, "<< needs a mapping or a sequence of mappings"),
        ("a: {<<: {b: 1}, <<: {c: 1}}\n", 1, 17, "duplicate key \"<<\""),
        ("a: !!int x\n", 1, 4, "the tag \"tag:yaml.org,2002:int\" is unknown or does not fit the value"),
        ("a: !!binary aGk=\n", 1, 4, "the tag \"tag:yaml.org,2002:binary\" is unknown or does not fit the value"),
        ("a: !secret x\n", 1, 4, "the tag \"!secret\" is unknown or does not fit the value"),
        ("a: !!set {b}\n", 1, 4, "the tag \"tag:yaml.org,2002:set\" is unknown or does not fit the value"),
        ("%YAML 2.0\n---\n1\n", 1, 1, "found incompatible YAML document"),
        ("a: b\0\n", 1, 5, "control characters are not allowed"),
        ("\0", 1, 1, "control characters are not allowed"),
        ("a: 1\n\0", 2, 1, "control characters are not allowed"),
        ("a: \u{1}\n", 1, 4, "control characters are not allowed"),
        ("é: 1\nb: é\u{7}\n", 2, 5, "control characters are not allowed"),
    ])
    func saysWhereAndWhat(text: String, line: Int, column: Int, message: String) throws {
        let error = try #require(yamlFailure(of: bytes(text)))
        #expect(error.message == message)
        #expect(error.name == "test.yaml")
        #expect([error.line, error.column] == [line, column])
    }

    @Test func pointsAtThePlace() throws {
        let error = try #require(yamlFailure(of: bytes("clusters:\n- name: é\tb: c\n")))
        #expect(
            "\(error)" == """
                test.yaml:2:12: mapping values are not allowed in this context
                  - name: é b: c
                             ^
                """)
    }

    @Test func showsNoControlCharacters() throws {
        let error = try #require(yamlFailure(of: bytes("a: \"\u{9F}\u{1B}[31m\u{202E}x\n")))
        #expect(error.excerpt.unicodeScalars.allSatisfy { $0 == "\n" || ($0.value >= 0x20 && $0.value < 0x7F) })
    }

    /// Tags and aliases may be as long as the text.
    @Test(arguments: ["*", "!", "&x *"])
    func messagesStayShort(sign: String) throws {
        let error = try #require(yamlFailure(of: bytes(sign + String(repeating: "n", count: 5_000))))
        #expect(error.message.count < 200)
    }

    @Test func showsThePlaceOfALongLine() throws {
        let text = "a: \"" + String(repeating: "x", count: 5_000) + "\" b\n"
        let error = try #require(yamlFailure(of: bytes(text)))
        let lines = error.excerpt.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines.allSatisfy { $0.count <= 80 })
        #expect(lines[0].dropFirst(lines[1].count - 1).first == "b")
    }

    @Test(arguments: ["\n", "\r\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"])
    func countsEveryKindOfLine(lineBreak: String) throws {
        for fault in ["b: c: d", "b: \u{1}"] {
            let text = ["a: 1", "x: 2", fault, ""].joined(separator: lineBreak)
            let error = try #require(yamlFailure(of: bytes(text)))
            #expect(error.line == 3)
            #expect(error.excerpt.hasPrefix("  b: "))
        }
    }

    @Test(
        arguments: [[0xFF, 0x20], [0x61, 0x3A, 0x20, 0xC3, 0x28], [0xFF, 0xFE, 0x61], [0xED, 0xA0, 0x80]] as [[UInt8]])
    func refusesWhatIsNoText(bytes: [UInt8]) throws {
        let error = try #require(yamlFailure(of: bytes))
        #expect(error.line == 1)
    }

    /// Small texts that would become billions of values.
    @Test(arguments: ["[*, *, *, *, *, *, *, *, *]", "{a: *, b: *, c: *, d: *, e: *, f: *, g: *, h: *, i: *}"])
    func bombsAreRefused(pattern: String) throws {
        var text = "x0: &x0 lol\n"
        for level in 1...12 { text += "x\(level): &x\(level) " + pattern.replacing("*", with: "*x\(level - 1)") + "\n" }
        let error = try #require(yamlFailure(of: bytes(text)))
        #expect(error.message == "aliases expand to more than 100000 values")
        #expect(error.line < 8)
    }

    @Test func mergesAreBoundedToo() throws {
        var text = "x0: &x0 {" + (0..<1_000).map { "k\($0): v" }.joined(separator: ", ") + "}\n"
        for level in 1...100 { text += "x\(level): &x\(level) {<<: *x\(level - 1), m\(level): 1}\n" }
        let error = try #require(yamlFailure(of: bytes(text)))
        #expect(error.message == "aliases expand to more than 100000 values")
    }

    @Test(arguments: [("[", "]"), ("{a: ", "}"), ("- ", "")])
    func depthIsBounded(opening: String, closing: String) throws {
        func nested(_ levels: Int) -> [UInt8] {
            bytes(String(repeating: opening, count: levels) + "x" + String(repeating: closing, count: levels) + "\n")
        }
        #expect(yamlFailure(of: nested(200)) == nil)
        for levels in [201, 5_000] {
            let error = try #require(yamlFailure(of: nested(levels)))
            #expect(error.message == "nested more than 200 levels deep")
            #expect(error.column == opening.utf8.count * 200 + 1)
        }
    }

    /// Each alias puts another 50 levels around what there is.
    @Test func aliasesDoNotHideDepth() throws {
        var text = "x0: &x0 1\n"
        for level in 1...5 {
            let (open, close) = (String(repeating: "[", count: 50), String(repeating: "]", count: 50))
            text += "x\(level): &x\(level) \(open)*x\(level - 1)\(close)\n"
        }
        let error = try #require(yamlFailure(of: bytes(text)))
        #expect(error.message == "nested more than 200 levels deep")
        #expect(error.line == 5)
    }
}
