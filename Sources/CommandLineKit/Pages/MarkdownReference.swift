/// Writes a reference of all commands in Markdown, from the command table.
package struct MarkdownReference {
    private let table: CommandTable
    private var lines: [String] = []

    private init(_ table: CommandTable) { self.table = table }

    /// - Parameter table: The tool.
    /// - Returns: The page.
    package static func page(of table: CommandTable) -> String {
        var reference = MarkdownReference(table)
        reference.addTool()
        return reference.lines.map { $0 + "\n" }.joined()
    }

    private mutating func addTool() {
        let commands = table.commands.filter { !$0.hidden }
        add("<!-- Generated from the command table. Do not edit: make generate. -->")
        add("# \(table.toolName)")
        add(Self.escaped(table.summary) + ".")
        addCode(table.usage(of: []))
        addTable(
            ["command", "description"],
            commands.map { ["[`\($0.name)`](#\(table.toolName)-\($0.name))", Self.escaped($0.summary)] })
        for command in commands { add(command, under: []) }
        add("## Exit statuses")
        addTable(["status", "meaning"], table.exitStatuses.map { ["\($0.status)", Self.escaped($0.meaning)] })
        if !table.environment.isEmpty {
            add("## Environment")
            addTable(["variable", "meaning"], table.environment.map { ["`\($0.name)`", Self.escaped($0.meaning)] })
        }
        if !table.files.isEmpty {
            add("## Files")
            addTable(["file", "meaning"], table.files.map { ["`\($0.name)`", Self.escaped($0.meaning)] })
        }
        // The last paragraph needs no line behind it.
        lines.removeLast()
    }

    private mutating func add(_ command: CommandSpec, under parents: [CommandSpec]) {
        let line = parents + [command]
        let level = String(repeating: "#", count: 2 + parents.count)
        add("\(level) \(([table.toolName] + line.map(\.name)).joined(separator: " "))")
        add(Self.escaped(command.summary) + ".")
        addCode(table.usage(of: line))
        for paragraph in command.discussion.split(separator: "\n") { add(Self.escaped(String(paragraph))) }
        if !command.examples.isEmpty {
            addCode(command.examples.map { "# \($0.meaning)\n\($0.command)" }.joined(separator: "\n"))
        }
        if !command.arguments.isEmpty {
            addTable(
                ["argument", "description"],
                command.arguments.map { ["`\(Self.cell($0.placeholder))`", Self.escaped($0.summary)] })
        }
        let options = (command.subcommands.isEmpty ? table.options(along: line) : command.options).filter { !$0.hidden }
        for group in options.map(\.group).distinct() {
            addTable(
                ["\(group.lowercased()) option", "description"],
                options.filter { $0.group == group }.map {
                    let term = HelpRenderer.term($0).drop { $0 == " " }
                    return ["`\(Self.cell(String(term)))`", Self.escaped(HelpRenderer.description($0))]
                })
        }
        for subcommand in command.subcommands where !subcommand.hidden { add(subcommand, under: line) }
    }

    // MARK: Markdown

    private mutating func add(_ text: String) { lines += [text, ""] }

    private mutating func addCode(_ text: String) { add("```sh\n\(text)\n```") }

    private mutating func addTable(_ heading: [String], _ rows: [[String]]) {
        guard !rows.isEmpty else { return }
        lines.append("| \(heading.joined(separator: " | ")) |")
        lines.append("|\(heading.map { _ in "---" }.joined(separator: "|"))|")
        lines += rows.map { "| \($0.joined(separator: " | ")) |" }
        lines.append("")
    }

    /// Text that shows as it is, in a paragraph and in a cell.
    package static func escaped(_ text: String) -> String {
        var shown = ""
        for character in text {
            if "\\`*_<>[]|".contains(character) { shown.append("\\") }
            shown.append(character)
        }
        return shown
    }

    /// Code in a cell: a bar would end the cell even there.
    private static func cell(_ code: String) -> String { code.replacing("|", with: "\\|") }
}
