import KubeLB
import Testing

/// The text format of Prometheus, read strictly.
@Suite struct MetricsParserTests {
    private static func parse(_ text: String, keeping names: Set<String> = ["m"]) throws -> MetricsPage {
        try MetricsParser.parse(Array(text.utf8), keeping: names)
    }

    struct Line: Sendable {
        let text: String
        var labels: [String: String] = [:]
        let value: Double
    }

    @Test(arguments: [
        Line(text: "m 1", value: 1),
        Line(text: "m{} 1", value: 1),
        Line(text: "m{ } 1", value: 1),
        Line(text: "  m\t{a=\"b\"}\t1.5e3  ", labels: ["a": "b"], value: 1500),
        Line(text: "m{a=\"b\",c=\"d\"} -2", labels: ["a": "b", "c": "d"], value: -2),
        Line(text: "m{a=\"b\",} 0", labels: ["a": "b"], value: 0),
        Line(text: "m{a=\"q\\\"q\\\\n\\n}, {\"} 0", labels: ["a": "q\"q\\n\n}, {"], value: 0),
        Line(text: "m{a=\"\"} 1 1795381741599", labels: ["a": ""], value: 1),
        Line(text: "m{a=\"é\"} 1 -5", labels: ["a": "é"], value: 1),
        Line(text: "m +Inf", value: .infinity),
        Line(text: "m -Inf", value: -.infinity),
        Line(text: "m 1.79538173979e+09", value: 1_795_381_739.79),
    ])
    func readsSamples(line: Line) throws {
        let samples = try Self.parse(line.text + "\n").samples(of: "m")
        #expect(samples.map(\.labels) == [line.labels])
        #expect(samples.map(\.value) == [line.value])
    }

    @Test func readsNaN() throws {
        #expect(try Self.parse("m NaN\n").value(of: "m")?.isNaN == true)
        #expect(try Self.parse("m NaN\n").count(of: "m") == nil)
    }

    @Test func keepsWhatIsWantedOnly() throws {
        let page = try Self.parse(
            "# HELP m text \\n\n# TYPE m counter\n\n# anything\nm 1\nother{a=\"b\"} 2\nm{a=\"b\"} 3\n")
        #expect(page.samples(of: "m").map(\.value) == [1, 3])
        #expect(page.samples(of: "other").isEmpty)
        #expect(page.sum(of: "m") == 4)
    }

    @Test(arguments: [
        "", "\n", "# TYPE m counter\n", "# EOF\n",
        "<!DOCTYPE html>\n<html><body>Log in</body></html>\n", "<html>\n", "OK\n", "LIVE\n", "PRE_INITIALIZING\n",
        "404 page not found\n", "{\"kind\":\"Status\"}\n", "{\"kind\":\"Status\",\n\"code\":503}\n",
        "m\n", "m 1", "m 1\nm 2", "m one\n", "m 0x10\n", "m 1 2 3\n", "m 1 soon\n", "m nano\n", "m infinity\n",
        "m 1\r\n",
        "m{a} 1\n", "m{a=b} 1\n", "m{a=\"b\" 1\n", "m{a=\"b} 1\n", "m{a=\"\\x\"} 1\n", "m{a=\"b\"c=\"d\"} 1\n",
        "m{1a=\"b\"} 1\n", "m{a=\"1\",a=\"2\"} 1\n", "1m 1\n", "m-n 1\n", "# TYPE m number\n", "# TYPE m\nm 1\n",
        "# TYPE\n",
        "m{,} 1\n", "m} 1\n",
    ])
    func refusesAnythingElse(text: String) {
        #expect(throws: MetricsError.self) { try Self.parse(text) }
    }

    @Test func refusesLabelsThatAreNoUTF8() {
        let bytes = Array("m{a=\"".utf8) + [0xFF] + Array("\"} 1\n".utf8)
        #expect(throws: MetricsError.self) { try MetricsParser.parse(bytes, keeping: ["m"]) }
    }

    /// What is not wanted is checked all the same.
    @Test func checksFamiliesThatAreNotKept() {
        #expect(throws: MetricsError(line: 2, "no metrics page: a label value has no end")) {
            try Self.parse("m 1\nother{a=\"b} 2\n")
        }
    }

    @Test(arguments: 1...12)
    func readsChunksOfAnySize(size: Int) throws {
        let text = "# TYPE m gauge\nm{a=\"x\\\"y\"} 1\nother 7\nm{a=\"z\"} 2 12\n"
        var parser = MetricsParser(keeping: ["m"])
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            try parser.consume(Array(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        #expect(try parser.finish() == Self.parse(text))
    }

    @Test func isBounded() {
        var limits = MetricsParser.Limits()
        limits.bytes = 100
        limits.lineBytes = 20
        limits.samples = 3
        func parse(_ text: String) throws -> MetricsPage {
            try MetricsParser.parse(Array(text.utf8), keeping: ["m"], limits: limits)
        }
        #expect(throws: Never.self) { try parse("m 1\nm 2\nm 3\n") }
        #expect(throws: MetricsError("more than 3 samples")) { try parse("m 1\nm 2\nm 3\nm 4\n") }
        #expect(throws: MetricsError(line: 1, "longer than 20 bytes")) { try parse("m{a=\"bbbbbbbbbbbbbbbbbb\"} 1\n") }
        // A line without an end is not gathered for ever.
        #expect(throws: MetricsError(line: 1, "longer than 20 bytes")) { try parse("m{a=\"bbbbbbbbbbbbbbbbbb") }
        #expect(throws: MetricsError.self) { try parse(String(repeating: "other 1\n", count: 20)) }
    }
}
