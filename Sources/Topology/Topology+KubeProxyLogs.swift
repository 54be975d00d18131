import Characters
import KubeLB
import Kubernetes

/// That a kube-proxy runs and cannot load its rules at present, as its log shows: node ports opened since then do not exist.
package struct KubeProxyRuleFailure: Sendable {
    package let pod: Pod
    package let source: LogSource
    /// `Failed to execute iptables-restore: exit status 1 (iptables-restore: line 193 failed)`.
    package let text: String
    package let time: Timestamp

    /// nil unless a load failed at least twice, and the next try is not overdue: kube-proxy logs no success.
    ///
    /// `families`: of the node addresses that matter; a kube-proxy loads the rules of each family on its own.
    fileprivate init?(of pod: Pod, in tail: LogTail, families: Set<String>, now: Timestamp) {
        var times: [Timestamp] = []
        var last: String?
        for (index, line) in tail.lines.enumerated() where line.level == .error && Self.isAboutRules(line) {
            guard let time = line.time else { continue }
            let (text, family) = Self.statement(at: index, of: tail.lines)
            if let family, !families.isEmpty, !families.contains(family) { continue }
            // One try may log several lines.
            if let previous = times.last, time.seconds(since: previous) < 1 { continue }
            times.append(time)
            last = text
        }
        guard let last, let time = times.last, times.count > 1 else { return nil }
        let gap = time.seconds(since: times[times.count - 2])
        let due = min(max(2 * gap, Self.retry), LogLine.longestPause)
        guard now.seconds(since: time) < due + Self.slack else { return nil }
        self.pod = pod
        source = LogSource(kubeProxy: pod)
        text = last
        self.time = time
    }

    /// Seconds between two tries, by default (`syncPeriod`).
    private static let retry = 30.0
    private static let slack = 60.0

    /// In the modes iptables, ipvs and nftables (Kubernetes, `pkg/proxy/*/proxier.go`).
    private static let phrases = [
        "Failed to execute iptables-restore", "Failed to execute iptables-save", "Failed to ensure chain",
        "nftables sync failed",
    ]

    private static func isAboutRules(_ line: LogLine) -> Bool {
        phrases.contains { line.statement.containsBytes(of: $0) }
    }

    /// What the line reports, and the family of the rules if it is named. klog writes an error of several lines between
    /// `err=<` and a line that begins with `>`.
    private static func statement(at index: Int, of lines: [LogLine]) -> (text: String, family: String?) {
        let line = lines[index]
        var text = line.statement
        var family = line.details.first { $0.key == "ipFamily" }?.value
        if line.error == "<" {
            var parts: [String] = []
            for next in lines[(index + 1)...].prefix(8) {
                let part = next.message.drop { $0.isWhitespace }
                if next.level != .unknown { break }
                if part.hasPrefix(">") {
                    if part.containsBytes(of: "IPv6") { family = "IPv6" }
                    if part.containsBytes(of: "IPv4") { family = "IPv4" }
                    break
                }
                // A hint to its help ends what iptables-restore prints.
                if !part.hasPrefix("Try `") { parts.append(String(part)) }
            }
            text = ([line.message + ":"] + parts).joined(separator: " ")
        }
        if family == nil, text.containsBytes(of: "ip6tables") { family = "IPv6" }
        while let end = text.last, end.isWhitespace || end == "." { text.removeLast() }
        return (text.split(whereSeparator: \.isNewline).joined(separator: " "), family)
    }
}

extension Topology {
    /// Of the kube-proxies on these nodes of the tenant cluster; empty if one whose log was read does load its rules.
    package func kubeProxyRuleFailures(on nodes: [String], families: Set<String>) -> [KubeProxyRuleFailure] {
        recorder?.note(.ccmLogs)
        var failures: [KubeProxyRuleFailure] = []
        for pod in nodeComponents[SystemComponent.kubeProxyTitle] ?? [] {
            guard let node = pod.spec.nodeName, nodes.contains(node),
                let tail = observation.logs[LogSource(kubeProxy: pod)]?.value
            else { continue }
            guard let failure = KubeProxyRuleFailure(of: pod, in: tail, families: families, now: now) else { return [] }
            failures.append(failure)
        }
        return failures
    }

    private static let unheard = [
        "failed to list *v1.Service", "failed to list *v1.EndpointSlice", "Failed to watch *v1.Service",
        "Failed to watch *v1.EndpointSlice", "failed to watch *v1.Service", "failed to watch *v1.EndpointSlice",
    ]

    /// What kube-proxy of the tenant cluster cannot get from its API server at present (client-go, `reflector.go`): it then
    /// knows no newer Services and endpoints. nil if its log does not say so.
    package var kubeProxyFailure: (source: LogSource, text: String, time: Timestamp?)? {
        recorder?.note(.ccmLogs)
        for pod in nodeComponents[SystemComponent.kubeProxyTitle] ?? [] {
            let source = LogSource(kubeProxy: pod)
            guard let tail = observation.logs[source]?.value, let last = tail.lines.last else { continue }
            let failure = tail.lines.last { line in
                line.level == .error
                    && Self.unheard.contains { line.statement.containsBytes(of: $0) }
            }
            // What it has written since is at most more of the same.
            if let failure, failure.level == last.level, failure.isRecent(at: now) {
                return (source, failure.errorText, failure.time)
            }
        }
        return nil
    }
}

extension LogSource {
    /// The log of kube-proxy on a node of the tenant cluster.
    init(kubeProxy pod: Pod, isPrevious: Bool = false) {
        self.init(
            side: .tenant, namespace: pod.metadata.namespace, pod: pod.metadata.name,
            container: SystemComponent.kubeProxyTitle, isPrevious: isPrevious)
    }
}
