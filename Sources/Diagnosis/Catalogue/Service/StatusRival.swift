import KubeLB
import Kubernetes
import Topology

/// A load-balancer implementation of the tenant cluster that manages a Service of KubeLB's as well: it overwrites the address
/// that the CCM writes, or clears it as one that is not of its own pools.
struct StatusRival {
    /// nil: Calico, which has no workload for this alone.
    private let implementation: LoadBalancerImplementation?
    /// The workload of the tenant cluster that assigns addresses; nil if it was not read.
    private let workload: LoadBalancerWorkload?
    private let sign: Sign

    /// What shows that it manages the Service.
    private enum Sign {
        case event(Event)
        /// That it has written to the Service.
        case condition(Condition)
        /// That it wrote the status last.
        case write
        /// It serves Services without a class, and the CCM has no trouble of its own.
        case workload
        /// Calico assigns addresses to all Services.
        case settings(KubeControllersConfiguration)
    }

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
            (implementation, self.workload, sign) = (reporter, found, .event(event))
            return
        }
        for condition in service.conditions {
            guard let writer = LoadBalancerImplementation.writing(condition: condition.type) else { continue }
            (implementation, self.workload, sign) = (writer, workload(of: writer), .condition(condition))
            return
        }
        if isForeign, let writer = LoadBalancerImplementation.lastWriter(of: service) {
            (implementation, self.workload, sign) = (writer, workload(of: writer), .write)
            return
        }
        if let calico = context.topology.calicoControllers(.tenant),
            calico.assignIPs == KubeControllersConfiguration.allServices, service.loadBalancerClass == nil
        {
            (implementation, self.workload, sign) = (nil, nil, .settings(calico))
            return
        }
        // Without a class flag, MetalLB serves every Service that has no class. A CCM that does not work explains as much.
        guard CCMState(context).isUp == true, context.topology.isLeaseStale(of: context.topology.ccm) != true,
            let eager = workloads.first(where: { $0.onlyClass == service.loadBalancerClass ?? "" })
        else {
            return nil
        }
        (implementation, self.workload, sign) = (eager.implementation, eager, .workload)
    }

    private static let calico = "Calico"

    /// Continues a message, without its full stop.
    var sentence: String {
        let start = "\(implementation?.nameAtStart ?? Self.calico) of the tenant cluster"
        let manages = "\(start) also manages the Service and overwrites its status"
        switch sign {
        case .event(let event):
            return manages + ": it reports \(event.reason)\(event.count > 1 ? " \(event.count) times" : "")"
        case .condition(let condition):
            let reason = condition.reason.isEmpty ? "" : " (\(condition.reason))"
            return manages + ": its condition \(condition.type) is \(condition.status)\(reason)"
        case .write: return manages
        case .workload: return "\(start) serves Services without a class too, and may clear the address each time"
        case .settings(let settings):
            return
                "\(start) assigns addresses of its own to all Services without a class, and overwrites the CCM's: assignIPs of "
                + "\(settings.reference) is \(KubeControllersConfiguration.allServices)"
        }
    }

    var evidence: [Evidence] {
        let shown: [Evidence] =
            switch sign {
            case .event(let event): [Evidence(event)]
            case .condition(let condition):
                [Evidence(condition.type, condition.message.isEmpty ? condition.status : condition.message)]
            case .settings(let settings):
                [settings.evidence("spec.controllers.loadBalancer.assignIPs", settings.assignIPs ?? "")]
            case .write, .workload: []
            }
        return shown
            + (workload.map { [Evidence("\($0.reference) of the tenant cluster", "\($0.state.ready) ready")] } ?? [])
    }

    func remedies(_ service: ObjectReference, _ context: CheckContext) -> [Remedy] {
        let object = workload.map {
            ObjectReference(.tenant, kind: $0.kind, namespace: $0.metadata.namespace, name: $0.metadata.name)
        }
        let name = implementation?.name ?? Self.calico
        let own: Remedy =
            if case .settings(let settings) = sign {
                .fix(
                    "let Calico assign addresses only to Services that request one",
                    context.patch(
                        ObjectReference(.tenant, settings),
                        settings.change(assignIPs: KubeControllersConfiguration.requestedServicesOnly)))
            } else if implementation == .metalLB {
                .fix(
                    "limit MetalLB of the tenant cluster to a class of its own: --lb-class on its controller and its speakers (Helm "
                        + "value loadBalancerClass)", object.map { context.kubectl("edit", $0) }, risk: .restart)
            } else if implementation == .cilium {
                .fix(
                    "let Cilium of the tenant cluster serve only Services of its own class: Helm values defaultLBServiceIPAM=none "
                        + "or, with older versions, LBIPAM.requireLBClass=true", risk: .restart)
            } else {
                .fix("keep \(name) of the tenant cluster away from Services of KubeLB, or remove it from there")
            }
        return [
            own,
            .fix(
                "recreate the Service with loadBalancerClass \(KubeLBNames.loadBalancerClass), which \(name) leaves to others: a "
                    + "class cannot be changed in place"),
            .inspect("show the Events of the Service", context.kubectl("describe", service)),
        ]
    }
}
