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
    package func rendered(
        _ root: JSONValue, within budget: JSONPathBudget = JSONPathBudget(), literal: (String) -> String = { $0 }
    ) throws(JSONPathBudget.Exhausted) -> String {
        var budget = budget
        var text = ""
        try Self.visit(parts, current: root, root: root, &budget) {
            (piece, budget) throws(JSONPathBudget.Exhausted) in
            switch piece {
            case .text(let part):
                try budget.write(part)
                text += literal(part)
            case .values(let values):
                for (index, value) in values.enumerated() {
                    let part = (index == 0 ? "" : " ") + value.plainText
                    try budget.write(part)
                    text += part
                }
            }
        }
        return text
    }

    /// The same as kubectl's `jsonpath-as-json`: a list of values for each expression and for each piece of text.
    package func renderedAsJSON(
        _ root: JSONValue, within budget: JSONPathBudget = JSONPathBudget()
    ) throws(JSONPathBudget.Exhausted) -> String {
        var budget = budget
        var text = ""
        try Self.visit(parts, current: root, root: root, &budget) {
            (piece, budget) throws(JSONPathBudget.Exhausted) in
            let values: [JSONValue] =
                switch piece {
                case .text(let part): [.string(part)]
                case .values(let values): values
                }
            let part = String(decoding: JSONValue.array(values).encoded(pretty: true), as: UTF8.self) + "\n"
            try budget.write(part)
            text += part
        }
        return text
    }

    private enum Piece {
        case text(String)
        case values([JSONValue])
    }

    private static func visit(
        _ parts: [Part], current: JSONValue, root: JSONValue, _ budget: inout JSONPathBudget,
        _ write: (Piece, inout JSONPathBudget) throws(JSONPathBudget.Exhausted) -> Void
    ) throws(JSONPathBudget.Exhausted) {
        for part in parts {
            switch part {
            case .text(let part): try write(.text(part), &budget)
            case .path(let path):
                try write(.values(try path.values(in: current, root: root, within: &budget)), &budget)
            case .range(let path, let body):
                for value in try path.values(in: current, root: root, within: &budget) {
                    try visit(body, current: value, root: root, &budget, write)
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
