import KubeLB
import Kubernetes
import Topology

/// Layer 7. Of named objects everything is read in two rounds, with a constant number of requests. Otherwise the first round
/// finds the objects, and the rest is read only if KubeLB has to do with any of them.
extension ReadPlan {
    struct RouteName: Sendable, Hashable {
        let kind: RouteKind
        let namespace: String
        let name: String
    }

    /// What is read for objects of Layer 7 alone.
    static let layerSevenInputs =
        Input.routeSources + Input.generatedRoutes + [
            .tenantIngressClasses, .tenantGatewayClasses, .tenantSecrets, .tenantSyncSecrets, .tenantResourceQuotas,
            .tenantSecurityPolicies, .tenantTCPRoutes, .tenantTLSRoutes, .tenantUDPRoutes, .tenantBackendTLSPolicies,
            .tenantBackendTrafficPolicies, .tenantClientTrafficPolicies, .managementIngressClasses,
            .managementGatewayClasses, .managementSecurityPolicies, .managementBackendTrafficPolicies,
            .managementClientTrafficPolicies, .managementSecrets, .certificates, .tenantReferenceGrants,
            .tenantCustomResourceDefinitions,
        ] + Input.issuance + Input.admission

    private var includesRoutes: Bool { names != nil ? !routes.isEmpty : readsRoutes }

    // MARK: The first round

    var tenantRoutes: [PlannedRead] {
        guard names == nil else { return namedRoutes }
        guard readsRoutes else { return [] }
        return [
            PlannedRead(.tenant, Ingress.self, query()), PlannedRead(.tenant, IngressClass.self, query()),
            .gatewayKinds(.tenant, query()),
        ]
    }

    private var namedRoutes: [PlannedRead] {
        routes.map(source) + classes(.tenant)
            + (routes.contains { $0.kind.hasParent } ? [gateways(named: KubeLBNames.gatewayName)] : [])
            + routes.map(\.namespace).uniqued().flatMap { parts(in: $0, readsSlices: true) }
    }

    private func source(_ route: RouteName) -> PlannedRead {
        func get<Item: KubernetesObject>(_ kind: Item.Type) -> PlannedRead {
            PlannedRead(.tenant, kind, namespace: route.namespace, name: route.name)
        }
        return switch route.kind {
        case .ingress: get(Ingress.self)
        // KubeLB takes all Gateways of a name for one.
        case .gateway: gateways(named: route.name)
        case .httpRoute: get(HTTPRoute.self)
        case .grpcRoute: get(GRPCRoute.self)
        }
    }

    private func gateways(named name: String) -> PlannedRead {
        PlannedRead(.tenant, Gateway.self, query(fields: Self.named(name)))
    }

    /// The classes of named objects.
    func classes(_ side: ClusterSide) -> [PlannedRead] {
        var reads: [PlannedRead] = []
        if routes.contains(where: { $0.kind == .ingress }) {
            reads.append(PlannedRead(side, IngressClass.self, query()))
        }
        if routes.contains(where: { $0.kind != .ingress }) {
            reads.append(PlannedRead(side, GatewayClass.self, query()))
        }
        return reads
    }

    /// By the labels that the CCM writes, as for LoadBalancers; with that of the route's Gateway, since without it the CCM would
    /// look as if it had not created one, and its logs and permissions would be read.
    var originRoutes: [PlannedRead] {
        routes.map { route in
            let isBehindGateway = route.kind.hasParent && route.name != KubeLBNames.gatewayName
            let labels =
                isBehindGateway
                ? "\(KubeLBNames.originNamespaceLabel)=\(route.namespace),"
                    + "\(KubeLBNames.originNameLabel) in (\(KubeLBNames.gatewayName),\(route.name))"
                : Self.origin(route.namespace, route.name)
            return PlannedRead(.management, Route.self, query(labels: labels))
        }
    }

    /// What objects of Layer 7 in a namespace refer to. All Services: of those that were not read, none is missing.
    private func parts(in namespace: String?, readsSlices: Bool) -> [PlannedRead] {
        [
            PlannedRead(.tenant, Service.self, query(namespace)),
            PlannedRead(.tenant, SecretMetadata.self, query(namespace)),
            PlannedRead(.tenant, SyncSecret.self, query(namespace)),
            PlannedRead(.tenant, ResourceQuota.self, query(namespace)),
        ] + (readsSlices ? [PlannedRead(.tenant, EndpointSlice.self, query(namespace))] : [])
    }

    // MARK: The second round

    /// What the objects of Layer 7 refer to in the tenant cluster.
    func routeParts(_ topology: Topology) -> [PlannedRead] {
        guard includesRoutes else { return [] }
        let exposures = topology.routesInQuestion
        let known = Set(names == nil ? [] : routes.map(\.namespace))
        let namespaces = (exposures.map(\.source.metadata.namespace) + exposures.flatMap(\.backends).map(\.namespace))
            .uniqued().filter { !known.contains($0) }
        // All slices have been read unless objects are named.
        let readsSlices = names != nil
        let policies = names == nil && exposures.contains { $0.kind != .ingress } ? Self.uncarried : []
        let others =
            policies + otherControllers(topology) + (names == nil ? [] : topology.routeExposures.flatMap(related))
        if namespaces.count > Self.namespaceLimit { return parts(in: nil, readsSlices: readsSlices) + others }
        return namespaces.flatMap { parts(in: $0, readsSlices: readsSlices) } + others
    }

    /// What a named object is judged by beside what it refers to: a parent of another name, and what was converted to it or
    /// from it.
    private func related(to exposure: RouteExposure) -> [PlannedRead] {
        let source = exposure.source
        let parents = source.spec.parentRefs.map(\.name).uniqued().filter {
            $0 != KubeLBNames.gatewayName && !$0.isEmpty
        }
        var reads = parents.prefix(Self.namespaceLimit).map(gateways(named:))
        let own = source.conversionName
        if source.metadata.annotations[KubeLBNames.conversionStatusAnnotation] != nil, own.utf8.count <= 63 {
            let converted = query(labels: "\(KubeLBNames.sourceIngressLabel)=\(own)")
            reads += [
                PlannedRead(.tenant, HTTPRoute.self, converted), PlannedRead(.tenant, GRPCRoute.self, converted),
            ]
            // The first round has read it if a route is named, too.
            if !routes.contains(where: \.kind.hasParent) { reads.append(gateways(named: KubeLBNames.gatewayName)) }
        }
        // Namespaces contain no dot.
        let origin = source.metadata.labels[KubeLBNames.sourceIngressLabel] ?? ""
        if let dot = origin.lastIndex(of: ".") {
            let namespace = String(origin[origin.index(after: dot)...])
            reads.append(
                PlannedRead(.tenant, Ingress.self, namespace: namespace, name: String(origin[..<dot])))
        }
        return reads
    }

    /// What may serve Ingresses beside KubeLB, if the CCM takes those of every class. Where it is unlabelled it is not seen.
    private func otherControllers(_ topology: Topology) -> [PlannedRead] {
        guard topology.settings.value?.usesIngressClass == false,
            topology.takenRoutes.contains(where: {
                $0.kind == .ingress && $0.source.className != KubeLBNames.ingressClass
            })
        else { return [] }
        return [
            PlannedRead(.tenant, Deployment.self, query(labels: Self.apps(RoutingImplementation.appNames)), .addsIfRead)
        ]
    }

    /// The pods behind backends without a ready endpoint: of those that were not read, none is missing.
    func routeEndpoints(_ topology: Topology) -> [PlannedRead] {
        guard includesRoutes else { return [] }
        let unserved = topology.takenRoutes.flatMap(\.backends).filter { $0.readyEndpoints == 0 }
        let namespaces = Self.places(unserved.map(\.namespace))
        return namespaces.flatMap {
            [
                PlannedRead(.tenant, Pod.self, query($0)),
                PlannedRead(.tenant, Deployment.self, query($0), .addsIfRead),
                PlannedRead(.tenant, Event.self, query($0, fields: Self.warnings)),
            ]
        }
    }

    /// What may keep traffic from the pods of backends for which Envoy finds no node.
    func routePolicies(_ topology: Topology) -> [PlannedRead] {
        guard includesRoutes else { return [] }
        let unserved = topology.takenRoutes.filter { topology.upstreams(of: $0).contains { $0.healthy == 0 } }
        let namespaces = Self.places(unserved.flatMap(\.backends).map(\.namespace))
        return namespaces.flatMap {
            [
                PlannedRead(.tenant, Pod.self, query($0), .addsIfRead),
                PlannedRead(.tenant, NetworkPolicy.self, query($0)),
            ]
        }
    }

    /// What acts on Gateways and routes, and KubeLB does not pass on.
    private static let uncarried = [
        PlannedRead(.tenant, SecurityPolicy.self), PlannedRead(.tenant, TCPRoute.self),
        PlannedRead(.tenant, TLSRoute.self), PlannedRead(.tenant, UDPRoute.self),
        PlannedRead(.tenant, BackendTLSPolicy.self), PlannedRead(.tenant, BackendTrafficPolicy.self),
        PlannedRead(.tenant, ClientTrafficPolicy.self),
    ]

    /// What the manager makes of them, and who serves it.
    func generatedRoutes(_ topology: Topology) -> [PlannedRead] {
        guard includesRoutes, let namespace = topology.tenantNamespace, !topology.routesInQuestion.isEmpty else {
            return []
        }
        let asksForCertificates = topology.routesInQuestion.contains { exposure in
            exposure.source.metadata.annotations.keys.contains { $0.hasPrefix("cert-manager.io/") }
        }
        let policies =
            names == nil && topology.routesInQuestion.contains { $0.kind != .ingress } ? policies(in: namespace) : []
        return generated(in: namespace) + policies + proxies(of: namespace, topology)
            + (names != nil && asksForCertificates ? issuance(in: namespace) : [])
    }

    /// What acts on generated Gateways and routes.
    private func policies(in namespace: String) -> [PlannedRead] {
        [
            PlannedRead(.management, SecurityPolicy.self, query(namespace)),
            PlannedRead(.management, BackendTrafficPolicy.self, query(namespace)),
            PlannedRead(.management, ClientTrafficPolicy.self, query(namespace)),
        ]
    }

    /// Why cert-manager does not issue a certificate.
    private func issuance(in namespace: String) -> [PlannedRead] {
        [
            PlannedRead(.management, ClusterIssuer.self, query()),
            PlannedRead(.management, Issuer.self, query(namespace)),
            PlannedRead(.management, CertificateRequest.self, query(namespace)),
            PlannedRead(.management, ACMEOrder.self, query(namespace)),
            PlannedRead(.management, ACMEChallenge.self, query(namespace)),
        ]
    }

    private func generated(in namespace: String) -> [PlannedRead] {
        var reads = [
            PlannedRead(.management, SecretMetadata.self, query(namespace)),
            PlannedRead(.management, Certificate.self, query(namespace)),
            PlannedRead(.management, Ingress.self, query(namespace)),
        ]
        if names == nil { reads.append(PlannedRead(.management, IngressClass.self, query())) }
        // A host may be taken by an object of another kind.
        return reads + [.gatewayKinds(.management, query(namespace), readsClasses: names == nil)]
    }

    /// The controllers that serve classes, and what carries the traffic for them.
    private func proxies(of namespace: String, _ topology: Topology) -> [PlannedRead] {
        let ofTenant = "\(RoutingImplementation.owningGatewayNamespaceLabel)=\(namespace)"
        var reads = [
            PlannedRead(.management, Service.self, query(labels: ofTenant)),
            PlannedRead(.management, Deployment.self, query(labels: ofTenant)),
            PlannedRead(.management, Pod.self, query(labels: ofTenant), .addsIfRead),
            PlannedRead(
                .management, Deployment.self, query(namespace, labels: RoutingImplementation.gatewayNameLabel)),
            PlannedRead(
                .management, Pod.self, query(namespace, labels: RoutingImplementation.gatewayNameLabel), .addsIfRead),
            PlannedRead(.management, Service.self, query(labels: Self.apps(RoutingImplementation.appNames))),
        ]
        if names == nil {
            reads.append(
                PlannedRead(
                    .management, Deployment.self,
                    query(labels: Self.apps(RoutingImplementation.appNames + RoutingImplementation.helpers))))
            return reads
        }
        return reads + unseenControllers(topology) + proxyEvents(topology) + controllerPods(topology)
    }

    /// The pods of controllers whose logs are read; those of a Gateway's proxies are read by their labels.
    private func controllerPods(_ topology: Topology) -> [PlannedRead] {
        guard evidence.readsLogs else { return [] }
        let namespaces = topology.loggingControllers.filter { !$0.isProxy }.map(\.metadata.namespace).uniqued()
        return namespaces.prefix(Self.namespaceLimit).map { PlannedRead(.management, Pod.self, query($0), .addsIfRead) }
    }

    /// Not every controller has the labels by which it is asked for: before one is said not to run, all are read.
    private func unseenControllers(_ topology: Topology) -> [PlannedRead] {
        topology.hasUnseenRoutingController ? [PlannedRead(.management, Deployment.self, query())] : []
    }

    private func proxyEvents(_ topology: Topology) -> [PlannedRead] {
        topology.routingControllerNamespaces.prefix(Self.namespaceLimit).map {
            PlannedRead(.management, Event.self, query($0, fields: Self.ofServices))
        }
    }

    // MARK: The third round

    /// What only the classes and the Routes put in question.
    func routeFollowUp(_ topology: Topology) -> [PlannedRead] {
        guard readsRoutes, let namespace = topology.tenantNamespace else { return [] }
        // Of Routes without a source the manager may still serve what it made.
        let isUnread = topology.outcome(of: .managementIngresses) == .notCollected
        if isUnread { return topology.orphanedRoutes.isEmpty ? [] : generated(in: namespace) }
        let pending = (topology.inTenantNamespace(Certificate.self).value ?? []).contains {
            $0.ready?.status != "True"
        }
        let isRefused = topology.takenRoutes.contains(where: \.isUnapplied)
        return unseenControllers(topology) + proxyEvents(topology) + controllerPods(topology)
            + (pending ? issuance(in: namespace) : [])
            + (isRefused ? Self.admission : [])
    }

    /// What may keep the manager from applying a generated object, and the fields that its API server knows.
    private static let admission = [
        PlannedRead(.management, ValidatingAdmissionPolicy.self),
        PlannedRead(.management, ValidatingAdmissionPolicyBinding.self),
        PlannedRead(.management, ValidatingWebhookConfiguration.self),
        PlannedRead(.management, CustomResourceDefinition.self),
        // Kyverno reports what it blocks in the namespace default.
        PlannedRead(.management, Event.self, ListQuery(fields: "reason=PolicyViolation"), .addsIfRead),
    ]
}

extension PlannedRead {
    /// The kinds of the Gateway API that the server serves. It is asked first, for named objects in the round before: a 404 for
    /// a list proves nothing, and asking for each kind on its own would cost more.
    static func gatewayKinds(_ side: ClusterSide, _ query: ListQuery, readsClasses: Bool = true) -> PlannedRead {
        PlannedRead(input: Input(side, Gateway.self)) { client, raw in
            let served = await client.servedResources(group: RouteKind.gateway.group, version: Gateway.version)
            async let gateways = ifServed(PlannedRead(side, Gateway.self, query), Gateway.self, served, client, raw)
            async let httpRoutes = ifServed(
                PlannedRead(side, HTTPRoute.self, query), HTTPRoute.self, served, client, raw)
            async let grpcRoutes = ifServed(
                PlannedRead(side, GRPCRoute.self, query), GRPCRoute.self, served, client, raw)
            var parts = [await gateways, await httpRoutes, await grpcRoutes]
            if readsClasses {
                parts.append(
                    await ifServed(PlannedRead(side, GatewayClass.self), GatewayClass.self, served, client, raw))
            }
            return { [parts] observation in parts.forEach { $0(&observation) } }
        }
    }

    private static func ifServed<Item: KubernetesObject>(
        _ read: PlannedRead, _ kind: Item.Type, _ served: Observed<ServedResources>, _ client: APIClient,
        _ raw: RawAnswers?
    ) async -> Part {
        let isServed: Bool
        switch served {
        case .absent: isServed = false
        case .present(let resources):
            isServed = resources.names.contains(String(Item.resource.prefix { $0 != "." }))
        // The list itself says which permission is missing.
        case .forbidden, .notCollected: isServed = true
        // A server that does not respond is not asked twice.
        case .failed(let reason): return part(read.input.side, Observed<ObjectList<Item>>.failed(reason), .adds)
        }
        guard isServed else { return part(read.input.side, Observed<ObjectList<Item>>.absent, .adds) }
        return await read.run(client, raw)
    }
}
