import Documents
import KubeLB
import Kubernetes
import Topology

/// KubeLB's finalizers on one named object, of which a person has agreed that they are taken off. Only `confirm` makes one.
struct ConfirmedRemoval: Sendable {
    let object: CleanupObject
    /// A JSON patch that takes off what was shown, and fails where the object is not as it was.
    let patch: JSONValue

    private init(_ proposal: FinalizerProposal) {
        object = proposal.object
        patch = proposal.patch
    }

    static func confirm(
        _ proposal: FinalizerProposal, isConfirmed: Bool, _ environment: Environment
    ) throws(CommandFailure) -> ConfirmedRemoval {
        try Confirmation.ask(
            "Remove these finalizers from \(proposal.object.reference)? Type its name: ",
            expecting: proposal.object.name,
            isConfirmed: isConfirmed, environment)
        return ConfirmedRemoval(proposal)
    }
}

/// What taking the finalizers off one object would mean; changes nothing.
struct FinalizerProposal: Sendable {
    let object: CleanupObject
    /// KubeLB's among the object's finalizers, with their places in the list.
    let finalizers: [(index: Int, name: String)]
    /// What nobody will clean up afterwards, and what could not be found out: a line each.
    let consequences: [String]

    init<Item: KubernetesObject>(_ side: ClusterSide, _ item: Item, consequences: [String]) {
        self.init(CleanupObject(side, item), item.metadata, consequences)
    }

    init(_ side: ClusterSide, _ source: RouteSource, consequences: [String]) {
        self.init(CleanupObject(side, source), source.metadata, consequences)
    }

    private init(_ object: CleanupObject, _ metadata: ObjectMeta, _ consequences: [String]) {
        self.object = object
        finalizers = metadata.finalizers.enumerated().filter { $0.element.hasPrefix(KubeLBNames.group + "/") }
            .map { ($0.offset, $0.element) }
        self.consequences = consequences
    }

    /// From the last one on, so that the places of the others stay right.
    var patch: JSONValue {
        func step(_ operation: String, _ path: String, _ value: String? = nil) -> JSONValue {
            var step: JSONObject = ["op": .string(operation), "path": .string(path)]
            if let value { step["value"] = .string(value) }
            return .object(step)
        }
        var steps = [step("test", "/metadata/uid", object.uid)]
        for finalizer in finalizers.reversed() {
            let path = "/metadata/finalizers/\(finalizer.index)"
            steps += [step("test", path, finalizer.name), step("remove", path)]
        }
        return .array(steps)
    }
}

extension FinalizerProposal {
    /// Looks up what is named, and refuses where its finalizers are not stuck.
    static func make(
        _ argument: FinalizerArgument, namespace: String?, _ topology: Topology
    ) throws(CommandFailure) -> FinalizerProposal {
        switch argument {
        case .service(.uid(let name)): try loadBalancer(name, topology)
        case .service(.named(let own, let name)): try service(own ?? namespace ?? "default", name, topology)
        case .routing(.uid(let name)): try route(name, topology)
        case .routing(.named(let kind, let own, let name)):
            try source(kind, "\(own ?? namespace ?? "default")/\(name)", topology)
        }
    }

    /// That an object of the management cluster is this tenant's is all that keeps another one's safe.
    private static func refuseUnproven(_ topology: Topology) throws(CommandFailure) {
        if let refusal = CleanupPlanner(topology).plan().refusals.first(where: { $0.kind != .tooManyDeletes }) {
            throw CommandFailure(.refused, "cleanup refuses: \(refusal.message)", hint: refusal.hint)
        }
    }

    private static func loadBalancer(
        _ name: String, _ topology: Topology
    ) throws(CommandFailure) -> FinalizerProposal {
        try refuseUnproven(topology)
        let namespace = topology.tenantNamespace ?? ""
        let found = topology.list(.management, LoadBalancer.self).first {
            $0.metadata.namespace == namespace && $0.metadata.name == name
        }
        let loadBalancer = try present(found, "LoadBalancer \(namespace)/\(name)")
        try refuseLive(loadBalancer)
        let envoy = KubeLBNames.envoyServiceName(forLoadBalancer: name)
        return FinalizerProposal(
            .management, loadBalancer,
            consequences: [
                "the manager no longer cleans up after it: Service \(namespace)/\(envoy) and its address may remain "
                    + "(kubelb-ctl cleanup finds it)"
            ])
    }

    private static func service(
        _ namespace: String, _ name: String, _ topology: Topology
    ) throws(CommandFailure) -> FinalizerProposal {
        let path = "\(namespace)/\(name)"
        let service = try present(
            topology.list(.tenant, Service.self).first { $0.metadata.path == path }, "Service \(path)")
        let exposure = topology.exposure(uid: service.metadata.uid)
        guard service.metadata.isBeingDeleted || exposure?.isLeftBehind == true else {
            throw CommandFailure(
                .refused,
                "\(service.reference) is neither being deleted nor unmanaged by the CCM: the finalizer blocks nothing, "
                    + "and the CCM would set it again")
        }
        var consequences: [String] = []
        switch exposure?.loadBalancer ?? .absent {
        case .present(let loadBalancer):
            consequences.append(
                "\(loadBalancer.reference) still exists and will be orphaned (kubelb-ctl cleanup finds it)")
        case .absent: break
        case .forbidden, .failed, .notCollected:
            consequences.append(
                "it is unknown whether its LoadBalancer still exists; it would be orphaned (see kubelb-ctl cleanup)")
        }
        return FinalizerProposal(.tenant, service, consequences: consequences)
    }

    private static func route(_ name: String, _ topology: Topology) throws(CommandFailure) -> FinalizerProposal {
        try refuseUnproven(topology)
        let namespace = topology.tenantNamespace ?? ""
        let found = topology.list(.management, Route.self).first {
            $0.metadata.namespace == namespace && $0.metadata.name == name
        }
        let route = try present(found, "Route \(namespace)/\(name)")
        try refuseLive(route)
        return FinalizerProposal(
            .management, route,
            consequences: [
                "the manager no longer cleans up after it: its backend Services may remain (kubelb-ctl cleanup finds them)"
            ])
    }

    private static func source(
        _ kind: RouteKind, _ path: String, _ topology: Topology
    ) throws(CommandFailure) -> FinalizerProposal {
        let name = "\(kind.rawValue) \(path)"
        guard let exposure = topology.routeExposures.first(where: { $0.kind == kind && $0.path == path }) else {
            if let reason = topology.outcome(of: kind.input(.tenant)) {
                throw CommandFailure(.undetermined, "\(name) could not be read", causes: ["\(reason)"])
            }
            throw CommandFailure(.notFound, "\(name) not found")
        }
        guard exposure.isTerminating || exposure.isLeftBehind else {
            throw CommandFailure(
                .refused,
                "\(name) is neither being deleted nor unmanaged by the CCM: the finalizer blocks nothing, and the CCM would "
                    + "set it again")
        }
        var consequences: [String] = []
        switch exposure.route {
        case .present(let route):
            consequences.append("\(route.reference) still exists and will be orphaned (kubelb-ctl cleanup finds it)")
        case .absent: break
        case .forbidden, .failed, .notCollected:
            consequences.append(
                "it is unknown whether its Route still exists; it would be orphaned (see kubelb-ctl cleanup)")
        }
        return FinalizerProposal(.tenant, exposure.source, consequences: consequences)
    }

    private static func refuseLive(_ object: some KubernetesObject) throws(CommandFailure) {
        guard object.metadata.isBeingDeleted else {
            throw CommandFailure(
                .refused, "\(object.reference) is not being deleted, so its finalizers block nothing",
                hint: "kubelb-ctl cleanup shows whether it may be deleted")
        }
    }

    private static func present<Item: KubernetesObject>(
        _ found: Observed<Item>, _ name: String
    ) throws(CommandFailure) -> Item {
        switch found {
        case .present(let item): return item
        case .absent: throw CommandFailure(.notFound, "\(name) not found")
        case .forbidden, .failed, .notCollected:
            throw CommandFailure(
                .undetermined, "\(name) could not be read", causes: found.unknown.map { ["\($0)"] } ?? [])
        }
    }
}
