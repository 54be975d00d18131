import KubeLB
import Kubernetes
import Topology

/// Layer 7 of a model: what an Ingress, Gateway or HTTPRoute needs is known here for sure, and not by what the planner sees.
extension ModelWorld {
    // MARK: Objects

    /// Every object of a kind in the tenant cluster; nil if the cluster does not serve the kind.
    func tenantObjects<Item: KubernetesObject>(_ kind: Item.Type) -> [Item]? {
        func sorted<Object>(_ objects: [String: Object]) -> [Object] { objects.sorted { $0.key < $1.key }.map(\.value) }
        func ofKind<Object: RoutingObject>(_ kind: Object.Type) -> [Object] {
            sorted(sources).compactMap { $0.object(kind) }
        }
        switch Item.kind {
        case Service.kind: return sorted(services) as? [Item]
        case Ingress.kind: return ofKind(Ingress.self) as? [Item]
        case SyncSecret.kind: return sorted(tenantSecrets) as? [Item]
        case _ where !servesGatewayAPI: return nil
        case Gateway.kind: return ofKind(Gateway.self) as? [Item]
        case HTTPRoute.kind: return ofKind(HTTPRoute.self) as? [Item]
        default: return []
        }
    }

    mutating func metadata(_ namespace: String, _ name: String, created: Timestamp) -> ObjectMeta {
        var metadata = ObjectMeta(name: name, namespace: namespace)
        metadata.uid = uid()
        metadata.resourceVersion = "\(number())"
        metadata.creationTimestamp = created
        return metadata
    }

    mutating func source(_ kind: RouteKind, _ namespace: String, _ name: String, created: Timestamp) -> ModelSource {
        var source = ModelSource.template(kind)
        source.metadata = metadata(namespace, kind == .gateway ? "kubelb" : name, created: created)
        source.metadata.finalizers = [KubeLBNames.cleanupFinalizer]
        return source
    }

    /// What the CCM and the manager make of it. The manager takes over a generated object of the same name.
    mutating func expose(_ source: ModelSource, created: Timestamp) {
        let uid = source.metadata.uid
        var route = Self.routeTemplate
        route.metadata = metadata(Self.namespace, uid, created: created)
        route.metadata.finalizers = [KubeLBNames.cleanupFinalizer]
        route.metadata.managedFields = Self.routeTemplate.metadata.managedFields
        for index in route.metadata.managedFields.indices { route.metadata.managedFields[index].time = created }
        route.metadata.labels = labels(of: source.metadata)
        route.source.kind = source.kind.rawValue
        route.source.metadata = source.metadata
        route.source.spec = source.spec
        routes[uid] = route
        if let backend = source.backend, backends[backend] == nil {
            var service = Self.backendTemplate
            service.metadata = metadata(Self.namespace, backend, created: created)
            service.metadata.labels = labels(of: ObjectMeta(name: "api", namespace: source.metadata.namespace))
            backends[backend] = service
        }
        if generated[source.generatedKey] == nil { generate(source, created: created, owner: route.metadata.uid) }
    }

    mutating func generate(_ source: ModelSource, created: Timestamp, owner: String?) {
        var object = source
        let name = source.generatedKey.drop { $0 != " " }.dropFirst()
        object.metadata = metadata(Self.namespace, String(name), created: created)
        object.metadata.labels = labels(of: source.metadata)
        object.status = Self.status
        if let owner {
            object.metadata.owners =
                decoded(
                    Ingress.self, #"{"metadata":{"name":"","ownerReferences":[{"kind":"Route","uid":"\#(owner)"}]}}"#
                ).metadata.owners
        }
        generated[source.generatedKey] = object
    }

    /// A SyncSecret of the tenant cluster, and what the CCM makes of it.
    mutating func secret(_ name: String, created: Timestamp, isForeign: Bool = false) -> String {
        let secret = Self.secret(metadata("shop", name, created: created))
        var copy = Self.secret(metadata(Self.namespace, secret.metadata.uid, created: created))
        copy.metadata.labels = labels(of: secret.metadata)
        syncSecrets[secret.metadata.uid] = copy
        if isForeign {
            foreignSecrets[secret.metadata.uid] = secret
        } else {
            tenantSecrets[secret.metadata.uid] = secret
        }
        return secret.metadata.uid
    }

    private static func secret(_ metadata: ObjectMeta) -> SyncSecret {
        var secret = SyncSecret()
        secret.metadata = metadata
        return secret
    }

    private func labels(of metadata: ObjectMeta) -> [String: String] {
        [
            KubeLBNames.originNamespaceLabel: metadata.namespace, KubeLBNames.originNameLabel: metadata.name,
            KubeLBNames.managedByLabel: "kubelb",
        ]
    }

    private static let routeTemplate = decoded(
        Route.self,
        #"{"metadata":{"name":"","managedFields":[{"manager":"ccm","operation":"Update","fieldsV1":{"f:spec":{}}}]}}"#)
    private static let backendTemplate = decoded(
        Service.self, #"{"metadata":{"name":""},"spec":{"selector":{"app.kubernetes.io/name":"\#(namespace)"}}}"#)
    private static let status = decoded(
        Ingress.self, #"{"status":{"loadBalancer":{"ingress":[{"ip":"198.51.100.251"}]}}}"#
    ).status
    static let statusElsewhere = decoded(
        Ingress.self, #"{"status":{"loadBalancer":{"ingress":[{"ip":"192.0.2.201"}]}}}"#
    ).status

    // MARK: What is needed

    /// Sources whose traffic goes through KubeLB, here and in another cluster of the tenant.
    var carriedSources: [ModelSource] { sources.values.filter(isCarried) + foreignSources.values }

    private func isCarried(_ source: ModelSource) -> Bool {
        if source.isTaken || source.kind == .httpRoute { return true }
        let held = Set(generated[source.generatedKey]?.status.addresses ?? [])
        return source.status.addresses.isEmpty || !held.isDisjoint(with: source.status.addresses)
    }

    /// Without a Route nothing of the management cluster is used yet.
    private func hasRoute(_ source: ModelSource) -> Bool { routes[source.metadata.uid] != nil }

    /// The object that a Route was written for.
    private static func source(of route: Route) -> ModelSource {
        var source = ModelSource.template(RouteKind(rawValue: route.source.kind) ?? .ingress)
        source.metadata = route.source.metadata
        return source
    }

    /// What is removed together with a Route.
    private func parts(of route: Route) -> Set<String> {
        let owned = generated.filter { $0.value.metadata.owners.contains { $0.uid == route.metadata.uid } }.keys
        let backend =
            route.source.kind == Gateway.kind
            ? [] : ["Service \(route.source.metadata.namespace)-\(route.source.metadata.name)-api"]
        return Set(owned).union(backend)
    }

    mutating func deleteOfLayerSeven(_ object: CleanupObject, because reason: String) -> APIError? {
        let found: ObjectMeta?
        let key = "\(object.kind) \(object.name)"
        switch object.kind {
        case Route.kind: found = routes[object.name]?.metadata
        case SyncSecret.kind: found = syncSecrets[object.name]?.metadata
        default: found = generated[key]?.metadata
        }
        guard let found else { return .notFound }
        guard found.uid == object.uid, found.resourceVersion == object.resourceVersion else {
            return .conflict("the object has been modified")
        }
        let isNeeded: Bool
        if object.kind == Route.kind, let route = routes[object.name] {
            let parts = parts(of: route)
            isNeeded = carriedSources.contains {
                $0.metadata.uid == object.name || hasRoute($0) && !parts.isDisjoint(with: $0.needs)
            }
            routes[object.name] = nil
            for part in parts {
                generated[part] = nil
                backends[String(part.drop { $0 != " " }.dropFirst())] = nil
            }
        } else if object.kind == SyncSecret.kind {
            isNeeded =
                tenantSecrets[object.name] != nil || foreignSecrets[object.name] != nil
                || generated.values.contains { $0.spec.tls.contains { $0.secretName == object.name } }
            syncSecrets[object.name] = nil
        } else {
            isNeeded = carriedSources.contains { hasRoute($0) && $0.needs.contains(key) }
            generated[key] = nil
        }
        if isNeeded { violations.append("\(object.reference), \(reason)") }
        return nil
    }

    // MARK: What is found

    /// Objects of Layer 7 that nobody needs and that are to be found.
    var orphansOfLayerSeven: Set<String> {
        // Whatever KubeLB carries, or has carried, keeps what bears its name.
        let users = sources.values.filter { $0.isTaken || !$0.metadata.finalizers.isEmpty }
        // So does every other Route: of its object nobody knows for sure that it is gone.
        let claimants = routes.values.map(Self.source)
        func isNeeded(_ parts: Set<String>, besides uid: String) -> Bool {
            (users + claimants).contains { $0.metadata.uid != uid && !parts.isDisjoint(with: $0.needs) }
        }
        func isServed(_ kind: String) -> Bool {
            kind == Ingress.kind || servesGatewayAPI && (kind != Gateway.kind || includesGateways)
        }
        var orphans: Set<String> = []
        for (uid, route) in routes where !isYoung(route.metadata) && isServed(route.source.kind) {
            let source = Self.source(of: route)
            var parts: Set<String> = [source.generatedKey]
            if let backend = source.backend { parts.insert("Service \(backend)") }
            if isNeeded(parts, besides: uid) || foreignSources[uid] != nil { continue }
            if let live = sources[uid] {
                if !live.isTaken, !isCarried(live) { orphans.insert(route.metadata.uid) }
            } else if isProvablyOwn(route.metadata.creationTimestamp) {
                orphans.insert(route.metadata.uid)
            }
        }
        for (key, object) in generated
        where object.metadata.owners.isEmpty && !isYoung(object.metadata)
            && isServed(object.kind.rawValue) && isProvablyOwn(object.metadata.creationTimestamp)
            && !isNeeded([key], besides: "")
        {
            orphans.insert(object.metadata.uid)
        }
        for (uid, secret) in syncSecrets
        where tenantSecrets[uid] == nil && foreignSecrets[uid] == nil && !isYoung(secret.metadata)
            && isProvablyOwn(secret.metadata.creationTimestamp)
        {
            let name = secret.metadata.labels[KubeLBNames.originNameLabel]
            let isReplaced = tenantSecrets.values.contains { $0.metadata.name == name }
            let isUsed = generated.values.contains { $0.spec.tls.contains { $0.secretName == uid } }
            if !isUsed, !isReplaced || includesReplaced { orphans.insert(secret.metadata.uid) }
        }
        return orphans
    }
}
