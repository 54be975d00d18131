import Characters
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
    /// That an Envoy's streams to the manager have failed for minutes and still do, as its log says: nil if it does not, if a
    /// later line shows that configuration arrived, or if the log was not read.
    ///
    /// `isFirst`: there never was a stream since the Envoy started, so it has no configuration.
    package func lostStream(
        of envoy: Pod
    ) -> (reason: String, source: LogSource, time: Timestamp?, isFirst: Bool)? {
        recorder?.note(.managerLogs)
        let source = LogSource(envoy: envoy)
        guard let tail = observation.logs[source]?.value else { return nil }
        for line in tail.lines.reversed() {
            let read = LogLine(envoy: Array(line.message.utf8)[...], access: nil, reference: tail.reference)
            if ["lds: ", "cds: "].contains(where: { read.message.hasPrefix($0) }) { return nil }
            guard case .cutOff(let reason, isLasting: true)? = EnvoyComplaint(read), !reason.isEmpty else { continue }
            guard let time = read.time, now.seconds(since: time) < Self.longestSilence else { return nil }
            let start = envoy.containerStatuses.compactMap(\.state.startedAt).min() ?? envoy.metadata.creationTimestamp
            let seconds = read.message.firstByteRange(of: " closed since ").flatMap { range in
                Double(read.message[range.upperBound...].prefix { $0.isNumber })
            }
            let isFirst = start.map { time.seconds(since: $0) - (seconds ?? 0) < Self.longestStart } ?? false
            return (reason, source, time, isFirst)
        }
        return nil
    }

    /// Seconds within which an Envoy that starts connects.
    private static let longestStart = 60.0

    /// Seconds within which an Envoy that is not connected tries again, and logs that it failed.
    private static let longestSilence = 180.0

    /// The same of any container of the tenant cluster.
    package func lastWords(of container: String, in pod: Pod) -> String? {
        recorder?.note(.ccmLogs)
        let previous = LogSource(previousRunOf: container, pod, .tenant)
        let current = LogSource(unready: container, pod)
        // Not every runtime keeps the log of a run that ended; the kubelet keeps its last lines if the pod asks for that.
        let status = pod.containerStatuses.first { $0.name == container }
        let message = status.flatMap { $0.state.isTerminated ? $0.state.message : $0.lastState.message }
        let kept = message.map { LogTail(text: Array($0.utf8), reference: now) }
        let tails = [observation.logs[previous]?.value, observation.logs[current]?.value, kept].compactMap(\.self)
        return tails.lazy.compactMap { tail in
            let lines = tail.lines.suffix(Self.lastLines)
            let line =
                lines.last { FullDisk.isMeant(by: $0.statement) }
                ?? lines.last { line in
                    line.level == .error
                        || line.level == .unknown && Self.fatal.contains { line.message.containsBytes(of: $0) }
                }
            return line.map { FullDisk.isMeant(by: $0.statement) ? $0.statement : $0.errorText }
        }.first
    }

    private static let fatal = ["FATAL", "PANIC", "failed", "Assert", "assert", "Caught ", "panic", "error"]

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
        let said = tail.lines.suffix(Self.lastLines)
            .map { LogLine(envoy: Array($0.message.utf8)[...], access: nil, reference: tail.reference) }
            .filter { line in
                line.level == .error
                    || line.level == .unknown && Self.fatal.contains { line.message.containsBytes(of: $0) }
            }
        // A backtrace ends with addresses: what was asserted, or the signal, comes before it.
        let cause =
            said.last { $0.logger == "assert" } ?? said.last { $0.message.hasPrefix("Caught ") } ?? said.last
        return cause?.message
    }

    /// What a program says when it ends stands at the end of its log.
    private static let lastLines = 20
}

/// That a program could not write because a file system has no room.
package enum FullDisk {
    private static let phrases = ["no space left on device", "enospc", "disk quota exceeded", "disk full"]

    package static func isMeant(by text: String) -> Bool {
        let text = text.lowercased()
        return phrases.contains { text.containsBytes(of: $0) }
    }
}

extension LogSource {
    /// What a container said before it started again.
    init(previousRunOf container: String, _ pod: Pod, _ side: ClusterSide) {
        self.init(
            side: side, namespace: pod.metadata.namespace, pod: pod.metadata.name, container: container,
            isPrevious: true)
    }

    /// The log of a container of the tenant cluster that runs.
    init(unready container: String, _ pod: Pod) {
        self.init(side: .tenant, namespace: pod.metadata.namespace, pod: pod.metadata.name, container: container)
    }

    /// The log of one of the tenant's Envoys.
    package init(envoy pod: Pod, isPrevious: Bool = false) {
        self.init(
            side: .management, namespace: pod.metadata.namespace, pod: pod.metadata.name,
            container: LogComponent.envoy.containerName, isPrevious: isPrevious)
    }
}
