extension CommandTable {
    /// Understands a command line as kubectl and GNU tools do: `-n shop`, `-nshop`, `-n=shop`, `--namespace=shop`, bundled
    /// flags, `--` before arguments that begin with a dash, options before and after the command and its arguments.
    package func parse(_ words: [String]) throws(UsageError) -> ParsedCommand {
        var parser = Parser(table: self, words: words)
        return try parser.parse()
    }
}

private struct Parser {
    let table: CommandTable
    var words: ArraySlice<String>
    var parsed = ParsedCommand()
    var command: CommandSpec?
    var isAfterDashes = false

    init(table: CommandTable, words: [String]) {
        self.table = table
        self.words = words[...]
        // Options may stand before the command word, so the command has to be known first.
        command = Self.command(in: words, of: table)
    }

    private static func command(in words: [String], of table: CommandTable) -> CommandSpec? {
        var skipsNext = false
        for word in words {
            if skipsNext {
                skipsNext = false
            } else if word == "--" {
                return nil
            } else if word.hasPrefix("-"), word != "-" {
                skipsNext = takesNextWord(word, of: table)
            } else {
                return table.command(named: word)
            }
        }
        return nil
    }

    /// Whether an option before the command word has its value in the next word, by any command that has such an option.
    private static func takesNextWord(_ word: String, of table: CommandTable) -> Bool {
        guard !word.contains("=") else { return false }
        let options = table.globalOptions + table.commands.flatMap(\.options)
        if word.hasPrefix("--") {
            let name = String(word.dropFirst(2))
            return options.contains { ($0.name == name || $0.aliases.contains(name)) && $0.takesValue }
        }
        return word.count == 2 && options.contains { $0.short == word.last && $0.takesValue }
    }

    mutating func parse() throws(UsageError) -> ParsedCommand {
        while let word = words.popFirst() {
            if isAfterDashes || word == "-" || !word.hasPrefix("-") {
                try argument(word)
            } else if word == "--" {
                isAfterDashes = true
            } else if word.hasPrefix("--") {
                try long(word)
            } else {
                try short(word)
            }
        }
        if let command, !parsed.wantsHelp { try checkCount(of: command) }
        return parsed
    }

    // MARK: Arguments

    private mutating func argument(_ word: String) throws(UsageError) {
        if parsed.path.isEmpty {
            guard let command else { throw unknownCommand(word) }
            parsed.path = [command.name]
            return
        }
        parsed.arguments.append(word)
        guard let command, !parsed.wantsHelp else { return }
        let isOpenEnded = command.arguments.contains(where: \.isRepeated)
        if !isOpenEnded, parsed.arguments.count > command.arguments.count {
            throw UsageError(
                "\(UsageError.quoted(word)) is one argument too many for \(command.name)",
                hint: usage(of: command))
        }
    }

    private func checkCount(of command: CommandSpec) throws(UsageError) {
        let needed = command.arguments.filter { !$0.isOptional }
        if parsed.arguments.count < needed.count {
            throw UsageError(
                "\(command.name) needs \(needed[parsed.arguments.count].placeholder)", hint: usage(of: command))
        }
    }

    private func usage(of command: CommandSpec) -> String {
        "\(table.toolName) \(command.name) --help tells how to use it"
    }

    private func unknownCommand(_ word: String) -> UsageError {
        let names = table.commands.map(\.name)
        let near = nearest(to: word, in: names)
        return UsageError(
            "unknown command \(UsageError.quoted(word))",
            hint: near.isEmpty ? "one of \(names.joined(separator: ", "))" : "did you mean \(near.joined(separator: " or "))?")
    }

    // MARK: Options

    private var options: [OptionSpec] { table.globalOptions + (command?.options ?? []) }

    private mutating func long(_ word: String) throws(UsageError) {
        let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let name = parts[0]
        let value = parts.count > 1 ? parts[1] : nil
        if name == "help", value == nil {
            parsed.wantsHelp = true
            return
        }
        guard let option = options.first(where: { $0.name == name || $0.aliases.contains(name) }) else {
            throw unknownOption("--\(name)")
        }
        if option.takesValue {
            guard let value else {
                return try set(option, written: "--\(name)", to: try nextWord(for: option, written: "--\(name)"))
            }
            try set(option, written: "--\(name)", to: value)
        } else {
            try set(option, flag: value)
        }
    }

    private mutating func short(_ word: String) throws(UsageError) {
        var letters = word.dropFirst()
        while let letter = letters.popFirst() {
            if letter == "h", !options.contains(where: { $0.short == "h" }) {
                parsed.wantsHelp = true
                continue
            }
            guard let option = options.first(where: { $0.short == letter }) else { throw unknownOption("-\(letter)") }
            guard option.takesValue else {
                if letters.first == "=" {
                    try set(option, flag: String(letters.dropFirst()))
                    return
                }
                try set(option, flag: nil)
                continue
            }
            if letters.first == "=" { letters = letters.dropFirst() }
            let value = letters.isEmpty && !word.hasSuffix("=") ? try nextWord(for: option, written: "-\(letter)") : String(letters)
            try set(option, written: "-\(letter)", to: value)
            return
        }
    }

    private mutating func nextWord(for option: OptionSpec, written: String) throws(UsageError) -> String {
        guard let word = words.popFirst() else {
            throw UsageError("\(written) needs a value", hint: option.summary)
        }
        return word
    }

    private mutating func set(_ option: OptionSpec, written: String, to value: String) throws(UsageError) {
        if value.isEmpty { throw UsageError("\(written) has an empty value", hint: option.summary) }
        if !option.choices.isEmpty, !option.choices.contains(value) {
            let near = nearest(to: value, in: option.choices)
            let list = "one of \(option.choices.joined(separator: ", "))"
            throw UsageError(
                "\(UsageError.quoted(value)) is no value for \(written)",
                hint: near.first.map { "did you mean \($0)? \(list)" } ?? list)
        }
        if option.isRepeatable { parsed.values[option.name, default: []].append(value) } else { parsed.values[option.name] = [value] }
    }

    private mutating func set(_ option: OptionSpec, flag value: String?) throws(UsageError) {
        switch value?.lowercased() {
        case nil, "true", "1", "t": parsed.flags[option.name] = true
        case "false", "0", "f": parsed.flags[option.name] = false
        default:
            throw UsageError("--\(option.name) takes true or false, not \(UsageError.quoted(value ?? ""))")
        }
    }

    private func unknownOption(_ word: String) -> UsageError {
        let of = command.map { " for \($0.name)" } ?? ""
        let message = "unknown option \(UsageError.quoted(word))\(of)"
        let name = String(word.drop { $0 == "-" })
        if word.hasPrefix("--") {
            let near = nearest(to: name, in: options.filter { !$0.isHidden }.map(\.name))
            if let first = near.first { return UsageError(message, hint: "did you mean --\(first)?") }
        }
        let owners = table.commands.filter { command in
            command.options.contains { !$0.isHidden && ($0.name == name || (name.count == 1 && $0.short == name.first)) }
        }
        if !owners.isEmpty {
            return UsageError(message, hint: "it belongs to \(owners.map(\.name).joined(separator: ", "))")
        }
        let place = command.map { "\(table.toolName) \($0.name)" } ?? table.toolName
        return UsageError(message, hint: "\(place) --help lists the options")
    }
}
