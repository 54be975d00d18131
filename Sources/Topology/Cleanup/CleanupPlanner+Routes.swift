import KubeLB
import Kubernetes

extension CleanupPlanner {
    /// KLC-X007 and X008: Routes whose object is gone, or is no longer handled by the CCM.
    ///
    /// `doubt` says why one may belong to another cluster.
    func routes(doubt: (ObjectMeta) -> String?) -> [CleanupCandidate] {
        ownRoutes.filter { !$0.metadata.isBeingDeleted }.compactMap { route in
            if sources[route.metadata.name] != nil { return noLongerHandled(route) }
            guard let labels = route.originLabels else {
                return candidate(.keep, "X007", route, reason: "it has no origin labels")
            }
            let source = route.source
            let kind = RouteKind(rawValue: source.kind)
            if kind.map(sources.isUnread) == true { return nil }
            let isReplaced = sources.all.contains {
                $0.kind.rawValue == source.kind && $0.metadata.path == source.metadata.path
            }
            let hosts = source.spec.hosts
            let served = hosts.isEmpty ? "" : "; hosts still served: \(hosts.joined(separator: ", "))"
            return judged(
                candidate(
                    .delete, "X007", route,
                    reason: "\(source.kind) \(isReplaced ? "was recreated with another UID" : "gone")\(served)"),
                unless: odd(route, labels),
                kind == nil
                    ? "KubeLB's \(source.kind) cannot be checked; find it by its UID in the tenant cluster: kubectl get "
                        + "\(source.kind.lowercased()) -A -o custom-columns=UID:.metadata.uid" : nil,
                kind.flatMap(sources.doubt), needsGateways(source.kind), sources.doubtAboutUsers,
                users.user(of: route), doubt(route.metadata), kind.flatMap(collector))
        }
    }

    /// The object exists, and its class or parent keeps the CCM from handling it. It is this cluster's beyond doubt.
    private func noLongerHandled(_ route: Route) -> CleanupCandidate? {
        let uid = route.metadata.name
        guard let exposure = topology.routeExposures.first(where: { $0.source.metadata.uid == uid }),
            exposure.isLeftBehind
        else { return nil }
        let source = exposure.source
        let change =
            source.kind.hasParent
            ? "no longer has the one parent \(KubeLBNames.gatewayName)"
            : "now has \(source.className.map { "class \($0)" } ?? "no class")"
        // As long as nobody else gives it an address, traffic may come this way.
        let shown = Set(source.status.addresses)
        let isServedElsewhere =
            !source.kind.hasParent && !shown.isEmpty
            && shown.isDisjoint(with: exposure.generatedStatus?.addresses ?? [])
        return judged(
            candidate(
                .delete, "X008", route, of: source.metadata,
                reason: "\(source.kind.rawValue) \(change), so the CCM no longer handles it"),
            unless: isServedElsewhere ? nil : "it may still carry the traffic of its hosts",
            needsGateways(source.kind.rawValue), sources.doubtAboutUsers, users.user(of: route))
    }

    /// The address of a Gateway may not be available again.
    func needsGateways(_ kind: String) -> String? {
        kind == RouteKind.gateway.rawValue && !options.includesGateways
            ? "needs --include-gateways, because its address is released" : nil
    }

    /// That the CCM deletes such Routes itself (KubeLB v1.5.0, #570), if its controller for the kind runs.
    private func collector(_ kind: RouteKind) -> String? {
        topology.settings.value.flatMap { $0.argument(against: kind) } == nil ? collector : nil
    }

    /// What the CCM would not have written.
    private func odd(_ route: Route, _ labels: (namespace: String, name: String)) -> String? {
        let metadata = route.metadata
        let source = route.source
        guard Self.isUID(metadata.name) else { return "its name is not a UID, so the CCM did not write it" }
        let kind = metadata.labels[KubeLBNames.originKindLabel]?.prefix { $0 != "." }
        guard labels == (source.metadata.namespace, source.metadata.name), kind.map({ $0 == source.kind }) ?? true,
            metadata.labels[KubeLBNames.managedByLabel] == "kubelb",
            source.metadata.uid.isEmpty || source.metadata.uid == metadata.name
        else { return "its labels and its source name different objects" }
        return nil
    }

    private func candidate(
        _ verdict: CleanupCandidate.Verdict, _ code: String, _ route: Route, of source: ObjectMeta? = nil,
        reason: String
    ) -> CleanupCandidate {
        var candidate = CleanupCandidate(
            verdict, code, CleanupObject(.management, route), originKind: route.source.kind,
            origin: source?.path ?? route.originLabels.map { "\($0.namespace)/\($0.name)" },
            originUID: route.metadata.name, reason: reason)
        // Those of an Ingress are its controller's.
        if route.source.kind == RouteKind.gateway.rawValue {
            candidate.addresses = route.generated?.status.addresses ?? []
        }
        candidate.created = route.metadata.creationTimestamp
        return candidate
    }

    // MARK: Stuck

    /// KLC-P007, P008, K008 and X008: finalizers that block a deletion, or that nothing removes.
    func stuckRoutes() -> [CleanupCandidate] {
        let held = ownRoutes.compactMap { route in
            stuck(
                "P008", CleanupObject(.management, route), route.metadata,
                "deletion blocked by \(route.metadata.finalizers.joined(separator: ", ")), which the manager must remove; "
                    + "as a last resort, use --remove-finalizers route/\(route.metadata.name)")
        }
        return held + topology.routeExposures.compactMap(stuckSource) + stuckSecrets()
    }

    private func stuckSource(_ exposure: RouteExposure) -> CleanupCandidate? {
        guard exposure.isSourceVisible, exposure.hasFinalizer else { return nil }
        let source = exposure.source
        let metadata = source.metadata
        let object = CleanupObject(.tenant, source)
        let command =
            "--remove-finalizers \(source.kind.rawValue.lowercased())/\(metadata.name) -n \(metadata.namespace)"
        if metadata.isBeingDeleted {
            let why =
                exposure.selection.value.map { $0 == .taken } ?? true
                ? "" : "; the CCM no longer handles the \(source.kind.rawValue)"
            return stuck(
                "P007", object, metadata,
                "deletion blocked by KubeLB's finalizer, which the CCM must remove\(why); as a last resort, use \(command)"
            )
        }
        guard exposure.isLeftBehind, case .absent = exposure.route else { return nil }
        return stuckCandidate(
            "X008", object, origin: nil, metadata,
            "no longer handled by KubeLB, but still has its finalizer, which nothing removes: use \(command)")
    }

    private func stuckSecrets() -> [CleanupCandidate] {
        let secrets = topology.list(.tenant, SecretMetadata.self).value?.items ?? []
        let kubectl = "the CCM must remove; restart the CCM, or restore the label \(KubeLBNames.managedByLabel)=kubelb"
        let found = secrets.filter { $0.metadata.finalizers.contains(KubeLBNames.cleanupFinalizer) }.compactMap {
            stuck(
                "K008", CleanupObject(.tenant, $0), $0.metadata,
                "deletion blocked by KubeLB's finalizer, which \(kubectl)")
        }
        func syncSecrets(_ side: ClusterSide, _ owner: String) -> [CleanupCandidate] {
            (topology.list(side, SyncSecret.self).value?.items ?? []).filter {
                side == .tenant || $0.metadata.namespace == topology.tenantNamespace
            }.compactMap {
                stuck(
                    "K008", CleanupObject(side, $0), $0.metadata,
                    "deletion blocked by \($0.metadata.finalizers.joined(separator: ", ")), which the \(owner) must remove"
                )
            }
        }
        return found + syncSecrets(.tenant, "CCM") + syncSecrets(.management, "manager")
    }

    private func stuck(
        _ code: String, _ object: CleanupObject, _ metadata: ObjectMeta, _ reason: String
    ) -> CleanupCandidate? {
        guard let since = metadata.deletionTimestamp, !metadata.finalizers.isEmpty, isOverdue(since) else { return nil }
        return stuckCandidate(code, object, origin: nil, metadata, reason)
    }
}

extension Route {
    /// The namespace and name of its object by the labels that the CCM writes; nil unless it has both.
    package var originLabels: (namespace: String, name: String)? {
        guard let namespace = metadata.labels[KubeLBNames.originNamespaceLabel],
            let name = metadata.labels[KubeLBNames.originNameLabel]
        else { return nil }
        return (namespace, name)
    }
}
