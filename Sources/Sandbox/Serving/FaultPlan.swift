import Synchronization

/// The faults of one server, which may change while it runs.
final class FaultPlan: Sendable {
    private struct Entry {
        let fault: ServedFault
        var remaining: Int?
    }

    private let entries: Mutex<[Entry]>

    init(_ faults: [ServedFault] = []) {
        entries = Mutex(Self.entries(faults))
    }

    /// Replaces all faults; their counts begin anew.
    func replace(with faults: [ServedFault]) {
        entries.withLock { $0 = Self.entries(faults) }
    }

    private static func entries(_ faults: [ServedFault]) -> [Entry] {
        faults.map { Entry(fault: $0, remaining: $0.count) }
    }

    /// What a new connection meets.
    func meetConnection() -> Set<ServedFault.Kind> {
        entries.withLock { entries in
            var kinds: Set<ServedFault.Kind> = []
            for index in entries.indices
            where entries[index].fault.kind.scope == .connection && Self.take(&entries[index]) {
                kinds.insert(entries[index].fault.kind)
            }
            return kinds
        }
    }

    /// What a request meets: a delay, and the first fault that decides about its answer.
    func meetRequest(path: String) -> (delay: Duration, kind: ServedFault.Kind?) {
        entries.withLock { entries in
            var delay = Duration.zero
            for index in entries.indices {
                let fault = entries[index].fault
                guard fault.kind.scope == .request, fault.path.map(path.contains) ?? !Self.isSpared(path, by: fault)
                else { continue }
                if fault.kind == .latency {
                    delay += fault.duration
                } else if Self.take(&entries[index]) {
                    return (delay, fault.kind)
                }
            }
            return (delay, nil)
        }
    }

    /// A busy server keeps a share of itself for leader election (API Priority and Fairness, flow schema
    /// system-leader-election), so that controllers are slow and do not end.
    private static func isSpared(_ path: String, by fault: ServedFault) -> Bool {
        [.latency, .tooManyRequests].contains(fault.kind) && path.contains("/leases/")
    }

    /// How far the server's clock is ahead.
    var clockSkew: Duration {
        entries.withLock { $0.filter { $0.fault.kind == .clockSkew }.reduce(.zero) { $0 + $1.fault.duration } }
    }

    private static func take(_ entry: inout Entry) -> Bool {
        guard let remaining = entry.remaining else { return true }
        guard remaining > 0 else { return false }
        entry.remaining = remaining - 1
        return true
    }
}
