import CommandLineKit
import Testing

@testable import Commands

/// A terminal as far as the screen uses it: what stands on it after the bytes it was given.
private struct Terminal {
    let size: TerminalSize
    private(set) var rows: [String] = [""]
    private var row = 0
    private var column = 0
    /// Rows that have left the screen at its top.
    private(set) var scrolled = 0

    init(_ columns: Int, _ rows: Int) {
        size = TerminalSize(columns: columns, rows: rows)
    }

    mutating func write(_ text: String) {
        var rest = Array(TerminalText.written(text))[...]
        while let character = rest.popFirst() {
            switch character {
            case "\n": lineFeed()
            case "\r": column = 0
            case "\u{1B}": control(&rest)
            default: put(character)
            }
        }
    }

    private mutating func control(_ rest: inout ArraySlice<Character>) {
        rest = rest.dropFirst()
        var number = ""
        while let character = rest.popFirst() {
            guard character.isNumber || character == ";" else {
                switch character {
                case "A": row = max(0, row - (Int(number) ?? 1))
                case "K": rows[row] = String(rows[row].prefix(column))
                case "J" where number == "2": rows = [""]
                case "J":
                    rows[row] = String(rows[row].prefix(column))
                    rows.removeSubrange((row + 1)...)
                case "H": (row, column) = (0, 0)
                default: break
                }
                return
            }
            number.append(character)
        }
    }

    private mutating func put(_ character: Character) {
        if column == size.columns { lineFeed() }
        var line = Array(rows[row])
        if column < line.count { line[column] = character } else { line.append(character) }
        rows[row] = String(line)
        column += 1
    }

    private mutating func lineFeed() {
        row += 1
        column = 0
        if row == rows.count { rows.append("") }
        if rows.count > size.rows {
            rows.removeFirst()
            row -= 1
            scrolled += 1
        }
    }
}

@Suite struct WatchScreenTests {
    @Test func aNewTextStandsWhereTheOldOneStood() {
        var terminal = Terminal(20, 8)
        var screen = WatchScreen()
        terminal.write("$ watch\n")
        for text in [
            "one\ntwo\nthree\n", "longer one\n2\n",
            TerminalText.own("\u{1B}[32m") + "green" + TerminalText.own("\u{1B}[0m") + "\n\nlast\n",
        ] {
            terminal.write(screen.drawing(text, size: terminal.size))
        }
        #expect(terminal.rows == ["$ watch", "green", "", "last", ""])
        #expect(terminal.scrolled == 0)
    }

    @Test func linesThatTheTerminalBreaksAreCountedAsTheyStand() {
        var terminal = Terminal(10, 8)
        var screen = WatchScreen()
        terminal.write(screen.drawing("0123456789abc\nx\n", size: terminal.size))
        terminal.write(screen.drawing("y\n", size: terminal.size))
        #expect(terminal.rows == ["y", ""])
    }

    @Test(arguments: [3, 5, 9])
    func aTextThatIsTooLongLosesItsEndAndNothingScrollsAway(rows: Int) {
        var terminal = Terminal(60, rows)
        var screen = WatchScreen()
        let text = (1...40).map { "line \($0)\n" }.joined()
        for _ in 1...3 { terminal.write(screen.drawing(text, size: terminal.size)) }
        #expect(terminal.scrolled == 0)
        #expect(terminal.rows.first == "line 1")
        #expect(terminal.rows.dropLast().last == "(\(40 - (rows - 2)) more lines: the terminal is too small)")
    }

    @Test func aNewSizeBeginsAtTheTop() {
        var screen = WatchScreen()
        _ = screen.drawing("a\nb\n", size: TerminalSize(columns: 20, rows: 8))
        var terminal = Terminal(10, 8)
        terminal.write("rubbish\nleft\n")
        terminal.write(screen.drawing("a\nb\n", size: terminal.size))
        #expect(terminal.rows == ["a", "b", ""])
    }
}
