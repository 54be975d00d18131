import Documents

/// `2/3`: how many nodes Envoy reaches, of how many that should answer.
package struct UpstreamSummary: Sendable, Hashable, CustomStringConvertible {
    package let healthy: Int
    /// All nodes that Envoy knows, if it is unknown which should respond.
    package let expected: Int

    /// Healthy nodes beyond those that should answer: the lower, the worse.
    package var surplus: Int { healthy.saturatingDifference(expected) }

    package var description: String { "\(healthy)/\(expected)" }
}

/// How many of the nodes that should answer at one port the Envoys reach, at the Envoy that reaches the fewest.
package struct PortReach: Sendable {
    package let port: PortUpstreams
    /// nil if the port has no health check.
    package let reached: Int?
    /// nil if it is unknown which nodes should answer.
    package let expected: Int?

    /// Whether an Envoy cannot serve the port at all.
    package var isBroken: Bool { !port.broken.isEmpty }

    /// Whether an Envoy reaches fewer nodes than should answer; one will do if it is unknown which should.
    package var isShort: Bool { isBroken || reached.map { $0 < expected ?? 1 } ?? false }

    var summary: UpstreamSummary? {
        reached.map { UpstreamSummary(healthy: $0, expected: expected ?? port.total ?? 0) }
    }
}

extension Topology {
    /// What the Envoys reach of each port that the manager has provided for; empty if none could be asked.
    package func reaches(of exposure: Exposure) -> [PortReach] {
        upstreams(of: exposure).map { port in
            guard let healthy = port.healthy else { return PortReach(port: port, reached: nil, expected: nil) }
            guard let expected = expectedNodes(of: port.upstream, exposure) else {
                return PortReach(port: port, reached: healthy, expected: nil)
            }
            let worst = port.views.map { coverage(of: port, by: $0, expected: expected) }
                .min { $0.reached.saturatingDifference($0.expected) < $1.reached.saturatingDifference($1.expected) }
            return PortReach(port: port, reached: worst?.reached ?? healthy, expected: worst?.expected)
        }
    }

    /// How many of the nodes that should answer the Envoys reach, at the port where it is worst; nil if no port has a
    /// health check, or no Envoy was asked.
    package func upstreamSummary(of exposure: Exposure) -> UpstreamSummary? {
        reaches(of: exposure).compactMap(\.summary).min { $0.surplus < $1.surplus }
    }

    /// Whether traffic may take another way than through node ports, as in the Enterprise Edition.
    ///
    /// Reads TenantState and Config. What the Community Edition's objects say about ports and nodes is then a hint only.
    package var mayBypassNodePorts: Bool {
        let config = config.value
        return tenantState.value?.version?.edition == "EE" || config?.version?.edition == "EE"
            || config?.usesNodePorts == false
    }
}
