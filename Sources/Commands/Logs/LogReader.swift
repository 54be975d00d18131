import Diagnosis
import Kubernetes
import Topology

/// Reads the lines of one log in their order: parses, explains and filters them.
struct LogReader: Sendable {
    /// An entry that is shown.
    struct Shown: LogOrdered {
        let entry: LogEntry
        let code: CheckCode?

        var order: Timestamp { entry.order }
    }

    let source: LogSource
    /// Shortly after the lines were written, by the clock of their cluster.
    let reference: Timestamp
    private var parser: LogParser
    private var explainer: LogExplainer
    private let filter: LogFilter
    /// Lines of connections that cannot be told to belong to any Service.
    private(set) var unattributable = 0

    init(_ source: LogSource, _ component: LogComponent, _ filter: LogFilter, correction: Double, reference: Timestamp)
    {
        self.source = source
        self.reference = reference
        self.filter = filter
        parser = LogParser(source, component, correction: correction, reference: reference)
        explainer = LogExplainer(component)
    }

    /// nil for a line that is not shown.
    mutating func read(_ record: LogRecord) -> Shown? {
        // Blank lines say nothing.
        guard record.cut > 0 || record.bytes.contains(where: { $0 > UInt8(ascii: " ") }) else { return nil }
        let entry = parser.entry(record)
        let code = explainer.code(for: entry)
        switch filter.verdict(on: entry, isExplained: code != nil) {
        case .shown: return Shown(entry: entry, code: code)
        case .hidden: return nil
        case .unattributable:
            unattributable += 1
            return nil
        }
    }
}
