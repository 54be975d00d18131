import KubeLB
import Kubernetes

/// Answers the gates of one object of Layer 7; the counterpart of `GateEvaluation`.
struct RouteGateEvaluation {
    let topology: Topology
    let exposure: RouteExposure

    init(_ topology: Topology, _ exposure: RouteExposure) {
        self.topology = topology
        self.exposure = exposure
    }

    var outcomes: GateOutcomes { GateOutcomes(outcome) }

    func outcome(of gate: Gate) -> GateOutcome {
        switch gate {
        case .eligibility: ofSource(eligibility)
        case .wellFormed: ofSource(wellFormed)
        case .backends: ofSource(backends)
        case .acceptedByCCM: ofSource(acceptedByCCM)
        case .copies: ofSource(copies)
        case .loadBalancer: found
        case .loadBalancerKept: ofRoute(kept)
        case .loadBalancerCurrent: ofSource(current)
        case .nodeAddresses: exposure.kind == .gateway ? .notApplicable : topology.nodeAddressGate
        case .acceptedByManager: acceptedByManager
        case .backendServices: ofRoute(backendServices)
        case .generated: ofRoute(generated)
        case .servedClass: servedClass
        case .parentGateway: parentGateway
        case .address: address
        case .envoyReady: exposure.kind == .gateway ? .notApplicable : topology.envoyReadyGate
        case .addressCopied: ofSource(copied)
        case .listeners: listeners
        case .routeAccepted: routeAccepted
        case .certificates: certificates
        case .endpoints: ofSource(endpoints)
        case .endpointNodes: ofSource(endpointNodes)
        case .upstreams: upstreams
        case .loadBalancerType, .protocols, .nodePorts, .envoyService, .envoyServiceKept, .envoyServicePorts,
            .envoyServiceType, .envoySelected, .envoyServiceTargets, .addressPublished, .endpointPorts, .probes:
            .notApplicable
        }
    }

    private func ofSource(_ answer: () -> GateOutcome) -> GateOutcome {
        exposure.isSourceVisible ? answer() : .notVisible
    }

    private func ofRoute(_ answer: (Route) -> GateOutcome) -> GateOutcome {
        exposure.route.value.map(answer) ?? .notApplicable
    }

    // MARK: Created

    private func eligibility() -> GateOutcome {
        switch exposure.selection {
        case .present(.taken):
            let hosts = exposure.source.spec.hosts
            let summary = hosts.isEmpty ? "every host" : hosts.prefix(3).joined(separator: ", ")
            return .passed(
                summary + (hosts.count > 3 ? ", …" : ""), since: exposure.source.metadata.creationTimestamp)
        case .present(let selection): return .failed(words(for: selection))
        case .absent: return .failed("not taken by the CCM")
        case .forbidden, .failed, .notCollected: return .unread(.tenantDeployments, exposure.selection)
        }
    }

    private func words(for selection: RouteExposure.Selection) -> String {
        let name = exposure.source.className.map { "class \($0)" } ?? "no class"
        return switch selection {
        case .taken: ""
        case .otherClass: "\(name), and the CCM takes only class \(KubeLBNames.ingressClass)"
        case .otherName: "the CCM takes only Gateways named \(KubeLBNames.gatewayName)"
        case .otherParents: "the CCM takes only routes whose one parent is a Gateway named \(KubeLBNames.gatewayName)"
        case .controllerOff(let argument): "the CCM does not watch \(exposure.kind.plural): \(argument)"
        }
    }

    private func wellFormed() -> GateOutcome {
        exposure.malformation.map { .failed($0.text) } ?? .passed()
    }

    private func backends() -> GateOutcome {
        for backend in exposure.backends {
            if backend.service.unknown != nil { return .unread(.tenantServices, backend.service) }
            if let defect = backend.defect { return .failed(defect.text(of: backend)) }
        }
        guard !exposure.backends.isEmpty else { return .notApplicable }
        let count = Set(exposure.backends.map(\.path)).count
        return .passed("\(count) backend\(count == 1 ? "" : "s")")
    }

    // MARK: Propagated

    private func acceptedByCCM() -> GateOutcome {
        if exposure.hasFinalizer { return .passed() }
        return .failed(
            exposure.isTerminating
                ? "it is being deleted, and the CCM has released it" : "the CCM has not picked it up: no finalizer")
    }

    private func copies() -> GateOutcome {
        for backend in exposure.backends {
            let copy = "\(backend.namespace)/\(KubeLBNames.nodePortCopy(ofService: backend.name))"
            if let unread = backend.copy, unread.unknown != nil { return .unread(.tenantServices, unread) }
            switch backend.copyDefect {
            case .missing: return .failed("no Service \(copy)")
            case .otherNodePorts: return .failed("the Route has other node ports than Service \(copy)")
            case nil: continue
            }
        }
        return .passed()
    }

    private var found: GateOutcome {
        switch exposure.route {
        case .present(let route):
            return .passed("Route \(route.metadata.path)", since: route.metadata.creationTimestamp)
        case .absent:
            let accepted = exposure.hasFinalizer ? "the CCM accepted it (finalizer); " : ""
            return .failed(
                "\(accepted)Route \(exposure.tenantNamespace ?? "tenant-?")/\(exposure.source.metadata.uid) not found")
        case .forbidden, .failed, .notCollected: return .unread(.routes, exposure.route)
        }
    }

    private func kept(_ route: Route) -> GateOutcome {
        route.metadata.isBeingDeleted ? .failed("\(route.reference) is being deleted") : .passed()
    }

    private func current() -> GateOutcome {
        guard let route = exposure.route.value, exposure.isTaken else { return .notApplicable }
        return route.source.spec == exposure.source.spec ? .passed() : .failed("the Route holds another spec")
    }

    // MARK: Provisioned

    private var acceptedByManager: GateOutcome {
        if exposure.route.unknown != nil { return .unread(.routes, exposure.route) }
        return ofRoute {
            $0.isAccepted ? .passed() : .failed("the manager has not accepted the Route: no finalizer")
        }
    }

    private func backendServices(_ route: Route) -> GateOutcome {
        guard route.isAccepted else { return .notApplicable }
        for backend in exposure.backends where backend.carried != nil {
            if let failure = backend.outcome?.failure { return .failed("\(backend.path): \(failure.message)") }
            if case .absent = backend.generated, let name = backend.generatedName {
                return .failed("no Service \(route.metadata.namespace)/\(name)")
            }
            if let service = backend.generated.value, topology.selectsNoEnvoy(service) {
                return .failed("\(service.reference) selects no pod of Envoy")
            }
        }
        return .passed()
    }

    private func generated(_ route: Route) -> GateOutcome {
        if let failure = route.generated?.failure { return .failed(failure.message) }
        switch exposure.generated {
        case .absent:
            let name = KubeLBNames.generatedName(
                exposure.kind, namespace: exposure.source.metadata.namespace, name: exposure.source.metadata.name)
            return .failed("no \(exposure.kind.rawValue) \(route.metadata.namespace)/\(name ?? "…")")
        case .present(let generated):
            guard exposure.ownsGenerated else { return .failed("\(generated.reference) belongs to another Route") }
            return exposure.drift.first.map { .failed("\(generated.reference) is outdated: it \($0.text)") }
                ?? .passed("\(exposure.kind.rawValue) \(generated.metadata.path)")
        // The Route's status says that the manager has seen it.
        case .forbidden, .failed, .notCollected:
            guard let recorded = route.generated else {
                return .unread(exposure.kind.input(.management), exposure.generated)
            }
            return recorded.name.isEmpty
                ? .failed("the manager names no generated \(exposure.kind.rawValue)") : .passed("\(recorded.name)")
        }
    }

    private var servedClass: GateOutcome {
        guard exposure.ownsGenerated, let service = topology.servingController(of: exposure) else {
            return .notApplicable
        }
        if let problem = service.problem { return .failed(problem) }
        guard let namespace = exposure.tenantNamespace,
            let limit = service.restriction(on: exposure.kind, in: namespace)
        else { return .passed() }
        return .failed("its controller \(limit.text)")
    }

    private var parentGateway: GateOutcome {
        guard exposure.kind.hasParent, exposure.isTaken else { return .notApplicable }
        guard let parent = exposure.parent else {
            if let reason = topology.outcome(of: .tenantGateways) { return .unknown(.tenantGateways, reason) }
            return exposure.isSourceVisible
                ? .failed("no Gateway \(KubeLBNames.gatewayName) exists") : .notApplicable
        }
        let gates = RouteGateEvaluation(topology, parent).outcomes
        let before = Gate.allCases.filter { $0.stage <= .provisioned }
        if let failed = gates.firstFailed(of: before) { return .failed("\(parent.source.reference): \(failed.detail)") }
        if let unknown = gates.firstUnknown(of: before) { return .unknown(unknown.input, unknown.reason) }
        return .passed("\(parent.source.reference)")
    }

    private var address: GateOutcome {
        guard !exposure.kind.hasParent, let status = exposure.generatedStatus else { return .notApplicable }
        if exposure.kind == .gateway, let programmed = status.condition("Programmed"), programmed.status == "False" {
            return .failed("not programmed: \(programmed.reason)")
        }
        if let inner = topology.innerAddress(of: exposure), inner.service.type == "ClusterIP" {
            return .failed("address \(inner.address) is reachable only inside the management cluster")
        }
        return status.addresses.isEmpty
            ? .failed("the generated \(exposure.kind.rawValue) has no address")
            : .passed("address \(status.addresses.joined(separator: ","))")
    }

    // MARK: Synced

    private func copied() -> GateOutcome {
        if exposure.route.unknown != nil { return .unread(.routes, exposure.route) }
        guard let status = exposure.generatedStatus else { return .notApplicable }
        guard status.essence == exposure.source.status.essence else {
            return .failed("its status is not that of the generated \(exposure.kind.rawValue)")
        }
        return .passed(exposure.kind.hasParent ? "" : exposure.addresses.joined(separator: ","))
    }

    // MARK: Routed

    private var listeners: GateOutcome {
        let gateway = exposure.kind == .gateway ? exposure : exposure.parent
        guard let status = gateway?.generatedStatus, let spec = gateway?.source.spec else { return .notApplicable }
        let section = exposure.source.spec.parentRefs.first?.sectionName
        for listener in status.listeners {
            guard let problem = listener.problem else { continue }
            if exposure.kind == .gateway { return .failed("listener \(listener.name): \(problem)") }
            // A route is held up only by a listener that it is attached to, and that is the only one for it.
            let declared = spec.listeners.first { $0.name == listener.name }
            let isIts = section == listener.name
            let isOnly = section == nil && status.listeners.allSatisfy { $0.problem != nil }
            if isIts || isOnly, declared != nil { return .failed("listener \(listener.name): \(problem)") }
        }
        return status.listeners.isEmpty ? .notApplicable : .passed()
    }

    private var routeAccepted: GateOutcome {
        guard exposure.kind.hasParent, exposure.generatedStatus != nil else { return .notApplicable }
        let parents = topology.parentStatuses(of: exposure)
        guard !parents.isEmpty else { return .failed("no Gateway has accepted it") }
        for parent in parents {
            for type in ["Accepted", "ResolvedRefs"] {
                if let condition = parent.condition(type), condition.status == "False" {
                    return .failed("\(type): \(condition.reason)")
                }
            }
        }
        return .passed("accepted by its Gateway")
    }

    private var certificates: GateOutcome {
        guard let missing = topology.unresolvedCertificates(of: exposure) else {
            guard let reason = topology.secretsUnread(for: exposure) else { return .notApplicable }
            return topology.hasIssuedCertificates(exposure)
                ? .passed("issued by cert-manager") : .unknown(.managementSecrets, reason)
        }
        if let first = missing.first {
            return .failed("no certificate for it in Secret \(first.name) of the management cluster")
        }
        return topology.unusableCertificate(of: exposure).map {
            .failed("ingress-nginx cannot use the certificate in Secret \($0.secret.metadata.name)")
        } ?? .passed()
    }

    private func endpoints() -> GateOutcome {
        let backends = exposure.backends.filter { $0.service.value != nil }
        guard !backends.isEmpty else { return .notApplicable }
        if !exposure.rulesWithoutWeight.isEmpty { return .failed("every backend of a rule has weight 0") }
        for backend in backends where backend.service.value?.type != "ExternalName" && backend.isWeighted {
            guard let ready = backend.readyEndpoints else { return .unread(.tenantEndpointSlices, backend.slices) }
            if ready == 0 { return .failed("no ready endpoints behind Service \(backend.path)") }
            if let copy = backend.copy?.value, topology.lacksEndpointsOfCopy(backend) {
                return .failed("no endpoints behind \(copy.reference)")
            }
        }
        return .passed("ready endpoints behind every backend")
    }

    private func endpointNodes() -> GateOutcome {
        let backends = exposure.backends.filter {
            $0.isWeighted && topology.unlistedEndpointNodes(of: $0)?.isEmpty == false
        }
        return backends.first.map {
            .failed("no node in Addresses runs a ready endpoint of Service \($0.path) (externalTrafficPolicy Local)")
        } ?? .notApplicable
    }

    /// What the Envoys confirm; without their statistics nothing is in doubt.
    private var upstreams: GateOutcome {
        if let shared = topology.sharedEnvoyPort(of: exposure) {
            return .failed("\(shared.service.reference) shares port \(shared.port) of Envoy with another Service")
        }
        if !topology.failedConnections(of: exposure).isEmpty {
            return .failed("ingress-nginx does not reach the tenant's Envoy")
        }
        let found = topology.upstreams(of: exposure)
        guard !found.isEmpty else { return .notApplicable }
        guard let broken = found.first(where: { $0.healthy == 0 }) else {
            return .passed("Envoy reaches nodes for every backend")
        }
        return .failed(
            broken.total == 0
                ? "Envoy has no node for \(broken.backend)"
                : "Envoy: none of \(broken.total) nodes answers for \(broken.backend)")
    }
}

extension ListenerStatus {
    /// Why it does not work, by its conditions; nil if it does.
    package var problem: String? {
        for (type, bad) in [
            ("Conflicted", "True"), ("Accepted", "False"), ("ResolvedRefs", "False"), ("Programmed", "False"),
        ] {
            if let condition = condition(type), condition.status == bad { return condition.reason }
        }
        return nil
    }
}
