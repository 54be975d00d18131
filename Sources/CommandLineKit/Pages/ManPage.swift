/// Writes manual pages from a command table: of the tool, of one command, or of prose.
package struct ManPage {
    /// The footer and header of a page. No part of it depends on the clock: pages are compared byte by byte.
    package struct Edition: Sendable {
        /// `2026-11-23`.
        let date: String
        /// `kubelb-ctl 0.1.0`.
        let source: String
        /// The title of the manual.
        let manual: String

        package init(date: String, source: String, manual: String) {
            self.date = date
            self.source = source
            self.manual = manual
        }
    }

    /// A part of a page that is no row of the table.
    package struct Section: Sendable {
        let heading: String
        /// Paragraphs before the items; may be empty.
        let text: String
        /// Lines as they stand in a file, behind the paragraphs; may be empty.
        let block: String
        let items: [(term: String, meaning: String)]
        let parts: [Section]

        package init(
            _ heading: String, _ text: String = "", block: String = "",
            items: [(term: String, meaning: String)] = [], parts: [Section] = []
        ) {
            self.heading = heading
            self.text = text
            self.block = block
            self.items = items
            self.parts = parts
        }
    }

    /// Another page: its name and its section of the manual.
    package struct Reference: Sendable, Hashable {
        let name: String
        let section: Int

        package init(_ name: String, _ section: Int) {
            self.name = name
            self.section = section
        }
    }

    private let table: CommandTable
    private var page: ManText

    private init(_ table: CommandTable, name: String, _ edition: Edition) {
        self.table = table
        page = ManText(title: name, section: 1, edition: edition)
    }

    /// The page of a tool.
    /// - Parameters:
    ///   - table: The tool.
    ///   - description: Paragraphs of DESCRIPTION.
    ///   - sections: The sections after the description.
    ///   - holdsCommands: Whether the commands have no separate pages and are documented here in full.
    ///   - references: Pages of SEE ALSO.
    ///   - edition: The footer of the page.
    /// - Returns: The page.
    package static func page(
        of table: CommandTable, description: String, sections: [Section] = [], holdsCommands: Bool = false,
        references: [Reference], edition: Edition
    ) -> String {
        var page = ManPage(table, name: table.toolName, edition)
        page.addTool(description, sections, holdsCommands: holdsCommands)
        page.addReferences(references)
        return page.page.text
    }

    /// The page of one command, which is called `tool-command`.
    /// - Parameters:
    ///   - command: The command.
    ///   - table: The tool that it is of.
    ///   - references: Pages of SEE ALSO.
    ///   - edition: The footer of the page.
    /// - Returns: The page.
    package static func page(
        of command: CommandSpec, in table: CommandTable, references: [Reference], edition: Edition
    ) -> String {
        let name = "\(table.toolName)-\(command.name)"
        var page = ManPage(table, name: name, edition)
        page.addCommand(command, name)
        page.addReferences(references)
        return page.page.text
    }

    /// A page of prose and lists.
    /// - Parameters:
    ///   - name: What it is called.
    ///   - section: Of the manual, 5 or 7.
    ///   - summary: One line without a full stop.
    ///   - sections: All of it.
    ///   - references: Pages of SEE ALSO.
    ///   - edition: The footer of the page.
    /// - Returns: The page.
    package static func page(
        name: String, section: Int, summary: String, sections: [Section], references: [Reference], edition: Edition
    ) -> String {
        var page = ManPage(CommandTable(toolName: name, summary: summary, commands: []), name: name, edition)
        page.page = ManText(title: name, section: section, edition: edition)
        page.addName(name, summary)
        page.add(sections)
        page.addReferences(references)
        return page.page.text
    }

    // MARK: Pages

    private mutating func addTool(_ description: String, _ sections: [Section], holdsCommands: Bool) {
        addName(table.toolName, table.summary)
        page.heading("SYNOPSIS")
        page.markup("\(ManText.bold(table.toolName)) \(ManText.italic("COMMAND")) [\(ManText.italic("options"))]")
        page.heading("DESCRIPTION")
        page.paragraphs(description, isFirst: true)
        page.heading("COMMANDS")
        let commands = table.commands.filter { !$0.hidden }
        if holdsCommands {
            for command in commands { addInFull([command]) }
        } else {
            for command in commands { page.item(ManText.bold(command.name), sentence(command.summary)) }
            page.paragraphs(
                "Each command has its own page, for example \(commands.first.map { "\(table.toolName)-\($0.name)(1)" } ?? "")."
            )
        }
        page.heading("OPTIONS")
        for option in (table.globalOptions + [.help]) where !option.hidden { add(option) }
        add(sections)
        addCommonSections()
        if !holdsCommands {
            addExamples(commands.compactMap(\.examples.first))
        }
    }

    private mutating func addCommand(_ command: CommandSpec, _ name: String) {
        addName(name, command.summary)
        page.heading("SYNOPSIS")
        addSynopsis([command])
        page.heading("DESCRIPTION")
        page.paragraphs(command.discussion.isEmpty ? sentence(command.summary) : command.discussion, isFirst: true)
        if !command.aliases.isEmpty { page.paragraphs("It is also called \(command.aliases.joined(separator: ", ")).") }
        if !command.arguments.isEmpty {
            page.heading("ARGUMENTS")
            addArguments(command)
        }
        if !command.subcommands.isEmpty {
            page.heading("COMMANDS")
            for subcommand in command.subcommands where !subcommand.hidden { addInFull([command, subcommand]) }
        }
        page.heading("OPTIONS")
        addOptions(table.options(along: [command]).filter { !$0.hidden })
        addCommonSections()
        addExamples(command.examples)
    }

    /// A command without a page of its own, under a heading.
    private mutating func addInFull(_ commands: [CommandSpec]) {
        guard let command = commands.last else { return }
        page.subheading(commands.map(\.name).joined(separator: " "))
        addSynopsis(commands)
        page.paragraphs(sentence(command.summary) + (command.discussion.isEmpty ? "" : "\n" + command.discussion))
        addArguments(command)
        for option in command.options where !option.hidden { add(option) }
        for example in command.examples { page.example(example.meaning, example.command) }
        for subcommand in command.subcommands where !subcommand.hidden { addInFull(commands + [subcommand]) }
    }

    // MARK: Parts

    private mutating func addName(_ name: String, _ summary: String) {
        page.heading("NAME")
        page.markup("\(ManText.escaped(name)) \\- \(ManText.escaped(summary))")
    }

    private mutating func addSynopsis(_ commands: [CommandSpec]) {
        let words = ([table.toolName] + commands.map(\.name)).joined(separator: " ")
        let rest =
            commands.last?.subcommands.isEmpty == false ? ["COMMAND"] : commands.last?.arguments.map(\.usage) ?? []
        let marked = rest.map { ManText.italic($0) } + ["[\(ManText.italic("options"))]"]
        page.markup("\(ManText.bold(words)) \(marked.joined(separator: " "))")
    }

    private mutating func addArguments(_ command: CommandSpec) {
        for argument in command.arguments {
            page.item(ManText.italic(argument.placeholder), sentence(argument.summary))
        }
    }

    private mutating func addOptions(_ options: [OptionSpec]) {
        let groups = options.map(\.group).distinct()
        for group in groups {
            if groups.count > 1 { page.subheading("\(group) options") }
            for option in options where option.group == group { add(option) }
        }
    }

    private mutating func add(_ option: OptionSpec) {
        let name = "--" + (option.negatable ? "[no-]" : "") + option.name
        var term = option.short.map { ManText.bold("-\($0)") + ", " } ?? ""
        term += ManText.bold(name)
        switch option.kind {
        case .flag: break
        case .value(let placeholder): term += " " + ManText.italic(placeholder)
        case .optionalValue(let placeholder, _): term += "[=\(ManText.italic(placeholder))]"
        }
        page.item(term, sentence(HelpRenderer.description(option)))
    }

    private mutating func addExamples(_ examples: [(command: String, meaning: String)]) {
        guard !examples.isEmpty else { return }
        page.heading("EXAMPLES")
        for (number, example) in examples.enumerated() {
            page.example(example.meaning, example.command, isFirst: number == 0)
        }
    }

    private mutating func addCommonSections() {
        if !table.exitStatuses.isEmpty {
            page.heading("EXIT STATUS")
            for row in table.exitStatuses { page.item(ManText.bold("\(row.status)"), sentence(row.meaning)) }
        }
        addRows("ENVIRONMENT", table.environment)
        addRows("FILES", table.files)
    }

    private mutating func addRows(_ heading: String, _ rows: [(name: String, meaning: String)]) {
        guard !rows.isEmpty else { return }
        page.heading(heading)
        for row in rows { page.item(ManText.bold(row.name), sentence(row.meaning)) }
    }

    private mutating func add(_ sections: [Section]) {
        for section in sections {
            page.heading(section.heading.uppercased())
            addBody(section)
            for part in section.parts {
                page.subheading(part.heading)
                addBody(part)
            }
        }
    }

    private mutating func addBody(_ section: Section) {
        page.paragraphs(section.text, isFirst: true)
        if !section.block.isEmpty { page.block(section.block) }
        for item in section.items { page.item(ManText.bold(item.term), item.meaning) }
    }

    private mutating func addReferences(_ references: [Reference]) {
        guard !references.isEmpty else { return }
        page.heading("SEE ALSO")
        for (number, reference) in references.enumerated() {
            let comma = number < references.count - 1 ? "," : ""
            page.markup("\(ManText.bold(reference.name))(\(reference.section))\(comma)")
        }
    }

    private func sentence(_ text: String) -> String { text.hasSuffix(".") ? text : text + "." }
}
