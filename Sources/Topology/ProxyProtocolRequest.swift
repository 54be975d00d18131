import Characters
import KubeLB
import Kubernetes

/// An annotation of a Service that makes its load balancer put a PROXY header before each connection.
///
/// Sources: the documentation of the cloud controllers of AWS, Alibaba Cloud, Civo, DigitalOcean, Hetzner, IBM Cloud, Linode,
/// OpenStack, Oracle, OVH, Scaleway, STACKIT and Vultr, which name it alike.
package struct ProxyProtocolRequest: Sendable, Hashable {
    package let annotation: String
    package let value: String

    /// nil if no annotation asks for it.
    package init?(of service: Service) {
        let found = service.metadata.annotations.filter { Self.asks($0.key, $0.value) }
        guard let first = found.min(by: { $0.key < $1.key }) else { return nil }
        (annotation, value) = (first.key, first.value)
    }

    private static func asks(_ annotation: String, _ value: String) -> Bool {
        guard !annotation.hasPrefix(KubeLBNames.group) else { return false }
        let value = value.lowercased()
        if off.contains(value) { return false }
        let letters = annotation.lowercased().filter { $0.isLetter }
        if letters.containsBytes(of: "proxyprotocol") || letters.hasSuffix("isppv2enabled") { return true }
        // Attributes of target groups (AWS), and features (IBM Cloud).
        return value.containsBytes(of: "proxy_protocol_v2.enabled=true")
            || annotation.hasSuffix("-enable-features") && value.containsBytes(of: "proxy-protocol")
    }

    private static let off: Set<String> = ["", "false", "no", "none", "off", "0", "disable", "disabled"]
}

/// PROXY headers in the log of a program that does not expect them: it reports them as malformed requests.
package struct ForeignProxyHeaders: Sendable {
    package let source: LogSource
    /// The newest line that has one.
    package let line: String
    package let time: Timestamp?
    package let count: Int

    fileprivate init?(_ source: LogSource, _ tail: LogTail) {
        let lines = tail.lines.filter { line in
            let text = line.fullText
            return Self.marks.contains { text.containsBytes(of: $0) }
        }
        // One may be that of a scanner.
        guard let last = lines.last, lines.count > 1 else { return nil }
        self.source = source
        line = last.fullText
        time = last.time
        count = lines.count
    }

    /// How a header of version 1 begins, and one of version 2 as nginx, Apache and Go escape it.
    private static let marks = [
        "PROXY TCP4 ", "PROXY TCP6 ", "PROXY UNKNOWN", #"\x0D\x0A\x0D\x0A\x00\x0D\x0AQUIT\x0A"#,
        #"\r\n\r\n\x00\r\nQUIT\n"#, #"\r\n\r\n\u0000\r\nQUIT\n"#,
    ]
}

extension Topology {
    /// The annotation of an envoy Service by which its load balancer sends PROXY headers, if it has an address.
    package func proxyProtocolRequest(of exposure: Exposure) -> ProxyProtocolRequest? {
        guard let envoy = exposure.envoyService.value, envoy.isLoadBalancer, !envoy.ingress.isEmpty else { return nil }
        return ProxyProtocolRequest(of: envoy)
    }

    /// The logs of pods of a Service in which PROXY headers would show.
    func logsOfBackends(of exposure: Exposure) -> [LogSource] {
        let service = exposure.service
        let pods = (list(.tenant, Pod.self).value?.items ?? []).filter {
            $0.metadata.namespace == service.metadata.namespace && $0.matches(service.selector) && !$0.isFinished
        }.sorted { $0.metadata.name < $1.metadata.name }
        let targets = Set(service.ports.compactMap(\.targetPort))
        return pods.compactMap { pod in
            let serving = pod.spec.containers.first { container in
                container.ports.contains { port in
                    targets.contains(.number(port.containerPort))
                        || port.name.map { targets.contains(.name($0)) } ?? false
                }
            }
            return (serving ?? pod.spec.containers.first).map { LogSource(unready: $0.name, pod) }
        }
    }

    /// What the pods of a Service log of PROXY headers; nil if no log that was read has any.
    package func proxyHeaders(of exposure: Exposure) -> ForeignProxyHeaders? {
        recorder?.note(.ccmLogs)
        return logsOfBackends(of: exposure).lazy.compactMap { source in
            self.observation.logs[source]?.value.flatMap { ForeignProxyHeaders(source, $0) }
        }.first
    }
}
