import KubeLB
import Kubernetes
import Topology

/// A load-balancer implementation of the tenant cluster that manages a Service of KubeLB's as well: it overwrites the address
/// that the CCM writes, or clears it as one that is not of its own pools.
struct StatusRival {
    private let implementation: LoadBalancerImplementation
    /// The workload of the tenant cluster that assigns addresses; nil if it was not read.
    private let workload: LoadBalancerWorkload?
    private let event: Event?
    /// Whether only the workload shows it: it would serve the Service, and the CCM has no trouble of its own.
    private let isSuspected: Bool

    /// Seconds in which an implementation that works on the Service reports on it again.
    private static let recent = 900.0

    /// nil if no other implementation shows. `isForeign`: whether somebody else than the CCM wrote the status last.
    init?(of service: Service, isForeign: Bool, _ context: CheckContext) {
        let metadata = service.metadata
        let workloads = (context.topology.list(.tenant, Deployment.self).value?.items ?? [])
            .compactMap { LoadBalancerWorkload($0) }.filter { $0.role == .controller && !$0.isStopped }
        func workload(of implementation: LoadBalancerImplementation) -> LoadBalancerWorkload? {
            workloads.first { $0.implementation == implementation }
        }
        let events = context.topology.events(
            .tenant, kind: Service.kind, namespace: metadata.namespace, name: metadata.name)
        for event in (events ?? []).reversed() {
            guard let reporter = LoadBalancerImplementation.reporting(event.reason, as: event.reporter) else {
                continue
            }
            let found = workload(of: reporter)
            let isRecent = event.lastTimestamp.map { context.now.seconds(since: $0) < Self.recent } ?? false
            guard isRecent || found != nil else { continue }
            (implementation, self.workload, self.event, isSuspected) = (reporter, found, event, false)
            return
        }
        if isForeign, let writer = LoadBalancerImplementation.lastWriter(of: service) {
            (implementation, self.workload, event, isSuspected) = (writer, workload(of: writer), nil, false)
            return
        }
        // Without a class flag, MetalLB serves every Service that has no class. A CCM that does not work explains as much.
        guard CCMState(context).isUp == true, context.topology.isLeaseStale(of: context.topology.ccm) != true,
            let eager = workloads.first(where: { $0.onlyClass == service.loadBalancerClass ?? "" })
        else {
            return nil
        }
        (implementation, self.workload, event, isSuspected) = (eager.implementation, eager, nil, true)
    }

    /// Continues a message, without its full stop.
    var sentence: String {
        let start = "\(implementation.nameAtStart) of the tenant cluster"
        if isSuspected { return "\(start) serves Services without a class too, and may clear the address each time" }
        return "\(start) also manages the Service and overwrites its status"
            + (event.map { ": it reports \($0.reason)\($0.count > 1 ? " \($0.count) times" : "")" } ?? "")
    }

    var evidence: [Evidence] {
        (event.map { [Evidence($0)] } ?? [])
            + (workload.map { [Evidence("\($0.reference) of the tenant cluster", "\($0.state.ready) ready")] } ?? [])
    }

    func remedies(_ service: ObjectReference, _ context: CheckContext) -> [Remedy] {
        let object = workload.map {
            ObjectReference(.tenant, kind: $0.kind, namespace: $0.metadata.namespace, name: $0.metadata.name)
        }
        let name = implementation.name
        let own: Remedy =
            implementation == .metalLB
            ? .fix(
                "limit MetalLB of the tenant cluster to a class of its own: --lb-class on its controller and its speakers (Helm "
                    + "value loadBalancerClass)", object.map { context.kubectl("edit", $0) }, risk: .restart)
            : .fix("keep \(name) of the tenant cluster away from Services of KubeLB, or remove it from there")
        return [
            own,
            .fix(
                "recreate the Service with loadBalancerClass \(KubeLBNames.loadBalancerClass), which \(name) leaves to others: a "
                    + "class cannot be changed in place"),
            .inspect("show the Events of the Service", context.kubectl("describe", service)),
        ]
    }
}
