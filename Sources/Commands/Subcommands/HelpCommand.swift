import CommandLineKit

/// `kubelb-ctl help [COMMAND]`.
struct HelpCommand: Subcommand {
    var specification: CommandSpec {
        CommandSpec(
            name: "help",
            summary: "Show help for the tool or a command",
            discussion: "Prints the same text as --help.",
            arguments: [
                ArgumentSpec(
                    placeholder: "COMMAND", summary: "The command to show help for", isRepeated: false, isOptional: true
                )
            ],
            examples: [("kubelb-ctl help status", "Show help for status")])
    }

    func run(_ options: ArgumentsOnly, in environment: Environment) throws(CommandFailure) -> ExitStatus {
        let words = Tool.commands.map(\.specification).filter { !$0.hidden }.map(\.name)
        if let word = options.arguments.first, !words.contains(word) {
            let near = nearest(to: word, in: words)
            throw CommandFailure(
                .usage, "unknown command \"\(word)\"",
                hint: near.first.map { "did you mean \($0)?" } ?? "must be one of \(words.joined(separator: ", "))")
        }
        environment.writeOutput(Self.text(for: options.arguments, environment))
        return .success
    }

    static func text(for path: [String], _ environment: Environment) -> String {
        var table = CommandTables.table
        table.program = environment.program
        // Piped into a pager it is read on a terminal, too.
        let columns = environment.terminalWidth ?? environment.variables["COLUMNS"].flatMap { Int($0) } ?? 80
        let width = min(max(columns, 60), 120)
        if path == [OptionsCommand.name] {
            let note = wrap(QuerySource.note, width: width, indent: 0).map { $0 + "\n" }.joined()
            return HelpRenderer.renderCommonOptions(of: table, width: width) + "\n" + note
        }
        guard let command = path.first.flatMap({ word in table.commands.first { $0.name == word } }) else {
            return HelpRenderer.render(table, width: width)
        }
        return HelpRenderer.render(command, in: table, width: width)
    }
}
