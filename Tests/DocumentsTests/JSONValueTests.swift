import Testing

@testable import Documents

struct JSONValueTests {
    private let sample: JSONValue = ["name": "web", "port": 80, "ok": true, "list": [1, "two", .null], "weight": 0.5]

    @Test func handsOutItsParts() {
        #expect(sample["name"]?.string == "web")
        #expect(sample["port"]?.int == 80)
        #expect(sample["ok"]?.bool == true)
        #expect(sample["list"]?.array?.count == 3)
        #expect(sample["list"]?[1]?.string == "two")
        #expect(sample["list"]?[3] == nil)
        #expect(sample["list"]?[-1] == nil)
        #expect(sample["none"] == nil)
        #expect(sample["name"]?["x"] == nil)
        #expect(sample["name"]?.int == nil)
        #expect(sample["port"]?.string == nil)
        #expect(sample.object?.count == 5)
        #expect(sample["weight"] == .number(JSONNumber(0.5)))
    }

    @Test func objectsKeepTheirOrderAndCompareWithoutIt() {
        let one: JSONObject = ["b": 1, "a": 2]
        let other: JSONObject = ["a": 2, "b": 1]
        #expect(one.members.map(\.key) == ["b", "a"])
        #expect(one == other)
        #expect(Set([one, other]).count == 1)
        #expect(one != ["a": 2])
        #expect(one != ["a": 2, "b": 2])
        #expect(one != ["a": 2, "c": 1])
    }

    /// Above and below the size at which names are looked up in another way.
    @Test(arguments: [3, 16, 17, 100])
    func objectsChange(count: Int) {
        var object = JSONObject()
        for index in 0..<count { object["key\(index)"] = .number(JSONNumber(index)) }
        object["key1"] = "changed"
        object["key0"] = nil
        object["absent"] = nil
        object["last"] = true
        #expect(object.count == count)
        #expect(object.members.first?.key == "key1")
        #expect(object.members.last?.key == "last")
        #expect(object["key0"] == nil)
        #expect(object["key1"] == "changed")
        for index in 2..<count { #expect(object["key\(index)"]?.int == index) }
        for key in object.members.map(\.key) { object[key] = nil }
        #expect(object.isEmpty)
        #expect(object == [:])
    }

    /// The examples of RFC 7386, appendix A.
    @Test(arguments: [
        (#"{"a":"b"}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
        (#"{"a":"b"}"#, #"{"b":"c"}"#, #"{"a":"b","b":"c"}"#),
        (#"{"a":"b"}"#, #"{"a":null}"#, #"{}"#),
        (#"{"a":"b","b":"c"}"#, #"{"a":null}"#, #"{"b":"c"}"#),
        (#"{"a":["b"]}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
        (#"{"a":"c"}"#, #"{"a":["b"]}"#, #"{"a":["b"]}"#),
        (#"{"a":{"b":"c"}}"#, #"{"a":{"b":"d","c":null}}"#, #"{"a":{"b":"d"}}"#),
        (#"{"a":[{"b":"c"}]}"#, #"{"a":[1]}"#, #"{"a":[1]}"#),
        (#"["a","b"]"#, #"["c","d"]"#, #"["c","d"]"#),
        (#"{"a":"b"}"#, #"["c"]"#, #"["c"]"#),
        (#"{"a":"foo"}"#, #"null"#, #"null"#),
        (#"{"a":"foo"}"#, #""bar""#, #""bar""#),
        (#"{"e":null}"#, #"{"a":1}"#, #"{"e":null,"a":1}"#),
        (#"[1,2]"#, #"{"a":"b","c":null}"#, #"{"a":"b"}"#),
        (#"{}"#, #"{"a":{"bb":{"ccc":null}}}"#, #"{"a":{"bb":{}}}"#),
    ])
    func merges(original: String, patch: String, expected: String) throws {
        #expect(try parsed(original).merging(patch: parsed(patch)) == parsed(expected))
    }

    @Test func writesCompactAndPretty() {
        #expect(
            String(decoding: sample.encoded(), as: UTF8.self)
                == #"{"name":"web","port":80,"ok":true,"list":[1,"two",null],"weight":0.5}"#)
        let value: JSONValue = ["a": [], "b": [:], "c": [["d": 1]]]
        #expect(
            String(decoding: value.encoded(pretty: true), as: UTF8.self) == """
                {
                  "a": [],
                  "b": {},
                  "c": [
                    {
                      "d": 1
                    }
                  ]
                }
                """)
    }

    @Test func escapesWhatATerminalWouldObey() throws {
        let text: JSONValue = "\"\\/\n\r\t\u{8}\u{C}\0\u{1B}[31m\u{7F}\u{9B}é😀\u{2028}\u{E0001}\u{202E}"
        let expected = #""\"\\/\n\r\t\b\f\u0000\u001b[31m\u007f\u009bé😀\u2028\udb40\udc01\u202e""#
        #expect(String(decoding: text.encoded(), as: UTF8.self) == expected)
        #expect(try JSONValue(parsing: text.encoded()) == text)
    }

    @Test(arguments: [
        (0, "0"), (0.5, "0.5"), (-3, "-3"), (1e15, "1000000000000000.0"), (1e16, "1e+16"), (1e300, "1e+300"),
        (.leastNonzeroMagnitude, "5e-324"),
        (.infinity, "null"), (-.infinity, "null"), (.nan, "null"),
    ])
    func writesDoubles(value: Double, expected: String) throws {
        let number = JSONValue.number(JSONNumber(value))
        #expect(String(decoding: number.encoded(), as: UTF8.self) == expected)
        if value.isFinite { #expect(JSONNumber(value).double == value) }
        #expect(try JSONValue(parsing: number.encoded()).encoded() == number.encoded())
    }
}
