import KubeLB
import Kubernetes
import Topology

extension ReadPlan {
    /// What the first round leads to.
    func secondRound(_ side: ClusterSide, after topology: Topology) -> [PlannedRead] {
        switch (scope, side) {
        case (.everything, .tenant), (.fleet, _): []
        case (.everything, .management): tenantNamespace(topology, onlyUnread: true)
        case (.named, .tenant):
            unlabelled(side, topology) + otherControllers(topology) + endpoints(topology) + warnings(side, topology)
                + routeParts(topology) + routeEndpoints(topology)
        case (.named, .management):
            tenantNamespace(topology) + unlabelled(side, topology) + warnings(side, topology) + missingKinds(topology)
                + otherAddresses(topology) + balancerPods(topology) + announcers(topology)
                + generatedRoutes(topology)
        case (.all, .tenant):
            unlabelled(side, topology) + routeParts(topology) + gatewayBundle(side, topology)
                + enterprise(side, topology)
        case (.all, .management):
            tenantNamespace(topology) + unlabelled(side, topology) + missingKinds(topology)
                + generatedRoutes(topology) + gatewayBundle(side, topology) + enterprise(side, topology)
        }
    }

    /// What only the whole picture puts in question.
    func thirdRound(_ side: ClusterSide, after topology: Topology) -> [PlannedRead] {
        switch (scope, side) {
        case (.named, _), (.everything, _), (.fleet, _): []
        case (.all, .tenant):
            servicesOfOtherTypes(topology) + otherControllers(topology) + endpoints(topology) + warnings(side, topology)
                + routeEndpoints(topology)
        case (.all, .management):
            warnings(side, topology) + otherAddresses(topology) + balancerPods(topology)
                + announcers(topology) + routeFollowUp(topology)
        }
    }

    // MARK: The tenant's namespace in the management cluster

    /// Everything of the tenant's; all tenants' where the tenant is not known.
    ///
    /// With `onlyUnread`, only kinds that may not be read in all namespaces.
    private func tenantNamespace(_ topology: Topology, onlyUnread: Bool = false) -> [PlannedRead] {
        let namespace = topology.tenantNamespace
        let replaces = PlannedRead.Joining.replacesUnread
        var reads = [
            PlannedRead(.management, Addresses.self, query(namespace)),
            PlannedRead(.management, TenantState.self, query(namespace)),
            // Those of named objects were asked for in all namespaces, which the CCM's own credentials do not permit.
            PlannedRead(.management, Route.self, query(namespace), namespace == nil ? .adds : replaces),
            PlannedRead(.management, SyncSecret.self, query(namespace)),
            PlannedRead(.management, ResourceQuota.self, query(namespace)),
            PlannedRead(.management, NetworkPolicy.self, query(namespace)),
            PlannedRead(.management, ServiceAccount.self, query(namespace)),
            PlannedRead(.management, Role.self, query(namespace)),
            PlannedRead(.management, RoleBinding.self, query(namespace)),
            PlannedRead(.management, ConfigMap.self, namespace: "kube-public", name: "cluster-info"),
            PlannedRead(
                .management, Pod.self,
                query(namespace, labels: namespace.map { "\(KubeLBNames.appNameLabel)=\($0)" } ?? Self.envoyPods),
                onlyUnread ? replaces : .adds),
        ]
        reads += services(topology, onlyUnread ? replaces : .adds) + envoySlices(topology)
        if onlyUnread {
            guard namespace != nil else { return [] }
            reads += [
                PlannedRead(.management, LoadBalancer.self, query(namespace), replaces),
                PlannedRead(.management, Event.self, query(namespace), replaces),
            ]
            return reads.filter { topology.outcome(of: $0.input)?.isRefusal == true }
        }
        return reads + loadBalancers(topology) + Self.announcements + implementationKinds(topology)
    }

    /// The Services of the tenant's namespace; of named Services their own, by name: there may be thousands of others. Routes
    /// have Services of their own there.
    private func services(_ topology: Topology, _ joining: PlannedRead.Joining) -> [PlannedRead] {
        guard let namespace = topology.tenantNamespace else {
            return joining == .adds
                ? [PlannedRead(.management, Service.self, .loadBalancerServices(isPaged: names == nil))] : []
        }
        guard let names, routes.isEmpty else {
            return [PlannedRead(.management, Service.self, query(namespace), joining)]
        }
        return topology.exposures.filter { exposure in
            !exposure.service.metadata.uid.isEmpty && names.contains { $0.path == exposure.path }
        }.map { exposure in
            let name = KubeLBNames.envoyServiceName(forLoadBalancer: exposure.service.metadata.uid)
            return PlannedRead(.management, Service.self, namespace: namespace, name: name, joining)
        }
    }

    /// Who the endpoints of envoy Services are: usually the tenant's Envoy pods. Of all Services only slices that somebody else
    /// made, since there is one of the controller's for each.
    private func envoySlices(_ topology: Topology) -> [PlannedRead] {
        guard let namespace = topology.tenantNamespace else { return [] }
        guard let names else {
            let others = "\(EndpointSlice.managedByLabel)!=\(EndpointSlice.controller)"
            return [PlannedRead(.management, EndpointSlice.self, query(namespace, labels: others), .addsIfRead)]
        }
        return topology.exposures.filter { exposure in
            !exposure.service.metadata.uid.isEmpty && names.contains { $0.path == exposure.path }
        }.map { exposure in
            let service = KubeLBNames.envoyServiceName(forLoadBalancer: exposure.service.metadata.uid)
            return PlannedRead(
                .management, EndpointSlice.self, query(namespace, labels: Self.slices(of: service)), .addsIfRead)
        }
    }

    /// MetalLB's objects, which say how addresses are announced. Its kinds are not served in clusters without it.
    static let announcements = [
        PlannedRead(.management, IPAddressPool.self), PlannedRead(.management, L2Advertisement.self),
        PlannedRead(.management, BGPAdvertisement.self),
    ]

    /// Cilium's objects, which say which pools it has and how addresses are announced.
    static let ciliumKinds = [
        PlannedRead(.management, CiliumLoadBalancerIPPool.self),
        PlannedRead(.management, CiliumL2AnnouncementPolicy.self),
        PlannedRead(.management, CiliumBGPClusterConfig.self), PlannedRead(.management, CiliumBGPAdvertisement.self),
    ]

    /// The kinds of the load-balancer implementations that are installed.
    private func implementationKinds(_ topology: Topology) -> [PlannedRead] {
        let installed = Set(topology.loadBalancerWorkloads.map(\.implementation))
        let bindings = PlannedRead(.management, TargetGroupBinding.self, query(topology.tenantNamespace))
        return (installed.contains(.cilium) ? Self.ciliumKinds : []) + calico(topology)
            + (installed.contains(.awsLoadBalancerController) ? [bindings] : [])
    }

    /// Which addresses Calico advertises, if MetalLB has no speakers that would.
    private func calico(_ topology: Topology) -> [PlannedRead] {
        let metalLB = topology.loadBalancerWorkloads.filter { $0.implementation == .metalLB }.map(\.role)
        guard metalLB.contains(.controller), !metalLB.contains(.announcer), hasCalico(topology) else { return [] }
        return [PlannedRead(.management, BGPConfiguration.self, query(), .addsIfRead)]
    }

    private func loadBalancers(_ topology: Topology) -> [PlannedRead] {
        let namespace = topology.tenantNamespace
        guard let names else { return [PlannedRead(.management, LoadBalancer.self, query(namespace))] }
        guard let namespace else { return [] }
        var reads: [PlannedRead] = []
        if topology.outcome(of: .loadBalancers) != nil {
            // Not in all namespaces: with the CCM's own credentials only the tenant's may be read.
            reads += names.map { service in
                PlannedRead(
                    .management, LoadBalancer.self, query(namespace, labels: Self.origin(of: service)), .replacesUnread)
            }
        }
        // One whose labels are wrong or missing is found by its name.
        let unseen = topology.exposures.filter { exposure in
            exposure.loadBalancer.value == nil && !exposure.service.metadata.uid.isEmpty
                && names.contains { $0.path == exposure.path }
        }
        return reads
            + unseen.map { exposure in
                PlannedRead(
                    .management, LoadBalancer.self, namespace: namespace, name: exposure.service.metadata.uid,
                    reads.isEmpty ? .adds : .replacesUnread)
            }
    }

    // MARK: In question

    /// A controller without the chart's labels is recognised by its image.
    private func unlabelled(_ side: ClusterSide, _ topology: Topology) -> [PlannedRead] {
        let controller = side == .tenant ? topology.ccm : topology.manager
        guard case .absent = topology.deployment(of: controller) else { return [] }
        return [PlannedRead(side, Deployment.self, query())]
    }

    /// The controllers of the tenant cluster, if some of its Services may be another one's: those of a class that the CCM skips and
    /// that wait for an address, and those whose address is not that of their LoadBalancer.
    private func otherControllers(_ topology: Topology) -> [PlannedRead] {
        let inQuestion = asked(topology.exposures).filter { exposure in
            exposure.isTaken
                ? exposure.loadBalancer.value.map { ($0.status?.ingress ?? []).addresses != exposure.addresses }
                    ?? false
                : exposure.eligibility.value == .otherClass && exposure.service.loadBalancerClass != nil
                    && !exposure.isIgnored && exposure.addresses.isEmpty
        }
        guard !inQuestion.isEmpty else { return [] }
        let namespaces = Self.places(inQuestion.map(\.service.metadata.namespace))
        return [
            PlannedRead(.tenant, Deployment.self, query(), .addsIfRead),
            PlannedRead(.tenant, KubeControllersConfiguration.self, query(), .addsIfRead),
        ]
            + namespaces.map { PlannedRead(.tenant, Event.self, query($0, fields: Self.ofServices), .addsIfRead) }
    }

    /// The Services asked for that the CCM takes. For an object of Layer 7 others of its namespace are read, too.
    func taken(_ topology: Topology) -> [Exposure] { asked(topology.takenExposures) }

    private func asked(_ exposures: [Exposure]) -> [Exposure] {
        guard let names else { return exposures }
        return exposures.filter { exposure in names.contains { $0.path == exposure.path } }
    }

    /// Namespaces that are looked into one by one; from there on, all at once.
    static let namespaceLimit = 8

    /// Each of these namespaces once, or nil alone for all namespaces at once.
    static func places(_ namespaces: [String]) -> [String?] {
        let namespaces = namespaces.uniqued()
        return namespaces.count > namespaceLimit ? [nil] : namespaces
    }

    /// The DaemonSets of the management cluster that are one of these components.
    func daemonSets(of components: [SystemComponent], _ topology: Topology) -> [DaemonSet] {
        (topology.list(.management, DaemonSet.self).value?.items ?? []).filter { daemonSet in
            components.contains { $0.includes(labels: daemonSet.state.selector) }
        }
    }

    /// The pods behind Services without ready endpoints or with those that nobody updates, the Deployments that may want none,
    /// and the Events.
    private func endpoints(_ topology: Topology) -> [PlannedRead] {
        let unserved = taken(topology).filter {
            !($0.portsWithoutEndpoints ?? []).isEmpty || !$0.abandonedEndpoints.isEmpty
        }
        guard !unserved.isEmpty else { return [] }
        let namespaces = unserved.map(\.service.metadata.namespace).uniqued()
        guard namespaces.count <= Self.namespaceLimit else {
            return [
                PlannedRead(.tenant, Pod.self, query()),
                PlannedRead(.tenant, Event.self, query(fields: Self.warnings)),
            ]
        }
        return namespaces.flatMap { namespace in
            [
                PlannedRead(.tenant, Pod.self, query(namespace)),
                PlannedRead(.tenant, Deployment.self, query(namespace), .addsIfRead),
                PlannedRead(.tenant, Event.self, query(namespace, fields: Self.warnings)),
            ]
        }
    }

    /// Events where the controllers and the tenant's Envoy run: warnings, as others tell no more than what happened. Of the
    /// Services only where somebody asks for that.
    private func warnings(_ side: ClusterSide, _ topology: Topology) -> [PlannedRead] {
        if evidence.readsEvents {
            let pods =
                side == .tenant ? backendNamespaces(topology).map { PlannedRead(.tenant, Pod.self, query($0)) } : []
            return pods + eventQueries(side, topology).map { .events(side, $0) }
        }
        let controller = side == .tenant ? topology.ccm : topology.manager
        var namespaces = [controller.namespace]
        if side == .management, let namespace = topology.tenantNamespace { namespaces.append(namespace) }
        let events = namespaces.uniqued().map {
            PlannedRead(side, Event.self, query($0, fields: evidence.readsHistory ? nil : Self.warnings))
        }
        if side == .tenant { return evidence.readsHistory ? events + serviceEvents : events }
        // A later success of a load-balancer implementation ends its warning.
        guard !evidence.readsHistory, let namespace = topology.tenantNamespace else { return events }
        return events + [PlannedRead(.management, Event.self, query(namespace, fields: Self.ofServices))]
    }

    /// Where Events may be that are on the path of a Service.
    func eventQueries(_ side: ClusterSide, _ topology: Topology) -> [ListQuery] {
        switch side {
        case .management:
            return [topology.manager.namespace, topology.tenantNamespace].compactMap { $0 }.uniqued().map { query($0) }
        case .tenant:
            let backends = backendNamespaces(topology)
            if backends == [nil] { return [query()] }
            let namespaces = (backends + [topology.ccm.namespace]).uniqued()
            return namespaces.map { query($0) } + (namespaces.contains("default") ? [] : [Self.ofNodes])
        }
    }

    /// The namespaces of the Services asked for; nil alone for all namespaces at once.
    private func backendNamespaces(_ topology: Topology) -> [String?] {
        let named = names.map { $0.map(\.namespace) + routes.map(\.namespace) }
        return Self.places(named ?? topology.takenExposures.map(\.service.metadata.namespace))
    }

    /// Kubelets, the node controller and the node problem detector write Events of Nodes there.
    static let ofNodes = ListQuery(namespace: "default", fields: "involvedObject.kind=\(Node.kind)")

    static let ofServices = "involvedObject.kind=\(Service.kind)"

    private var serviceEvents: [PlannedRead] {
        let services = Self.ofServices
        guard let names else { return [PlannedRead(.tenant, Event.self, query(fields: services))] }
        return names.map { service in
            PlannedRead(
                .tenant, Event.self,
                query(service.namespace, fields: "\(services),involvedObject.name=\(service.name)"))
        }
            + routes.map { route in
                PlannedRead(
                    .tenant, Event.self, query(route.namespace, fields: "involvedObject.name=\(route.name)"))
            }
    }

    /// The definitions of KubeLB's kinds, where the server does not serve all of them.
    private func missingKinds(_ topology: Topology) -> [PlannedRead] {
        let served = topology.discovery(of: .management).value?.names ?? []
        guard !KubeLBNames.requiredResources.allSatisfy(served.contains) else { return [] }
        return [PlannedRead(.management, CustomResourceDefinition.self, query())]
    }

    /// Whether other Services of the management cluster have addresses, where none of the tenant's has one.
    private func otherAddresses(_ topology: Topology) -> [PlannedRead] {
        let carried = taken(topology).filter { $0.loadBalancer.value != nil }
        guard carried.contains(where: { ($0.loadBalancer.value?.status?.ingress ?? []).isEmpty }) else { return [] }
        // Not every load-balancer implementation has the labels by which the first round asks for them.
        return [
            PlannedRead(.management, Service.self, .loadBalancerServices(isPaged: names == nil)),
            PlannedRead(.management, Deployment.self, query()),
        ]
            + (hasCalico(topology)
                ? [PlannedRead(.management, KubeControllersConfiguration.self, query(), .addsIfRead)] : [])
    }

    private func hasCalico(_ topology: Topology) -> Bool {
        !daemonSets(of: [.calico], topology).isEmpty
    }

    /// The pods of load-balancer implementations of which none is Ready, or whose logs are in question.
    private func balancerPods(_ topology: Topology) -> [PlannedRead] {
        let waits = taken(topology).contains {
            $0.loadBalancer.value.map { ($0.status?.ingress ?? []).isEmpty } ?? false
        }
        let workloads =
            topology.loadBalancerWorkloads.filter { $0.isStopped || waits && $0.role != .server }
            + topology.balancersInQuestion
        let namespaces = workloads.map(\.metadata.namespace).uniqued()
        return namespaces.prefix(Self.namespaceLimit).map { PlannedRead(.management, Pod.self, query($0)) }
    }

    /// The pods of load-balancer implementations, whose logs may say that an address does not work; and those of all that
    /// announce addresses, if only some nodes may: those with an Envoy, or those that an advertisement selects.
    private func announcers(_ topology: Topology) -> [PlannedRead] {
        let inUse = taken(topology).contains { !($0.loadBalancer.value?.status?.ingress ?? []).isEmpty }
        let readsLogs = inUse && evidence.isRead && evidence.readsLogs
        let isChosen = choosesAnnouncers(topology)
        let workloads = topology.loadBalancerWorkloads.filter { workload in
            isChosen && workload.isMetalLBSpeaker || readsLogs && workload.role != .server && !workload.isStopped
        }
        return workloads.map {
            let labels = $0.state.selector.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            return PlannedRead(
                .management, Pod.self, query($0.metadata.namespace, labels: labels.joined(separator: ",")), .addsIfRead)
        }
    }

    /// Whether only some nodes may announce addresses.
    private func choosesAnnouncers(_ topology: Topology) -> Bool {
        let isLocal = taken(topology).contains { $0.service.externalTrafficPolicy == "Local" }
        let selections =
            (topology.list(.management, L2Advertisement.self).value?.items ?? []).map(\.selection)
            + (topology.list(.management, BGPAdvertisement.self).value?.items ?? []).map(\.selection)
        return isLocal || selections.contains { !$0.nodeSelectors.isEmpty }
    }

    /// A Service that was turned into another type is in no list of LoadBalancer Services: before a LoadBalancer without a
    /// Service is taken for left behind, all Services are read.
    private func servicesOfOtherTypes(_ topology: Topology) -> [PlannedRead] {
        guard let loadBalancers = topology.loadBalancers.value else { return [] }
        let known = Set((topology.list(.tenant, Service.self).value?.items ?? []).map(\.metadata.uid))
        guard loadBalancers.contains(where: { !known.contains($0.metadata.name) }) else { return [] }
        return [PlannedRead(.tenant, Service.self, query())]
    }
}

extension LoadBalancerWorkload {
    fileprivate var isMetalLBSpeaker: Bool { role == .announcer && implementation == .metalLB }
}

extension UnknownReason {
    fileprivate var isRefusal: Bool {
        if case .forbidden = self { true } else { false }
    }
}
