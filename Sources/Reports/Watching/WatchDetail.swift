/// The finding below the table of a watch, in the room that the rows leave: whole, or its message and its first fix.
struct WatchDetail {
    let lines: [String]
    let painter: Painter

    /// Continued text of a label, and commands, which are indented further.
    private static let text = String(repeating: " ", count: 12)
    private static let command = String(repeating: " ", count: 14)

    /// The place of the first line that fixes it; without one, of what to inspect.
    private var fix: Int? {
        lines.firstIndex { $0.hasPrefix("  fix") } ?? lines.firstIndex { $0.hasPrefix("  inspect") }
    }

    /// That line, its continuation and the first line of its command.
    private var remedy: [String] {
        guard let fix else { return [] }
        let after = lines[(fix + 1)...]
        let words = after.prefix { $0.hasPrefix(Self.text) && !$0.hasPrefix(Self.command) }
        let command = after.dropFirst(words.count).prefix { $0.hasPrefix(Self.command) }
        return [lines[fix]] + words + command.prefix(1)
    }

    private var message: [String] {
        let rest = lines.dropFirst().prefix { !$0.hasPrefix("  ") || $0.dropFirst(2).first == " " }
        return Array(lines.prefix(1)) + rest
    }

    /// How it stands, without evidence: what a screen of few lines has room for beside the rows.
    var brief: [String] { message + remedy }

    /// The lines down to the first fix.
    var essential: [String] {
        guard let fix else { return lines }
        return Array(lines.prefix(fix)) + remedy
    }

    /// What has room; Enter opens the rest.
    func fitted(to room: Int) -> [String] {
        if painter.height(of: lines) <= room { return lines }
        if painter.height(of: essential) < room { return Self.fitted(lines, to: room, painter) }
        if painter.height(of: brief) <= room { return brief }
        let left = room - painter.height(of: remedy)
        guard left > 0, !remedy.isEmpty else { return Self.fitted(brief, to: room, painter) }
        var shown = message
        while painter.height(of: shown) > left, shown.count > 1 { shown.removeLast() }
        guard painter.height(of: shown) <= left, let last = shown.last else {
            return Self.fitted(brief, to: room, painter)
        }
        return shown.dropLast() + [cut(last)] + remedy
    }

    /// The line with a sign that it goes on, in no more room.
    private func cut(_ line: String) -> String {
        var words = line.split(separator: " ", omittingEmptySubsequences: false)
        var room = 0
        while room < 4, let word = words.popLast() { room += word.count + 1 }
        return words.joined(separator: " ") + painter.plain(" …")
    }

    /// As many lines as so many rows of the terminal have room for, and a sign that there are more.
    static func fitted(_ lines: [String], to room: Int, _ painter: Painter) -> [String] {
        var left = room
        var shown: [String] = []
        for (index, line) in lines.enumerated() {
            left -= painter.height(of: [line])
            guard left >= (index == lines.count - 1 ? 0 : 1) else {
                return shown.isEmpty ? [] : shown + [painter.plain("  …")]
            }
            shown.append(line)
        }
        return shown
    }
}
