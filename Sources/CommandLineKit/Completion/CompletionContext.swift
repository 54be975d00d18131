/// Where the cursor of an unfinished command line stands, and what was typed before. Nothing is an error here: what cannot
/// be understood yet is passed over.
package struct CompletionContext: Sendable {
    /// What the word at the cursor is.
    package enum Place: Sendable, Hashable {
        case optionName
        case optionValue(OptionSpec)
        /// A command, or the argument at this position.
        case argument(Int)
    }

    /// The command as far as it is typed.
    package let path: [String]
    package let place: Place
    /// The word at the cursor up to where its value begins: `--output=`, `-n`; empty where all of it is the value.
    package let head: String
    /// What is typed of the value.
    package let value: String
    /// Options and arguments of the other words.
    package let parsed: ParsedCommand

    /// Reads words without the tool's name; the last one is the one at the cursor, empty where none is begun.
    package init(_ words: [String], in table: CommandTable) {
        var reading = Reading(table: table)
        for word in words.dropLast() { reading.take(word) }
        (place, head, value) = reading.place(of: words.last ?? "")
        path = reading.commands.map(\.name)
        parsed = ParsedCommand(
            path: path, spec: reading.commands.last, arguments: reading.arguments, options: reading.options,
            scope: reading.scope)
    }
}

private struct Reading {
    let table: CommandTable
    var commands: [CommandSpec] = []
    var arguments: [String] = []
    var options = ParsedOptions()
    /// The option whose value the next word is.
    private var pending: OptionSpec?
    private var optionsEnded = false

    init(table: CommandTable) { self.table = table }

    /// The command's own options first: `--output` has other choices elsewhere.
    var scope: [OptionSpec] { table.options(along: commands) + table.allOptions }

    mutating func take(_ word: String) {
        if let option = pending {
            pending = nil
            // As the parser has it: `-n -A` lacks a value.
            if !startsKnownOption(word) { return options.record(word, for: option) }
        }
        if !optionsEnded, word == "--" {
            optionsEnded = true
        } else if !optionsEnded, OptionReader.isOption(word) {
            let parts = parts(of: word)
            for option in parts.flags { options.record("true", for: option) }
            guard let option = parts.option else { return }
            if let value = parts.value { options.record(value, for: option) } else { pending = option }
        } else if let command = subcommands.first(where: { $0.names.contains(word) }), arguments.isEmpty {
            commands.append(command)
        } else {
            arguments.append(word)
        }
    }

    private var subcommands: [CommandSpec] { commands.last?.subcommands ?? table.commands }

    func place(of word: String) -> (CompletionContext.Place, head: String, value: String) {
        if let option = pending { return (.optionValue(option), "", word) }
        guard !optionsEnded, word.hasPrefix("-") else { return (.argument(arguments.count), "", word) }
        let parts = parts(of: word)
        guard let option = parts.option, let value = parts.value else { return (.optionName, "", word) }
        return (.optionValue(option), String(word.dropLast(value.count)), value)
    }

    private func startsKnownOption(_ word: String) -> Bool {
        guard OptionReader.isOption(word) else { return false }
        let parts = parts(of: word)
        return parts.option != nil || !parts.flags.isEmpty
    }

    /// The flags of a word, and the option in it that takes a value, with the value where it is in the same word.
    private func parts(of word: String) -> (flags: [OptionSpec], option: OptionSpec?, value: String?) {
        if word.hasPrefix("--") {
            let name = String(word.dropFirst(2).prefix { $0 != "=" })
            let attached = word.utf8.count > name.utf8.count + 2 ? String(word.dropFirst(name.count + 3)) : nil
            guard let option = scope.first(where: { $0.names.contains(name) }) else { return ([], nil, nil) }
            if let attached, option.placeholder != nil { return ([], option, attached) }
            return option.needsValue ? ([], option, nil) : (attached == "false" ? [] : [option], nil, nil)
        }
        var flags: [OptionSpec] = []
        var rest = word.dropFirst()
        while let letter = rest.popFirst(), let option = scope.first(where: { $0.short == letter }) {
            if option.placeholder != nil, rest.first == "=" { return (flags, option, String(rest.dropFirst())) }
            if option.needsValue { return (flags, option, rest.isEmpty ? nil : String(rest)) }
            flags.append(option)
        }
        return (flags, nil, nil)
    }
}
