import Documents
import Testing

/// Templates and expressions, with the results that kubectl 1.32 prints for the same document (`kubectl config view`).
@Suite struct JSONPathTests {
    private static let text = #"""
        {"apiVersion": "v1",
        "clusters": [
          {"name": "c1", "cluster": {"server": "https://a", "extensions": [
            {"name": "e.b/c", "extension": {"f": 1.5, "nn": null, "t": true, "x.y": "q", "l": [], "m": {}}}]}},
          {"name": "c2", "cluster": {"server": "https://b"}}],
        "contexts": [
          {"name": "c1", "context": {"cluster": "c1", "user": "u1"}},
          {"name": "c2", "context": {"cluster": "c2", "namespace": "shop", "user": "u1"}}],
        "current-context": "c1", "kind": "Config"}
        """#

    private func document() throws -> JSONValue { try JSONValue(parsing: Array(Self.text.utf8)) }

    static let results: [(template: String, result: String)] = [
        ("{.current-context}", "c1"), ("{.nope}", ""), ("{.clusters[*].name}", "c1 c2"),
        ("{.clusters[-1].name}", "c2"), ("{.kind}", "Config"), (".kind", ".kind"), ("{['kind']}", "Config"),
        ("{@.kind}", "Config"), ("{$.kind}", "Config"), ("{ .kind }", "Config"), ("a}b", "a}b"),
        (#"{.kind}\n"#, #"Config\n"#), (#"{"a\tb\n"}"#, "a\tb\n"), ("{'q'}", "q"), (#"{"\u00e9\x41"}"#, "éA"),
        (#"{'a"b'}"#, #"a"b"#), ("{3}{true}", "3true"), ("{-1}{1.5}", "-11.5"),
        ("{.contexts[0]['name','context']}", #"c1 {"cluster":"c1","user":"u1"}"#),
        ("{.clusters[*]['name', 'cluster.server']}", "c1 c2 https://a https://b"),
        ("{.contexts[*]['name','context.user']}", "c1 c2 u1 u1"), ("{..['name','user']}", "c1 e.b/c c2 c1 c2 u1 u1"),
        (#"{.clusters[0].cluster.extensions[0].extension['x\.y']}"#, "q"),
        (#"{.clusters[0].cluster.extensions[0].extension.x\.y}"#, "q"),
        ("{.clusters[0].cluster.extensions[0].extension.nn}", "null"),
        ("{.clusters[0].cluster.extensions[0].extension.l}", "[]"), ("{..nn}", "null"), ("{.contexts.name}", ""),
        ("{.clusters..name}", "c1 e.b/c c2"), ("{.clusters[0,1].name}", "c1 c2"), ("{.clusters[].name}", "c1"),
        ("{.clusters[:1].name}", "c1"), ("{.clusters[1:].name}", "c2"), ("{.clusters[0:0].name}", ""),
        ("{.contexts[0:2:2].name}", "c1"), ("{range .x[*]}a{end}", ""),
        ("{range .contexts[*]}{.name}={.context.user};{end}", "c1=u1;c2=u1;"),
        (#"{range .contexts[*]}{range .context}{.cluster}{end}{"\n"}{end}"#, "c1\nc2\n"),
        ("{range .contexts[*].context}{@.cluster}{end}", "c1c2"),
        (#"{.contexts[?(@.name=="c2")].context.namespace}"#, "shop"),
        ("{.contexts[?(@.context.namespace)].name}", "c2"), ("{.contexts[?(@.name!='c2')].name}", "c1"),
        (#"{.contexts[?(@.context.namespace=="shop")].name}"#, "c2"), (#"{.contexts[?(@.name>"c1")].name}"#, "c2"),
        (#"{.contexts[?(.name=="c1")].name}"#, "c1"), (#"{.contexts[?( @.name == "c2" )].name}"#, "c2"),
        ("{.contexts[?(1==1)].name}", "c1 c2"), (#"{.contexts[?("c1"==@.name)].name}"#, "c1"),
        ("{.clusters[0].cluster.extensions[?(@.extension.t==true)].name}", "e.b/c"),
        ("{.clusters[0].cluster.extensions[?(@.extension.nn)].name}", "e.b/c"),
    ]

    @Test(arguments: results) func templatesPrintWhatKubectlPrints(_ entry: (template: String, result: String)) throws {
        #expect(try JSONPathTemplate(entry.template).rendered(document()) == entry.result)
    }

    /// Where kubectl fails or does not understand.
    static let extensions: [(template: String, result: String)] = [
        ("{.clusters[5].name}", ""), ("{.clusters[-5].name}", ""), ("{.clusters[0:5].name}", "c1 c2"),
        ("{.contexts[1:0].name}", ""), ("{.kind[0]}", ""), (#"{["kind"]}"#, "Config"),
        ("{range .contexts[*]}{$.kind} {end}", "Config Config "),
        ("{.clusters[0].cluster.extensions[?(@.extension.f>1)].name}", "e.b/c"),
        ("{.clusters[0].cluster.extensions[?(@.extension.f<=1.50)].name}", "e.b/c"),
        ("{.contexts[?(@.context.namespace!='x')].name}", "c2"),
    ]

    @Test(arguments: extensions) func moreIsUnderstood(_ entry: (template: String, result: String)) throws {
        #expect(try JSONPathTemplate(entry.template).rendered(document()) == entry.result)
    }

    static let faults: [(template: String, column: Int, message: String)] = [
        ("{.x", 1, "{ without }"), ("a{foo}", 3, "unknown word \"foo\": fields begin with a dot, text is quoted"),
        ("{end}", 1, "{end} without {range}"), ("{range .x}a", 1, "{range} without {end}"),
        ("{.a[b]}", 5, "unexpected \"b\": expected an index"), ("{.a[1}", 6, "unexpected \"}\": expected ]"),
        ("{.a[1", 4, "[ without ]"), (#"{.a[?(@.b=="c"]}"#, 15, "unexpected \"]\": expected )"),
        ("{.a[?(@.b=~'c')]}", 10, "unexpected \"=\": expected )"), ("{.a[::0]}", 7, "the step must be positive"),
        ("{.a .b}", 5, "unexpected \".\": expected }"), ("{.a,.b}", 4, "unexpected \",\": expected }"),
        (#"{"a}"#, 2, "the quote is not closed"), (#"{"\q"}"#, 3, #"unknown escape \q"#),
        ("{.a[99999999999999999999]}", 5, "\"99999999999999999999\" is not a valid index"),
        ("{.a[?(@.b==1.2.3)]}", 12, "\"1.2.3\" is not a number"), ("{..}{.=}", 7, "unexpected \"=\": expected a field"),
    ]

    @Test(arguments: faults) func faultsNameTheirColumn(
        _ fault: (template: String, column: Int, message: String)
    ) {
        #expect(throws: JSONPathError(column: fault.column, message: fault.message)) {
            try JSONPathTemplate(fault.template)
        }
    }

    @Test func filtersAndRangesAreBounded() {
        let filters = String(repeating: "[?(@.a", count: 100_000)
        #expect(throws: JSONPathError.self) { try JSONPathTemplate("{.a" + filters) }
        let ranges = String(repeating: "{range .a[*]}", count: 1000) + String(repeating: "{end}", count: 1000)
        #expect(throws: JSONPathError.self) { try JSONPathTemplate(ranges) }
    }

    /// A short template can ask for more than memory holds.
    @Test(arguments: [
        ("{range $..*}{range $..*}{range $..*}x{end}{end}{end}", "selects more than 200 values"),
        ("{..*..*..*..*..*}", "selects more than 200 values"),
        ("{..[?($..*)]}", "selects more than 200 values"),
        ("{range $.*}{$}{$}{$}{$}{$}{$}{$}{$}{$}{$}{end}", "prints more than 0 MiB"),
    ])
    func whatATemplateDoesIsBounded(template: String, message: String) throws {
        let budget = JSONPathBudget(values: 200, bytes: 10_000)
        let error = try #require(throws: JSONPathBudget.Exhausted.self) {
            try JSONPathTemplate(template).rendered(document(), within: budget)
        }
        #expect(error.message == message)
    }

    /// As kubectl's jsonpath-as-json: a list for each expression and each text.
    @Test(arguments: [
        ("{.clusters[*].name}", #"["c1","c2"]"#), ("{.kind} {.nope}", #"["Config"][" "][]"#), ("plain", #"["plain"]"#),
        ("x{range .clusters[*]}{.name},{end}", #"["x"]["c1"][","]["c2"][","]"#),
        ("{.contexts[0].context}", #"[{"cluster":"c1","user":"u1"}]"#),
    ])
    func listsAsJSON(template: String, expected: String) throws {
        let text = try JSONPathTemplate(template).renderedAsJSON(document())
        #expect(text.filter { !$0.isWhitespace } == expected.filter { !$0.isWhitespace })
    }

    @Test(arguments: ["{.kind}", ".kind", "kind", "{kind}"]) func bracesAndDotMayBeMissing(text: String) throws {
        guard text != "{kind}" else {
            #expect(throws: JSONPathError.self) { try JSONPath(relaxed: text) }
            return
        }
        var budget = JSONPathBudget()
        #expect(try JSONPath(relaxed: text).values(in: document(), within: &budget) == ["Config"])
    }

    @Test func aRelaxedExpressionIsOne() {
        #expect(throws: JSONPathError(column: 5, message: "unexpected \"{\": expected one expression")) {
            try JSONPath(relaxed: "{.a}{.b}")
        }
        #expect(throws: JSONPathError(column: 3, message: "unexpected \"b\": expected an index")) {
            try JSONPath(relaxed: "a[b]")
        }
    }
}
