/// Help as text, from the table.
package enum HelpRenderer {
    /// The help of the whole tool.
    package static func render(_ table: CommandTable, width: Int) -> String {
        var lines = wrap(table.summary + ".", width: width)
        lines += ["", "Usage: \(table.toolName) COMMAND [ARGUMENT …] [OPTION …]"]
        lines += section("Commands", table.commands.map { ($0.name, $0.summary) }, width)
        lines += optionSections(table.globalOptions + [helpOption], width)
        lines += section("Exit status", table.exitStatuses.map { (String($0.status), $0.meaning) }, width)
        lines += section("Environment", table.environment.map { ($0.name, $0.meaning) }, width)
        lines += ["", "\(table.toolName) help COMMAND tells more of a command."]
        if !table.footer.isEmpty { lines += wrap(table.footer, width: width) }
        return lines.map { $0 + "\n" }.joined()
    }

    /// The help of one command.
    package static func render(_ command: CommandSpec, in table: CommandTable, width: Int) -> String {
        var lines = wrap(command.summary + ".", width: width)
        let arguments = command.arguments.map { argument in
            let name = argument.placeholder + (argument.isRepeated ? " …" : "")
            return " " + (argument.isOptional ? "[\(name)]" : name)
        }
        let options = command.options.contains { !$0.isHidden } ? " [OPTION …]" : ""
        lines += ["", "Usage: \(table.toolName) \(command.name)\(arguments.joined())\(options)"]
        if !command.discussion.isEmpty { lines += [""] + wrap(command.discussion, width: width) }
        lines += section("Arguments", command.arguments.map { ($0.placeholder, $0.summary) }, width)
        lines += optionSections(command.options + table.globalOptions + [helpOption], width)
        if !command.examples.isEmpty {
            lines += ["", "Examples"]
            for example in command.examples { lines += ["  # \(example.meaning)", "  \(example.command)"] }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static let helpOption = OptionSpec(
        name: "help", short: "h", kind: .flag, summary: "Show this help", group: "Help")

    private static func optionSections(_ options: [OptionSpec], _ width: Int) -> [String] {
        let shown = options.filter { !$0.isHidden }
        var groups: [String] = []
        for option in shown where !groups.contains(option.group) { groups.append(option.group) }
        return groups.flatMap { group in
            section(group, shown.filter { $0.group == group }.map { (head(of: $0), summary(of: $0)) }, width)
        }
    }

    private static func head(of option: OptionSpec) -> String {
        var text = option.short.map { "-\($0), " } ?? "    "
        text += "--\(option.name)"
        if case .value(let placeholder) = option.kind { text += " \(placeholder)" }
        return text
    }

    private static func summary(of option: OptionSpec) -> String {
        guard !option.choices.isEmpty else { return option.summary }
        return "\(option.summary); one of \(option.choices.joined(separator: ", "))"
    }

    /// A heading and rows of two columns; a long left column puts its text into the next line.
    private static func section(_ heading: String, _ rows: [(String, String)], _ width: Int) -> [String] {
        guard !rows.isEmpty else { return [] }
        let left = min(rows.map { displayWidth($0.0) }.max() ?? 0, 30)
        var lines = ["", heading]
        for (head, text) in rows {
            let wrapped = wrap(text, width: max(20, width - left - 4))
            let margin = String(repeating: " ", count: left + 4)
            if displayWidth(head) > left {
                lines += ["  " + head] + wrapped.map { margin + $0 }
            } else {
                let gap = String(repeating: " ", count: left - displayWidth(head) + 2)
                lines.append("  " + head + gap + (wrapped.first ?? ""))
                lines += wrapped.dropFirst().map { margin + $0 }
            }
        }
        return lines
    }
}
