/// Columns for labels, as kubectl's `-L` and `--show-labels` have them.
package struct LabelColumns: Sendable, Hashable {
    private let keys: [String]
    private let showsAll: Bool

    package init(keys: [String] = [], showsAll: Bool = false) {
        self.keys = keys
        self.showsAll = showsAll
    }

    /// Headed by the label's name without its prefix.
    var columns: [Columns.Column] {
        let headings = keys.map { $0.split(separator: "/").last.map { $0.uppercased() } ?? $0.uppercased() }
        return (headings + (showsAll ? ["LABELS"] : [])).map {
            Columns.Column(heading: $0, expendability: 0, minimum: 8)
        }
    }

    func cells(_ labels: [String: String]) -> [String] {
        let all = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
        return keys.map { labels[$0] ?? "<none>" } + (showsAll ? [all.isEmpty ? "<none>" : all] : [])
    }
}
