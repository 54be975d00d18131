import CommandLineKit
import Documents

/// Understands the value of one key.
struct ConfigurationValue {
    /// What relative paths start from.
    let directory: String
    let home: String?

    struct Fault: Error {
        let place: YAMLMark
        /// What stands behind "KEY of OWNER".
        let message: String
        var hint: String?
    }

    /// The value as it would stand on the command line. Only of keys that take certain words is anything quoted: a token may
    /// have got here by mistake.
    func texts(of node: YAMLNode, _ kind: ConfigurationKey.Kind) throws(Fault) -> [String] {
        switch kind {
        case .list:
            guard case .sequence(let elements) = node.content else {
                throw Fault(place: node.mark, message: "must be a list", hint: "use [a, b]")
            }
            var texts: [String] = []
            for element in elements { texts.append(try text(element, "each element ")) }
            return texts
        case .flag:
            guard case .scalar(.bool(let isOn)) = node.content else {
                throw Fault(place: node.mark, message: "must be true or false")
            }
            return [isOn ? "true" : "false"]
        case .path: return [try path(try text(node), node.mark)]
        case .time(let mayBeZero): return [try time(node, mayBeZero)]
        case .count:
            guard case .scalar(.number(let number)) = node.content, let count = number.int, count > 0 else {
                throw Fault(place: node.mark, message: "must be a number greater than 0", hint: "use 500")
            }
            return ["\(count)"]
        case .choice(let choices):
            let word = try text(node)
            guard choices.contains(word) else {
                let near = nearest(to: word, in: choices).first.map { "did you mean \($0)? " } ?? ""
                throw Fault(
                    place: node.mark, message: "has the invalid value \(quoted(word))",
                    hint: near + "must be one of \(choices.joined(separator: ", "))")
            }
            return [word]
        case .text, .pair, .constant, .mapping: return [try text(node)]
        }
    }

    private func text(_ node: YAMLNode, _ subject: String = "") throws(Fault) -> String {
        switch node.content {
        case .scalar(.string(let text)):
            guard escaped(text) == text else {
                throw Fault(place: node.mark, message: subject + "contains a control character")
            }
            return text
        case .scalar:
            throw Fault(place: node.mark, message: subject + "must be a string", hint: "put it in quotes")
        default: throw Fault(place: node.mark, message: subject + "must be a string")
        }
    }

    private func time(_ node: YAMLNode, _ mayBeZero: Bool) throws(Fault) -> String {
        let text: String
        if case .scalar(.number(let number)) = node.content { text = number.text } else { text = try self.text(node) }
        guard let seconds = DurationText.seconds(text), seconds > 0 || mayBeZero else {
            throw Fault(place: node.mark, message: "must be a duration", hint: "use 20s, 500ms or 1m30s")
        }
        return text
    }

    /// Relative paths start from the file, as in kubeconfigs; `~` is the home directory, as in a shell.
    private func path(_ path: String, _ place: YAMLMark) throws(Fault) -> String {
        if path == "~" || path.hasPrefix("~/") {
            guard let home else {
                throw Fault(
                    place: place, message: "begins with ~, but HOME is not set", hint: "use an absolute path")
            }
            return home + path.dropFirst()
        }
        guard !path.hasPrefix("~") else {
            throw Fault(
                place: place, message: "begins with the home directory of another user",
                hint: "use an absolute path, or ./~ for a file with that name")
        }
        return path.hasPrefix("/") || directory.isEmpty
            ? path : directory == "/" ? "/\(path)" : "\(directory)/\(path)"
    }
}
