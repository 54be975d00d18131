import KubeLB
import Kubernetes
import Topology

/// What several tenants of one management cluster have in common is read once, for the one that asks first: the manager's log and
/// statistics, and whether they may be read.
actor SharedReads {
    enum Key: Hashable, Sendable {
        case log(LogSource, lines: Int)
        case page(MetricsSource)
    }

    private var parts: [Key: Task<PlannedRead.Part?, Never>] = [:]
    private var answers: [String: Task<Bool?, Never>] = [:]

    /// Whether what is in a namespace concerns several tenants. That of one tenant is needed once anyway.
    static func covers(_ namespace: String) -> Bool { !namespace.hasPrefix(KubeLBNames.tenantPrefix) }

    func part(
        _ key: Key, _ read: @escaping @Sendable () async -> PlannedRead.Part?
    ) async -> PlannedRead.Part? {
        let task = parts[key] ?? Task { await read() }
        parts[key] = task
        return await Self.value(of: task)
    }

    /// Whether logs of a namespace may be read; nil if the server does not say.
    func mayReadLogs(in namespace: String, _ ask: @escaping @Sendable () async -> Bool?) async -> Bool? {
        let task = answers[namespace] ?? Task { await ask() }
        answers[namespace] = task
        return await Self.value(of: task)
    }

    /// Whoever reads for all tenants is cancelled for all of them.
    private static func value<Value: Sendable>(of task: Task<Value, Never>) async -> Value {
        await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
    }
}
