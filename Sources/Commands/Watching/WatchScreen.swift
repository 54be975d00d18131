import CommandLineKit

/// Text that is drawn again where it stands, on a terminal. The terminal is left as it is at all times: there is nothing to
/// restore when the tool is interrupted.
struct WatchScreen: Sendable {
    private var drawnLines = 0
    private var drawnSize: TerminalSize?

    /// The bytes that replace what was drawn last. Of a text with more lines than the terminal has, the first ones are
    /// shown, and how many there are more: what has scrolled away cannot be drawn again.
    mutating func drawing(_ text: String, size: TerminalSize) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        let shown = Self.fitting(lines, size)
        let isResized = drawnSize.map { $0 != size } ?? false
        // Lines that a new width has broken anew stand somewhere: begin at the top.
        let start =
            isResized ? "\u{1B}[2J\u{1B}[H" : drawnLines > 0 ? "\r\u{1B}[\(drawnLines)A" : ""
        drawnLines = shown.reduce(0) { $0 + Self.height($1, size.columns) }
        drawnSize = size
        let endOfLine = TerminalText.own("\u{1B}[K") + "\n"
        return TerminalText.own(start) + shown.map { $0 + endOfLine }.joined() + TerminalText.own("\u{1B}[J")
    }

    /// As many lines as stand above the one where the cursor stays.
    private static func fitting(_ lines: [String], _ size: TerminalSize) -> [String] {
        let room = max(2, size.rows - 1)
        guard lines.reduce(0, { $0 + height($1, size.columns) }) > room else { return lines }
        var shown: [String] = []
        var used = 1
        for line in lines {
            used += height(line, size.columns)
            guard used <= room else { break }
            shown.append(line)
        }
        let rest = lines.count - shown.count
        return shown + ["(\(rest) more line\(rest == 1 ? "" : "s"): the terminal is too small)"]
    }

    /// Rows that a line takes up.
    private static func height(_ line: String, _ columns: Int) -> Int {
        max(1, (displayWidth(TerminalText.withoutOwn(line)) + columns - 1) / max(1, columns))
    }
}

/// Columns and rows of a terminal.
package struct TerminalSize: Sendable, Hashable {
    package var columns: Int
    package var rows: Int

    package init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
    }
}
