/// Reads one command line in two passes: the first finds the command, stepping over options of any command; the second
/// reads options and arguments with what this command takes.
struct CommandLineParser {
    let table: CommandTable
    let words: [String]

    /// Where the words of the command stand, and what they name.
    private struct Target {
        var commands: [CommandSpec] = []
        var positions: Set<Int> = []
        var wantsHelp = false
        /// Whether the word `help` was there, so that the words behind it name a command.
        var isHelpCommand = false
        /// The first word that names nothing below the commands found.
        var surplus: String?
    }

    func parse() throws(UsageError) -> ParsedCommand {
        var target = try findCommand()
        let faults = UsageFaults(table: table, commands: target.commands)
        if target.isHelpCommand {
            if let surplus = target.surplus { throw faults.surplus(surplus) }
            // `help --help` is about the table's own row for help, where there is one.
            if target.wantsHelp, target.commands.isEmpty { target.commands = table.commands(along: ["help"]) ?? [] }
            return parsed(target, wantsHelp: true)
        }
        guard let command = target.commands.last else {
            if words.isEmpty || target.wantsHelp { return parsed(target, wantsHelp: true) }
            throw faults.noCommand()
        }
        return try readRest(of: command, target, faults)
    }

    private func parsed(
        _ target: Target, arguments: [String] = [], options: ParsedOptions = ParsedOptions(), wantsHelp: Bool
    ) -> ParsedCommand {
        ParsedCommand(
            path: target.commands.map(\.name), spec: target.commands.last, arguments: arguments, options: options,
            wantsHelp: wantsHelp, scope: table.options(along: target.commands))
    }

    private func findCommand() throws(UsageError) -> Target {
        var target = Target()
        var position = 0
        var optionsEnded = false
        while position < words.count {
            let word = words[position]
            if !optionsEnded, word == "--" {
                optionsEnded = true
                position += 1
            } else if !optionsEnded, OptionReader.isOption(word) {
                let found: [Occurrence]
                do {
                    // Not before there is an option: it computes those of every command.
                    found = try OptionReader(scope: table.allOptions, words: words).read(at: &position)
                } catch {
                    throw UsageFaults(table: table, commands: target.commands).error(for: error)
                }
                if found.contains(where: { $0.option.name == OptionSpec.help.name }) { target.wantsHelp = true }
            } else {
                try take(word, at: position, &target)
                position += 1
                let isComplete = target.commands.last?.subcommands.isEmpty ?? false
                if isComplete, !target.isHelpCommand { break }
            }
        }
        return target
    }

    private func take(_ word: String, at position: Int, _ target: inout Target) throws(UsageError) {
        let siblings = target.commands.last?.subcommands ?? table.commands
        if target.commands.isEmpty, !target.isHelpCommand, word == "help" {
            target.isHelpCommand = true
        } else if let command = siblings.first(where: { $0.names.contains(word) }) {
            target.commands.append(command)
            target.positions.insert(position)
        } else if target.isHelpCommand, !target.commands.isEmpty, siblings.isEmpty {
            target.surplus = target.surplus ?? word
        } else {
            throw UsageFaults(table: table, commands: target.commands).unknownCommand(word, among: siblings)
        }
    }

    private func readRest(
        of command: CommandSpec, _ target: Target, _ faults: UsageFaults
    ) throws(UsageError) -> ParsedCommand {
        let reader = OptionReader(scope: table.options(along: target.commands), words: words)
        var options = ParsedOptions()
        var arguments: [String] = []
        var position = 0
        var optionsEnded = false
        while position < words.count {
            let word = words[position]
            if target.positions.contains(position) {
                position += 1
            } else if optionsEnded || !OptionReader.isOption(word) {
                if !optionsEnded, isTypographicDash(word.unicodeScalars.first) { throw faults.typographicDash(word) }
                arguments.append(word)
                position += 1
            } else if word == "--" {
                optionsEnded = true
                position += 1
            } else {
                let found: [Occurrence]
                do {
                    found = try reader.read(at: &position)
                } catch {
                    throw faults.error(for: error)
                }
                for occurrence in found {
                    if occurrence.option.name == OptionSpec.help.name, occurrence.value == "true" {
                        return parsed(target, arguments: arguments, options: options, wantsHelp: true)
                    }
                    try check(occurrence, faults)
                    options.record(occurrence.value, for: occurrence.option)
                }
            }
        }
        guard command.subcommands.isEmpty else { throw faults.noSubcommand(of: command) }
        try check(arguments, of: command, faults)
        return parsed(target, arguments: arguments, options: options, wantsHelp: false)
    }

    private func check(_ occurrence: Occurrence, _ faults: UsageFaults) throws(UsageError) {
        if !occurrence.option.accepts(occurrence.value) { throw faults.noChoice(occurrence) }
    }

    private func check(_ arguments: [String], of command: CommandSpec, _ faults: UsageFaults) throws(UsageError) {
        let required = command.arguments.count { !$0.isOptional }
        if arguments.count < required { throw faults.missing(command.arguments[arguments.count]) }
        let isOpen = command.arguments.last?.isRepeated ?? false
        if !isOpen, arguments.count > command.arguments.count {
            throw faults.unexpected(arguments[command.arguments.count])
        }
    }
}

/// Dashes that word processors put in place of the plain one.
func isTypographicDash(_ scalar: Unicode.Scalar?) -> Bool {
    guard let scalar else { return false }
    return (0x2010...0x2015).contains(scalar.value) || scalar.value == 0x2212
}

extension CommandTable {
    /// Understands the words behind the tool's name. No words ask for help.
    /// - Throws: `UsageError`, which names the word at fault.
    package func parse(_ words: [String]) throws(UsageError) -> ParsedCommand {
        try CommandLineParser(table: self, words: words).parse()
    }
}
