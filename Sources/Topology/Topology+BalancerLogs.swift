import KubeLB
import Kubernetes

extension Topology {
    /// Whether only the log of a load-balancer implementation may say why it does not do its work.
    package func isInQuestion(_ workload: LoadBalancerWorkload) -> Bool {
        let waits = takenExposures.contains { exposure in
            guard let envoy = exposure.envoyService.value else { return false }
            return envoy.isLoadBalancer && envoy.ingress.isEmpty && !envoy.metadata.isBeingDeleted
        }
        return waits || workload.implementation == .metalLB && workload.role == .announcer && announcesByBGPAlone
    }

    private var announcesByBGPAlone: Bool {
        guard let bgp = list(.management, BGPAdvertisement.self).value, !bgp.items.isEmpty,
            let layerTwo = list(.management, L2Advertisement.self).value
        else { return false }
        return layerTwo.items.isEmpty
    }

    /// The pods of a load-balancer implementation that could be read, those that run.
    package func pods(of workload: LoadBalancerWorkload) -> [Pod] {
        (list(.management, Pod.self).value?.items ?? []).filter {
            $0.metadata.namespace == workload.metadata.namespace && $0.matches(workload.state.selector)
                && !$0.isFinished && !$0.metadata.isBeingDeleted
        }.sorted { $0.metadata.name < $1.metadata.name }
    }

    /// Their logs, as far as they were read.
    package func logTails(of workload: LoadBalancerWorkload) -> [(source: LogSource, tail: LogTail)] {
        recorder?.note(.managerLogs)
        return pods(of: workload).compactMap { pod in
            guard let container = workload.container else { return nil }
            let source = LogSource(
                side: .management, namespace: pod.metadata.namespace, pod: pod.metadata.name, container: container)
            return observation.logs[source]?.value.map { (source, $0) }
        }
    }
}
