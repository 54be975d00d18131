import CommandLineKit

/// The last line of a watch: what is filtered, and the keys that do something. On a narrow screen hints are left out whole, the least
/// important first.
struct WatchFooter {
    /// In the order of the line; the higher the rank, the earlier it is left out.
    let hints: [(text: String, rank: Int)]
    var filter = ""
    /// `(3 of 40)`.
    var matches = ""

    func line(_ painter: Painter) -> String {
        var kept = Array(hints.indices)
        var line = text(kept, painter)
        guard let width = painter.style.width else { return line }
        while displayWidth(line) > width, kept.count > 1, let least = kept.max(by: { hints[$0].rank < hints[$1].rank })
        {
            kept.removeAll { $0 == least }
            line = text(kept, painter)
        }
        return displayWidth(line) > width ? painter.shortened(line, to: width) : line
    }

    private func text(_ kept: [Int], _ painter: Painter) -> String {
        painter.plain(([filter, matches].filter { !$0.isEmpty } + kept.map { hints[$0].text }).joined(separator: "  "))
    }
}
