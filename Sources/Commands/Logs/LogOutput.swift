import LocalSystem
import Reports
import Topology

/// Where shown lines go: formatted in their order, one writer at a time.
final class LogOutput: Sendable {
    private struct State {
        var format: LogFormat
        /// Pods by the container they are known for.
        var pods: [String: Int]
    }

    private let state: Locked<State>
    private let put: @Sendable (String) -> Void

    init(_ format: LogFormat, logs: [LogSource], write: @escaping @Sendable (String) -> Void) {
        var format = format
        let pods = Dictionary(logs.map { (Self.key($0), 1) }, uniquingKeysWith: +)
        for log in logs {
            format.expect(log, LogComponent(of: log), isOneOfSeveral: pods[Self.key(log), default: 0] > 1)
        }
        state = Locked(State(format: format, pods: pods))
        put = write
    }

    /// What pods of one component have in common.
    static func key(_ source: LogSource) -> String { "\(source.side.rawValue)/\(source.namespace)/\(source.container)" }

    /// One more pod of a component: from here on its lines say which one they are of.
    func noteNewPod(_ source: LogSource) {
        state.withLock { $0.pods[Self.key(source), default: 0] += 1 }
    }

    func write(_ shown: LogReader.Shown) {
        let text = state.withLock { state in
            let isOneOfSeveral = state.pods[Self.key(shown.entry.source), default: 0] > 1
            return state.format.line(shown.entry, code: shown.code, isOneOfSeveral: isOneOfSeveral)
        }
        put(text)
    }
}
