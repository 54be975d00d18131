import KubeLB
import Kubernetes

extension Topology {
    /// The last line of an Envoy's log that says such a thing, with its time; nil if there is none or the log was not read.
    package func lastComplaint<Found>(
        of envoy: Pod, _ find: (EnvoyComplaint) -> Found?
    ) -> (found: Found, source: LogSource, time: Timestamp?)? {
        recorder?.note(.managerLogs)
        let source = LogSource(envoy: envoy)
        guard let tail = observation.logs[source]?.value else { return nil }
        for line in tail.lines.reversed() {
            let line = LogLine(envoy: Array(line.message.utf8)[...], access: nil, reference: tail.reference)
            if let found = EnvoyComplaint(line).flatMap(find) { return (found, source, line.time) }
        }
        return nil
    }
}

extension Topology {
    /// The last line of a crashed Envoy's log that says why it ended; nil if there is none or the log was not read.
    package func lastWords(of envoy: Pod) -> String? {
        recorder?.note(.managerLogs)
        // Between two runs the current log is that of the last run.
        let isWaiting = envoy.containerStatuses.contains {
            $0.name == LogComponent.envoy.containerName && $0.isCrashLooping
        }
        let previous = observation.logs[LogSource(envoy: envoy, isPrevious: true)]?.value
        let current = isWaiting ? observation.logs[LogSource(envoy: envoy)]?.value : nil
        guard let tail = previous ?? current else { return nil }
        let fatal = ["FATAL", "failed", "Assert", "assert", "Caught ", "panic", "error"]
        return tail.lines.suffix(Self.lastLines).reversed().lazy
            .map { LogLine(envoy: Array($0.message.utf8)[...], access: nil, reference: tail.reference) }
            .first { line in
                line.level == .error || line.level == .unknown && fatal.contains { line.message.containsBytes(of: $0) }
            }?.message
    }

    /// What a program says when it ends stands at the end of its log.
    private static let lastLines = 20
}

extension LogSource {
    /// The log of one of the tenant's Envoys.
    package init(envoy pod: Pod, isPrevious: Bool = false) {
        self.init(
            side: .management, namespace: pod.metadata.namespace, pod: pod.metadata.name,
            container: LogComponent.envoy.containerName, isPrevious: isPrevious)
    }
}
