/// All commands of a tool: the one source of its parser, help, completions and man pages.
package struct CommandTable: Sendable {
    package let toolName: String
    /// One line without a full stop.
    package let summary: String
    package let commands: [CommandSpec]
    /// Options that every command takes. `--help` is added to them.
    package let globalOptions: [OptionSpec]
    package let exitStatuses: [(status: Int, meaning: String)]
    /// Environment variables that the tool reads.
    package let environment: [(name: String, meaning: String)]
    /// Files that the tool reads or writes, for man pages.
    package let files: [(name: String, meaning: String)]
    /// What a placeholder stands for, where neither choices nor the row itself say it: `NAMESPACE`, `FILE`.
    package var placeholders: [String: CompletionKind] { deferredPlaceholders.value }
    private let deferredPlaceholders: Deferred<[String: CompletionKind]>
    /// The names of options that several commands have: the help of one command does not list them. If there are any, its help
    /// is short in other ways, too: manual pages document everything.
    package var commonOptions: Set<String> { deferredCommonOptions.value }
    private let deferredCommonOptions: Deferred<Set<String>>
    /// What to type instead of commands that people know from other tools.
    package let hints: [String: String]
    /// What to type instead of options that people know from other tools, by command and option (`-c`, `--for`).
    package let optionHints: [String: [String: String]]
    /// Last lines of the tool's help; may be empty.
    package let footer: String
    /// How the user calls the tool, in the help; nil if by its own name.
    package var program: ProgramName?
    /// Every option of the tool.
    package var allOptions: [OptionSpec] { globalOptions + [.help] + commands.flatMap(\.allOptions) }

    /// `placeholders` and `commonOptions` are computed when they are first asked for.
    package init(
        toolName: String, summary: String, commands: [CommandSpec], globalOptions: [OptionSpec] = [],
        exitStatuses: [(status: Int, meaning: String)] = [], environment: [(name: String, meaning: String)] = [],
        files: [(name: String, meaning: String)] = [],
        placeholders: @autoclosure @escaping @Sendable () -> [String: CompletionKind] = [:],
        commonOptions: @autoclosure @escaping @Sendable () -> Set<String> = [], hints: [String: String] = [:],
        optionHints: [String: [String: String]] = [:], footer: String = ""
    ) {
        self.toolName = toolName
        self.summary = summary
        self.commands = commands
        self.globalOptions = globalOptions
        self.exitStatuses = exitStatuses
        self.environment = environment
        self.files = files
        deferredPlaceholders = Deferred(placeholders)
        deferredCommonOptions = Deferred(commonOptions)
        self.hints = hints
        self.optionHints = optionHints
        self.footer = footer
    }

    /// The commands along a path of names or aliases; nil where a word of it is no command.
    package func commands(along path: [String]) -> [CommandSpec]? {
        var found: [CommandSpec] = []
        var siblings = commands
        for word in path {
            guard let command = siblings.first(where: { $0.names.contains(word) }) else { return nil }
            found.append(command)
            siblings = command.subcommands
        }
        return found
    }

    /// What may stand beside a command: its own options, those of the commands above it, the global ones.
    func options(along commands: [CommandSpec]) -> [OptionSpec] {
        commands.reversed().flatMap(\.options) + globalOptions + [.help]
    }

    /// The paths of all commands that have an option.
    func owners(where matches: (OptionSpec) -> Bool) -> [[String]] {
        func search(_ siblings: [CommandSpec], under path: [String]) -> [[String]] {
            siblings.filter { !$0.hidden }.flatMap { command in
                let own = path + [command.name]
                let found = command.options.contains(where: matches) ? [own] : []
                return found + search(command.subcommands, under: own)
            }
        }
        return search(commands, under: [])
    }

    /// `kubelb-ctl status [svc/NAME...] [options]`.
    func usage(of commands: [CommandSpec]) -> String {
        guard let command = commands.last else { return "\(toolName) COMMAND [options]" }
        let words = [toolName] + commands.map(\.name)
        let rest = command.subcommands.isEmpty ? command.arguments.map(\.usage) : ["COMMAND"]
        return (words + rest + ["[options]"]).joined(separator: " ")
    }
}
