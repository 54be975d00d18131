import Characters

/// The name under which the user calls a tool that kubectl started as its plugin. Commands in the tool's own text use the name
/// that the tool has by itself, which may not be in PATH; this puts the other in its place.
package struct ProgramName: Sendable, Hashable {
    /// As it is typed: `kubectl kubelb-ctl`.
    package let name: String
    private let tool: String
    private let commands: Set<String>

    /// nil if the tool was not started as a plugin.
    ///
    /// - Parameters:
    ///   - path: The first word of the process's arguments, `/usr/local/bin/kubectl-kubelb_ctl`.
    ///   - tool: The name of the tool in its own text.
    ///   - commands: The words that may follow it there. What is followed by others is prose about the tool.
    package init?(startedAs path: String, tool: String, commands: [String]) {
        let file = path.split(separator: "/").last.map(String.init) ?? ""
        let prefix = "kubectl-"
        let isName = file.utf8.allSatisfy { byte in
            Unicode.Scalar(byte).properties.isAlphabetic && byte < 0x80 || (0x30...0x39).contains(byte)
                || "-_.".utf8.contains(byte)
        }
        guard file.hasPrefix(prefix), file.utf8.count > prefix.utf8.count, isName else { return nil }
        // kubectl looks for `a b-c` under the name `kubectl-a-b_c`.
        name =
            "kubectl "
            + String(file.dropFirst(prefix.count).map { $0 == "-" ? " " : $0 == "_" ? "-" : $0 })
        self.tool = tool
        self.commands = Set(commands)
    }

    /// The text with the name in each of the tool's commands.
    package func applied(to text: String) -> String {
        var result = ""
        var rest = text[...]
        while let range = rest.firstByteRange(of: tool + " ") {
            result += rest[..<range.lowerBound]
            rest = rest[range.upperBound...]
            result += (isCommand(after: result, before: rest) ? name : tool) + " "
        }
        return result + rest
    }

    private func isCommand(after before: String, before rest: Substring) -> Bool {
        // It has been put there already.
        if name.hasSuffix(tool), before.hasSuffix(name.dropLast(tool.count)) { return false }
        if let last = before.unicodeScalars.last,
            last.properties.isAlphabetic || "0123456789-_./".contains(Character(last))
        {
            return false
        }
        let word = rest.prefix { $0.isLetter || $0 == "_" || $0 == "-" }
        return word.hasPrefix("--") || word == "COMMAND" || commands.contains(String(word))
    }
}
