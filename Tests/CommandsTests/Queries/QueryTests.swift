import Commands
import Documents
import FoundationEssentials
import Testing

/// `-o jsonpath` and `-o custom-columns` of every command that has `-o json`.
@Suite struct QueryTests {
    private static let bundle = ["--from-bundle", Folder.recorded("17-no-endpoints")]

    private func output(_ words: String...) async -> String { await run(words + Self.bundle).output }

    @Test func aTemplateRunsOverTheJSONOutput() async throws {
        let template = #"jsonpath={range .services[*]}{.namespace}/{.name}{"\t"}{.kind}{"\n"}{end}"#
        #expect(
            await output("status", "-A", "-o", template) == "default/nomatch\t\ndefault/unready\t\ndefault/web\t\n")
        let whole = await output("status", "-A", "-o", "jsonpath={}")
        let json = await output("status", "-A", "-o", "json")
        #expect(try JSONValue(parsing: Array(whole.utf8)) == JSONValue(parsing: Array(json.utf8)))
    }

    /// Which is why its id is not among those of the Service.
    @Test func theFirstFindingMayBeOneOfTheCluster() async {
        let service = ".services[0]"
        let template = "jsonpath={\(service).firstFinding['code', 'id']} {\(service).findings}"
        let output = await run(
            ["status", "-A", "-o", template, "--from-bundle", Folder.recorded("12-nodes-not-ready")]
        ).output.split(separator: " ").map(String.init)
        #expect(output.count == 3 && output[0] == "KLC-N002" && !output[2].contains("\"\(output[1])\""), "\(output)")
    }

    /// The first word of a command, what its rows have, and how it is run.
    static let commands: [(words: [String], member: String, field: String)] = [
        (["status", "-A"] + bundle, "services", "name"), (["doctor"] + bundle, "findings", "code"),
        (["verify", "-A"] + bundle, "checks", "name"), (["trace", "-A"] + bundle, "services", "name"),
        (["events", "-A"] + bundle, "events", "reason"), (["cleanup"] + bundle, "candidates", "reason"),
        (["checks"], "items", "code"), (["config", "view"], "settings", "name"), (["version"], "servers", "cluster"),
    ]

    @Test(arguments: commands) func everyCommandTakesQueries(
        _ command: (words: [String], member: String, field: String)
    ) async throws {
        let json = try JSONValue(parsing: Array(await run(command.words + ["-o", "json"]).output.utf8))
        let expected = (json[command.member]?.array ?? []).compactMap { $0[command.field]?.string }
        let template = "jsonpath={range .\(command.member)[*]}{.\(command.field)}{'\\n'}{end}"
        let listed = await run(command.words + ["-o", template])
        #expect(listed.output.split(separator: "\n").map(String.init) == expected, "\(listed.error)")
        let columns = await run(command.words + ["-o", "custom-columns=X:.\(command.field)"])
        let rows = columns.output.split(separator: "\n").map(String.init)
        #expect(rows.first == "X" && Array(rows.dropFirst()) == expected, "\(columns.error)")
    }

    @Test func missingColumnsAreNone() async {
        #expect(
            await output("status", "svc/web", "-o", "custom-columns=NAME:{.name},KIND:kind,X:.nope,A:.addresses")
                .hasPrefix("NAME  KIND     X       A\nweb   Service  <none>  "))
        #expect(
            await output("status", "svc/web", "--no-headers", "-o", "custom-columns=NAME:.name") == "web\n")
    }

    @Test func queriesMayComeFromFiles() async throws {
        try await withTemporaryDirectory { directory in
            try Data("{.services[*].name}".utf8).write(to: URL(filePath: directory + "/template"))
            try Data("NAME  KIND\n.name .kind\n".utf8).write(to: URL(filePath: directory + "/columns"))
            #expect(await output("status", "svc/web", "-o", "jsonpath-file=\(directory)/template") == "web")
            #expect(
                await output("status", "svc/web", "-o", "custom-columns-file=\(directory)/columns")
                    == "NAME  KIND\nweb   Service\n")
            let missing = await run(["status", "-o", "jsonpath-file=\(directory)/none"] + Self.bundle)
            #expect(missing.status == .usage && missing.error.contains("jsonpath-file"))
        }
    }

    static let faults: [(value: String, error: String)] = [
        ("jsonpath={.services[}", "error: --output jsonpath: column 12: unexpected \"}\": expected an index\n"),
        ("custom-columns=NAME", "error: --output custom-columns: column 1: expected HEADING:EXPRESSION\n"),
        (
            "custom-columns=A:.a,B:.b[",
            "error: --output custom-columns: column 11: B: unexpected end: expected an index\n"
        ),
        ("jsonpath=", "error: --output jsonpath= needs a value\nhint: use jsonpath=TEMPLATE\n"),
        ("jsonpath", "error: invalid value \"jsonpath\" for -o\nhint: use jsonpath=TEMPLATE\n"),
        ("go-template={{.}}", "error: invalid value \"go-template={{.}}\" for -o\nhint: use jsonpath=TEMPLATE, for"),
    ]

    @Test(arguments: faults) func faultsAreUsageErrors(_ fault: (value: String, error: String)) async {
        let run = await run(["status", "-o", fault.value] + Self.bundle)
        #expect(run.status == .usage && run.output.isEmpty)
        #expect(run.error.hasPrefix(fault.error), "\(run.error)")
    }

    @Test func aTemplateWithoutExpressionsIsNoted() async {
        let run = await run(["status", "-o", "jsonpath=.kind"] + Self.bundle)
        #expect(run.output == ".kind" && run.error.contains("no expression in braces"))
    }

    @Test func logsTakeATemplateForEachLine() async {
        let bundle = ["--from-bundle", Folder.recorded("17-no-endpoints")]
        let plain = await run(["logs", "-o", "json"] + bundle)
        let levels = await run(["logs", "-o", "jsonpath={.component} {.level}"] + bundle)
        #expect(levels.output.split(separator: "\n").count == plain.output.split(separator: "\n").count)
        #expect(await run(["logs", "-o", "custom-columns=A:.b"] + bundle).status == .usage)
    }
}
