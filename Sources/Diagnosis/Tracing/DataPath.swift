import KubeLB
import Kubernetes
import Topology

/// The ways of the traffic: address, envoy Service, listener, node port, endpoints; one a port.
struct DataPath {
    private let subject: TraceSubject
    private let control: [TraceHop]
    private let marking: HopMarking
    private let reaches: [PortReach]
    private let hosts: [EnvoyHosts]
    private(set) var ports: [TracePort] = []

    private var topology: Topology { subject.topology }

    init(_ subject: TraceSubject, control: [TraceHop]) {
        self.subject = subject
        self.control = control
        marking = HopMarking(subject)
        reaches = subject.exposure.map(subject.topology.reaches) ?? []
        let pods = subject.topology.servingEnvoyPods ?? []
        hosts = pods.compactMap(subject.topology.hosts)
        guard let exposure = subject.exposure, !exposure.isTerminating, exposure.service.isLoadBalancer else { return }
        ports = exposure.service.ports.map { path(of: $0, exposure) }
    }

    private func path(of port: ServicePort, _ exposure: Exposure) -> TracePort {
        let reach = reaches.first {
            $0.port.upstream.port == port.port && $0.port.upstream.protocol == port.protocol
        }
        let seen = reach?.port
        let envoyPort = subject.envoyService.value?.ports.first { $0.label == port.label }
        var target: Int?
        if case .number(let number)? = envoyPort?.targetPort { target = number }
        let nodes = seen.map { self.nodes(behind: $0, exposure) } ?? listed
        let expected = seen.flatMap { topology.expectedNodeCount(of: $0.upstream, exposure) }
        let unchecked = whyUnchecked(port, seen)
        var hops: [TraceHop] = []
        let candidates = [
            (address(port, exposure), false), (envoyPortHop(port, envoyPort), false),
            (listener(port, target, seen), seen.map { $0.views.allSatisfy(isServing) && $0.unheard.isEmpty } ?? false),
            nodePort(port, reach, expected: expected, unchecked: unchecked, nodes),
            endpoints(port, exposure),
        ]
        for (hop, isApart) in candidates {
            hops.append(
                marking.marked(hop, after: control + hops) { finding in
                    Self.isAbout(finding, seen, isApart: isApart) && !Self.isOfOtherProtocol(finding, than: port, seen)
                })
        }
        return TracePort(
            port: port, envoyPort: target, hops: hops,
            links: links(port, target, seen, exposure).compactMap { $0.between(hops) }, nodes: nodes,
            healthy: seen?.healthy, total: seen?.total, expected: expected, unchecked: unchecked,
            trafficPolicy: exposure.service.externalTrafficPolicy ?? "Cluster")
    }

    /// Whether a finding can be about the port: `isApart` if it is configured and its nodes answer. Its connection limit can be
    /// reached all the same.
    private static func isAbout(_ finding: Finding, _ seen: PortUpstreams?, isApart: Bool) -> Bool {
        guard finding.code == "D026" else { return !isApart }
        return seen?.views.contains { ($0.counters?.full ?? 0) > 0 } ?? false
    }

    /// Envoy's health checks are for TCP, but for those of old managers; what is said of UDP is of no concern to TCP.
    private static func isOfOtherProtocol(_ finding: Finding, than port: ServicePort, _ seen: PortUpstreams?) -> Bool {
        if seen?.isCheckedOverTCP == true { return false }
        let ofTCP: Set<CheckCode> = ["D010", "D011"]
        let ofUDP: Set<CheckCode> = ["D012", "D018", "D019"]
        return (port.protocol == "UDP" ? ofTCP : ofUDP).contains(finding.code)
    }

    private func isServing(_ view: PortUpstreams.View) -> Bool {
        if case .known = view.state { true } else { false }
    }

    /// Why nobody can tell which nodes are healthy.
    private func whyUnchecked(_ port: ServicePort, _ seen: PortUpstreams?) -> String? {
        if let seen { return seen.isChecked ? nil : "Envoy has no health check for \(port.protocol)" }
        if subject.loadBalancer.value == nil { return "there is no LoadBalancer" }
        for input in [Input.managementPods, .envoyMetrics] {
            if let reason = topology.outcome(of: input) { return "\(input): \(reason)" }
        }
        return topology.envoys.isEmpty
            ? "no Envoy pod that receives traffic could be queried" : "the manager has not provided it"
    }

    // MARK: Hops

    private func address(_ port: ServicePort, _ exposure: Exposure) -> TraceHop {
        let addresses = exposure.addresses
        let facts = [
            addresses.isEmpty
                ? "no address" : ServiceWords.list(addresses.map { "\(Self.bracketed($0)):\(port.port)" })
        ]
        return TraceHop(.address, nil, addresses.isEmpty ? .absent : .ok, facts: facts)
    }

    /// `[2001:db8::1]`, so that a port can follow.
    private static func bracketed(_ address: String) -> String { address.contains(":") ? "[\(address)]" : address }

    private func envoyPortHop(_ port: ServicePort, _ found: ServicePort?) -> TraceHop {
        switch subject.envoyService {
        case .present(let service):
            let object = ObjectReference(.management, service)
            guard let found else { return TraceHop(.envoyPort, object, .absent, facts: ["no port \(port.label)"]) }
            return TraceHop(
                .envoyPort, object, .ok,
                facts: ["port \(port.port)", "target port \(found.targetPort.map { "\($0)" } ?? "none")"])
        case .absent: return TraceHop(.envoyPort, nil, .absent, facts: ["no envoy Service"])
        case .forbidden, .failed, .notCollected:
            var hop = TraceHop(.envoyPort, nil, .unknown)
            hop.reason = subject.envoyService.unknown
            return hop
        }
    }

    private func listener(_ port: ServicePort, _ target: Int?, _ seen: PortUpstreams?) -> TraceHop {
        let name = target.map { "port \($0)" } ?? "no port"
        let workload = control.first { $0.role == .envoy }
        guard let seen else {
            if workload?.state == .absent { return TraceHop(.listener, nil, .absent, facts: ["no Envoy"]) }
            if let reason = subject.envoyService.unknown {
                var hop = TraceHop(.listener, workload?.object, .unknown)
                hop.reason = reason
                return hop
            }
            var hop = TraceHop(.listener, workload?.object, target == nil ? .absent : .ok, facts: [name])
            if target != nil, topology.envoys.isEmpty { hop.facts.append("no statistics") }
            return hop
        }
        let unheard = seen.unheard.map(\.pod.metadata.name)
        let broken = seen.broken.filter { !isServing($0) || unheard.contains($0.pod.metadata.name) }
        guard let first = broken.first else {
            return TraceHop(.listener, workload?.object, .ok, facts: [name, "configured on \(count(seen.views))"])
        }
        let words = if case .blank = first.state { "no configuration at all" } else { "no listener for the port" }
        let count =
            broken.count == seen.views.count ? "all Envoy pods" : "\(broken.count) of \(seen.views.count) Envoy pods"
        return TraceHop(.listener, workload?.object, .failed, facts: [name, "\(count): \(words)"])
    }

    private func count(_ views: [PortUpstreams.View]) -> String { ServiceWords.count(views.count, "Envoy") }

    /// With whether findings about node ports are about others than this one.
    private func nodePort(
        _ port: ServicePort, _ reach: PortReach?, expected: Int?, unchecked: String?, _ nodes: [TraceNode]
    ) -> (TraceHop, Bool) {
        guard let number = port.nodePort else {
            return (TraceHop(.nodePort, nil, .absent, facts: ["no node port was allocated"]), false)
        }
        var facts = ["port \(number)"]
        let seen = reach?.port
        if let seen, !seen.isChecked, !seen.withoutNodes.isEmpty {
            facts.append(seen.isCheckedOverTCP ? "Envoy checks it over TCP, in vain" : "Envoy has no node for it")
            return (TraceHop(.nodePort, nil, .failed, facts: facts), false)
        }
        guard let reach, let seen, let healthy = seen.healthy else {
            facts.append(unchecked ?? "unchecked")
            var hop = TraceHop(.nodePort, nil, .unknown, facts: facts)
            hop.reason = unchecked.map { .failed($0) } ?? .notCollected
            return (hop, false)
        }
        // An Envoy that does not know the port says nothing about the nodes.
        guard let total = seen.total else {
            var hop = TraceHop(.nodePort, nil, .unknown, facts: facts + ["no Envoy knows the port"])
            hop.reason = .failed("no Envoy knows the port")
            return (hop, true)
        }
        let known = seen.views.filter(isServing)
        let worst = known.map(\.healthy).min() ?? healthy
        facts.append("\(worst) of \(total) healthy")
        facts += expected.map { $0 != total ? ["\($0) expected"] : [] } ?? []
        let missed = nodes.filter(\.isMissed)
        if !missed.isEmpty { facts.append("not " + ServiceWords.list(missed.map { $0.name ?? $0.address })) }
        if !seen.withoutNodes.isEmpty {
            // If no node should answer, the fault is elsewhere.
            let isHint = expected == 0 || topology.mayBypassNodePorts
            return (TraceHop(.nodePort, nil, isHint ? .warning : .failed, facts: facts), false)
        }
        // An Envoy that does not know the port says nothing about the nodes.
        if reach.isBroken ? worst < expected ?? 1 : reach.isShort {
            return (TraceHop(.nodePort, nil, .warning, facts: facts), false)
        }
        return (TraceHop(.nodePort, nil, .ok, facts: facts), true)
    }

    private func endpoints(_ port: ServicePort, _ exposure: Exposure) -> (TraceHop, Bool) {
        let object = ObjectReference(.tenant, exposure.service)
        guard let slices = exposure.slices.value else {
            var hop = TraceHop(.endpoints, nil, .unknown)
            hop.reason = exposure.slices.unknown
            return (hop, false)
        }
        let serving = slices.filter { slice in
            slice.ports.contains { ($0.name ?? "") == (port.name ?? "") && $0.protocol == port.protocol }
        }
        var seen = Set<String>()
        let all = serving.flatMap(\.endpoints).filter { seen.insert($0.addresses.first ?? "").inserted }
        let ready = all.filter(\.isReady)
        guard exposure.portsWithoutEndpoints?.contains(port) == false else {
            let facts = [all.isEmpty ? "no pod is selected, or none has the port" : "0 of \(all.count) ready"]
            return (TraceHop(.endpoints, object, .failed, facts: facts), false)
        }
        let places = ready.compactMap(\.nodeName).uniqued().sorted()
        var facts = [ready.count == all.count ? "\(ready.count) ready" : "\(ready.count) of \(all.count) ready"]
        if !places.isEmpty { facts.append("on \(ServiceWords.list(places))") }
        return (TraceHop(.endpoints, object, .ok, facts: facts), subject.gates[.endpointPorts].isFailed)
    }

    // MARK: Nodes

    /// What `Addresses/default` lists, where no Envoy tells more.
    private var listed: [TraceNode] {
        (topology.listedNodes ?? []).map {
            TraceNode(
                address: $0.address, name: $0.name, isReady: $0.isReady, isListed: true, isExpected: nil,
                health: .unknown)
        }
    }

    private func nodes(behind port: PortUpstreams, _ exposure: Exposure) -> [TraceNode] {
        let known = topology.listedNodes ?? []
        let expected = topology.expectedNodes(of: port.upstream, exposure).map { Set($0.map(\.address)) }
        let seen = hosts.flatMap { hosts in port.upstream.clusters.flatMap { hosts.clusters[$0] ?? [] } }
        let listed = topology.defaultAddresses.value?.addresses ?? known.map(\.address)
        let isListed = Set(listed)
        let nodes = Dictionary(known.map { ($0.address, $0) }, uniquingKeysWith: { first, _ in first })
        let hosts = Dictionary(grouping: seen, by: \.address)
        return (listed + seen.map(\.address)).uniqued().map { address in
            TraceNode(
                address: address, name: nodes[address]?.name, isReady: nodes[address]?.isReady,
                isListed: isListed.contains(address), isExpected: expected.map { $0.contains(address) },
                health: health(of: address, hosts[address] ?? [], port))
        }
    }

    private func health(of address: String, _ hosts: [EnvoyHosts.Host], _ port: PortUpstreams) -> TraceNode.Health {
        guard port.isChecked, let healthy = port.healthy, let total = port.total, total > 0 else { return .unknown }
        let views = port.views.filter(isServing)
        let isDown = views.allSatisfy { $0.healthy == 0 } && !views.isEmpty
        // Of several Envoys one may see more than the one that sees the fewest.
        return TraceNode.Health(hosts, healthy: isDown ? 0 : healthy == 0 ? -1 : healthy, of: total)
    }

    // MARK: Links

    private func links(
        _ port: ServicePort, _ target: Int?, _ seen: PortUpstreams?, _ exposure: Exposure
    ) -> [TraceLink] {
        let envoy = subject.envoyService
        let unknownEnvoy = envoy.unknown != nil
        let addresses = exposure.addresses
        let carried = subject.loadBalancer.value?.spec.endpoints.flatMap(\.ports) ?? []
        let isCarried = carried.contains { $0.port == port.nodePort && $0.protocol == port.protocol }
        let cluster = seen?.upstream.clusters.first
        return [
            TraceLink(
                .address, .envoyPort, "status.loadBalancer.ingress, spec.ports[].port = \(port.port)",
                else: "status.loadBalancer.ingress is empty or differs",
                unknownEnvoy
                    ? .unknown
                    : envoy.value.map { !addresses.isEmpty && $0.ingress.addresses == addresses } == true
                        ? .proven : .broken),
            TraceLink(
                .envoyPort, .listener, "spec.ports[].targetPort = \(target.map { "\($0)" } ?? "none")",
                else: "no spec.ports[].targetPort",
                unknownEnvoy ? .unknown : target == nil ? .broken : .proven),
            TraceLink(
                .listener, .nodePort,
                cluster.map { "cluster \($0)" }
                    ?? "spec.endpoints[].ports[].port = \(port.nodePort.map { "\($0)" } ?? "none")",
                else: "no spec.endpoints[].ports[].port = \(port.nodePort.map { "\($0)" } ?? "none")",
                subject.loadBalancer.unknown != nil ? .unknown : isCarried ? .proven : .broken),
            TraceLink(
                .nodePort, .endpoints, "\(EndpointSlice.serviceNameLabel) = \(exposure.service.metadata.name)",
                else: "no ready endpoint for the port in the EndpointSlices",
                exposure.slices.unknown != nil
                    ? .unknown
                    : exposure.portsWithoutEndpoints?.contains(port) == false ? .proven : .broken),
        ]
    }
}
