import Testing

@testable import CommandLineKit

/// Command lines that are understood, written as `path | options | arguments`.
@Suite struct ParserTests {
    private static let understood: [(line: String, meaning: String)] = [
        // Values.
        ("status -n shop", "status | namespace=shop |"),
        ("status -nshop", "status | namespace=shop |"),
        ("status -n=shop", "status | namespace=shop |"),
        ("status --namespace shop", "status | namespace=shop |"),
        ("status --namespace=shop", "status | namespace=shop |"),
        ("status --namespace=", "status | namespace= |"),
        ("status -n=", "status | namespace= |"),
        ("status -lapp=web", "status | selector=app=web |"),
        ("status -l=app=web", "status | selector=app=web |"),
        ("status --selector=app=web", "status | selector=app=web |"),
        ("status -n -", "status | namespace=- |"),
        ("logs blue --tail -1", "logs | tail=-1 | blue"),
        ("logs blue --tail --x", "logs | tail=--x | blue"),
        ("status --mgmt-context m", "status | management-context=m |"),
        ("status --mgmt-context=m", "status | management-context=m |"),
        // Flags and bundles.
        ("status -A -o json", "status | all-namespaces=true output=json |"),
        ("status -Aojson", "status | all-namespaces=true output=json |"),
        ("status -Aw", "status | all-namespaces=true watch=true |"),
        ("status -Awo=json", "status | all-namespaces=true output=json watch=true |"),
        ("status -wAn shop ship/Ada", "status | all-namespaces=true namespace=shop watch=true | ship/Ada"),
        ("status --watch=false", "status | watch=false |"),
        ("status --watch=TRUE", "status | watch=true |"),
        ("status --watch=1", "status | watch=true |"),
        ("status -w=f", "status | watch=false |"),
        ("status -wA=0", "status | all-namespaces=false watch=true |"),
        ("status --pager", "status | pager=true |"),
        ("status --no-pager", "status | pager=false |"),
        ("status --trace-words", "status | trace-words=true |"),
        // Repeated.
        ("status -n a -n b", "status | namespace=a,b |"),
        ("status -l a -l b --selector c", "status | selector=a,b,c |"),
        ("status -vv -v", "status | verbose=true,true,true |"),
        // A value that may be left out.
        ("status --wait", "status | wait=healthy |"),
        ("status --wait=deleted", "status | wait=deleted |"),
        ("status --wait deleted", "status | wait=healthy | deleted"),
        // Order.
        ("status a b -n shop c", "status | namespace=shop | a b c"),
        ("-n shop status", "status | namespace=shop |"),
        ("-nshop status a", "status | namespace=shop | a"),
        ("--context east status", "status | context=east |"),
        ("--context status status", "status | context=status |"),
        ("-v status -v", "status | verbose=true,true |"),
        ("completion --context east bash -v", "completion bash | context=east verbose=true |"),
        // Names and the end of options.
        ("st", "status | |"),
        ("statistics", "statistics | |"),
        ("status status", "status | | status"),
        ("status help", "status | | help"),
        ("status -- -n shop", "status | | -n shop"),
        ("status a -- --watch -- b", "status | | a --watch -- b"),
        ("-- status", "status | |"),
        ("status -", "status | | -"),
        ("logs blue 3", "logs | | blue 3"),
    ]

    @Test(arguments: understood)
    func understands(line: String, meaning: String) throws {
        let parsed = try SampleTable.table.parse(words(line))
        let options = parsed.options.names.map { "\($0)=\(parsed.options[$0].joined(separator: ","))" }
        let parts = [parsed.path, ["|"], options, ["|"], parsed.arguments].flatMap { $0 }
        #expect(parts.joined(separator: " ") == meaning)
        #expect(!parsed.wantsHelp)
        #expect(parsed.spec?.name == parsed.path.last)
    }

    @Test(arguments: [
        ("", ""), ("--help", ""), ("-h", ""), ("help", ""), ("-v -h", ""), ("help -v", ""),
        ("help status", "status"), ("help st", "status"), ("help completion bash", "completion bash"),
        ("help completion", "completion"), ("help help", "help"), ("help --help", "help"), ("--help help", "help"),
        ("status --help", "status"), ("status -h", "status"), ("-h status", "status"), ("status -Ah", "status"),
        ("status -h --bogus", "status"), ("cleanup --help", "cleanup"), ("completion --help", "completion"),
        ("completion bash -h", "completion bash"), ("status --help a b", "status"),
    ])
    func asksForHelp(line: String, path: String) throws {
        let parsed = try SampleTable.table.parse(words(line))
        #expect(parsed.wantsHelp)
        #expect(parsed.path.joined(separator: " ") == path)
    }

    @Test func helpIsAnArgumentBehindTheEndOfOptions() throws {
        let parsed = try SampleTable.table.parse(["status", "--", "--help"])
        #expect(!parsed.wantsHelp)
        #expect(parsed.arguments == ["--help"])
    }

    @Test func helpNeedsNoRowInTheTable() throws {
        let table = CommandTable(toolName: "tool", summary: "A tool", commands: [SampleTable.status])
        #expect(try table.parse(["help", "--help"]).path == [])
        #expect(try table.parse(["help", "status"]).path == ["status"])
    }

    @Test func emptyWordsAreArgumentsAndValues() throws {
        let parsed = try SampleTable.table.parse(["status", "", "-n", "", "--selector", ""])
        #expect(parsed.arguments == [""])
        #expect(parsed.options["namespace"] == [""])
        #expect(parsed.options["selector"] == [""])
    }

    @Test func readsValuesInTheirOrder() throws {
        let parsed = try SampleTable.table.parse(words("status -n a -n b -l x -l y -v -w --watch=false"))
        #expect(parsed.options["namespace"] == ["a", "b"])
        #expect(parsed.options["selector"] == ["x", "y"])
        #expect(!parsed.isGiven("color"))
        #expect(parsed.options["watch"] == ["true", "false"])
        #expect(parsed.options["verbose"] == ["true"])
        #expect(parsed.options.names == ["namespace", "selector", "verbose", "watch"])
    }
}

func words(_ line: String) -> [String] { line.split(separator: " ").map(String.init) }
