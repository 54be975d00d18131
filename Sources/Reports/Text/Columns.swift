import CommandLineKit

/// Rows with a heading, fitted to the width: less important columns go first, then long cells are shortened in the
/// middle.
struct Columns {
    struct Column {
        let heading: String
        /// The higher, the earlier it is left out; 0 stays.
        let expendability: Int
        /// Under this a cell is not shortened.
        let minimum: Int
        /// Whether a long cell loses its end instead of its middle, as sentences do.
        var isSentence = false
    }

    let columns: [Column]
    var rows: [[String]] = []
    /// Widths of rows that were written before; empty where there are none.
    var leastWidths: [Int] = []

    init(_ columns: [Column]) {
        self.columns = columns
    }

    /// The lines; `paint` colours a cell after it was fitted, by row and by column of the full table.
    func lines(
        _ painter: Painter, showsHeaders: Bool, paint: (_ text: String, _ row: Int, _ column: Int) -> String
    ) -> [String] {
        var kept = Array(columns.indices)
        var widths = naturalWidths(painter)
        if let available = painter.style.width {
            while total(kept, widths) > available, let index = mostExpendable(kept) { kept.removeAll { $0 == index } }
            while total(kept, widths) > available, let index = longest(kept, widths) { widths[index] -= 1 }
        }
        var lines: [String] = []
        if showsHeaders { lines.append(line(kept, widths, columns.map(\.heading), painter) { text, _ in text }) }
        for (row, cells) in rows.enumerated() {
            lines.append(line(kept, widths, cells, painter) { text, column in paint(text, row, column) })
        }
        return lines
    }

    /// What the cells take up where nothing has to be shortened.
    func naturalWidths(_ painter: Painter) -> [Int] {
        columns.indices.map { index in
            let least = index < leastWidths.count ? leastWidths[index] : 0
            return rows.reduce(max(least, displayWidth(columns[index].heading))) {
                max($0, displayWidth(painter.plain($1[index])))
            }
        }
    }

    private func total(_ kept: [Int], _ widths: [Int]) -> Int {
        kept.reduce(0) { $0 + widths[$1] } + 2 * max(0, kept.count - 1)
    }

    private func mostExpendable(_ kept: [Int]) -> Int? {
        kept.filter { columns[$0].expendability > 0 }.max { columns[$0].expendability < columns[$1].expendability }
    }

    private func longest(_ kept: [Int], _ widths: [Int]) -> Int? {
        kept.filter { widths[$0] > columns[$0].minimum }.max { widths[$0] < widths[$1] }
    }

    private func line(
        _ kept: [Int], _ widths: [Int], _ cells: [String], _ painter: Painter, paint: (String, Int) -> String
    ) -> String {
        var line = ""
        for (position, index) in kept.enumerated() {
            let text =
                columns[index].isSentence
                ? painter.cut(cells[index], to: widths[index]) : painter.shortened(cells[index], to: widths[index])
            line += paint(text, index)
            if position < kept.count - 1 {
                line += String(repeating: " ", count: widths[index] - displayWidth(text) + 2)
            }
        }
        return line
    }
}
