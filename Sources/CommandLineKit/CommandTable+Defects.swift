extension CommandTable {
    /// What is wrong with the table itself; for a test over it.
    package func defects() -> [String] {
        var defects: [String] = []
        defects += Self.duplicates(commands.flatMap { [$0.name] + $0.aliases }).map { "command \($0) stands twice" }
        for command in commands {
            defects += self.defects(of: command).map { "\(command.name): \($0)" }
        }
        return defects
    }

    private func defects(of command: CommandSpec) -> [String] {
        var defects: [String] = []
        if !Self.isKebabCase(command.name) { defects.append("the name is not in kebab case") }
        defects += Self.defects(ofSummary: command.summary)
        if command.summary.count >= 60 { defects.append("the summary has 60 characters or more") }
        let options = globalOptions + command.options
        defects += Self.duplicates(options.flatMap { [$0.name] + $0.aliases }).map { "option --\($0) stands twice" }
        defects += Self.duplicates(options.compactMap { $0.short.map(String.init) }).map { "option -\($0) stands twice" }
        for option in command.options {
            if !([option.name] + option.aliases).allSatisfy(Self.isKebabCase) {
                defects.append("--\(option.name) is not in kebab case")
            }
            defects += Self.defects(ofSummary: option.summary).map { "--\(option.name): \($0)" }
            if !option.choices.isEmpty, !option.takesValue { defects.append("--\(option.name) is a flag with choices") }
        }
        for (index, argument) in command.arguments.enumerated() {
            defects += Self.defects(ofSummary: argument.summary).map { "\(argument.placeholder): \($0)" }
            if argument.isRepeated, index < command.arguments.count - 1 {
                defects.append("\(argument.placeholder) is repeated and not the last argument")
            }
        }
        if command.examples.isEmpty { defects.append("there is no example") }
        for example in command.examples { defects += self.defects(ofExample: example.command, command) }
        return defects
    }

    /// Every example must be understood by the parser itself.
    private func defects(ofExample example: String, _ command: CommandSpec) -> [String] {
        let words = example.split(separator: " ").map(String.init)
        guard words.first == toolName else { return ["the example \"\(example)\" does not begin with \(toolName)"] }
        do {
            let parsed = try parse(Array(words.dropFirst()))
            return parsed.path == [command.name] ? [] : ["the example \"\(example)\" is of another command"]
        } catch {
            return ["the example \"\(example)\" is not understood: \(error.message)"]
        }
    }

    private static func defects(ofSummary summary: String) -> [String] {
        if summary.isEmpty { return ["the summary is empty"] }
        return summary.hasSuffix(".") ? ["the summary ends in a full stop"] : []
    }

    private static func isKebabCase(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix("-") && !name.hasSuffix("-") && !name.contains("--")
            && name.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
            }
    }

    private static func duplicates(_ names: [String]) -> [String] {
        Dictionary(grouping: names, by: { $0 }).filter { $0.value.count > 1 }.keys.sorted()
    }
}
