import KubeLB
import Kubernetes
import Topology

/// No Service of type LoadBalancer in the management cluster has an address, and nobody works on one.
struct AddressGap {
    /// What may keep an implementation that is installed from serving them.
    struct Defect {
        /// Without its full stop.
        let sentence: String
        let evidence: [Evidence]
        let remedies: [Remedy]
    }

    /// What tells implementations, and whether they work.
    static let optionalInputs: [Input] = [
        .managementEvents, .managementDeployments, .managementDaemonSets, .managementPods,
        .targetGroupBindings, .addressPools, .managerLogs, .configMaps, .kubeControllersConfigurations,
    ]

    /// All Services of type LoadBalancer.
    let services: [Service]
    /// Those of KubeLB; the first of them.
    let ours: [Service]
    let first: Service
    let severity: Severity
    /// `none of 3 LoadBalancer Services has an address`, with how long a wait is normal if it is that short.
    let sentence: String
    /// Their class, if all are of the same.
    let onlyClass: String?
    let defect: Defect?

    init?(_ balancers: LoadBalancers, _ context: CheckContext) {
        // An address that was not read would prove the contrary, so the list has to be whole.
        guard let services = context.topology.list(.management, Service.self).all(where: \.isLoadBalancer).value,
            services.allSatisfy(\.ingress.isEmpty)
        else { return nil }
        let ours = services.filter { $0.metadata.labels[KubeLBNames.loadBalancerNameLabel] != nil }
        // Something works on one that it has given a DaemonSet or chosen an address for.
        guard let first = ours.first,
            !services.contains(where: {
                AddressRefusal(of: $0, balancers, in: context) != nil || balancers.stoppedServer(of: $0) != nil
                    || LoadBalancerImplementation.chosenAddress(of: $0) != nil
            }), !Self.assignsOnRequest(first, balancers, context), !Self.reports(on: ours, balancers, context)
        else { return nil }
        let (severity, note) = context.symptom(since: services.compactMap(\.metadata.creationTimestamp).max())
        // Somebody may well serve another class.
        let classes = Set(services.map(\.loadBalancerClass))
        (self.services, self.ours, self.first, self.severity) = (services, ours, first, severity)
        onlyClass = classes.count == 1 ? classes.first ?? nil : nil
        sentence =
            (services.count == 1
                ? "the only LoadBalancer Service has no" : "none of \(services.count) LoadBalancer Services has an")
            + " address\(note)"
        if let skipped = balancers.skipping(first) {
            defect = Defect(
                sentence: skipped.sentence, evidence: [skipped.evidence], remedies: skipped.remedies(for: ours, context)
            )
        } else if balancers.implementation(of: first) == .metalLB, let unread = UnreadPools(context) {
            defect = Defect(sentence: unread.sentence, evidence: unread.evidence, remedies: unread.remedies)
        } else if let off = SwitchedOffBalancer(context) {
            defect = Defect(sentence: off.sentence, evidence: off.evidence, remedies: off.remedies)
        } else {
            defect = nil
        }
    }

    /// Whether Calico assigns addresses and waits for a request, and nobody else could assign one.
    private static func assignsOnRequest(
        _ service: Service, _ balancers: LoadBalancers, _ context: CheckContext
    ) -> Bool {
        SwitchedOffBalancer(unrequestedBy: service, context) != nil && balancers.implementation(of: service) == nil
    }

    /// Whether the log of the implementation names a Service among its errors: it works on it. KLC-D002 quotes that.
    private static func reports(on services: [Service], _ balancers: LoadBalancers, _ context: CheckContext) -> Bool {
        guard let first = services.first, let implementation = balancers.implementation(of: first) else { return false }
        return BalancerLog(
            of: implementation, naming: services.prefix(namedServices).map(\.metadata.path), context) != nil
    }

    private static let namedServices = 20

    var objects: [ObjectReference] { ours.prefix(5).map { ObjectReference(.management, $0) } }

    var evidence: [Evidence] {
        ours.prefix(3).map { $0.evidence("status.loadBalancer", "no address", at: $0.metadata.creationTimestamp) }
    }
}
