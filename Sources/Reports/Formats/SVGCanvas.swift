import CommandLineKit

/// Elements of an SVG document, one a line. Everything that is text is escaped here.
struct SVGCanvas {
    private(set) var elements: [String] = []

    /// Where a text stands in relation to its point.
    enum Anchor: String {
        case start
        case middle
        case end
    }

    mutating func rectangle(_ x: Int, _ y: Int, _ width: Int, _ height: Int, _ style: String, radius: Int = 6) {
        elements.append(
            "<rect class=\"\(style)\" x=\"\(x)\" y=\"\(y)\" width=\"\(width)\" height=\"\(height)\" rx=\"\(radius)\"/>")
    }

    /// A line of text; where it was cut, the whole of it stands in a title, which browsers show at the pointer.
    mutating func text(
        _ text: String, _ x: Int, _ y: Int, _ style: String, anchor: Anchor = .start, whole: String? = nil
    ) {
        let place = anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\""
        let title = whole.flatMap { $0 == text ? nil : "<title>\(Self.escaped($0))</title>" } ?? ""
        elements.append(
            "<text class=\"\(style)\" x=\"\(x)\" y=\"\(y)\"\(place)>\(title)\(Self.escaped(text))</text>")
    }

    /// An arrow along points; `marker` is the identifier of its head.
    mutating func arrow(_ points: [(x: Int, y: Int)], _ style: String, marker: String) {
        let path = points.enumerated().map { "\($0.offset == 0 ? "M" : "L")\($0.element.x) \($0.element.y)" }
        elements.append(
            "<path class=\"\(style)\" d=\"\(path.joined(separator: " "))\" marker-end=\"url(#\(marker))\"/>")
    }

    /// A group with a title of its own.
    mutating func group(_ title: String, _ body: (inout SVGCanvas) -> Void) {
        elements.append("<g>")
        elements.append("<title>\(Self.escaped(title))</title>")
        body(&self)
        elements.append("</g>")
    }

    mutating func moved(down y: Int, _ body: SVGCanvas) {
        elements.append("<g transform=\"translate(0 \(y))\">")
        elements += body.elements
        elements.append("</g>")
    }

    /// Without control characters, and quoted for XML.
    static func escaped(_ text: String) -> String { xml(Painter(style: TextStyle()).plain(text)) }

    /// Text in lines of at most so many columns and so many lines: broken at blanks, in long words behind signs; what does
    /// not fit is left out, which the last line says.
    static func lines(_ text: String, columns: Int, limit: Int) -> [String] {
        var pieces: [String] = []
        for word in Painter(style: TextStyle()).plain(text).split(separator: " ") {
            var piece = ""
            for character in word {
                piece.append(character)
                let isBreak = "./=,[]:-".contains(character) && displayWidth(piece) >= columns / 2
                if displayWidth(piece) >= columns || (isBreak && displayWidth(String(word)) > columns) {
                    pieces.append(piece)
                    piece = ""
                }
            }
            pieces.append(piece + " ")
        }
        var lines = [""]
        for piece in pieces {
            let width = displayWidth(lines[lines.count - 1]) + displayWidth(piece)
            let bare = piece.hasSuffix(" ") ? 1 : 0
            if width - bare > columns, !lines[lines.count - 1].isEmpty {
                lines.append(piece)
            } else {
                lines[lines.count - 1] += piece
            }
        }
        lines = lines.map { String($0.reversed().drop { $0 == " " }.reversed()) }.filter { !$0.isEmpty }
        guard lines.count > limit, limit > 0 else { return lines }
        let last = lines[limit - 1]
        return lines.prefix(limit - 1) + [String(last.prefix(max(0, columns - 1))) + "…"]
    }
}
