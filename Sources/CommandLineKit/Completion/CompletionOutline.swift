/// What completions need of a table: every command by its path, with what may stand behind it. Hidden rows are left out.
struct CompletionOutline {
    /// The tool itself, under the empty path, or one command.
    struct Entry {
        /// The names from the outermost, joined by blanks: `fault inject`.
        let path: String
        /// The names and aliases of the command itself; none for the tool.
        let names: [String]
        let parent: String?
        let summary: String
        let subcommands: [CommandSpec]
        let arguments: [ArgumentSpec]
        /// Those that belong to it: its own and inherited ones.
        let options: [OptionSpec]
    }

    let table: CommandTable
    let entries: [Entry]

    init(_ table: CommandTable) {
        self.table = table
        let tool = Entry(
            path: "", names: [], parent: nil, summary: table.summary,
            subcommands: table.commands.filter { !$0.hidden }, arguments: [],
            options: (table.globalOptions + [.help]).filter { !$0.hidden })
        entries = [tool] + Self.entries(table.commands, under: [], table)
    }

    private static func entries(
        _ commands: [CommandSpec], under parents: [CommandSpec], _ table: CommandTable
    ) -> [Entry] {
        let parent = parents.map(\.name).joined(separator: " ")
        return commands.filter { !$0.hidden }.flatMap { command in
            let line = parents + [command]
            let entry = Entry(
                path: line.map(\.name).joined(separator: " "), names: command.names, parent: parent,
                summary: command.summary, subcommands: command.subcommands.filter { !$0.hidden },
                arguments: command.arguments, options: table.options(along: line).filter { !$0.hidden })
            return [entry] + Self.entries(command.subcommands, under: line, table)
        }
    }

    /// Every way to write an option: `--color`, `--no-color`, `-c`.
    static func spellings(_ option: OptionSpec) -> [String] {
        option.names.map { "--" + $0 } + (option.negatable ? ["--no-" + option.name] : [])
            + (option.short.map { ["-\($0)"] } ?? [])
    }

    /// The spellings that are offered: an alias is understood, but there is one way to be shown.
    static func offered(_ option: OptionSpec) -> [CompletionCandidate] {
        ([option.name] + (option.negatable ? ["no-" + option.name] : []))
            .map { CompletionCandidate("--" + $0, option.summary) }
            + (option.short.map { [CompletionCandidate("-\($0)", option.summary)] } ?? [])
    }

    /// The spellings after which the next word is a value, of all commands: options may stand before the command.
    var valueOptions: [String] {
        table.allOptions.filter(\.needsValue).flatMap(Self.spellings).distinct()
    }

    func completion(of option: OptionSpec) -> CompletionKind {
        // What else is on the line may rule out some of the choices.
        if case .dynamic = option.completion { return option.completion }
        let open = option.openChoices.map { $0.prefix { $0 != "=" } + "=" }
        let choices = option.choices + open.map(String.init)
        if !choices.isEmpty { return .words(choices.map { CompletionCandidate($0) }) }
        guard option.placeholder != nil else { return .none }
        return resolved(option.completion, placeholder: option.placeholder ?? "")
    }

    func completion(of argument: ArgumentSpec) -> CompletionKind {
        resolved(argument.completion, placeholder: argument.placeholder)
    }

    private func resolved(_ kind: CompletionKind, placeholder: String) -> CompletionKind {
        let kind = kind == .none ? table.placeholders[placeholder] ?? .none : kind
        return kind == .command ? .words(commands(below: "")) : kind
    }

    func entry(_ path: String) -> Entry? { entries.first { $0.path == path } }

    func commands(below path: String) -> [CompletionCandidate] {
        (entry(path)?.subcommands ?? []).map { CompletionCandidate($0.name, $0.summary) }
    }

    /// The argument at a position; the last one again where it may be repeated.
    static func argument(_ position: Int, of arguments: [ArgumentSpec]) -> ArgumentSpec? {
        if position < arguments.count { return arguments[position] }
        return arguments.last.flatMap { $0.isRepeated ? $0 : nil }
    }

    /// The kinds of the values of all options, each with the commands and spellings that it is for. A spelling that means
    /// the same everywhere has the path nil.
    var optionValues: [(kind: CompletionKind, uses: [(path: String?, option: String)])] {
        var kinds: [CompletionKind] = []
        var uses: [CompletionKind: [(path: String?, option: String)]] = [:]
        let rows = entries.flatMap { entry in
            entry.options.filter { $0.placeholder != nil }.flatMap { option in
                Self.spellings(option).map { (entry.path, $0, completion(of: option)) }
            }
        }
        let kindsOfSpelling = Dictionary(grouping: rows, by: \.1).mapValues { Set($0.map(\.2)) }
        var seen: Set<String> = []
        for (path, spelling, kind) in rows where kind != .none {
            let isCommon = kindsOfSpelling[spelling]?.count == 1
            if isCommon, !seen.insert(spelling).inserted { continue }
            if uses[kind] == nil { kinds.append(kind) }
            uses[kind, default: []].append((isCommon ? nil : path, spelling))
        }
        return kinds.map { ($0, uses[$0] ?? []) }
    }
}

extension Sequence where Element: Hashable {
    /// Each element once, in the order of its first occurrence.
    func distinct() -> [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
