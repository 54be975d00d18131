/// Writes the completion script for bash. It does not need the package bash-completion: everything static is in the script,
/// and names are requested from the tool.
package struct BashCompletion {
    private let outline: CompletionOutline
    private let name: String

    private init(_ table: CommandTable) {
        outline = CompletionOutline(table)
        name = "_" + ShellText.identifier(table.toolName)
    }

    /// - Parameters:
    ///   - table: The tool.
    ///   - aliases: Other names under which it is called.
    /// - Returns: The script.
    package static func script(for table: CommandTable, aliases: [String] = []) -> String {
        BashCompletion(table).script(aliases)
    }

    private func script(_ aliases: [String]) -> String {
        let tool = outline.table.toolName
        return ShellText.heading(tool, shell: "bash")
            + "# Loaded by: source <(\(tool) completion bash)\n\n" + tables
            + Self.program.replacing("_TOOL_", with: name + "_").replacing("TOOL", with: tool)
            + "complete -F \(name)_complete \(([tool] + aliases).joined(separator: " "))\n"
    }

    // MARK: What is known beforehand

    private var tables: String {
        function(
            "command", "$1/$2", commandArms, comment: "What a word names behind a command, as found.", last: "return 1")
            + function("commands", "$1", wordArms(\.commandWords), comment: "The commands behind a command, as words.")
            + function("options", "$1", wordArms(\.optionWords), comment: "The options of a command, as words.")
            + function(
                "takes_value", "$1", [(outline.valueOptions, "return 0")],
                comment: "Whether the word behind this one is its value.", last: "return 1")
            + function(
                "value", "$1 $2", valueArms, comment: "What the value of an option is, by the command and the option.")
            + function(
                "argument", "$1 $2", argumentArms,
                comment: "What an argument is, by the command and the argument's position.")
    }

    private func function(
        _ suffix: String, _ subject: String, _ arms: [(patterns: [String], body: String)], comment: String,
        last: String? = nil
    ) -> String {
        var lines = ["# \(comment)", "\(name)_\(suffix)() {"]
        // A case without an arm is no error, but one without a pattern is.
        let filled = arms.filter { !$0.patterns.isEmpty }
        if !filled.isEmpty {
            lines.append("    case \"\(subject)\" in")
            lines += filled.map { "    \($0.patterns.joined(separator: " | "))) \($0.body) ;;" }
            lines.append("    esac")
        }
        if let last { lines.append("    \(last)") }
        if filled.isEmpty, last == nil { lines.append("    :") }
        return (lines + ["}", "", ""]).joined(separator: "\n")
    }

    private var commandArms: [(patterns: [String], body: String)] {
        outline.entries.compactMap { entry in
            guard let parent = entry.parent else { return nil }
            return (
                entry.names.map { ShellText.quoted("\(parent)/\($0)") },
                "found=\(ShellText.quoted(entry.path))"
                    + "; return 0"
            )
        }
    }

    private func wordArms(
        _ words: (CompletionOutline.Entry) -> [String]
    ) -> [(patterns: [String], body: String)] {
        outline.entries.compactMap { entry in
            let words = words(entry)
            guard !words.isEmpty else { return nil }
            return ([ShellText.quoted(entry.path)], "words=\(ShellText.quoted(words.joined(separator: " ")))")
        }
    }

    private var valueArms: [(patterns: [String], body: String)] {
        outline.optionValues.map { kind, uses in
            let patterns = uses.map { use in
                (use.path.map { ShellText.quoted("\($0) \(use.option)") } ?? "*\(ShellText.quoted(" \(use.option)"))")
            }
            return (patterns, assignment(kind))
        }
    }

    private var argumentArms: [(patterns: [String], body: String)] {
        outline.entries.flatMap { entry in
            entry.arguments.enumerated().compactMap { position, argument in
                let kind = outline.completion(of: argument)
                guard kind != .none else { return nil }
                let place =
                    argument.isRepeated
                    ? "\(ShellText.quoted("\(entry.path) "))*" : ShellText.quoted("\(entry.path) \(position)")
                return ([place], assignment(kind))
            }
        }
    }

    private func assignment(_ kind: CompletionKind) -> String {
        switch kind {
        case .none, .command: ":"
        case .file: "kind='file'"
        case .directory: "kind='directory'"
        case .dynamic(let name): "kind=live words=\(name)"
        case .list(let candidates):
            "kind=list words=\(ShellText.quoted(candidates.map(\.word).joined(separator: " ")))"
        case .words(let candidates):
            "kind=words words=\(ShellText.quoted(candidates.map(\.word).joined(separator: " ")))"
        }
    }
}

extension CompletionOutline.Entry {
    fileprivate var commandWords: [String] { subcommands.map(\.name) }
    fileprivate var optionWords: [String] { options.flatMap(CompletionOutline.offered).map(\.word) }
}
