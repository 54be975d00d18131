import Testing

@testable import Documents

struct JSONReaderTests {
    /// What callers do: read some members, leave others.
    struct Port: Equatable {
        var name: String?
        var number: Int?
        var weight: Double?
        var isOpen: Bool?

        init(name: String? = nil, number: Int? = nil, weight: Double? = nil, isOpen: Bool? = nil) {
            self.name = name
            self.number = number
            self.weight = weight
            self.isOpen = isOpen
        }

        init(from reader: inout JSONReader) throws(JSONError) {
            self.init()
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "name": name = try reader.string()
                case "port": number = try reader.int()
                case "w": weight = try reader.double()
                case "open": isOpen = try reader.bool()
                default: break  // left to the reader
                }
            }
        }
    }

    private func ports(_ text: String) throws -> (ports: [Port], problems: [JSONProblem]) {
        var reader = JSONReader(bytes(text))
        var ports: [Port] = []
        try reader.object { (reader, key) throws(JSONError) in
            guard case "ports" = key else { return try reader.skip() }
            try reader.array { (reader, index) throws(JSONError) in
                #expect(index == ports.count)
                ports.append(try Port(from: &reader))
            }
        }
        try reader.end()
        #expect(reader.offset == text.utf8.count)
        return (ports, reader.problems)
    }

    @Test func readsWhatIsAskedForAndSkipsTheRest() throws {
        let (ports, problems) = try ports(
            """
            {"kind": {"deep": [1, {"x": "}"}]},
             "ports": [{"name": "web", "port": 80, "w": 0.5, "open": true, "more": [[]]}, {"other": null}, {}], "z": "a\\n"}
            """)
        #expect(ports == [Port(name: "web", number: 80, weight: 0.5, isOpen: true), Port(), Port()])
        #expect(problems.isEmpty)
    }

    @Test func moreValuesThanAllowedAreAnError() throws {
        for text in ["[1,2,3,4,5]", #"{"a":1,"b":{"c":[1,2]}}"#] {
            var reader = JSONReader(bytes(text))
            reader.valueLimit = 4
            #expect(throws: JSONError.self) { _ = try reader.value() }
            var skipping = JSONReader(bytes(text))
            skipping.valueLimit = 4
            try skipping.skip()
            try skipping.end()
        }
    }

    @Test func nullIsNoProblem() throws {
        let (ports, problems) = try ports(#"{"ports":[{"name":null,"port":null,"w":null,"open":null},null]}"#)
        #expect(ports == [Port(), Port()])
        #expect(problems.isEmpty)
        #expect(try self.ports(#"{"ports":null}"#).ports.isEmpty)
    }

    @Test func otherTypesAreNotedWithTheirPlaceAndSkipped() throws {
        let (ports, problems) = try ports(
            #"{"ports":[{"name":80,"port":"x","w":[1],"open":{"a":1}}, [1], {"name":"b","port":1.5,"open":true,"w":false}]}"#
        )
        #expect(ports == [Port(), Port(), Port(name: "b", isOpen: true)])
        #expect(
            problems == [
                JSONProblem(offset: 18, path: "ports[0].name", message: "expected a string, found a number"),
                JSONProblem(offset: 28, path: "ports[0].port", message: "expected a number, found a string"),
                JSONProblem(offset: 36, path: "ports[0].w", message: "expected a number, found an array"),
                JSONProblem(offset: 47, path: "ports[0].open", message: "expected true or false, found an object"),
                JSONProblem(offset: 57, path: "ports[1]", message: "expected an object, found an array"),
                JSONProblem(offset: 81, path: "ports[2].port", message: "expected a whole number, found 1.5"),
                JSONProblem(offset: 101, path: "ports[2].w", message: "expected a number, found false"),
            ])
        #expect("\(problems[6])" == "ports[2].w: expected a number, found false at byte 101")
    }

    @Test func aValueOfAnotherTypeIsStillChecked() {
        #expect(throws: JSONError(offset: 19, path: "ports[1]", message: "expected true, false or null")) {
            try ports(#"{"ports":[{"x":1}, nope]}"#)
        }
        #expect(throws: JSONError(offset: 21, path: "ports[0].name[1]", message: "expected a value")) {
            try ports(#"{"ports":[{"name":[1,]}]}"#)
        }
    }

    @Test(
        arguments: [
            ("80", 80), ("-1", -1), ("8e1", 80), ("80.0", 80), ("0.8e2", 80), ("800e-1", 80), ("-0", 0), ("0.0", 0),
            ("0e99999999999999999999", 0), ("9223372036854775807", Int.max), ("-9223372036854775808", Int.min),
            ("9223372036854775807.0", Int.max), ("9007199254740993.0", 9_007_199_254_740_993),
            ("1e18", 1_000_000_000_000_000_000),
            ("80.5", nil), ("1e-1", nil), ("9223372036854775808", nil), ("1e19", nil), ("1e400", nil),
            ("1e99999999999999999999", nil), ("1e-9223372036854775808", nil), ("123456789012345678901234567890", nil),
        ] as [(String, Int?)])
    func readsWholeNumbers(text: String, expected: Int?) throws {
        var reader = JSONReader(bytes(" \(text) "))
        #expect(try reader.int() == expected)
        let problem = JSONProblem(offset: 1, path: "", message: "expected a whole number, found \(text)")
        #expect(reader.problems == (expected == nil ? [problem] : []))
        try reader.end()
        #expect(try parsed(text).int == expected)
    }

    @Test(arguments: [("0.25", 0.25), ("-1E3", -1000), ("7", 7), ("1e400", nil)] as [(String, Double?)])
    func readsDoubles(text: String, expected: Double?) throws {
        var reader = JSONReader(bytes(text))
        #expect(try reader.double() == expected)
        #expect(reader.problems.isEmpty == (expected != nil))
    }

    @Test func readsListsAndMapsOfStrings() throws {
        var reader = JSONReader(bytes(#"[["a",1,"b",null],{"x":"1","y":2,"x":"3","\u007a":"z"},"no",7,null]"#))
        try reader.array { (reader, index) throws(JSONError) in
            switch index {
            case 0: #expect(try reader.strings() == ["a", "b"])
            case 1: #expect(try reader.stringMap() == ["x": "3", "z": "z"])
            case 2: #expect(try reader.strings() == nil)
            case 3: #expect(try reader.stringMap() == nil)
            default: #expect(try reader.strings() == nil)
            }
        }
        #expect(
            reader.problems.map(\.description) == [
                "[0][1]: expected a string, found a number at byte 6",
                "[1].y: expected a string, found a number at byte 31",
                "[2]: expected an array, found a string at byte 55",
                "[3]: expected an object, found a number at byte 60",
            ])
    }

    @Test func namesMatchTheirLiteralsOnly() throws {
        let names = #"{"a":0,"name":0,"nam":0,"names":0,"Name":0,"n\u0061me":0,"\u00e9":0,"":0,"e\u0301":0}"#
        var matched: [String] = []
        var read: [String] = []
        var reader = JSONReader(bytes(names))
        try reader.object { (_, key) throws(JSONError) in
            read.append(key.string)
            switch key {
            case "a": matched.append("one")
            case "name": matched.append("name")
            case "": matched.append("empty")
            case "\u{e9}": matched.append("é")
            default: matched.append("-")
            }
        }
        #expect(matched == ["one", "name", "-", "-", "-", "name", "é", "empty", "-"])
        #expect(read == ["a", "name", "nam", "names", "Name", "name", "é", "", "e\u{301}"])
    }

    @Test func repeatedNamesAreHandedOutEachTime() throws {
        var reader = JSONReader(bytes(#"{"a":1,"a":2}"#))
        var values: [Int?] = []
        try reader.object { (reader, _) throws(JSONError) in values.append(try reader.int()) }
        #expect(values == [1, 2])
    }

    @Test func callersReportTheirOwnProblems() throws {
        var reader = JSONReader(bytes(#"{"spec":{"time":"soon"}}"#))
        try reader.object { (reader, _) throws(JSONError) in
            try reader.object { (reader, _) throws(JSONError) in
                _ = try reader.string()
                reader.report("expected a time")
            }
        }
        #expect(reader.problems == [JSONProblem(offset: 22, path: "spec.time", message: "expected a time")])
    }

    @Test func aClosuresErrorEndsTheReading() {
        let error = JSONError(offset: 1, path: "x", message: "mine")
        var reader = JSONReader(bytes("[1]"))
        #expect(throws: error) { try reader.array { (_, _) throws(JSONError) in throw error } }
    }

    @Test func twoDocumentsAreOneTooMany() throws {
        var reader = JSONReader(bytes("1 2"))
        #expect(try reader.int() == 1)
        #expect(throws: JSONError(offset: 2, path: "", message: "unexpected text after the document")) {
            try reader.end()
        }
    }

    @Test func keepsToTheDepthItIsGiven() {
        var reader = JSONReader(bytes("[[[1]]]"), depthLimit: 2)
        #expect(throws: JSONError(offset: 2, path: "[0][0]", message: "nested more than 2 levels deep")) {
            try reader.value()
        }
    }
}
