/// Writes the help of a tool or of one command from its table: plain text without escape sequences, unless headings are
/// to be emphasised.
package struct HelpRenderer {
    private let table: CommandTable
    private let width: Int
    private let emphasis: Bool
    private var lines: [String] = []

    /// What stands beside a description at most; longer terms get a line of their own.
    private static let longestTerm = 30

    private init(_ table: CommandTable, width: Int, emphasis: Bool) {
        self.table = table
        self.width = min(max(width, 60), 250)
        self.emphasis = emphasis
    }

    /// The tool's own help: commands, global options, exit statuses, environment.
    /// - Parameters:
    ///   - table: The tool.
    ///   - width: Columns of the terminal; 60 to 250 of them are used.
    ///   - emphasis: Whether headings are bold, for a terminal that shows it.
    /// - Returns: Lines, each with its line break.
    package static func render(_ table: CommandTable, width: Int, emphasis: Bool = false) -> String {
        var renderer = HelpRenderer(table, width: width, emphasis: emphasis)
        renderer.addTool()
        return renderer.text
    }

    /// The help of one command.
    /// - Parameters:
    ///   - command: The command.
    ///   - table: The tool that it is of.
    ///   - parents: The commands above a subcommand, the outermost first.
    ///   - width: Columns of the terminal; 60 to 250 of them are used.
    ///   - emphasis: Whether headings are bold, for a terminal that shows it.
    /// - Returns: Lines, each with its line break.
    package static func render(
        _ command: CommandSpec, in table: CommandTable, parents: [CommandSpec] = [], width: Int,
        emphasis: Bool = false
    ) -> String {
        var renderer = HelpRenderer(table, width: width, emphasis: emphasis)
        renderer.add(command, under: parents)
        return renderer.text
    }

    /// The help of what a parsed command line names: the path's last command, else the tool.
    package static func render(
        path: [String], in table: CommandTable, width: Int, emphasis: Bool = false
    ) -> String {
        guard let commands = table.commands(along: path), let command = commands.last else {
            return render(table, width: width, emphasis: emphasis)
        }
        return render(command, in: table, parents: commands.dropLast(), width: width, emphasis: emphasis)
    }

    /// The options that several commands have.
    package static func renderCommonOptions(of table: CommandTable, width: Int, emphasis: Bool = false) -> String {
        var renderer = HelpRenderer(table, width: width, emphasis: emphasis)
        renderer.addText("Several commands have these options. \(table.toolName) options lists them.")
        var seen: Set<String> = []
        renderer.addOptions(
            table.allOptions.filter { table.commonOptions.contains($0.name) && seen.insert($0.name).inserted })
        return renderer.text
    }

    /// What the help of one command has room for.
    private static let shownExamples = 3
    private static let shownChoices = 6

    private var text: String { lines.map { $0 + "\n" }.joined() }

    private mutating func addTool() {
        addText(table.summary)
        addHeading("Usage")
        lines.append("  " + called(table.usage(of: [])))
        addCommands(table.commands)
        addOptions(table.globalOptions + [.help])
        if !table.exitStatuses.isEmpty {
            addHeading("Exit statuses")
            addRows(table.exitStatuses.map { ("\($0.status)", $0.meaning) })
        }
        let isShort = !table.commonOptions.isEmpty
        if !table.environment.isEmpty, !isShort {
            addHeading("Environment")
            addRows(table.environment.map { ($0.name, $0.meaning) })
        }
        lines.append("")
        addText("Run \(table.toolName) help COMMAND to see the options and examples of a command.")
        if isShort { addText("See man \(table.toolName) for environment variables and files.") }
        if !table.footer.isEmpty { addText(table.footer) }
    }

    private mutating func add(_ command: CommandSpec, under parents: [CommandSpec]) {
        addText(command.summary)
        addHeading("Usage")
        addText("  " + table.usage(of: parents + [command]))
        if !command.aliases.isEmpty { addText("Also called \(command.aliases.joined(separator: ", ")).", indent: 2) }
        let isShort = !table.commonOptions.isEmpty
        let paragraphs = command.discussion.split(separator: "\n", maxSplits: 1)
        if let first = paragraphs.first {
            lines.append("")
            addText(isShort ? String(first) : command.discussion)
        }
        if !command.examples.isEmpty {
            addHeading("Examples")
            for example in isShort ? command.examples.prefix(Self.shownExamples) : command.examples[...] {
                addText("# " + example.meaning, indent: 2)
                // Never wrapped, so that it can be copied.
                lines.append("  " + called(example.command))
            }
        }
        addCommands(command.subcommands)
        if !command.arguments.isEmpty {
            addHeading("Arguments")
            addRows(command.arguments.map { ($0.placeholder, $0.summary) })
        }
        let options = table.options(along: parents + [command])
        guard isShort else { return addOptions(options) }
        let own = options.filter { !$0.hidden && !table.commonOptions.contains($0.name) }
        addHeading("Options")
        addRows(own.map { (Self.term($0), Self.description($0, choices: Self.shownChoices, hasDetails: false)) })
        let page = ([table.toolName] + parents.map(\.name) + [command.name]).prefix(2).joined(separator: "-")
        lines.append("")
        let hasCommon = options.contains { table.commonOptions.contains($0.name) && !$0.hidden }
        addText(
            (hasCommon ? "See \(table.toolName) help options for common options, and " : "See ") + "man \(page).")
    }

    private mutating func addCommands(_ commands: [CommandSpec]) {
        let shown = commands.filter { !$0.hidden }
        for group in distinct(shown.map(\.group)) {
            addHeading(group.isEmpty ? "Commands" : "\(group) commands")
            let members = shown.filter { $0.group == group }
            // One margin for all groups, so that they read as one list.
            addRows(members.map { ($0.name, $0.summary) }, margin: margin(shown.map(\.name)))
        }
    }

    private mutating func addOptions(_ options: [OptionSpec]) {
        let shown = options.filter { !$0.hidden }
        let margin = margin(shown.map(Self.term))
        for group in distinct(shown.map(\.group)) {
            addHeading("\(group) options")
            addRows(shown.filter { $0.group == group }.map { (Self.term($0), Self.description($0)) }, margin: margin)
        }
    }

    /// `-o, --output FORMAT`; without a short name indented as if there were one.
    static func term(_ option: OptionSpec) -> String {
        let short = option.short.map { "-\($0), " } ?? "    "
        let name = "--" + (option.negatable ? "[no-]" : "") + option.name
        switch option.kind {
        case .flag: return short + name
        case .value(let placeholder): return "\(short)\(name) \(placeholder)"
        case .optionalValue(let placeholder, _): return "\(short)\(name)[=\(placeholder)]"
        }
    }

    /// `limit` choices are listed at most.
    static func description(
        _ option: OptionSpec, choices limit: Int = .max, hasDetails: Bool = true
    ) -> String {
        var text = option.summary
        if let value = option.defaultValue { text += " (default: \(value))" }
        if case .optionalValue(_, let implied) = option.kind { text += " (without a value: \(implied))" }
        let choices = option.choices + option.openChoices
        if !choices.isEmpty {
            text += "; one of \(choices.prefix(limit).joined(separator: ", "))" + (choices.count > limit ? ", …" : "")
        }
        if option.repeatable, option.kind != .flag { text += "; may be repeated" }
        if !option.aliases.isEmpty { text += "; also \(option.aliases.map { "--" + $0 }.joined(separator: ", "))" }
        if hasDetails, let details = option.details { text += ". \(details)" }
        return text
    }

    // MARK: Lines

    private mutating func addHeading(_ heading: String) {
        if !lines.isEmpty { lines.append("") }
        lines.append(
            emphasis ? TerminalText.own("\u{1B}[1m") + heading + ":" + TerminalText.own("\u{1B}[0m") : heading + ":")
    }

    private mutating func addText(_ text: String, indent: Int = 0) {
        lines += wrapped(text, indent: indent)
    }

    private func wrapped(_ text: String, indent: Int) -> [String] {
        wrap(called(text), width: width, indent: indent)
    }

    private func called(_ text: String) -> String { table.program?.applied(to: text) ?? text }

    private func margin(_ terms: [String]) -> Int {
        let fitting = terms.map(displayWidth).filter { $0 <= Self.longestTerm }
        return 2 + (fitting.max() ?? 0) + 2
    }

    private mutating func addRows(_ rows: [(term: String, description: String)], margin: Int? = nil) {
        let margin = margin ?? self.margin(rows.map(\.term))
        for row in rows {
            let head = "  " + row.term
            let body = wrapped(row.description, indent: margin)
            guard let first = body.first, displayWidth(head) + 2 <= margin else {
                lines.append(head)
                lines += body
                continue
            }
            let gap = String(repeating: " ", count: margin - displayWidth(head))
            lines.append(head + gap + first.dropFirst(margin))
            lines += body.dropFirst()
        }
    }

    private func distinct(_ words: [String]) -> [String] {
        var seen: Set<String> = []
        return words.filter { seen.insert($0).inserted }
    }
}
