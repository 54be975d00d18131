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

extension LogSource {
    /// The log of one of the tenant's Envoys.
    package init(envoy pod: Pod) {
        self.init(
            side: .management, namespace: pod.metadata.namespace, pod: pod.metadata.name,
            container: LogComponent.envoy.containerName)
    }
}
