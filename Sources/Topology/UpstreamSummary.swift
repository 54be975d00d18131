/// `2/3`: of how many nodes that should answer the Envoys reach how many, at the port where it is worst.
package struct UpstreamSummary: Sendable, Hashable, CustomStringConvertible {
    package let healthy: Int
    /// The nodes that are expected to answer, or all that Envoy knows where that cannot be told.
    package let of: Int

    /// nil where no port has a health check, or no Envoy was asked.
    package init?(_ upstreams: [PortUpstreams]) {
        let ports = upstreams.compactMap { port in
            port.healthy.map { ($0, max(port.expected?.count ?? port.total ?? 0, 0)) }
        }
        guard let worst = ports.min(by: { $0.0 - $0.1 < $1.0 - $1.1 }) else { return nil }
        healthy = worst.0
        of = worst.1
    }

    package var description: String { "\(healthy)/\(of)" }
}
