import CommandLineKit

extension CommandTable {
    /// What is wrong with the table itself, one sentence each; empty for a sound one.
    package func defects() -> [String] {
        var check = TableCheck(table: self)
        check.run()
        return check.defects
    }
}

/// Collects the defects of one table.
private struct TableCheck {
    let table: CommandTable
    var defects: [String] = []

    mutating func run() {
        if table.toolName.isEmpty { add("the tool has no name") }
        check(summary: table.summary, of: "the tool")
        if table.commands.isEmpty { add("the tool has no commands") }
        check(siblings: table.commands, under: [])
        check(options: table.globalOptions, beside: [.help], of: "the global options")
        checkArity()
        for status in repeated(table.exitStatuses.map(\.status)) { add("exit status \(status) is there twice") }
        for row in table.exitStatuses {
            if !(0...255).contains(row.status) { add("exit status \(row.status) is not between 0 and 255") }
            if row.meaning.isEmpty { add("exit status \(row.status) has no meaning") }
        }
        for name in repeated(table.environment.map(\.name)) { add("environment variable \(name) is there twice") }
        for row in table.environment where row.meaning.isEmpty {
            add("environment variable \(row.name) has no meaning")
        }
        for row in table.files where row.meaning.isEmpty { add("file \(row.name) has no meaning") }
    }

    private mutating func add(_ defect: String) { defects.append(defect) }

    // MARK: Commands

    private mutating func check(siblings: [CommandSpec], under parents: [CommandSpec]) {
        for name in repeated(siblings.flatMap(\.names)) { add("command \(name) is there twice") }
        for command in siblings {
            check(command, under: parents)
            check(siblings: command.subcommands, under: parents + [command])
        }
    }

    private mutating func check(_ command: CommandSpec, under parents: [CommandSpec]) {
        let path = (parents + [command]).map(\.name).joined(separator: " ")
        // Hidden commands are typed by scripts; two underscores keep them apart from words that people type.
        for name in command.names
        where !isKebabCase(command.hidden && name.hasPrefix("__") ? String(name.dropFirst(2)) : name) {
            add("command name \"\(name)\" is not in kebab-case")
        }
        check(summary: command.summary, of: path)
        if displayWidth(command.summary) >= 60 { add("the summary of \(path) is not under 60 columns") }
        check(command.arguments, of: path)
        if !command.subcommands.isEmpty, !command.arguments.isEmpty {
            add("\(path) has both arguments and subcommands")
        }
        let inherited = parents.flatMap(\.options) + table.globalOptions + [.help]
        check(options: command.options, beside: inherited, of: path)
        checkExamples(of: command, path: path, under: parents)
    }

    private mutating func check(_ arguments: [ArgumentSpec], of path: String) {
        for (index, argument) in arguments.enumerated() {
            let label = "argument \(argument.placeholder) of \(path)"
            if argument.placeholder.isEmpty { add("an argument of \(path) has no placeholder") }
            check(summary: argument.summary, of: label)
            if argument.isRepeated, index < arguments.count - 1 { add("\(label) is repeated and not the last one") }
            if !argument.isOptional, arguments[..<index].contains(where: \.isOptional) {
                add("\(label) is required after an optional one")
            }
        }
    }

    private mutating func checkExamples(of command: CommandSpec, path: String, under parents: [CommandSpec]) {
        if command.examples.isEmpty, command.subcommands.isEmpty, !command.hidden { add("\(path) has no example") }
        for example in command.examples {
            if example.meaning.isEmpty { add("example \"\(example.command)\" has no meaning") }
            let lines = ExampleLine(example.command, toolName: table.toolName).commandLines
            if lines.isEmpty { add("example \"\(example.command)\" does not run \(table.toolName)") }
            let expected = (parents + [command]).map(\.name)
            for words in lines {
                do {
                    let parsed = try table.parse(words)
                    // The row for `help` has examples that are about other commands.
                    let isOwn = parsed.path.starts(with: expected) || (expected == ["help"] && parsed.wantsHelp)
                    if !isOwn { add("example \"\(example.command)\" is not of \(path)") }
                } catch {
                    add("example \"\(example.command)\" does not parse: \(error.message)")
                }
            }
        }
    }

    // MARK: Options

    private mutating func check(options: [OptionSpec], beside inherited: [OptionSpec], of owner: String) {
        let all = options + inherited
        let own = Set(options.flatMap(spellings))
        for name in repeated(all.flatMap(spellings)) where own.contains(name) {
            add("\(owner): \(name) is there twice")
        }
        for option in options { check(option, label: "--\(option.name) of \(owner)") }
    }

    /// Every way to write an option, `--color`, `--no-color`, `-c`.
    private func spellings(_ option: OptionSpec) -> [String] {
        option.names.map { "--" + $0 } + (option.negatable ? ["--no-" + option.name] : [])
            + (option.short.map { ["-\($0)"] } ?? [])
    }

    private mutating func check(_ option: OptionSpec, label: String) {
        for name in option.names where !isKebabCase(name) { add("option name \"\(name)\" is not in kebab-case") }
        if let short = option.short, !short.isASCII || !(short.isLetter || short.isNumber) {
            add("\(label): -\(short) is neither a letter nor a digit")
        }
        check(summary: option.summary, of: label)
        if let details = option.details, details.isEmpty { add("\(label) has empty details") }
        if option.group.isEmpty { add("\(label) is in no group") }
        if option.negatable, option.kind != .flag { add("\(label) is negatable and takes a value") }
        if option.negatable, option.name.hasPrefix("no-") { add("\(label) is negatable and named no-") }
        if let placeholder = option.placeholder {
            if placeholder.isEmpty || placeholder.contains(" ") { add("\(label) has no proper placeholder") }
        } else {
            if !option.choices.isEmpty { add("\(label) has choices and takes no value") }
            if option.defaultValue != nil { add("\(label) has a default and takes no value") }
        }
        check(choicesOf: option, label: label)
    }

    private mutating func check(choicesOf option: OptionSpec, label: String) {
        guard !option.choices.isEmpty else { return }
        for choice in repeated(option.choices) { add("\(label) has the choice \(choice) twice") }
        if option.choices.contains("") { add("\(label) has an empty choice") }
        if let value = option.defaultValue, !option.choices.contains(value) {
            add("\(label): the default \(value) is no choice")
        }
        if case .optionalValue(_, let implied) = option.kind, !option.choices.contains(implied) {
            add("\(label): the implied value \(implied) is no choice")
        }
    }

    /// Options may stand before the command, so that a name has to mean the same kind of thing in all commands.
    private mutating func checkArity() {
        var needsValue: [String: Bool] = [:]
        var reported: Set<String> = []
        for option in table.allOptions {
            for name in spellings(option) {
                let known = needsValue[name, default: option.needsValue]
                needsValue[name] = known
                if known != option.needsValue, reported.insert(name).inserted {
                    add("\(name) takes a value in one command and none in another")
                }
            }
        }
    }

    // MARK: Shapes

    private mutating func check(summary: String, of label: String) {
        if summary.isEmpty { add("\(label) has no summary") }
        if summary.hasSuffix(".") { add("the summary of \(label) ends with a full stop") }
        if summary.contains("\n") { add("the summary of \(label) has several lines") }
    }

    /// Lower-case letters and digits in parts joined by single dashes, the first one a letter.
    private func isKebabCase(_ name: String) -> Bool {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        guard let first = name.utf8.first, (0x61...0x7A).contains(first) else { return false }
        return parts.allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
        }
    }

    private func repeated<Value: Hashable>(_ values: [Value]) -> [Value] {
        var seen: Set<Value> = []
        var reported: Set<Value> = []
        return values.filter { !seen.insert($0).inserted && reported.insert($0).inserted }
    }
}
