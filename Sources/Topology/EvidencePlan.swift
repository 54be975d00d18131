import KubeLB
import Kubernetes

/// The second round of reading: which logs and numbers are in question after the first. A pure function, the same for a
/// live pair and for a bundle.
package enum EvidencePlan {
    /// The number of lines of each log that are read.
    package static let lines = 200
    /// Of Envoy's and ingress-nginx's: between the lines that say something are those of connections and requests.
    package static let envoyLines = 2000

    /// Logs of a CCM or manager that is not Ready or whose Lease is stale, or whose work on an eligible Service is not done;
    /// of the CCM where no management cluster can be read; of both where somebody asks what happened.
    package static func logs(for topology: Topology, readsHistory: Bool = false) -> [LogSource] {
        [topology.ccm, topology.manager].flatMap { controller in
            readsHistory || isInQuestion(controller, topology) ? sources(of: controller, topology) : []
        }
    }

    /// Logs of load-balancer implementations that are in question.
    package static func balancerLogs(for topology: Topology) -> [LogSource] {
        topology.balancersInQuestion.flatMap { topology.logs(of: $0, pods: podsPerWorkload) }
    }

    /// Logs of load-balancer implementations that serve the tenant's addresses, beside those in question.
    package static func balancerLogsInUse(for topology: Topology) -> [LogSource] {
        let read = balancerLogs(for: topology)
        return topology.balancersInUse.flatMap { topology.logs(of: $0, pods: podsPerWorkload) }.uniqued()
            .filter { !read.contains($0) }
    }

    /// Logs of the ingress controllers that serve the tenant's Ingresses, and of external-dns.
    package static func routingLogs(for topology: Topology) -> [LogSource] {
        topology.loggingControllers.flatMap { topology.logs(of: $0).prefix(podsPerWorkload) }
    }

    /// The pods of a DaemonSet say the same.
    private static let podsPerWorkload = 2

    /// Logs of Envoys whose statistics show that the manager's configuration does not arrive or is rejected, or could not be read,
    /// and of those that crash again and again: they say why.
    ///
    /// A Service by name costs no request for what may not be read: `isNamed`.
    package static func envoyLogs(for topology: Topology, isNamed: Bool = false) -> [LogSource] {
        let cutOff = topology.envoys.filter { $0.statistics.isDisconnected || $0.statistics.hasRejections }
        let crashing = (topology.envoyPods.value ?? []).filter { pod in
            pod.containerStatuses.contains { status in
                status.isCrashLooping || status.restartCount > 1 && (status.lastState.exitCode ?? 0) > 1
            }
        }
        // Which requests it ended because they took too long is only in the log.
        let ending =
            topology.takenRoutes.contains { topology.endsRequests(of: $0) }
            ? topology.envoys.map { LogSource(envoy: $0.pod) } : []
        let limited =
            isNamed || !topology.hasRouteTimeouts ? [] : (topology.servingEnvoyPods ?? []).prefix(podsPerWorkload)
        let silent =
            isNamed ? [] : topology.podsWithoutStatistics.prefix(podsPerWorkload).map { LogSource(envoy: $0) }
        return (cutOff.map { LogSource(envoy: $0.pod) } + silent + ending + limited.map { LogSource(envoy: $0) })
            .uniqued()
            + crashing.prefix(podsPerWorkload).flatMap { pod in
                [true, false].map { LogSource(envoy: pod, isPrevious: $0) }
            }
    }

    /// Logs of pods that crash again and again or are not Ready behind a Service without endpoints, of kube-proxy where nodes do not
    /// respond at a node port, of Cilium's agents if they may not serve one, of pods behind a load balancer that sends PROXY headers,
    /// of sidecars of KubeLB's controllers, and of the manager where Envoy lacks a port or its Service, or listens
    /// elsewhere. They only add to what is found: whoever may not read them loses nothing else.
    package static func workloadLogs(for topology: Topology) -> [LogSource] {
        let failing = topology.podsWithoutEndpoints.compactMap { pod -> [LogSource]? in
            if let looping = pod.containerStatuses.first(where: \.isCrashLooping) {
                // Between two runs the current log is that of the last run, and a bundle may have that one only.
                return [LogSource(previousRunOf: looping.name, pod, .tenant), LogSource(unready: looping.name, pod)]
            }
            return pod.isReady ? nil : pod.unreadyContainers.first.map { [LogSource(unready: $0.name, pod)] }
        }
        // What keeps the manager from writing a port into the configuration of Envoy.
        let isBehind = topology.takenExposures.contains {
            $0.lacksEnvoyService
                || topology.upstreams(of: $0).contains { port in
                    !port.unheard.isEmpty || port.views.contains { $0.state == .missing }
                }
        }
        let manager =
            isBehind && !isInQuestion(topology.manager, topology)
            ? sources(of: topology.manager, topology).filter { !$0.isPrevious } : []
        let proxies: [LogSource] = proxiesInQuestion(topology).prefix(podsPerWorkload).flatMap { pod in
            // Between two runs the current log is that of the last run.
            (pod.isReady ? [false] : [true, false]).map { LogSource(kubeProxy: pod, isPrevious: $0) }
        }
        let agents: [LogSource] = topology.ciliumAgentsInQuestion.prefix(podsPerWorkload).map {
            LogSource(ciliumAgent: $0)
        }
        let backends: [LogSource] = topology.takenExposures.filter { topology.proxyProtocolRequest(of: $0) != nil }
            .flatMap { topology.logsOfBackends(of: $0).prefix(podsPerWorkload) }
        return failing.uniqued().prefix(podsPerWorkload).flatMap { $0 } + manager + proxies + agents
            + balancerLogsInUse(for: topology) + topology.meshLogs + backends.prefix(backendLogs)
    }

    /// How many logs of backends are read at most.
    private static let backendLogs = 8

    /// kube-proxies that are Ready or crash: those on nodes that do not respond at a node port first, and all if no node responds.
    private static func proxiesInQuestion(_ topology: Topology) -> [Pod] {
        let ports = topology.takenExposures.flatMap { exposure in
            topology.upstreams(of: exposure)
                .filter { $0.isChecked && ($0.healthy == 0 || ($0.healthy ?? 0) < ($0.total ?? 0)) }
                .map { (exposure: exposure, port: $0) }
        }
        guard !ports.isEmpty else { return [] }
        let failing = Set(
            ports.flatMap { exposure, port -> [String] in
                guard let expected = topology.expectedNodes(of: port.upstream, exposure) else { return [] }
                return port.views.flatMap {
                    topology.coverage(of: port, by: $0, expected: expected).failing.map(\.name)
                }
            })
        let proxies = (topology.nodeComponents[SystemComponent.kubeProxyTitle] ?? []).filter { pod in
            pod.isReady || pod.containerStatuses.contains(where: \.isCrashLooping)
        }
        let own = proxies.filter { failing.contains($0.spec.nodeName ?? "") }
        guard ports.contains(where: { $0.port.healthy == 0 }) else { return own }
        return own + proxies.filter { !failing.contains($0.spec.nodeName ?? "") }
    }

    /// Pages of pods that are up: of the tenant's Envoys and the manager where a Service has a LoadBalancer, which is theirs
    /// to serve; of the controllers. Of the CCM, for Services by name, only where something is wrong with its part.
    ///
    /// With `isLive`, Envoy's admin port only where it is known to be open: a closed one costs time.
    package static func metrics(
        for topology: Topology, isNamed: Bool = false, isLive: Bool = false
    ) -> [MetricsSource] {
        let isTheirs =
            topology.takenExposures.contains { $0.loadBalancer.value != nil || !$0.addresses.isEmpty }
            || topology.takenRoutes.contains { $0.route.value != nil }
        var sources: [MetricsSource] = []
        if isTheirs {
            for pod in topology.servingEnvoyPods ?? [] {
                sources.append(MetricsSource(.envoy, pod))
                if !isLive || topology.opensEnvoyAdmin(of: pod) { sources.append(MetricsSource(.envoyHosts, pod)) }
            }
        }
        if !isNamed || isTheirs { sources += pages(.manager, of: topology.manager, topology) }
        if !isNamed || isInQuestion(topology.ccm, topology) { sources += pages(.ccm, of: topology.ccm, topology) }
        return sources
    }

    private static func pages(
        _ page: MetricsSource.Page, of controller: Controller, _ topology: Topology
    ) -> [MetricsSource] {
        (topology.pods(of: controller).value ?? []).filter { $0.isReady && !$0.metadata.isBeingDeleted }
            .map { MetricsSource(page, $0) }
    }

    /// Whether a controller does not do its work, as far as its pods, its Lease and the Services show it.
    package static func isInQuestion(_ controller: Controller, _ topology: Topology) -> Bool {
        if let pods = topology.pods(of: controller).value, pods.isEmpty || pods.contains(where: { !$0.isReady }) {
            return true
        }
        if topology.isLeaseStale(of: controller) == true { return true }
        if topology.restarting(controller) != nil { return true }
        guard controller.role == .ccm else {
            if case .absent = topology.envoyWorkload, topology.loadBalancers.value?.isEmpty == false { return true }
            // Old managers report only in their log why they cannot set a Tenant up.
            if case .absent = topology.namespaceObject, topology.tenantObject.value != nil { return true }
            return topology.takenExposures.contains { $0.awaitsManager }
                || topology.takenRoutes.contains { $0.isUnfinishedByManager }
                // Nothing but the log says that the copy of a Secret could not be updated.
                || topology.takenRoutes.contains { !$0.source.certificates.isEmpty }
        }
        if topology.list(.management, LoadBalancer.self).value == nil,
            topology.list(.management, Route.self).value == nil
        {
            return true
        }
        // Only its log says that the API server refuses them.
        if case .absent = topology.defaultAddresses, !topology.takenExposures.isEmpty { return true }
        if let listed = topology.defaultAddresses.value?.addresses, let expected = topology.expectedAddresses.value,
            Set(listed) != Set(expected)
        {
            return true
        }
        return topology.askedExposures.contains { $0.isTaken && $0.isUnfinishedByCCM != false }
            || topology.routeExposures.contains { $0.isTaken && $0.isUnfinishedByCCM }
            || topology.takenRoutes.contains { topology.unresolvedCertificates(of: $0)?.isEmpty == false }
    }

    private static func sources(of controller: Controller, _ topology: Topology) -> [LogSource] {
        var owners = (topology.pods(of: controller).value ?? []).map { ($0.metadata.namespace, $0.metadata.name) }
        if owners.isEmpty {
            // A bundle keeps what a scaled-down controller last said under its Deployment's name.
            owners = (topology.deployments(of: controller).value ?? []).map {
                ($0.metadata.namespace, $0.metadata.name)
            }
        }
        return owners.flatMap { namespace, pod in
            [false, true].map { isPrevious in
                LogSource(
                    side: controller.role.side, namespace: namespace, pod: pod,
                    container: controller.role.containerName, isPrevious: isPrevious)
            }
        }
    }
}
