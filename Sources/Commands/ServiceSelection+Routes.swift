import CommandLineKit
import Diagnosis
import KubeLB
import Kubernetes
import Topology

extension ServiceSelection {
    /// All Services and all objects of Layer 7.
    static var everything: ServiceSelection {
        var all = ServiceSelection()
        all.coversRoutes = true
        return all
    }

    var includesServices: Bool {
        if isNamed { return !arguments.isEmpty }
        return kinds.isEmpty ? layer != .seven : kinds.contains(.service)
    }

    /// Whether nothing is named but LoadBalancers and Routes, by their UIDs.
    var namesOnlyUIDs: Bool {
        kinds.isEmpty && arguments.allSatisfy(\.isUID) && routes.allSatisfy(\.isUID)
    }

    /// Without the tenant cluster only what KubeLB made can be named, and a tenant has to be.
    func checkManagementOnly(tenant: String?, _ arguments: [String]) throws(UsageError) {
        let hint = "use tenant/NAME, lb/UID or route/UID"
        guard namesOnlyUIDs else {
            throw UsageError(
                message: "--management-only does not show \(quoted(arguments.joined(separator: " ")))", hint: hint)
        }
        if tenant == nil, !isNamed {
            throw UsageError(message: "--management-only needs a tenant", hint: hint)
        }
    }

    /// Whether a LoadBalancer of a tenant whose cluster cannot be seen is asked for.
    func includes(alone exposure: Exposure) -> Bool {
        guard isNamed else { return includesServices }
        return namedUIDs.contains { $0.uid == exposure.service.metadata.uid }
    }

    /// The same of a Route.
    func includes(alone exposure: RouteExposure) -> Bool {
        guard isNamed else { return includes(exposure.kind) && !exposure.isIgnored }
        return namedUIDs.contains { $0.uid == exposure.resource.uid }
    }

    /// Those UIDs, with the lists in which they are looked for.
    var namedUIDs: [(uid: String, input: Input)] {
        arguments.compactMap { if case .uid(let uid) = $0 { (uid, .loadBalancers) } else { nil } }
            + routes.compactMap { if case .uid(let uid) = $0 { (uid, .routes) } else { nil } }
    }

    /// Whether objects of a kind of Layer 7 are shown.
    func includes(_ kind: RouteKind) -> Bool {
        if isNamed { return !routes.isEmpty }
        guard coversRoutes else { return false }
        return kinds.isEmpty ? layer != .four : kinds.contains(.routing(kind))
    }

    /// Whether anything of Layer 7 has to be read.
    var includesRoutes: Bool { RouteKind.allCases.contains(where: includes) }

    /// Whether nothing but Layer 7 is asked for.
    var isOfRoutesOnly: Bool { includesRoutes && !includesServices }

    /// The same selection in which a UID that no Service has is that of an object of Layer 7, or of a Route without one, if one
    /// has it.
    func resolved(in observation: Observation) -> ServiceSelection {
        guard arguments.contains(where: \.isUID) else { return self }
        let services = Set((observation.list(.tenant, Service.self).value?.items ?? []).map(\.metadata.uid))
        let others = Set(
            RouteKind.allCases.flatMap { observation.readSources(.tenant, $0).items }.map(\.metadata.uid)
                + (acceptsLoneRoutes ? observation.list(.management, Route.self).value?.items ?? [] : [])
                .map(\.metadata.name))
        var resolved = self
        resolved.arguments = arguments.filter { argument in
            guard case .uid(let uid) = argument, !services.contains(uid), others.contains(uid) else { return true }
            resolved.routes.append(.uid(uid))
            return false
        }
        return resolved
    }

    /// That `lb/UID` names an object of Layer 7, or its Route, in a selection that is resolved.
    func notesOnRoutes(namedBy typed: ServiceSelection) -> [String] {
        routes.compactMap { route in
            guard case .uid(let uid) = route, typed.loadBalancers.contains(uid), !typed.routes.contains(route) else {
                return nil
            }
            return "no LoadBalancer has the UID \(uid); it is that of a Route, or of its source: use route/\(uid)"
        }
    }

    /// The objects of Layer 7 that are named, each once. Fails with near names if one is missing, and with `namesakes` of other
    /// kinds if lists are complete.
    func requestedRoutes(
        in observation: Observation, suggesting namesakes: Namesakes? = nil
    ) throws(CommandFailure) -> [ExposedResource] {
        var found: [ExposedResource] = []
        var missing: [CommandFailure] = []
        for argument in routes {
            // Whether a Route has it is seen when the Routes are there.
            if case .uid(let uid) = argument, acceptsLoneRoutes, !Self.isSource(uid, in: observation) { continue }
            do throws(CommandFailure) {
                found.append(try find(argument, observation, namesakes))
            } catch {
                guard error.status == .notFound else { throw error }
                missing.append(error.about(.route(argument)))
            }
        }
        if let failure = CommandFailure.combined(missing) { throw failure }
        return found.uniqued()
    }

    private func find(
        _ argument: RouteArgument, _ observation: Observation, _ namesakes: Namesakes?
    ) throws(CommandFailure) -> ExposedResource {
        switch argument {
        case .uid(let uid): return try object(withUID: uid, in: observation)
        case .named(let kind, let own, let name):
            return switch kind {
            case .ingress: try find(Ingress.self, name, own, observation, namesakes)
            case .gateway: try find(Gateway.self, name, own, observation, namesakes)
            case .httpRoute: try find(HTTPRoute.self, name, own, observation, namesakes)
            case .grpcRoute: try find(GRPCRoute.self, name, own, observation, namesakes)
            }
        }
    }

    private func find<Item: RoutingObject>(
        _ kind: Item.Type, _ name: String, _ own: String?, _ observation: Observation, _ namesakes: Namesakes?
    ) throws(CommandFailure) -> ExposedResource {
        let search = try ObjectSearch(observation.list(.tenant, kind))
        let item = try search.find(
            name, namespace: own ?? namespace,
            namesake: namesakes?.hint(for: name, own: own, current: namespace, besides: Item.kind)
        ) { list in
            ObjectSearch<Item>.examples(list.items, of: "\(Item.kind) objects")
                ?? namesakes.map { _ in
                    "the tenant cluster has no \(ObjectSearch<Item>.kinds); \(Tool.name) status -A lists what KubeLB manages"
                }
        }
        return ExposedResource(.tenant, item)
    }

    private static func isSource(_ uid: String, in observation: Observation) -> Bool {
        RouteKind.allCases.contains { kind in
            observation.readSources(.tenant, kind).items.contains { $0.metadata.uid == uid }
        }
    }

    /// The Routes that are named by a UID which no object of the tenant cluster has. Fails where there is no such Route either.
    func loneRoutes(in topology: Topology, _ observation: Observation) throws(CommandFailure) -> [Route] {
        guard acceptsLoneRoutes else { return [] }
        let all = topology.list(.management, Route.self).value?.items ?? []
        var found: [Route] = []
        for case .uid(let uid) in routes.uniqued() where !Self.isSource(uid, in: observation) {
            try WrongCluster.refuse(topology)
            let named = all.filter { $0.metadata.name == uid }
            guard let route = named.first(where: { $0.metadata.namespace == topology.tenantNamespace }) ?? named.first
            else {
                _ = try object(withUID: uid, in: observation)
                continue
            }
            found.append(route)
        }
        return found
    }

    private func object(withUID uid: String, in observation: Observation) throws(CommandFailure) -> ExposedResource {
        for kind in RouteKind.allCases {
            if let source = observation.readSources(.tenant, kind).items.first(where: { $0.metadata.uid == uid }) {
                return ExposedResource(
                    kind: kind.rawValue, namespace: source.metadata.namespace, name: source.metadata.name, uid: uid,
                    side: .tenant)
            }
        }
        if let owner = Self.layerFourOwner(ofUID: uid, in: observation) {
            throw CommandFailure(
                .notFound, "the UID \(uid) is that of \(owner), not of an Ingress, Gateway or route",
                hint: "use lb/\(uid)")
        }
        let unread = RouteKind.allCases.compactMap { kind in
            observation.outcome(of: kind.input(.tenant)).map { "\(kind.input(.tenant)): \($0)" }
        }
        throw CommandFailure(
            unread.isEmpty ? .notFound : .undetermined,
            "no Ingress, Gateway or route in the tenant cluster has the UID \(uid)", causes: unread,
            hint: unread.isEmpty ? "kubelb-ctl doctor lists Routes without a source" : nil)
    }

    /// The Service that has a UID, or the LoadBalancer that is named by it, as far as they were read.
    private static func layerFourOwner(ofUID uid: String, in observation: Observation) -> String? {
        let services = observation.list(.tenant, Service.self).value?.items ?? []
        if let service = services.first(where: { $0.metadata.uid == uid }) { return service.reference }
        let loadBalancers = observation.list(.management, LoadBalancer.self).value?.items ?? []
        return loadBalancers.first { $0.metadata.name == uid }?.reference
    }

    /// The objects of Layer 7 that are asked for: those named in their order, or all of the kinds, namespace and labels.
    func selectRoutes(from diagnosis: Diagnosis, requested: [ExposedResource]) -> [RouteDiagnosis] {
        guard !isNamed else { return requested.compactMap { key in diagnosis.routes.first { $0.key == key } } }
        return diagnosis.routes.filter { includes($0.exposure.kind) && includes($0.exposure.source.metadata) }
    }
}
