import Characters
import KubeLB
import Kubernetes

extension Topology {
    /// The load-balancer workloads of which only the log may say why they do not do their work: all, if a Service waits for its
    /// address, and MetalLB's speakers if it announces by BGP alone, whose sessions no object shows.
    package var balancersInQuestion: [LoadBalancerWorkload] {
        let waits = takenExposures.contains { exposure in
            guard let envoy = exposure.envoyService.value else { return false }
            return envoy.isLoadBalancer && envoy.ingress.isEmpty && !envoy.metadata.isBeingDeleted
        }
        let usesBGP = announcesByBGPAlone
        return loadBalancerWorkloads.filter { workload in
            workload.role != .server
                && (waits || usesBGP && workload.implementation == .metalLB && workload.role == .announcer)
        }
    }

    /// The load-balancer workloads that assign or announce the addresses that the tenant's Services have, and Cilium's agents,
    /// which forward to any address: an error that they repeat may be the only sign that an address does not work.
    package var balancersInUse: [LoadBalancerWorkload] {
        let served = takenExposures.compactMap(\.envoyService.value).filter { service in
            service.isLoadBalancer && !service.ingress.isEmpty && !service.metadata.isBeingDeleted
        }
        guard !served.isEmpty else { return [] }
        let serving = served.map { service in
            LoadBalancerImplementation.havingServed(service)
                ?? service.loadBalancerClass.flatMap { LoadBalancerImplementation.serving(class: $0) }
                ?? service.conditions.lazy.compactMap { LoadBalancerImplementation.writing(condition: $0.type) }.first
        }
        let known = Set(serving.compactMap(\.self))
        return loadBalancerWorkloads.filter { workload in
            if workload.role == .server { return false }
            if known.contains(workload.implementation) || serving.contains(nil) { return true }
            return workload.implementation == .cilium && workload.role == .announcer
        }
    }

    private var announcesByBGPAlone: Bool {
        guard let bgp = list(.management, BGPAdvertisement.self).value,
            let layerTwo = list(.management, L2Advertisement.self).value
        else { return takenExposures.compactMap(\.envoyService.value).contains(where: isAnnouncedByBGPAlone) }
        return !bgp.items.isEmpty && layerTwo.items.isEmpty
    }

    /// Whether MetalLB's speakers announce the addresses of a Service by BGP and not in the local network, as their Events say.
    package func isAnnouncedByBGPAlone(_ service: Service) -> Bool { isAnnounced(service, onlyBy: "bgp") }

    /// The same for any of MetalLB's protocols, `bgp` or `layer2`.
    package func isAnnounced(_ service: Service, onlyBy name: String) -> Bool {
        let assigned = nodeAssignments(of: service)
        return !assigned.isEmpty && assigned.allSatisfy { $0.message.containsBytes(of: "\"\(name)\"") }
    }

    /// Events by which MetalLB's speakers report that they announce the addresses of a Service, the newest last.
    package func nodeAssignments(of service: Service) -> [Event] {
        let events = events(
            .management, kind: Service.kind, namespace: service.metadata.namespace, name: service.metadata.name)
        return (events ?? []).filter { $0.reason == "nodeAssigned" }
    }

    /// The pods of a load-balancer implementation that could be read, those that run.
    package func pods(of workload: LoadBalancerWorkload) -> [Pod] {
        managementPods(of: workload.metadata, workload.state)
    }

    /// The pods of a workload of the management cluster that could be read, those that run.
    func managementPods(of workload: ObjectMeta, _ state: WorkloadState) -> [Pod] {
        (list(.management, Pod.self).value?.items ?? []).filter {
            $0.metadata.namespace == workload.namespace && $0.matches(state.selector)
                && !$0.isFinished && !$0.metadata.isBeingDeleted
        }.sorted { $0.metadata.name < $1.metadata.name }
    }

    /// Their logs, whether they were read or not; of all pods, or of the first ones.
    func logs(of workload: LoadBalancerWorkload, pods limit: Int = .max) -> [LogSource] {
        pods(of: workload).prefix(limit).flatMap { pod in
            workload.loggingContainers.map {
                LogSource(
                    side: .management, namespace: pod.metadata.namespace, pod: pod.metadata.name, container: $0)
            }
        }
    }

    /// Those that could be read.
    package func logTails(of workload: LoadBalancerWorkload) -> [(source: LogSource, tail: LogTail)] {
        managementTails(logs(of: workload))
    }

    func managementTails(_ sources: [LogSource]) -> [(source: LogSource, tail: LogTail)] {
        recorder?.note(.managerLogs)
        return sources.compactMap { source in observation.logs[source]?.value.map { (source, $0) } }
    }
}
