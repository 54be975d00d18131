import KubeLB
import Kubernetes
import Topology

/// The hops from an Ingress, Gateway or route over both controllers to whoever serves it, and its status on the way back.
struct RoutePath {
    let subject: TraceSubject
    let exposure: RouteExposure
    private(set) var hops: [TraceHop] = []

    var topology: Topology { subject.topology }
    var source: RouteSource { exposure.source }

    init(_ subject: TraceSubject, _ exposure: RouteExposure) {
        self.subject = subject
        self.exposure = exposure
        let common = CommonHops(subject)
        let isCarried = exposure.kind != .gateway
        // The rest of the path of an object of another controller is none of KubeLB's.
        let all =
            exposure.isIgnored
            ? [sourceHop]
            : [
                sourceHop, common.ccm, backends, isCarried ? common.nodes : nil, secrets, common.tenant, route,
                common.addresses, common.manager, generated, gateway, servingClass, proxy, listeners, host,
                certificates, backendServices, isCarried ? common.envoy : nil, routeStatus, sourceStatus,
            ]
        hops = HopMarking(subject).marked(all.compactMap { $0 })
    }

    func reference(_ kind: String, _ name: String) -> ObjectReference {
        ObjectReference(.management, kind: kind, namespace: subject.tenantNamespace ?? "tenant-?", name: name)
    }

    /// What the first of some gates says that failed, before what was seen.
    private func facts(_ gates: [Gate], _ facts: [String]) -> [String] {
        (subject.gates.firstFailed(of: gates).map { [$0.detail] } ?? []) + facts
    }

    // MARK: The tenant cluster

    private var sourceHop: TraceHop {
        let object = source.reference(on: .tenant)
        guard exposure.isSourceVisible else {
            if let reason = topology.outcome(of: exposure.kind.input(.tenant)) {
                return subject.unknown(.source, object, reason)
            }
            return TraceHop(
                .source, object, .absent, facts: ["no \(exposure.kind.rawValue) has the UID \(subject.uid)"])
        }
        let seen = summary + conversions
        if exposure.isTerminating {
            let held = "being deleted, held by \(source.metadata.finalizers.joined(separator: ", "))"
            return TraceHop(.source, object, .warning, facts: [held] + seen)
        }
        if exposure.isIgnored {
            return TraceHop(.source, object, .ok, facts: ["another controller's \(exposure.kind.rawValue)"] + seen)
        }
        let gates: [Gate] = [.eligibility, .wellFormed]
        return subject.hop(.source, object, gates, facts: facts(gates, seen))
    }

    /// What the CCM converted it to or from.
    private var conversions: [String] {
        let references = topology.conversions(of: exposure).map(\.source.reference)
        guard !references.isEmpty else { return [] }
        return ["converted \(exposure.kind == .ingress ? "to" : "from") \(ServiceWords.list(references))"]
    }

    /// What it asks for.
    private var summary: [String] {
        let spec = source.spec
        let hosts = spec.hosts.isEmpty ? "every host" : ServiceWords.list(spec.hosts)
        switch exposure.kind {
        case .ingress: return [hosts, source.className.map { "class \($0)" } ?? "no class"]
        case .gateway:
            let listeners = spec.listeners.map { "\($0.name) \($0.port)/\($0.protocol)" }
            return [
                "\(ServiceWords.count(listeners.count, "listener")): \(ServiceWords.list(listeners))",
                source.className.map { "class \($0)" } ?? "no class",
            ]
        case .httpRoute, .grpcRoute:
            return [hosts, "parent \(ServiceWords.list(spec.parentRefs.map { RouteText.parent($0) }))"]
        }
    }

    /// The Services that it names, and their NodePort copies; none for a Gateway.
    private var backends: TraceHop? {
        guard exposure.isSourceVisible, !exposure.backends.isEmpty else { return nil }
        let groups = BackendGroup.all(of: exposure)
        let only = groups.count == 1 ? groups[0].backends[0] : nil
        let isAbsent = groups.contains { group in
            group.backends.contains { $0.defect == .missing || $0.copyDefect == .missing }
        }
        return subject.hop(
            .backends,
            only.map { ObjectReference(.tenant, kind: Service.kind, namespace: $0.namespace, name: $0.name) },
            exposure.isTerminating ? [] : [.backends, .copies],
            facts: RouteText.grouped(groups.map { ($0.isBroken, $0.text) }, "backend"), isAbsent: isAbsent)
    }

    // MARK: The management cluster

    private var route: TraceHop {
        let reference = reference(Route.kind, subject.uid)
        switch exposure.route {
        case .present(let route):
            let object = ObjectReference(.management, route)
            var seen: [String] = []
            if exposure.kind != .gateway {
                seen.append("\(ServiceWords.count(route.services.count, "Service")) with node ports")
            }
            if let name = route.generated?.name, !name.isEmpty { seen.append("generated name \(name)") }
            if route.metadata.isBeingDeleted {
                let held = "being deleted, held by \(route.metadata.finalizers.joined(separator: ", "))"
                return TraceHop(.route, object, .warning, facts: [held] + seen)
            }
            let gates: [Gate] = [.loadBalancer, .loadBalancerCurrent]
            return subject.hop(.route, object, gates, facts: facts(gates, seen))
        case .absent:
            return TraceHop(
                .route, reference, exposure.isTerminating ? .ok : .absent,
                facts: [exposure.isTerminating ? "gone" : "not found"])
        case .forbidden, .failed, .notCollected:
            return subject.unknown(.route, reference, exposure.route.unknown)
        }
    }

    private var generated: TraceHop {
        let kind = exposure.kind
        let name =
            exposure.route.value?.generated.flatMap { $0.name.isEmpty ? nil : $0.name }
            ?? KubeLBNames.generatedName(kind, namespace: source.metadata.namespace, name: source.metadata.name)
        let reference = name.map { self.reference(kind.rawValue, $0) }
        let gates: [Gate] = [.generated, .routeAccepted]
        switch exposure.generated {
        case .present(let generated):
            let object = generated.reference(on: .management)
            let seen = facts(gates, words(for: generated))
            // Nobody accepts a route whose Gateway does not work.
            let waits =
                subject.gates[.parentGateway].isFailed && !subject.gates[.generated].isFailed
                && generated.status.parents.isEmpty
            if waits { return TraceHop(.generated, object, .blocked, facts: seen) }
            return subject.hop(.generated, object, gates, facts: seen)
        case .absent:
            if subject.isGoing { return TraceHop(.generated, reference, .ok, facts: ["gone"]) }
            return TraceHop(.generated, reference, .absent, facts: facts([.routeAccepted], ["not found"]))
        case .forbidden, .failed, .notCollected:
            if subject.gates.firstFailed(of: gates) != nil {
                return subject.hop(.generated, reference, gates, facts: facts(gates, []))
            }
            return subject.unknown(.generated, reference, exposure.generated.unknown)
        }
    }

    private func words(for generated: RouteSource) -> [String] {
        var words: [String] = []
        if exposure.kind.hasParent {
            words.append("parent \(ServiceWords.list(generated.spec.parentRefs.map { RouteText.parent($0) }))")
        } else {
            words.append(generated.className.map { "class \($0)" } ?? "no class")
        }
        words += RouteText.conditions(generated.status)
        let dropped = RouteText.annotations(source).filter { generated.metadata.annotations[$0] == nil }
        if !dropped.isEmpty { words.append("\(ServiceWords.count(dropped.count, "annotation")) not propagated") }
        return words
    }

    /// The Services in the tenant's namespace that lead to its Envoy.
    private var backendServices: TraceHop? {
        let groups = BackendGroup.all(of: exposure)
        guard !groups.isEmpty else { return nil }
        let carried = groups.filter { $0.backends[0].carried != nil }
        let object =
            groups.count == 1
            ? groups[0].backends[0].generatedName.map { reference(Service.kind, $0) } : nil
        if let reason = exposure.route.unknown { return subject.unknown(.backendServices, object, reason) }
        guard !carried.isEmpty else {
            if subject.isGoing { return TraceHop(.backendServices, object, .ok, facts: ["gone"]) }
            return TraceHop(.backendServices, object, .absent, facts: ["the Route has no Service"])
        }
        let entries = carried.map { ($0.isUnserved, $0.managementText) }
        let seen = facts([.backendServices], RouteText.grouped(entries, "Service"))
        let found = carried.map { $0.backends[0].generated }
        if let reason = found.compactMap(\.unknown).first, !subject.gates[.backendServices].isFailed {
            return subject.unknown(.backendServices, object, reason)
        }
        if subject.isGoing { return TraceHop(.backendServices, object, .ok, facts: seen) }
        let isAbsent = found.contains { $0.value == nil }
        // Without the manager's acceptance nobody expects them yet.
        if case .notApplicable = subject.gates[.backendServices], isAbsent {
            return TraceHop(.backendServices, object, .absent, facts: seen)
        }
        return subject.hop(.backendServices, object, [.backendServices], facts: seen, isAbsent: isAbsent)
    }

    // MARK: The status

    private var routeStatus: TraceHop {
        let object = reference(Route.kind, subject.uid)
        guard let route = exposure.route.value else {
            if let reason = exposure.route.unknown { return subject.unknown(.routeStatus, object, reason) }
            return TraceHop(.routeStatus, object, subject.isGoing ? .ok : .absent, facts: ["no Route"])
        }
        guard let recorded = route.generated, !recorded.name.isEmpty else {
            return TraceHop(
                .routeStatus, object, subject.isGoing ? .ok : .absent, facts: ["the manager has written no status"])
        }
        return TraceHop(.routeStatus, object, .ok, facts: words(for: recorded.status))
    }

    private var sourceStatus: TraceHop? {
        guard exposure.isSourceVisible, !exposure.isTerminating else { return nil }
        let object = source.reference(on: .tenant)
        let seen = words(for: source.status)
        guard !source.status.essence.isEmpty || exposure.generatedStatus?.essence.isEmpty == false else {
            // Nothing to copy yet, or nothing is known of it.
            if case .unknown(_, let reason) = subject.gates[.addressCopied] {
                return subject.unknown(.sourceStatus, object, reason, facts: seen)
            }
            return TraceHop(.sourceStatus, object, .absent, facts: seen)
        }
        return subject.hop(.sourceStatus, object, [.addressCopied], facts: facts([.addressCopied], seen))
    }

    private func words(for status: RoutingStatus) -> [String] {
        let conditions = RouteText.conditions(status)
        if exposure.kind.hasParent { return conditions.isEmpty ? ["no Gateway has reported a status"] : conditions }
        return [ServiceWords.addresses(status.addresses)] + conditions
    }
}
