import CommandLineKit
import Testing

@Suite struct ListCompletionTests {
    private static let table: CommandTable = {
        let options = [
            OptionSpec(
                name: "output", short: "o", kind: .value(placeholder: "FORMAT"), choices: ["table", "json"],
                openChoices: ["jsonpath=TEMPLATE"], summary: "Format", group: "Output"),
            OptionSpec(name: "checks", kind: .value(placeholder: "CODES"), summary: "Checks", group: "Check"),
        ]
        let codes = ["A001", "B001", "B002"].map { CompletionCandidate($0) }
        return CommandTable(
            toolName: "tool", summary: "A tool", commands: [CommandSpec(name: "run", summary: "Run", options: options)],
            placeholders: ["CODES": .list(codes)])
    }()

    @Test(arguments: [
        (["--checks", "B"], ["B001", "B002"]), (["--checks", "A001,B"], ["A001,B001", "A001,B002"]),
        (["--checks=A001,B002,A"], ["--checks=A001,B002,A001"]), (["--checks", "A001,X"], []),
        (["-o", "js"], ["json", "jsonpath="]), (["-oj"], ["-ojson", "-ojsonpath="]),
    ])
    func completesLists(words: [String], expected: [String]) {
        let context = CompletionContext(["run"] + words, in: Self.table)
        #expect(Completer(Self.table).complete(context) == .candidates(expected.map { CompletionCandidate($0) }))
    }
}
