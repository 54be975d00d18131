import Testing

@testable import Documents

/// What RFC 8259 allows and what it does not, with the place of each error. Reading a value and skipping it must agree.
struct JSONSyntaxTests {
    @Test(
        arguments: [
            ("null", .null),
            (" \t\r\n true \n", true),
            ("false", false),
            ("\"\"", ""),
            ("[]", []),
            ("[ ]", []),
            ("{}", [:]),
            ("{ }", [:]),
            ("[1,[2,{}],\"x\"]", [1, [2, [:]], "x"]),
            ("{\"a\" : {\"b\":[null]} , \"c\":0}", ["a": ["b": [.null]], "c": 0]),
            ("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\/\u{8}\u{C}\n\r\t"),
            ("\"\\u0041\\u00e9\\u20AC\\ud83d\\uDE00\"", "Aé€😀"),
            ("\"é€😀 and enough text after it to fill words\"", "é€😀 and enough text after it to fill words"),
            ("\"\u{7F}\u{80}\u{FFFF}\u{10FFFF}\"", "\u{7F}\u{80}\u{FFFF}\u{10FFFF}"),
            ("\"\\u0000\"", "\0"),
            ("{\"a\":1,\"b\":2,\"a\":3}", ["a": 3, "b": 2]),
        ] as [(String, JSONValue)])
    func reads(text: String, expected: JSONValue) throws {
        #expect(try parsed(text) == expected)
        #expect(failureOfSkipping(bytes(text)) == nil)
    }

    @Test(arguments: ["0", "-0", "7", "-12", "0.5", "1e5", "1E+5", "2.50e-03", "123456789012345678901234567890"])
    func keepsNumbersAsTheyWereWritten(text: String) throws {
        guard case .number(let number) = try parsed(text) else {
            Issue.record("no number")
            return
        }
        #expect(number.text == text)
        #expect(failureOfSkipping(bytes(text)) == nil)
    }

    struct Refused: Sendable, CustomStringConvertible {
        let bytes: [UInt8]
        let offset: Int
        let path: String
        let message: String

        init(_ text: String, _ offset: Int, _ message: String, path: String = "") {
            self.init(Array(text.utf8), offset, message, path: path)
        }

        init(_ bytes: [UInt8], _ offset: Int, _ message: String, path: String = "") {
            self.bytes = bytes
            self.offset = offset
            self.path = path
            self.message = message
        }

        var description: String { String(decoding: bytes, as: UTF8.self) }
    }

    @Test(arguments: [
        Refused("", 0, "the document is empty"),
        Refused(" \n", 2, "the document is empty"),
        Refused("nul", 3, "the document is truncated"),
        Refused("nulx", 0, "expected true, false or null"),
        Refused("True", 0, "expected a value"),
        Refused("NaN", 0, "expected a value"),
        Refused("[Infinity]", 1, "expected a value", path: "[0]"),
        Refused("'a'", 0, "expected a value"),
        Refused("\n<!DOCTYPE html>", 1, "expected JSON, found HTML or XML"),
        Refused("\0", 0, "expected a value"),
        Refused("[1\0]", 2, "expected \",\" or \"]\" after an element"),
        Refused("1\0", 1, "unexpected text after the document"),
        Refused("1 2", 2, "unexpected text after the document"),
        Refused("[1]]", 3, "unexpected text after the document"),
        Refused("// x\n1", 0, "expected a value"),
        Refused("\u{FEFF}{}", 0, "the document begins with a byte order mark"),

        Refused("01", 0, "a number must not begin with 0"),
        Refused("-01", 1, "a number must not begin with 0"),
        Refused("+1", 0, "expected a value"),
        Refused(".5", 0, "expected a value"),
        Refused("[1.]", 3, "expected a digit", path: "[0]"),
        Refused("[1e]", 3, "expected a digit", path: "[0]"),
        Refused("[-]", 2, "expected a digit", path: "[0]"),
        Refused("[0x10]", 2, "expected \",\" or \"]\" after an element"),
        Refused("-", 1, "the document is truncated"),
        Refused("1.", 2, "the document is truncated"),
        Refused("1e+", 3, "the document is truncated"),

        Refused("[1,]", 3, "expected a value", path: "[1]"),
        Refused("[,1]", 1, "expected a value", path: "[0]"),
        Refused("[1 2]", 3, "expected \",\" or \"]\" after an element"),
        Refused("[1}", 2, "expected \",\" or \"]\" after an element"),
        Refused("[", 1, "the document is truncated", path: "[0]"),
        Refused("[1", 2, "the document is truncated"),
        Refused("[1,", 3, "the document is truncated", path: "[1]"),

        Refused("{", 1, "the document is truncated"),
        Refused("{a:1}", 1, "expected a member's name in quotes"),
        Refused("{,}", 1, "expected a member's name in quotes"),
        Refused("{\"a\":1,,}", 7, "expected a member's name in quotes"),
        Refused("{1:2}", 1, "expected a member's name in quotes"),
        Refused("{\"a\":1,}", 7, "expected a member's name in quotes"),
        Refused("{\"a\" 1}", 5, "expected \":\" after a member's name", path: "a"),
        Refused("{\"a\":}", 5, "expected a value", path: "a"),
        Refused("{\"a\":1 \"b\":2}", 7, "expected \",\" or \"}\" after a member"),
        Refused("{\"a\":1]", 6, "expected \",\" or \"}\" after a member"),
        Refused("{\"a", 3, "the document is truncated"),
        Refused("{\"a\"", 4, "the document is truncated", path: "a"),
        Refused("{\"a\":", 5, "the document is truncated", path: "a"),
        Refused("{\"a\":1", 6, "the document is truncated"),
        Refused(
            "{\"items\":[{},{\"spec\":{\"ports\":[80,tcp]}}]}", 34, "expected true, false or null",
            path: "items[1].spec.ports[1]"),
        Refused("{\"a.b/c\":{\"\":[x]}}", 14, "expected a value", path: "[\"a.b/c\"][\"\"][0]"),
        Refused("{\"a\\u002eb\":x}", 12, "expected a value", path: "[\"a.b\"]"),

        // Nothing of a name may upset a terminal or flood it.
        Refused("{\"\\u001b[2J\":x}", 13, "expected a value", path: #"["\u001b[2J"]"#),
        Refused("{\"a\":{\"f:spec\":x}}", 15, "expected a value", path: #"a["f:spec"]"#),
        Refused("{\"A-b_9\":{\"é\":x}}", 15, "expected a value", path: #"A-b_9["é"]"#),
        Refused(
            "{\"\(String(repeating: "n", count: 101))\":x}", 105, "expected a value",
            path: "[\"\(String(repeating: "n", count: 100))\"]"),

        Refused("\"abc", 4, "the document is truncated"),
        Refused("\"abc\\", 5, "the document is truncated"),
        Refused("\"abc\\\"", 6, "the document is truncated"),
        Refused("\"a\nb\"", 2, "control character in a string"),
        Refused("\"0123456789\u{1}\"", 11, "control character in a string"),
        Refused("\"\\x41\"", 1, "unknown escape in a string"),
        Refused("\"\\u12g4\"", 1, "\\u needs four hexadecimal digits"),
        Refused("\"\\u12\"", 1, "\\u needs four hexadecimal digits"),
        Refused("\"\\u12", 5, "the document is truncated"),
        Refused("\"\\ud800\"", 1, "lone surrogate in a string"),
        Refused("\"\\ud800\\n\"", 1, "lone surrogate in a string"),
        Refused("\"\\ud800\\ud800\"", 1, "lone surrogate in a string"),
        Refused("\"\\udc00\\ud800\"", 1, "lone surrogate in a string"),
        Refused("\"\\ud83d\\u", 9, "the document is truncated"),
    ])
    func refuses(_ refused: Refused) {
        let expected = JSONError(offset: refused.offset, path: refused.path, message: refused.message)
        #expect(failure(of: refused.bytes) == expected)
        #expect(failureOfSkipping(refused.bytes) == expected)
    }

    /// Between quotes; the fault is always at the first byte of the sequence.
    @Test(
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC3, 0x28], [0xE0, 0x9F, 0xBF], [0xE2, 0x82, 0x28],
            [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98, 0x20],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFE], [0xFF],
        ] as [[UInt8]])
    func refusesInvalidUTF8(sequence: [UInt8]) {
        for prefix in ["", "a", "twelve bytes"] {
            let text = [0x22] + Array(prefix.utf8) + sequence + [0x22]
            let expected = JSONError(offset: 1 + prefix.utf8.count, path: "", message: "invalid UTF-8 in a string")
            #expect(failure(of: text) == expected)
            #expect(failureOfSkipping(text) == expected)
        }
    }

    @Test func endsInTheMiddleWhereverItIsCut() throws {
        let whole = bytes(
            #"{"kind":"List","items":[{"name":"é\u00e9\ud83d\ude00","port":-80.5e+1,"ok":true,"no":null},[]]}"#)
        #expect(failure(of: whole) == nil)
        for count in 1..<whole.count {
            let cut = Array(whole[..<count])
            let error = try #require(failure(of: cut))
            #expect(error.offset == count)
            #expect(error.message == "the document is truncated")
            #expect(failureOfSkipping(cut) == error)
        }
    }

    @Test(arguments: ["[", "{\"a\":", "[{\"a\":"])
    func boundsDepth(opening: String) throws {
        let levels = opening.count { "[{".contains($0) }
        let deepest = String(repeating: opening, count: 200 / levels)
        let error = try #require(failure(of: bytes(deepest + "[")))
        #expect(error.message == "nested more than 200 levels deep")
        #expect(error.offset == deepest.utf8.count)
        #expect(failureOfSkipping(bytes(deepest + "[")) == error)
        // Empty containers nest, too.
        #expect(failureOfSkipping(bytes(deepest + "{}"))?.message == error.message)
        let closing = String(opening.reversed().compactMap { ["[": "]", "{": "}"][$0] })
        let balanced = deepest + "1" + String(repeating: closing, count: 200 / levels)
        #expect(failure(of: bytes(balanced)) == nil)
        #expect(failureOfSkipping(bytes(balanced)) == nil)
    }

    @Test func millionsOfBracketsAreNoTrouble() {
        for byte in bytes("[{\"") {
            #expect(failure(of: [UInt8](repeating: byte, count: 1_000_000)) != nil)
            #expect(failureOfSkipping([UInt8](repeating: byte, count: 1_000_000)) != nil)
        }
    }

    @Test func describesItself() {
        let error = JSONError(offset: 17, path: "items[3].spec", message: "expected a value")
        #expect("\(error)" == "items[3].spec: expected a value at byte 17")
        #expect("\(JSONError(offset: 0, path: "", message: "x"))" == "x at byte 0")
    }
}
