import KubeLB
import Kubernetes
import Topology
import Transport

extension ReadPlan {
    /// What statistics and the CCM's state put in question: why nodes do not answer, or names do not resolve. Of healthy
    /// clusters none of it is read.
    func followUp(_ side: ClusterSide, after topology: Topology) -> [PlannedRead] {
        let claims = (side == .management ? hostClaims(topology) : []) + identity(topology, side)
        guard evidence.isRead, scope != .everything else { return claims }
        switch side {
        case .tenant:
            return claims + nodePorts(topology) + proxyHeaderReaders(topology) + routePolicies(topology)
                + ccmNetwork(topology)
                + controlPlane(.tenant, topology)
                + machines(topology) + secretPlugins(topology) + meshes(topology) + secretMakers(.tenant, topology)
        case .management:
            let isCutOff = topology.envoys.contains(where: \.statistics.isDisconnected)
            return claims + (isCutOff ? dns(.management) : []) + announcementLeases(topology)
                + controlPlane(.management, topology) + managementNodes(topology) + autoscaling(topology)
                + otherLoadBalancers(topology) + ciliumSettings(topology) + cleanUps(topology)
                + proxyMode(topology)
                + balancerSwitches(topology) + (isCutOff ? meshPolicies(topology) + mutualTLS(topology) : [])
                + secretMakers(.management, topology)
        }
    }

    /// Whether both sides are one cluster, if one of KubeLB's programs is in neither.
    private func identity(_ topology: Topology, _ side: ClusterSide) -> [PlannedRead] {
        let controllers = [topology.deployment(of: topology.ccm), topology.deployment(of: topology.manager)]
        guard controllers.contains(where: { if case .absent = $0 { true } else { false } }), scope != .everything else {
            return []
        }
        return [PlannedRead(side, Namespace.self, query(fields: Self.named("kube-system")), .addsIfRead)]
            + (side == .tenant ? [namespaceOfCCM(topology)] : [])
    }

    /// A namespace that is being deleted keeps the CCM from being installed again.
    private func namespaceOfCCM(_ topology: Topology) -> PlannedRead {
        PlannedRead(.tenant, Namespace.self, query(fields: Self.named(topology.ccm.namespace)), .addsIfRead)
    }

    /// Why nodes of the management cluster lose or ignore traffic: the pods of a kube-proxy that does not run everywhere, and
    /// Events about nodes if health checks of an Envoy fail or a node lacks its network.
    private func managementNodes(_ topology: Topology) -> [PlannedRead] {
        let isIncomplete = daemonSets(of: SystemComponent.kubeProxy, topology).contains {
            $0.state.ready < $0.state.desired
        }
        let nodes = topology.list(.management, Node.self).value?.items ?? []
        let failsChecks =
            topology.envoys.contains(where: \.statistics.failsChecks)
            || nodes.contains { $0.networkUnavailable != nil }
        return (isIncomplete ? systemPods(.management, SystemComponent.kubeProxy) : [])
            + (failsChecks ? [PlannedRead(.management, Event.self, Self.ofNodes, .addsIfRead)] : [])
    }

    /// Events about a Deployment of Envoy that was scaled or rolled out often, and about who scales it.
    private func autoscaling(_ topology: Topology) -> [PlannedRead] {
        guard let workload = topology.envoyWorkload.value, workload.isScaledOften || workload.isRolledOutOften else {
            return []
        }
        return [EnvoyWorkload.autoscalerKind, Deployment.kind].map { kind in
            PlannedRead(
                .management, Event.self, query(workload.metadata.namespace, fields: "involvedObject.kind=\(kind)"),
                .addsIfRead)
        }
    }

    /// The tenant's other LoadBalancers, if Envoy's configuration is not complete: one of them may stall all of them.
    private func otherLoadBalancers(_ topology: Topology) -> [PlannedRead] {
        guard names != nil, let namespace = topology.tenantNamespace else { return [] }
        let isIncomplete = taken(topology).contains { exposure in
            topology.upstreams(of: exposure).contains { $0.views.contains { $0.state == .missing } }
        }
        return isIncomplete ? [PlannedRead(.management, LoadBalancer.self, query(namespace), .addsIfRead)] : []
    }

    /// The Ingresses of all tenants, if the manager could not create one: another tenant's may have its host.
    private func hostClaims(_ topology: Topology) -> [PlannedRead] {
        let isRejected = topology.takenRoutes.contains { exposure in
            guard exposure.kind == .ingress, exposure.route.value?.isAccepted == true else { return false }
            if case .absent = exposure.generated { return true }
            return false
        }
        return isRejected && scope != .everything ? [PlannedRead(.management, Ingress.self, query(), .addsIfRead)] : []
    }

    /// The Leases by which Cilium's agents agree on who announces an address, of Services that ask for that.
    private func announcementLeases(_ topology: Topology) -> [PlannedRead] {
        let policies = topology.list(.management, CiliumL2AnnouncementPolicy.self).value?.items ?? []
        let usesPolicies = policies.contains(where: \.announcesLoadBalancers)
        let names = taken(topology).compactMap(\.envoyService.value)
            .filter {
                $0.loadBalancerClass == CiliumL2AnnouncementPolicy.loadBalancerClass
                    || $0.externalTrafficPolicy == "Local" && usesPolicies
            }
            .map { CiliumL2AnnouncementPolicy.leaseName(for: $0) }
        guard names.count <= Self.namespaceLimit else {
            return [PlannedRead(.management, Lease.self, query("kube-system"), .addsIfRead)]
        }
        return names.map { PlannedRead(.management, Lease.self, query(fields: Self.named($0)), .addsIfRead) }
    }

    /// Events of policies that delete objects, if an envoy Service was recreated. A Service by name costs two rounds and no more.
    private func cleanUps(_ topology: Topology) -> [PlannedRead] {
        guard names == nil, taken(topology).contains(where: { $0.envoyServiceRecreated != nil }) else { return [] }
        return [
            PlannedRead(
                .management, Event.self, query("default", fields: "involvedObject.kind=ClusterCleanupPolicy"),
                .addsIfRead)
        ]
    }

    /// Which connections the manager accepts, if it is in the mesh of Istio.
    private func meshPolicies(_ topology: Topology) -> [PlannedRead] {
        guard let manager = topology.pods(of: topology.manager).value?.first(where: \.isInIstio) else { return [] }
        return [manager.metadata.namespace, ServiceMesh.istioNamespace].uniqued().map {
            PlannedRead(.management, AuthorizationPolicy.self, query($0), .addsIfRead)
        }
    }

    /// Whether the Avi Kubernetes Operator, which no workload that is read belongs to, is told not to serve Services: if some wait
    /// for an address and no other implementation is known.
    private func balancerSwitches(_ topology: Topology) -> [PlannedRead] {
        let waits = taken(topology).compactMap(\.envoyService.value).contains {
            $0.isLoadBalancer && $0.ingress.isEmpty
        }
        guard waits, !topology.loadBalancerWorkloads.contains(where: { $0.role == .controller }) else { return [] }
        let map = LoadBalancerImplementation.aviConfigMap
        return [
            PlannedRead(.management, ConfigMap.self, query(map.namespace, fields: Self.named(map.name)), .addsIfRead)
        ]
    }

    /// Which ways to announce addresses are switched on in Cilium, if it announces some of the tenant's.
    private func ciliumSettings(_ topology: Topology) -> [PlannedRead] {
        guard
            let agents = topology.balancersInUse.first(where: { $0.implementation == .cilium && $0.role == .announcer }
            ),
            topology.list(.management, CiliumL2AnnouncementPolicy.self).value?.items.isEmpty == false
                || topology.list(.management, CiliumBGPClusterConfig.self).value?.items.isEmpty == false
        else { return [] }
        return [
            PlannedRead(
                .management, ConfigMap.self,
                query(agents.metadata.namespace, fields: Self.named(Topology.ciliumConfigMap)),
                .addsIfRead)
        ]
    }

    /// The settings of kube-proxy, if a cloud's load balancer has a private address, or MetalLB or kube-vip announces addresses: in
    /// one mode nodes take these for their own.
    private func proxyMode(_ topology: Topology) -> [PlannedRead] {
        let addresses = taken(topology).compactMap(\.envoyService.value).flatMap(\.ingress).compactMap(\.ip)
        let workloads = topology.loadBalancerWorkloads
        let isBound =
            workloads.contains { $0.implementation == .cloudController }
            && addresses.contains { IPAddress($0)?.isPrivate == true }
        let isAnnounced =
            workloads.contains { [.metalLB, .kubeVIP].contains($0.implementation) && $0.role == .announcer }
            && !addresses.isEmpty
        guard isBound || isAnnounced, !daemonSets(of: SystemComponent.kubeProxy, topology).isEmpty else { return [] }
        return [
            PlannedRead(
                .management, ConfigMap.self, query("kube-system", fields: Self.named("kube-proxy")), .addsIfRead)
        ]
    }

    /// The Leases of components of the control plane, if pods wait for a node or were not created, or EndpointSlices lack them.
    private func controlPlane(_ side: ClusterSide, _ topology: Topology) -> [PlannedRead] {
        let isInQuestion =
            switch side {
            case .tenant: taken(topology).contains { $0.portsWithoutEndpoints?.isEmpty == false }
            case .management:
                topology.envoyPods.value?.contains(where: \.awaitsScheduler) ?? false || topology.lacksEnvoyPods
            }
        guard isInQuestion else { return [] }
        return ControlPlaneComponent.allCases.map {
            PlannedRead(side, Lease.self, query("kube-system", fields: Self.named($0.rawValue)), .addsIfRead)
        }
    }

    /// What keeps machines from becoming nodes, if there is no node at all.
    private func machines(_ topology: Topology) -> [PlannedRead] {
        guard topology.nodes.value?.isEmpty == true else { return [] }
        return [PlannedRead(.tenant, Event.self, query(fields: "involvedObject.kind=Machine"), .addsIfRead)]
    }

    /// The pods beside the API server that decrypt Secrets, if the containers of the CCM are not created.
    private func secretPlugins(_ topology: Topology) -> [PlannedRead] {
        let isStuck = (topology.pods(of: topology.ccm).value ?? []).contains(where: \.awaitsCreation)
        return isStuck ? [PlannedRead(.tenant, Pod.self, query("kube-system"), .addsIfRead)] : []
    }

    /// Warnings of the control planes of service meshes whose sidecars keep pods from being Ready, and which connections Istio
    /// accepts, if pods that were read are in its mesh.
    private func meshes(_ topology: Topology) -> [PlannedRead] {
        let namespaces = Set(taken(topology).map(\.service.metadata.namespace))
        let isInIstio = (topology.list(.tenant, Pod.self).value?.items ?? []).contains {
            namespaces.contains($0.metadata.namespace) && $0.isInIstio
        }
        return (isInIstio ? [PlannedRead(.tenant, PeerAuthentication.self, query(), .addsIfRead)] : [])
            + topology.podsWithoutEndpoints.compactMap(\.unreadyMesh).map(\.namespace).uniqued().map {
                PlannedRead(.tenant, Event.self, query($0, fields: Self.warnings), .addsIfRead)
            }
    }

    /// What should create a Secret that the containers of KubeLB's programs wait for: cert-manager's objects, in their namespace.
    private func secretMakers(_ side: ClusterSide, _ topology: Topology) -> [PlannedRead] {
        let programs =
            side == .tenant
            ? topology.pods(of: topology.ccm).value ?? []
            : (topology.pods(of: topology.manager).value ?? []) + (topology.envoyPods.value ?? [])
        let namespaces = programs.filter(\.awaitsCreation).map(\.metadata.namespace).uniqued()
        guard !namespaces.isEmpty else { return [] }
        // Other checks judge those of the tenant's namespace in the management cluster: what was not read of it is not missing.
        let isRead = topology.outcome(of: Input(side, Certificate.self)) == nil
        let joining = isRead ? PlannedRead.Joining.addsIfRead : .adds
        return (side == .tenant || isRead ? namespaces.map(Optional.some) : [nil]).flatMap { namespace in
            [
                PlannedRead(side, Certificate.self, query(namespace), joining),
                PlannedRead(side, Issuer.self, query(namespace), joining),
                PlannedRead(side, CertificateRequest.self, query(namespace), joining),
                PlannedRead(side, ACMEOrder.self, query(namespace), joining),
                PlannedRead(side, ACMEChallenge.self, query(namespace), joining),
            ]
        } + [
            PlannedRead(side, ClusterIssuer.self, query(), joining),
            PlannedRead(side, Deployment.self, query(labels: Self.apps("cert-manager")), .addsIfRead),
        ]
    }

    private func nodePorts(_ topology: Topology) -> [PlannedRead] {
        let unreached = taken(topology).filter { exposure in
            topology.upstreamSummary(of: exposure).map { $0.surplus < 0 } ?? false
                || topology.upstreams(of: exposure).contains(where: \.isUnanswered)
        }
        let cilium = PlannedRead(
            .tenant, ConfigMap.self, query(fields: Self.named(Topology.ciliumConfigMap)))
        guard !unreached.isEmpty else {
            // Whether Cilium serves node ports that are none of the usual ones.
            return topology.hasUnusualNodePorts
                ? systemPods(.tenant, SystemComponent.kubeProxy + [SystemComponent.cilium]) + [cilium] : []
        }
        let namespaces = Self.places(unreached.map(\.service.metadata.namespace))
        return systemPods(.tenant, SystemComponent.ofNodes) + [
            PlannedRead(.tenant, Event.self, Self.ofNodes),
            // Which traffic Calico denies on nodes, in clusters that use it.
            PlannedRead(.tenant, GlobalNetworkPolicy.self, query(), .addsIfRead),
            cilium,
        ]
            + namespaces.flatMap { namespace in
                [
                    PlannedRead(.tenant, Pod.self, query(namespace), .addsIfRead),
                    PlannedRead(.tenant, NetworkPolicy.self, query(namespace)),
                ]
            }
    }

    /// The pods behind load balancers that send PROXY headers: only their logs show whether they understand those.
    private func proxyHeaderReaders(_ topology: Topology) -> [PlannedRead] {
        let headed = taken(topology).filter { topology.proxyProtocolRequest(of: $0) != nil }
        return Self.places(headed.map(\.service.metadata.namespace)).map {
            PlannedRead(.tenant, Pod.self, query($0), .addsIfRead)
        }
    }

    private func ccmNetwork(_ topology: Topology) -> [PlannedRead] {
        guard EvidencePlan.isInQuestion(topology.ccm, topology) else { return [] }
        let mesh = (topology.pods(of: topology.ccm).value ?? []).lazy.compactMap { MeshMembership(of: $0) }.first
        return dns(.tenant)
            + [PlannedRead(.tenant, NetworkPolicy.self, query(topology.ccm.namespace))]
            + (mesh.map { [PlannedRead(.tenant, ConfigMap.self, query($0.namespace, fields: Self.named("istio")))] }
                ?? [])
    }

    /// Whether Istio lets the manager accept connections of Envoys that are no part of it.
    private func mutualTLS(_ topology: Topology) -> [PlannedRead] {
        let pods = topology.pods(of: topology.manager).value ?? []
        guard pods.contains(where: { MeshMembership(of: $0)?.mesh == "Istio" }) else { return [] }
        return [PlannedRead(.management, PeerAuthentication.self, query())]
    }

    private func dns(_ side: ClusterSide) -> [PlannedRead] {
        let labels = SystemComponent.selector(of: SystemComponent.dns)
        return systemPods(side, SystemComponent.dns + [SystemComponent.nodeLocalDNS])
            + [PlannedRead(side, Deployment.self, query("kube-system", labels: labels), .addsIfRead)]
    }

    private func systemPods(_ side: ClusterSide, _ components: [SystemComponent]) -> [PlannedRead] {
        [PlannedRead(side, Pod.self, query(labels: SystemComponent.selector(of: components)), .addsIfRead)]
    }
}
