import Diagnosis

/// Colours and signs for how something fares; they only repeat the word.
extension Health {
    var ink: Painter.Ink {
        switch self {
        case .down, .stuck, .degraded, .pending: .red
        case .unknown, .orphaned, .terminating, .starting: .yellow
        case .healthy: .green
        case .ignored: .blue
        }
    }

    /// In Markdown.
    var emoji: String {
        switch self {
        case .down, .stuck, .degraded, .pending: "❌"
        case .orphaned, .terminating, .starting: "⚠️"
        case .healthy: "✅"
        case .ignored: "➖"
        case .unknown: "❔"
        }
    }

    /// The class of its badge on a page.
    var tone: String {
        switch self {
        case .down, .stuck, .degraded, .pending: "bad"
        case .unknown, .orphaned, .terminating, .starting: "warn"
        case .healthy: "good"
        case .ignored: "idle"
        }
    }
}
