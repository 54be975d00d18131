import KubeLB
import Kubernetes
import Topology

/// A Service that the tenant's Envoys were asked about.
struct SeenService {
    let exposure: Exposure
    let ports: [PortUpstreams]
}

extension CheckContext {
    /// Services that the CCM takes, with their ports as the Envoys see them; without those that no Envoy was asked about.
    var seenServices: [SeenService] {
        topology.takenExposures.compactMap { exposure in
            let ports = topology.upstreams(of: exposure)
            return ports.isEmpty ? nil : SeenService(exposure: exposure, ports: ports)
        }
    }

    /// When an Envoy began to run.
    func start(of envoy: PortUpstreams.View) -> Timestamp { now.adding(seconds: -Double(envoy.uptimeSeconds)) }

    /// From when on the Envoys are expected to have followed a Service: its last change, or the youngest one's start.
    func expectedSince(_ exposure: Exposure, _ views: [PortUpstreams.View]) -> Timestamp? {
        ([exposure.lastChange] + views.map(start)).compactMap { $0 }.max()
    }

    /// A symptom in Envoy's statistics. Envoy knows a node after three health checks of five seconds: until then a port is
    /// starting, whatever the statistics say, and there is nothing to fix.
    func statisticsSymptom(
        since start: Timestamp?, of exposures: [Exposure]
    ) -> (severity: Severity, note: String, isStarting: Bool) {
        let changes = exposures.map(\.lastTrafficChange) + [topology.lastAddressesWrite, start]
        if let last = changes.compactMap({ $0 }).max(), now.seconds(since: last) < Self.healthChecks {
            return (.info, " (starting, \(Age.whole(now.seconds(since: last))) s)", true)
        }
        let (severity, note) = symptom(since: start)
        return (severity, note, false)
    }

    private static let healthChecks = 15.0

    /// Reads one page of an Envoy as the check has read it: `kubectl … get --raw …`.
    func showStatistics(of pod: Pod, matching pattern: String) -> ShellCommand {
        kubectl(
            .management,
            """
            get --raw /api/v1/namespaces/\(pod.metadata.namespace)/pods/\(pod.metadata.name):19001/proxy/stats/prometheus
            """
        ).piped(into: ShellCommand("grep \(pattern)"))
    }

    /// Few lines: an Envoy that refuses its configuration writes a megabyte a second.
    func showLog(of pod: Pod) -> ShellCommand {
        kubectl("logs", ObjectReference(.management, pod), "-c envoy-proxy --tail=50")
    }
}

/// Words that the checks of Envoy's statistics share.
enum EnvoyWords {
    /// `Pod tenant-acme/envoy-1`, or how many of how many.
    static func envoys(_ pods: [Pod], of total: Int) -> String {
        if pods.count == total, total > 1 { return total == 2 ? "both Envoy pods" : "all \(total) Envoy pods" }
        return pods.count == 1 ? pods[0].reference : "\(pods.count) of \(total) Envoy pods"
    }

    /// The same at the beginning of a sentence.
    static func sentenceStart(_ pods: [Pod], of total: Int) -> String {
        let words = envoys(pods, of: total)
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    static func source(_ pod: Pod) -> String { "\(MetricsSource(.envoy, pod))" }

    static func references(_ pods: [Pod]) -> [ObjectReference] {
        pods.prefix(5).map { ObjectReference(.management, $0) }
    }
}
