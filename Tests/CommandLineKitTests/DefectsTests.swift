import TestSupport
import Testing

@testable import CommandLineKit

@Suite struct DefectsTests {
    @Test func aSoundTableHasNone() {
        #expect(SampleTable.table.defects() == [])
    }

    private static func command(
        _ name: String = "go", aliases: [String] = [], summary: String = "Go", arguments: [ArgumentSpec] = [],
        options: [OptionSpec] = [], examples: [(command: String, meaning: String)] = [("tool go", "Go")],
        subcommands: [CommandSpec] = []
    ) -> CommandSpec {
        CommandSpec(
            name: name, aliases: aliases, summary: summary, arguments: arguments, options: options, examples: examples,
            subcommands: subcommands)
    }

    private static func option(
        _ name: String = "fast", short: Character? = nil, aliases: [String] = [], kind: OptionSpec.Kind = .flag,
        choices: [String] = [], negatable: Bool = false, defaultValue: String? = nil, summary: String = "Hurry",
        details: String? = nil, group: String = "Ways"
    ) -> OptionSpec {
        OptionSpec(
            name: name, short: short, aliases: aliases, kind: kind, choices: choices, negatable: negatable,
            defaultValue: defaultValue, summary: summary, details: details, group: group)
    }

    private static let value = OptionSpec.Kind.value(placeholder: "WORD")

    private static let commandCases: [(CommandSpec, String)] = [
        (command(aliases: ["Go"]), "command name \"Go\" is not in kebab-case"),
        (command(aliases: ["go--on"]), "command name \"go--on\" is not in kebab-case"),
        (command(aliases: ["1go"]), "command name \"1go\" is not in kebab-case"),
        (command(aliases: ["go-"]), "command name \"go-\" is not in kebab-case"),
        (command(aliases: ["go"]), "command go is there twice"),
        (command(summary: ""), "go has no summary"),
        (command(summary: "Go."), "the summary of go ends with a full stop"),
        (command(summary: "Go\non"), "the summary of go has several lines"),
        (command(summary: String(repeating: "o", count: 60)), "the summary of go is not under 60 columns"),
        (command(examples: []), "go has no example"),
        (command(examples: [("tool go", "")]), "example \"tool go\" has no meaning"),
        (command(examples: [("kubectl go", "Go")]), "example \"kubectl go\" does not run tool"),
        (command(examples: [("tool go -x", "Go")]), "example \"tool go -x\" does not parse: unknown option \"-x\""),
        (command(examples: [("tool --help", "Go")]), "example \"tool --help\" is not of go"),
        (
            command(arguments: [ArgumentSpec(placeholder: "", summary: "A")], examples: [("tool go a", "Go")]),
            "an argument of go has no placeholder"
        ),
        (
            command(arguments: [ArgumentSpec(placeholder: "A", summary: "")], examples: [("tool go a", "Go")]),
            "argument A of go has no summary"
        ),
        (
            command(
                arguments: [
                    ArgumentSpec(placeholder: "A", summary: "A", isRepeated: true),
                    ArgumentSpec(placeholder: "B", summary: "B", isOptional: true),
                ], examples: [("tool go a", "Go")]),
            "argument A of go is repeated and not the last one"
        ),
        (
            command(
                arguments: [
                    ArgumentSpec(placeholder: "A", summary: "A", isOptional: true),
                    ArgumentSpec(placeholder: "B", summary: "B"),
                ], examples: [("tool go a b", "Go")]),
            "argument B of go is required after an optional one"
        ),
        (
            command(
                arguments: [ArgumentSpec(placeholder: "A", summary: "A")], examples: [("tool go on", "Go")],
                subcommands: [command("on", examples: [("tool go on", "Go on")])]),
            "go has both arguments and subcommands"
        ),
        (
            command(
                options: [option("fast")],
                subcommands: [command("on", options: [option("fast")], examples: [("tool go on", "On")])]),
            "go on: --fast is there twice"
        ),
    ]

    private static let optionCases: [(OptionSpec, String)] = [
        (option("Fast"), "option name \"Fast\" is not in kebab-case"),
        (option("fast_er"), "option name \"fast_er\" is not in kebab-case"),
        (option(aliases: ["-f"]), "option name \"-f\" is not in kebab-case"),
        (option(short: "ß"), "--fast of go: -ß is neither a letter nor a digit"),
        (option(short: "="), "--fast of go: -= is neither a letter nor a digit"),
        (option(summary: ""), "--fast of go has no summary"),
        (option(summary: "Hurry."), "the summary of --fast of go ends with a full stop"),
        (option(details: ""), "--fast of go has empty details"),
        (option(group: ""), "--fast of go is in no group"),
        (option(choices: ["a"]), "--fast of go has choices and takes no value"),
        (option(defaultValue: "a"), "--fast of go has a default and takes no value"),
        (option(kind: value, choices: ["a", "a"]), "--fast of go has the choice a twice"),
        (option(kind: value, choices: ["a", ""]), "--fast of go has an empty choice"),
        (option(kind: value, choices: ["a"], defaultValue: "b"), "--fast of go: the default b is no choice"),
        (
            option(kind: .optionalValue(placeholder: "A", implied: "b"), choices: ["a"]),
            "--fast of go: the implied value b is no choice"
        ),
        (option(kind: .value(placeholder: "")), "--fast of go has no proper placeholder"),
        (option(kind: .value(placeholder: "A B")), "--fast of go has no proper placeholder"),
        (option(kind: value, negatable: true), "--fast of go is negatable and takes a value"),
        (option("no-fast", negatable: true), "--no-fast of go is negatable and named no-"),
        (option(aliases: ["fast"]), "go: --fast is there twice"),
        (option("help"), "go: --help is there twice"),
        (option(short: "h"), "go: -h is there twice"),
        (option("slow"), "go: --slow is there twice"),
        (option("lazy", short: "s"), "go: -s is there twice"),
        (option("no-turns"), "go: --no-turns is there twice"),
    ]

    private func defects(of command: CommandSpec) -> [String] {
        let global = [
            Self.option("slow", short: "s"), Self.option("turns", negatable: true),
        ]
        return CommandTable(toolName: "tool", summary: "A tool", commands: [command], globalOptions: global).defects()
    }

    @Test func theCasesStartFromASoundTable() {
        #expect(defects(of: Self.command(options: [Self.option()])) == [])
    }

    @Test(arguments: commandCases)
    func findsDefects(of command: CommandSpec, defect: String) {
        #expect(defects(of: command).contains(defect))
    }

    @Test(arguments: optionCases)
    func findsDefects(of option: OptionSpec, defect: String) {
        #expect(defects(of: Self.command(options: [option])).contains(defect))
    }

    @Test func namesMeanTheSameKindOfThingInAllCommands() {
        let table = CommandTable(
            toolName: "tool", summary: "A tool",
            commands: [
                Self.command(options: [Self.option("fast", short: "f")]),
                Self.command(
                    "sit", options: [Self.option("file", short: "f", kind: Self.value)], examples: [("tool sit", "Sit")]
                ),
            ])
        #expect(table.defects() == ["-f takes a value in one command and none in another"])
    }

    @Test func theToolItselfIsLookedAt() {
        let table = CommandTable(
            toolName: "", summary: "", commands: [],
            globalOptions: [Self.option("fast"), Self.option("fast")],
            exitStatuses: [(0, "Done"), (0, ""), (256, "Much")], environment: [("A", "a"), ("A", "")])
        #expect(
            table.defects() == [
                "the tool has no name", "the tool has no summary", "the tool has no commands",
                "the global options: --fast is there twice", "exit status 0 is there twice",
                "exit status 0 has no meaning", "exit status 256 is not between 0 and 255",
                "environment variable A is there twice", "environment variable A has no meaning",
            ])
    }

    @Test(arguments: [
        ("tool go -n shop", [["go", "-n", "shop"]]),
        ("$ tool go", []),
        ("NO_COLOR=1 A=b tool go", [["go"]]),
        ("tool go 'a b' \"c d\" ''", [["go", "a b", "c d", ""]]),
        ("tool go --x='a b'c", [["go", "--x=a bc"]]),
        ("tool go | jq '.a | .b' > out.txt", [["go"]]),
        ("tool go > out.txt 2> log && tool stop; tool rest", [["go"], ["stop"], ["rest"]]),
        ("tool go 2>log", [["go"]]),
        ("cat x | tool go -", [["go", "-"]]),
        ("a=b=c tool go", []),
        ("source <(tool go bash)", [["go", "bash"]]),
    ])
    func readsExamplesAsAShellDoes(text: String, lines: [[String]]) {
        #expect(ExampleLine(text, toolName: "tool").commandLines == lines)
    }
}
