import KubeLB
import Kubernetes
import Topology

/// The ways of the traffic of an Ingress or route, one for each port of a backend, and of a Gateway, one for each listener.
struct RouteTraffic {
    private let subject: TraceSubject
    private let exposure: RouteExposure
    private let control: [TraceHop]
    private let marking: HopMarking
    private let upstreams: [RouteUpstream]
    private let hosts: [EnvoyHosts]
    private(set) var ports: [TracePort] = []

    private var topology: Topology { subject.topology }

    init(_ subject: TraceSubject, _ exposure: RouteExposure, control: [TraceHop]) {
        self.subject = subject
        self.exposure = exposure
        self.control = control
        marking = HopMarking(subject)
        upstreams = subject.topology.upstreams(of: exposure)
        hosts = (subject.topology.servingEnvoyPods ?? []).compactMap(subject.topology.hosts)
        // Of a Route whose source is gone there is no traffic to follow.
        let isKnown = exposure.isSourceVisible || subject.topology.position.hides(.tenant)
        guard isKnown, !exposure.isTerminating, !exposure.isIgnored else { return }
        ports =
            exposure.kind == .gateway
            ? exposure.source.spec.listeners.map(path) : BackendGroup.all(of: exposure).map(path)
    }

    private func unknown(_ role: TraceHop.Role, _ reason: UnknownReason?, _ facts: [String] = []) -> TraceHop {
        subject.unknown(role, nil, reason, facts: facts)
    }

    // MARK: Listeners

    private func path(through listener: Listener) -> TracePort {
        let status = exposure.generatedStatus?.listener(listener.name)
        let isBroken = status?.problem != nil
        var hops: [TraceHop] = []
        for hop in [
            address(facts: exposure.addresses.map { "\(Self.bracketed($0)):\(listener.port)" }),
            self.listener(listener, status), attached(listener, status),
        ] {
            let role = hop.role == .gatewayListener ? TraceHop.Role.listeners : hop.role
            hops.append(marking.marked(hop, as: role, after: control + hops) { _ in isBroken })
        }
        let port = ServicePort(name: listener.name, port: listener.port, protocol: listener.protocol)
        let links = [
            TraceLink(
                .address, .gatewayListener, "spec.listeners[].port = \(listener.port)",
                else: "status.addresses is empty", exposure.addresses.isEmpty ? .broken : .proven),
            // A listener needs no route.
            status?.attachedRoutes == 0
                ? nil
                : TraceLink(
                    .gatewayListener, .attachedRoutes, "spec.parentRefs[].name = \(KubeLBNames.gatewayName)",
                    else: "no route is attached", status == nil ? .unknown : .proven),
        ]
        return TracePort(
            port: port, hosts: [listener.hostname ?? ""].filter { !$0.isEmpty }, envoyPort: nil, hops: hops,
            links: links.compactMap { $0?.between(hops) }, nodes: [], healthy: nil, total: nil, expected: nil,
            unchecked: nil, trafficPolicy: "Cluster")
    }

    private static func bracketed(_ address: String) -> String { address.contains(":") ? "[\(address)]" : address }

    private func listener(_ listener: Listener, _ status: ListenerStatus?) -> TraceHop {
        let host = listener.hostname.flatMap { $0.isEmpty ? nil : $0 } ?? "every host"
        let facts = ["listener \(listener.name) for \(host)"]
        guard let status else {
            if let reason = unread { return unknown(.gatewayListener, reason, facts) }
            return TraceHop(.gatewayListener, nil, .absent, facts: facts + ["no status"])
        }
        guard let problem = status.problem else { return TraceHop(.gatewayListener, nil, .ok, facts: facts) }
        return TraceHop(.gatewayListener, nil, .failed, facts: facts + [problem])
    }

    /// Why the status of the listeners is unknown.
    private var unread: UnknownReason? { exposure.generated.unknown ?? exposure.route.unknown }

    private func attached(_ listener: Listener, _ status: ListenerStatus?) -> TraceHop {
        let routes = topology.routeExposures.filter { route in
            let section = route.source.spec.parentRefs.first?.sectionName
            return route.parent === exposure && route.isTaken && (section == nil || section == listener.name)
        }
        let names = ServiceWords.list(routes.map(\.source.reference))
        let wanted = routes.isEmpty ? "no route wants it" : "wanted by \(names)"
        guard let status else {
            return unknown(.attachedRoutes, unread ?? .failed("no status"), [wanted, "no status"])
        }
        return TraceHop(
            .attachedRoutes, nil, .ok, facts: ["\(ServiceWords.count(status.attachedRoutes, "route"))", wanted])
    }

    // MARK: Backends

    private func path(to group: BackendGroup) -> TracePort {
        let port = group.port
        let carried = group.backends[0].carried
        let seen = upstream(of: group)
        let service = group.backends[0].generated
        let target = port.flatMap { port in
            service.value?.ports.first { $0.port == port.port && $0.protocol == port.protocol }?.targetPort
        }
        let unchecked = seen == nil ? whyUnchecked(port) : nil
        let ready = group.backends[0].readyEndpoints
        var hops: [TraceHop] = []
        let candidates = [
            (address(facts: [RouteText.summary(group.hosts), words(for: exposure.addresses)]), false),
            (backendPort(group, target), false), (listener(target, seen), false),
            (nodePort(port, carried, seen, unchecked), (seen?.healthy ?? 0) > 0),
            (endpoints(group), (ready ?? 0) > 0 && !topology.lacksEndpointsOfCopy(group.backends[0])),
        ]
        for (hop, isApart) in candidates {
            hops.append(marking.marked(hop, after: control + hops) { _ in !isApart })
        }
        return TracePort(
            port: port ?? group.namedPort, backend: group.backends[0].path, hosts: group.hosts,
            envoyPort: Self.number(target), hops: hops,
            links: links(group, port, target, seen).compactMap { $0.between(hops) },
            nodes: nodes(behind: seen), healthy: seen?.healthy, total: seen?.total, expected: nil,
            unchecked: unchecked, trafficPolicy: carried?.externalTrafficPolicy ?? "Cluster")
    }

    private static func number(_ port: PortReference?) -> Int? {
        if case .number(let number)? = port { number } else { nil }
    }

    private func words(for addresses: [String]) -> String {
        addresses.isEmpty ? "no address" : "at \(ServiceWords.list(addresses))"
    }

    private func address(facts: [String]) -> TraceHop {
        if exposure.addresses.isEmpty {
            // The address of a route is its Gateway's.
            let isUnread = exposure.kind.hasParent && exposure.parent == nil
            if isUnread, let reason = topology.outcome(of: .tenantGateways) {
                return unknown(.address, reason, facts)
            }
            return TraceHop(.address, nil, .absent, facts: facts.isEmpty ? ["no address"] : facts)
        }
        return TraceHop(.address, nil, .ok, facts: facts)
    }

    /// What the Envoy that reaches the fewest nodes sees; nil if none could be asked, or none has the port.
    private func upstream(of group: BackendGroup) -> RouteUpstream? {
        guard let carried = group.backends[0].carried, let port = group.port else { return nil }
        return upstreams.first {
            $0.backend == carried.metadata.path && $0.cluster.hasSuffix("-port-\(port.port)-\(port.protocol)")
        }
    }

    private func whyUnchecked(_ port: ServicePort?) -> String {
        if exposure.route.value == nil { return "there is no Route" }
        if let port, port.protocol != "TCP" { return "Envoy has no health check for \(port.protocol)" }
        for input in [Input.managementPods, .envoyMetrics] {
            if let reason = topology.outcome(of: input) { return "\(input): \(reason)" }
        }
        return topology.envoys.isEmpty
            ? "no Envoy pod that receives traffic could be queried" : "no Envoy has a cluster for it"
    }

    private func backendPort(_ group: BackendGroup, _ target: PortReference?) -> TraceHop {
        let backend = group.backends[0]
        let name = backend.generatedName.map { "Service \($0)" } ?? "backend Service"
        switch backend.generated {
        case .present(let service):
            let object = ObjectReference(.management, service)
            if group.port == nil, let reason = backend.service.unknown {
                return unknown(.backendPort, reason, [name])
            }
            guard let target else {
                let port = backend.reference.port.map { " \($0)" } ?? ""
                return TraceHop(.backendPort, object, .absent, facts: ["no port\(port) in \(name)"])
            }
            return TraceHop(
                .backendPort, object, .ok,
                facts: ["\(name) port \(group.port.map { "\($0.port)" } ?? "?")", "target port \(target)"])
        case .absent: return TraceHop(.backendPort, nil, .absent, facts: ["no \(name)"])
        case .forbidden, .failed, .notCollected: return unknown(.backendPort, backend.generated.unknown, [name])
        }
    }

    private func listener(_ target: PortReference?, _ seen: RouteUpstream?) -> TraceHop {
        let workload = control.first { $0.role == .envoy }
        guard let target else {
            if case .absent? = workload?.state { return TraceHop(.listener, nil, .absent, facts: ["no Envoy"]) }
            let unread = exposure.backends.compactMap { $0.generated.unknown ?? $0.service.unknown }.first
            return unread.map { unknown(.listener, $0) } ?? TraceHop(.listener, nil, .absent, facts: ["no port"])
        }
        let facts = ["port \(target)"] + (seen == nil || topology.envoys.isEmpty ? [] : ["configured"])
        return TraceHop(
            .listener, workload?.object, .ok, facts: facts + (topology.envoys.isEmpty ? ["no statistics"] : []))
    }

    private func nodePort(
        _ port: ServicePort?, _ carried: Service?, _ seen: RouteUpstream?, _ unchecked: String?
    ) -> TraceHop {
        if let reason = exposure.route.unknown { return unknown(.nodePort, reason) }
        guard let carried else { return TraceHop(.nodePort, nil, .absent, facts: ["no Service in the Route"]) }
        guard let port else {
            // Without the Service nobody can tell which port is meant.
            if let reason = exposure.backends.compactMap(\.service.unknown).first { return unknown(.nodePort, reason) }
            return TraceHop(.nodePort, nil, .absent, facts: ["no such port"])
        }
        guard let number = port.nodePort else {
            return TraceHop(.nodePort, nil, .absent, facts: ["no node port was allocated"])
        }
        let facts = ["port \(number)"]
        guard let seen else {
            let reason = unchecked ?? "unchecked"
            return unknown(.nodePort, .failed(reason), facts + [reason])
        }
        let missed = nodes(behind: seen).filter(\.isMissed).map { $0.name ?? $0.address }
        return TraceHop(
            .nodePort, ObjectReference(.tenant, carried), seen.healthy == 0 ? .failed : .ok,
            facts: facts + ["\(seen.healthy) of \(seen.total) healthy"]
                + (missed.isEmpty ? [] : ["not \(ServiceWords.list(missed))"]))
    }

    private func endpoints(_ group: BackendGroup) -> TraceHop {
        let backend = group.backends[0]
        let object = ObjectReference(
            .tenant, kind: Service.kind, namespace: backend.namespace, name: backend.name)
        let behind = "behind \(backend.path)"
        switch backend.service {
        case .absent: return TraceHop(.endpoints, object, .absent, facts: ["no Service \(backend.path)"])
        case .forbidden, .failed, .notCollected: return unknown(.endpoints, backend.service.unknown, [behind])
        case .present(let service) where service.type == "ExternalName":
            return TraceHop(.endpoints, object, .ok, facts: ["ExternalName \(backend.path)"])
        case .present: break
        }
        guard let ready = backend.readyEndpoints else { return unknown(.endpoints, backend.slices.unknown, [behind]) }
        if topology.lacksEndpointsOfCopy(backend), let copy = backend.copy?.value {
            return TraceHop(.endpoints, object, .failed, facts: ["0 ready behind \(copy.metadata.path)"])
        }
        return TraceHop(.endpoints, object, ready == 0 ? .failed : .ok, facts: ["\(ready) ready \(behind)"])
    }

    // MARK: Nodes

    private func nodes(behind seen: RouteUpstream?) -> [TraceNode] {
        guard let seen else { return [] }
        let known = topology.listedNodes ?? []
        let names = Dictionary(known.map { ($0.address, $0) }, uniquingKeysWith: { first, _ in first })
        let found = Dictionary(grouping: hosts.flatMap { $0.clusters[seen.cluster] ?? [] }, by: \.address)
        let listed = (topology.defaultAddresses.value?.addresses ?? known.map(\.address)).uniqued()
        let all = (listed + found.keys.sorted()).uniqued()
        return all.map { address in
            TraceNode(
                address: address, name: names[address]?.name, isReady: names[address]?.isReady,
                isListed: listed.contains(address), isExpected: nil,
                health: TraceNode.Health(found[address] ?? [], healthy: seen.healthy, of: seen.total))
        }
    }

    // MARK: Links

    private func links(
        _ group: BackendGroup, _ port: ServicePort?, _ target: PortReference?, _ seen: RouteUpstream?
    ) -> [TraceLink] {
        let backend = group.backends[0]
        let name = backend.generatedName ?? "?"
        let isUnread = backend.generated.unknown != nil
        let nodePort = port?.nodePort
        let ready = backend.readyEndpoints
        return [
            TraceLink(
                .address, .backendPort, "spec.rules[] name Service \(name)",
                else: backend.generated.value == nil ? "no Service \(name)" : "no address",
                isUnread ? .unknown : backend.generated.value == nil || exposure.addresses.isEmpty ? .broken : .proven),
            TraceLink(
                .backendPort, .listener, "spec.ports[].targetPort = \(target.map { "\($0)" } ?? "none")",
                else: "no spec.ports[].targetPort", isUnread ? .unknown : target == nil ? .broken : .proven),
            TraceLink(
                .listener, .nodePort,
                seen.map { "cluster \($0.cluster)" }
                    ?? "services[].spec.ports[].nodePort = \(nodePort.map { "\($0)" } ?? "none") in the Route",
                else: "the Route has no node port for it",
                exposure.route.unknown != nil
                    ? .unknown : backend.carried == nil || nodePort == nil ? .broken : .proven),
            TraceLink(
                .nodePort, .endpoints, "\(EndpointSlice.serviceNameLabel) = \(backend.name)",
                else: "no ready endpoint in the EndpointSlices",
                backend.slices.unknown != nil || backend.service.unknown != nil
                    ? .unknown : (ready ?? 0) > 0 || backend.service.value?.type == "ExternalName" ? .proven : .broken),
        ]
    }
}

extension TraceNode.Health {
    /// From the hosts of that address that the Envoys know; without them, numbers tell only where they are all of a kind.
    init(_ hosts: [EnvoyHosts.Host], healthy: Int, of total: Int) {
        if let failed = hosts.first(where: \.hasFailed) {
            self = failed.isSilent ? .silent : .refuses
        } else if !hosts.isEmpty || healthy == total && total > 0 {
            self = .healthy
        } else {
            self = healthy == 0 && total > 0 ? .failed : .unknown
        }
    }
}
