import Testing

@testable import CommandLineKit

/// What the scripts hold; how they behave is tried in the shells themselves.
@Suite struct CompletionScriptTests {
    private static let scripts = [
        BashCompletion.script(for: table, aliases: ["other"]), ZshCompletion.script(for: table, aliases: ["other"]),
        FishCompletion.script(for: table, aliases: ["other"]),
    ]

    private static let table = CommandTable(
        toolName: "my-tool", summary: "Try",
        commands: [
            CommandSpec(
                name: "go", summary: "It's [here]: go",
                arguments: [ArgumentSpec(placeholder: "PLACE", summary: "A place")],
                options: [
                    OptionSpec(name: "map", kind: .value(placeholder: "FILE"), summary: "A map", group: "Ways"),
                    OptionSpec(
                        name: "by", kind: .value(placeholder: "WAY"), summary: "A way", group: "Ways",
                        completion: .dynamic("way")),
                ]),
            CommandSpec(name: "secret", summary: "Hidden", hidden: true),
        ],
        placeholders: [
            "FILE": .file,
            "PLACE": .words([CompletionCandidate("a:b", "It's odd"), CompletionCandidate("c")]),
        ])

    @Test(arguments: scripts)
    func holdWhatIsKnownAndNothingHidden(script: String) {
        for word in ["go", "map", "other", "__complete", "way"] { #expect(script.contains(word), "\(word)") }
        #expect(!script.contains("secret"))
        #expect(!script.contains("TOOL"))
    }

    @Test func textsAreQuotedAsEachShellReadsThem() {
        #expect(Self.scripts[1].contains(#"'a\:b:It'\''s odd'"#))
        #expect(Self.scripts[2].contains(#"-d 'It\'s [here]: go'"#))
    }

    @Test func aSpellingThatDiffersBetweenCommandsIsAskedForByCommand() {
        func command(_ name: String, _ choices: [String]) -> CommandSpec {
            CommandSpec(
                name: name, summary: name,
                options: [
                    OptionSpec(
                        name: "output", kind: .value(placeholder: "F"), choices: choices, summary: "Format", group: "G"),
                    OptionSpec(name: "color", kind: .value(placeholder: "F"), choices: ["x"], summary: "C", group: "G"),
                ])
        }
        let table = CommandTable(toolName: "t", summary: "T", commands: [command("a", ["1"]), command("b", ["2"])])
        let uses = CompletionOutline(table).optionValues.map { $0.uses.map { "\($0.path ?? "*") \($0.option)" } }
        #expect(uses == [["a --output"], ["* --color"], ["b --output"]])
    }
}
