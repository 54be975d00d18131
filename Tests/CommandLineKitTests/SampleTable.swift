import CommandLineKit

/// A table with one of everything.
enum SampleTable {
    static let table = CommandTable(
        toolName: "tool",
        summary: "Look after harbours",
        commands: [status, cleanup, logs, completion, show, old, help],
        globalOptions: [
            OptionSpec(
                name: "context", kind: .value(placeholder: "NAME"), summary: "The harbour's name", group: "Harbour"),
            OptionSpec(
                name: "management-context", aliases: ["mgmt-context"], kind: .value(placeholder: "NAME"),
                summary: "The office's name", group: "Harbour"),
            OptionSpec(
                name: "verbose", short: "v", kind: .flag, repeatable: true, summary: "Say more", group: "General"),
            OptionSpec(
                name: "color", kind: .value(placeholder: "WHEN"), choices: ["auto", "always", "never"],
                defaultValue: "auto", summary: "Use colour", group: "General"),
            OptionSpec(
                name: "pager", kind: .flag, negatable: true, summary: "Show long output page by page", group: "General"),
            OptionSpec(name: "trace-words", kind: .flag, summary: "For tests", group: "General", hidden: true),
        ],
        exitStatuses: [(0, "Done"), (2, "Usage error")],
        environment: [("TOOL_CONTEXT", "Like --context")],
        footer: "Fair winds.")

    static let output = OptionSpec(
        name: "output", short: "o", kind: .value(placeholder: "FORMAT"), choices: ["table", "wide", "json", "yaml"],
        summary: "Output format", group: "Output", completion: .none)

    static let status = CommandSpec(
        name: "status", aliases: ["st"], summary: "Show where ships are",
        discussion: "With a name: one ship.\nWithout: all of them.",
        arguments: [ArgumentSpec(placeholder: "ship/NAME", summary: "A ship", isRepeated: true, isOptional: true)],
        options: [
            OptionSpec(
                name: "namespace", short: "n", kind: .value(placeholder: "NAMESPACE"), summary: "The quay",
                group: "Ship"),
            OptionSpec(name: "all-namespaces", short: "A", kind: .flag, summary: "All quays", group: "Ship"),
            OptionSpec(name: "watch", short: "w", kind: .flag, summary: "Go on and on", group: "Ship"),
            OptionSpec(
                name: "selector", short: "l", kind: .value(placeholder: "SELECTOR"), repeatable: true,
                summary: "Only ships with these flags", details: "All have to be flown.", group: "Ship"),
            OptionSpec(
                name: "wait", kind: .optionalValue(placeholder: "STATE", implied: "healthy"),
                choices: ["healthy", "deleted"], summary: "Wait for a state", group: "Ship"),
            output,
        ],
        examples: [
            ("tool status -A -o json | jq '.ships[] | .name' > ships.txt", "All ships for a script"),
            ("NO_COLOR=1 tool status ship/Ada -n east", "One ship"),
        ],
        group: "Diagnosis")

    static let cleanup = CommandSpec(
        name: "cleanup", summary: "Remove wrecks", arguments: [ArgumentSpec(placeholder: "QUAY", summary: "A quay")],
        options: [
            OptionSpec(name: "yes", short: "y", kind: .flag, summary: "Do it", group: "Safety"),
            OptionSpec(
                name: "max-deletes", kind: .value(placeholder: "N"), defaultValue: "10", summary: "Stop after so many",
                group: "Safety"),
        ],
        examples: [("tool cleanup east --yes", "Clean one quay")], group: "Diagnosis")

    static let logs = CommandSpec(
        name: "logs", summary: "Show the log books",
        arguments: [
            ArgumentSpec(placeholder: "BOOK", summary: "A book"),
            ArgumentSpec(placeholder: "PAGE", summary: "A page", isOptional: true),
        ],
        options: [
            OptionSpec(name: "tail", kind: .value(placeholder: "LINES"), summary: "The last lines", group: "Log"),
            OptionSpec(name: "follow", short: "f", kind: .flag, summary: "Go on reading", group: "Log"),
        ],
        examples: [("tool logs blue --tail -1", "A whole book")], group: "Diagnosis")

    static let completion = CommandSpec(
        name: "completion", summary: "Print a completion script",
        subcommands: ["bash", "zsh"].map { shell in
            CommandSpec(
                name: shell, summary: "For \(shell)", examples: [("tool completion \(shell)", "The script")])
        },
        group: "Other")

    static let show = CommandSpec(
        name: "version", summary: "Show the version", examples: [("tool version", "The version")], group: "Other")

    static let old = CommandSpec(name: "statistics", summary: "Counted ships once", hidden: true)

    static let help = CommandSpec(
        name: "help", summary: "Show help",
        arguments: [ArgumentSpec(placeholder: "COMMAND", summary: "A command", isOptional: true)],
        examples: [("tool help status", "Show help for status")], group: "Other")
}
