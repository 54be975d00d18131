import Kubernetes
import Probes

/// What is to be probed of Services: a pure function of what was observed and of what was asked for.
package struct ProbePlan: Sendable {
    package struct Options: Sendable, Hashable {
        /// A TLS handshake at each TCP port, and HTTP over TLS.
        package var usesTLS = false
        /// Asked for over HTTP at each TCP port.
        package var httpPath: String?
        /// The name in TLS and HTTP, in place of the address.
        package var serverName: String?
        /// Sent to each UDP port; without it none is probed.
        package var udpPayload: [UInt8]?
        /// Only these ports of the Services; empty: all.
        package var ports: [PortFilter] = []
        /// The node ports, too.
        package var includesNodePorts = false
        /// Layer 7: one request to each host and path.
        package var sendsRequests = true
        /// Layer 7: look up each host.
        package var looksUpHosts = true
        /// Layer 7: requested of each host in place of the paths of its rules.
        package var path: String?
        /// Why nothing is probed, if so: all probes are then planned and skipped.
        package var obstacle: String?

        package init() {}
    }

    /// A port of a Service as it is named on the command line: `443`, `53/UDP`.
    package struct PortFilter: Sendable, Hashable, CustomStringConvertible {
        package let port: Int
        /// nil: any.
        package let `protocol`: String?

        package init(port: Int, protocol: String? = nil) {
            self.port = port
            self.protocol = `protocol`
        }

        package func matches(_ port: ServicePort) -> Bool {
            port.port == self.port && (self.protocol == nil || port.protocol == self.protocol)
        }

        package var description: String { "\(port)" + (self.protocol.map { "/\($0)" } ?? "") }
    }

    let topology: Topology
    let options: Options

    package init(_ topology: Topology, _ options: Options) {
        self.topology = topology
        self.options = options
    }

    /// The probes of a Service, by address and then by port; of a port TCP first, then TLS, then HTTP.
    package func probes(of exposure: Exposure) -> [PlannedProbe] {
        let ports = exposure.service.ports.filter(isWanted)
        let addresses = exposure.addresses.uniqued()
        return addresses.flatMap { address in ports.flatMap { probes(of: $0, at: address, exposure) } }
            + (options.includesNodePorts ? ports.flatMap { nodeProbes(of: $0, exposure) } : [])
    }

    private func isWanted(_ port: ServicePort) -> Bool {
        options.ports.isEmpty || options.ports.contains { $0.matches(port) }
    }

    private func obstacle(_ exposure: Exposure) -> String? {
        options.obstacle ?? (exposure.isTerminating ? "the Service is being deleted" : nil)
    }

    private func probes(of port: ServicePort, at address: String, _ exposure: Exposure) -> [PlannedProbe] {
        func planned(_ kind: ProbeTarget.Kind?, skipped: String? = nil) -> PlannedProbe {
            PlannedProbe(
                service: exposure.resource.path, place: .address, address: address, port: port.port,
                protocol: port.protocol,
                target: kind.map { ProbeTarget(address: address, port: port.port, kind: $0) },
                skipped: skipped ?? obstacle(exposure))
        }
        switch port.protocol {
        case "TCP":
            // A name in the status is what clients ask for; it takes the place of an IP address in TLS and HTTP by itself.
            var kinds: [ProbeTarget.Kind] = [.tcp]
            if options.usesTLS { kinds.append(.tls(serverName: options.serverName)) }
            if let path = options.httpPath {
                kinds.append(.http(path: path, usesTLS: options.usesTLS, serverName: options.serverName))
            }
            return kinds.map { planned($0) }
        case "UDP":
            guard let payload = options.udpPayload else { return [planned(nil, skipped: Self.noPayload)] }
            return [planned(.udp(payload: payload))]
        default: return [planned(nil, skipped: "only TCP and UDP can be probed")]
        }
    }

    private static let noPayload = "no payload given (--udp-payload)"

    /// A node port at each node that Envoy sends to.
    private func nodeProbes(of port: ServicePort, _ exposure: Exposure) -> [PlannedProbe] {
        guard let nodePort = port.nodePort, let nodes = topology.listedNodes else { return [] }
        let carrying =
            exposure.service.externalTrafficPolicy == "Local" ? topology.nodesWithEndpoints(of: port, exposure) : nil
        return nodes.map { node in
            var kind: ProbeTarget.Kind?
            var skipped = obstacle(exposure)
            switch port.protocol {
            case "TCP": kind = .tcp
            case "UDP":
                kind = options.udpPayload.map { .udp(payload: $0) }
                if kind == nil { skipped = skipped ?? Self.noPayload }
            default: skipped = skipped ?? "only TCP and UDP can be probed"
            }
            if !node.isReady {
                skipped = skipped ?? "the node is NotReady"
            } else if let carrying, !carrying.contains(node.name) {
                skipped = skipped ?? "no endpoint on this node, so it need not respond (externalTrafficPolicy: Local)"
            }
            return PlannedProbe(
                service: exposure.resource.path, place: .node(node.name), address: node.address, port: nodePort,
                protocol: port.protocol,
                target: kind.map { ProbeTarget(address: node.address, port: nodePort, kind: $0) }, skipped: skipped)
        }
    }
}

extension Topology {
    /// Whether a Service was probed, and the probes of it that were made; nil where nobody was asked to.
    package func probes(of exposure: Exposure) -> [MadeProbe]? {
        recorder?.note(.probes)
        return observation.probes == nil ? nil : probesByService[exposure.resource.path] ?? []
    }
}
