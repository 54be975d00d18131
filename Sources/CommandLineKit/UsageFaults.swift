/// The words of every usage error, for a command or, where none was found yet, for the tool.
struct UsageFaults {
    let table: CommandTable
    let commands: [CommandSpec]

    private var path: [String] { commands.map(\.name) }

    private func error(_ message: String, hint: String?) -> UsageError {
        UsageError(message: message, hint: hint, command: path.isEmpty ? nil : path.joined(separator: " "))
    }

    private var pointerToHelp: String {
        ([table.toolName] + path + ["--help"]).joined(separator: " ") + " lists "
            + (path.isEmpty ? "the commands" : "the options")
    }

    private var usage: String { "usage: \(table.usage(of: commands))" }

    // MARK: Commands and arguments

    func noCommand() -> UsageError {
        error("no command given", hint: pointerToHelp)
    }

    func noSubcommand(of command: CommandSpec) -> UsageError {
        let names = command.subcommands.filter { !$0.hidden }.map(\.name)
        return error(
            "\(path.joined(separator: " ")) needs a subcommand", hint: "one of \(names.joined(separator: ", "))")
    }

    func unknownCommand(_ word: String, among siblings: [CommandSpec]) -> UsageError {
        if isTypographicDash(word.unicodeScalars.first) { return typographicDash(word) }
        if path.isEmpty {
            if let hint = table.hints[word.lowercased()] {
                return error("unknown command \(quoted(word))", hint: "use \(table.toolName) \(hint)")
            }
            // An argument of the first command, which was left out.
            if word.contains("/"), let first = table.commands.first(where: { !$0.arguments.isEmpty }) {
                return error("unknown command \(quoted(word))", hint: "use \(table.toolName) \(first.name) \(word)")
            }
        }
        let near = nearest(to: word, in: siblings.filter { !$0.hidden }.flatMap(\.names))
        return error("unknown command \(quoted(word))", hint: near.isEmpty ? pointerToHelp : didYouMean(near))
    }

    func typographicDash(_ word: String) -> UsageError {
        error(
            "\(quoted(word)) starts with a typographic dash",
            hint: "options start with an ASCII hyphen: -\(isLong(word) ? "-" : "")")
    }

    private func isLong(_ word: String) -> Bool {
        word.drop { $0 == "-" || isTypographicDash($0.unicodeScalars.first) }.count > 1
    }

    func missing(_ argument: ArgumentSpec) -> UsageError {
        error("\(path.joined(separator: " ")) needs \(argument.placeholder)", hint: usage)
    }

    func unexpected(_ word: String) -> UsageError {
        let takes: String
        switch commands.last?.arguments.count ?? 0 {
        case 0: takes = "takes no arguments"
        case 1: takes = "takes one argument"
        case let count: takes = "takes \(count) arguments"
        }
        return error("unexpected argument \(quoted(word)): \(path.joined(separator: " ")) \(takes)", hint: usage)
    }

    /// A word too many behind `help`.
    func surplus(_ word: String) -> UsageError {
        error(
            "unexpected argument \(quoted(word)): help takes one command", hint: "usage: \(table.toolName) help COMMAND"
        )
    }

    // MARK: Options

    func error(for fault: OptionFault) -> UsageError {
        switch fault {
        case .unknown(let name, let word): unknownOption(name, in: word)
        case .missingValue(let occurrence, let next): missingValue(occurrence, next)
        case .unexpectedValue(let occurrence):
            error(
                "\(occurrence.typed) does not take a value: \(quoted(occurrence.word))",
                hint: "use --\(occurrence.option.name)=true or --\(occurrence.option.name)=false")
        case .notBoolean(let occurrence):
            error(
                "invalid value \(quoted(occurrence.value)) for \(occurrence.typed)",
                hint: "use \(occurrence.typed) alone, or with true or false: \(occurrence.typed)=false")
        }
    }

    func noChoice(_ occurrence: Occurrence) -> UsageError {
        let option = occurrence.option
        let choices = option.choices + option.openChoices
        let all = "must be one of \(choices.joined(separator: ", "))"
        /// What stands before an equals sign.
        func start(_ text: String) -> String { String(text.prefix { $0 != "=" }) }
        let word = option.openChoices.isEmpty ? occurrence.value : start(occurrence.value)
        var hint = all
        if let long = misdashed(occurrence.word, typed: occurrence.typed) {
            hint = "did you mean \(long)?"
        } else if let other = option.replacements.first(where: { occurrence.value.hasPrefix($0.key) })?.value {
            hint = "use \(other)"
        } else if let open = option.openChoices.first(where: { $0.hasPrefix(occurrence.value + "=") }) {
            hint = "use \(open)"
        } else if let near = nearest(to: word, in: option.choices + option.openChoices.map(start), limit: 1).first {
            hint = "did you mean \(near)? It \(all)"
        }
        return error("invalid value \(quoted(occurrence.value)) for \(occurrence.typed)", hint: hint)
    }

    private func missingValue(_ occurrence: Occurrence, _ next: String?) -> UsageError {
        let option = occurrence.option
        let placeholder = option.placeholder ?? "VALUE"
        guard let next, next != "--" else {
            let all = option.choices + option.openChoices
            let choices = all.isEmpty ? "" : ", one of \(all.joined(separator: ", "))"
            return error(
                "\(occurrence.typed) needs a value", hint: "\(occurrence.typed) \(placeholder)\(choices)")
        }
        return error(
            "\(occurrence.typed) needs a value, but \(quoted(next)) is an option",
            hint: "use \(occurrence.typed)=\(placeholder) if the value starts with a dash")
    }

    private func unknownOption(_ name: String, in word: String) -> UsageError {
        let isPartOfBundle = !name.hasPrefix("--") && word.count > 2 && word.prefix(3).last != "="
        let message = "unknown option " + (isPartOfBundle ? "\(quoted(name)) in \(quoted(word))" : quoted(name))
        return error(message, hint: hint(forUnknown: name, in: word))
    }

    /// The options that may be meant; before the command is known, those of all commands.
    private var scope: [OptionSpec] {
        (commands.isEmpty ? table.allOptions : table.options(along: commands)).filter { !$0.hidden }
    }

    private func hint(forUnknown name: String, in word: String) -> String {
        if let long = misdashed(word, typed: name) { return "did you mean \(long)?" }
        if let hint = path.first.flatMap({ table.optionHints[$0]?[name] }) { return hint }
        guard name.hasPrefix("--") else { return hint(forUnknownLetter: name) }
        let long = String(name.dropFirst(2))
        let owners = table.owners { $0.names.contains(long) }
        if !owners.isEmpty { return belongs(name, to: owners) }
        let near = nearest(to: long, in: scope.flatMap(longNames))
        if !near.isEmpty { return didYouMean(near.map { "--" + $0 }) }
        if table.commands.contains(where: { !$0.hidden && $0.names.contains(long) }) {
            return "did you mean the command \(long)?"
        }
        if let other = nearest(to: long, in: table.allOptions.filter { !$0.hidden }.flatMap(longNames), limit: 1).first
        {
            let owners = table.owners { longNames($0).contains(other) }.map { $0.joined(separator: " ") }
            return "did you mean --\(other)? It belongs to \(listed(Array(owners.prefix(3))))"
        }
        return pointerToHelp
    }

    private func hint(forUnknownLetter name: String) -> String {
        guard let letter = name.last else { return pointerToHelp }
        let owners = table.owners { $0.short == letter }
        if !owners.isEmpty { return belongs(name, to: owners) }
        let other = scope.compactMap(\.short).first { $0.lowercased() == letter.lowercased() }
        return other.map { "did you mean -\($0)?" } ?? pointerToHelp
    }

    private func belongs(_ name: String, to owners: [[String]]) -> String {
        let shown = owners.count == 4 ? 4 : 3
        let names = owners.prefix(shown).map { $0.joined(separator: " ") }
        let rest = owners.count - names.count
        return "\(name) belongs to \(listed(names + (rest > 0 ? ["\(rest) more commands"] : [])))"
    }

    private func longNames(_ option: OptionSpec) -> [String] {
        option.names + (option.negatable ? ["no-" + option.name] : [])
    }

    /// `--output` where `-output` was typed, as long options are in other tools.
    private func misdashed(_ word: String, typed: String) -> String? {
        guard typed.hasPrefix("-"), !word.hasPrefix("--") else { return nil }
        let name = String(word.dropFirst().prefix { $0 != "=" })
        guard name.count > 1, scope.contains(where: { $0.names.contains(name) }) else { return nil }
        return "--" + name
    }

    private func didYouMean(_ words: [String]) -> String {
        "did you mean \(listed(words, last: "or"))?"
    }

    private func listed(_ words: [String], last conjunction: String = "and") -> String {
        guard let last = words.last, words.count > 1 else { return words.joined() }
        return words.dropLast().joined(separator: ", ") + " \(conjunction) " + last
    }
}
