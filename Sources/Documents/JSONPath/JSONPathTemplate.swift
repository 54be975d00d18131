/// Text with JSONPath expressions in braces, as `-o jsonpath=` takes it: `{range .items[*]}{.name}{"\n"}{end}`.
package struct JSONPathTemplate: Sendable, Hashable {
    let parts: [Part]

    indirect enum Part: Sendable, Hashable {
        case text(String)
        case path(JSONPath)
        case range(JSONPath, [Part])
    }

    /// - Throws: the first fault, with its column.
    package init(_ text: String) throws(JSONPathError) {
        var parser = JSONPathParser(text)
        parts = try parser.template()
    }

    /// Whether nothing is selected: all of it is printed as it is.
    package var isPlainText: Bool {
        parts.allSatisfy { if case .text = $0 { true } else { false } }
    }

    /// What the template makes of a document. Missing keys print nothing; several values of one expression are separated by
    /// spaces, as kubectl does.
    ///
    /// `literal` gets the text of the template itself.
    package func rendered(_ root: JSONValue, literal: (String) -> String = { $0 }) -> String {
        var text = ""
        Self.render(parts, current: root, root: root, literal, into: &text)
        return text
    }

    private static func render(
        _ parts: [Part], current: JSONValue, root: JSONValue, _ literal: (String) -> String, into text: inout String
    ) {
        for part in parts {
            switch part {
            case .text(let part): text += literal(part)
            case .path(let path):
                text += path.values(in: current, root: root).map(\.plainText).joined(separator: " ")
            case .range(let path, let body):
                for value in path.values(in: current, root: root) {
                    render(body, current: value, root: root, literal, into: &text)
                }
            }
        }
    }
}

extension JSONValue {
    /// A string as it is, everything else as JSON on one line.
    package var plainText: String {
        string ?? String(decoding: encoded(), as: UTF8.self)
    }
}
