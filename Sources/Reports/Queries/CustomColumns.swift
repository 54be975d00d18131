import Documents

/// `NAME:.name,STATE:.state`, as kubectl's `-o custom-columns=` takes it: headings and JSONPath expressions.
package struct CustomColumns: Sendable, Hashable {
    private struct Column: Sendable, Hashable {
        let heading: String
        let path: JSONPath
    }

    private let columns: [Column]

    /// - Throws: the first fault; its column is that of the whole text.
    package init(_ text: String) throws(JSONPathError) {
        var columns: [Column] = []
        var begin = 1
        for part in Self.parts(of: text) {
            defer { begin = begin.saturatingSum(part.count + 1) }
            let pieces = part.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard pieces.count == 2, !pieces[0].isEmpty, !pieces[1].isEmpty else {
                throw JSONPathError(column: begin, message: "expected HEADING:EXPRESSION")
            }
            columns.append(try Self.column(pieces[0], pieces[1], at: begin.saturatingSum(pieces[0].count + 1)))
        }
        self.columns = columns
    }

    /// The text of a file: headings on its first line, and below each its expression, separated by spaces.
    package init(file text: String) throws(JSONPathError) {
        let lines = text.split(whereSeparator: \.isNewline).map { $0.split(whereSeparator: \.isWhitespace) }
            .filter { !$0.isEmpty }
        guard lines.count == 2, lines[0].count == lines[1].count else {
            throw JSONPathError(
                column: 1, message: "expected a line of headings and a line with as many expressions")
        }
        var columns: [Column] = []
        for (heading, expression) in zip(lines[0], lines[1]) {
            columns.append(try Self.column(String(heading), String(expression), at: 1))
        }
        self.columns = columns
    }

    private static func column(
        _ heading: String, _ expression: String, at place: Int
    ) throws(JSONPathError) -> Column {
        do throws(JSONPathError) {
            return Column(heading: heading, path: try JSONPath(relaxed: expression))
        } catch {
            throw JSONPathError(
                column: place.saturatingSum(error.column - 1), message: "\(heading): \(error.message)")
        }
    }

    /// Splits at commas outside of brackets and quotes.
    private static func parts(of text: String) -> [String] {
        var parts = [""]
        var depth = 0
        var quote: Character?
        for character in text {
            if let mark = quote {
                if character == mark { quote = nil }
            } else if character == "\"" || character == "'" {
                quote = character
            } else if "[({".contains(character) {
                depth += 1
            } else if "])}".contains(character) {
                depth -= 1
            } else if character == ",", depth <= 0 {
                parts.append("")
                continue
            }
            parts[parts.count - 1].append(character)
        }
        return parts
    }

    /// One line for each row; `<none>` for what it does not have, as kubectl prints it.
    func text(of rows: [JSONValue], showsHeaders: Bool) throws(JSONPathBudget.Exhausted) -> String {
        var widths: [Int] = []
        return try text(of: rows, showsHeaders: showsHeaders, widths: &widths)
    }

    /// The same below rows that were written before, whose `widths` become those of all.
    func text(
        of rows: [JSONValue], showsHeaders: Bool, widths: inout [Int]
    ) throws(JSONPathBudget.Exhausted) -> String {
        var table = Columns(columns.map { .init(heading: $0.heading, expendability: 0, minimum: 0) })
        var budget = JSONPathBudget()
        for row in rows {
            var cells: [String] = []
            for column in columns {
                let values = try column.path.values(in: row, within: &budget).filter { $0 != .null }
                let cell = values.isEmpty ? "<none>" : values.map(\.plainText).joined(separator: ",")
                try budget.write(cell)
                cells.append(cell)
            }
            table.rows.append(cells)
        }
        let painter = Painter(style: TextStyle())
        table.leastWidths = widths
        widths = table.naturalWidths(painter)
        return table.lines(painter, showsHeaders: showsHeaders) { text, _, _ in text }
            .map { $0 + "\n" }.joined()
    }
}
