import Documents
import KubeLB
import Kubernetes
import Topology

/// An installed load-balancer implementation that skips Services because of their class.
struct SkippedClass {
    private let workload: LoadBalancerWorkload
    /// Empty: none.
    private let served: String
    private let wanted: String

    /// nil if the workload serves the class, or if that is unknown.
    init?(_ workload: LoadBalancerWorkload, wanted: String) {
        guard let served = workload.onlyClass, served != wanted else { return nil }
        self.workload = workload
        self.served = served
        self.wanted = wanted
    }

    /// Without its full stop.
    var sentence: String {
        "\(workload.implementation.nameAtStart) is installed, but serves only Services "
            + (served.isEmpty ? "without a class" : "of class \(served)")
    }

    var evidence: Evidence {
        Evidence("\(workload.reference): --lb-class", served.isEmpty ? "not set" : served)
    }

    /// Either side may be changed. The class of a Service is immutable, so the envoy Services have to be recreated.
    func remedies(for services: [Service], _ context: CheckContext) -> [Remedy] {
        let topology = context.topology
        let tenant = topology.tenantObject.value
        let setting: JSONValue = served.isEmpty ? .null : .string(served)
        let owner =
            tenant?.loadBalancer.loadBalancerClass != nil
            ? tenant.map { ObjectReference(.management, $0) } : topology.config.value != nil ? .config : nil
        var remedies: [Remedy] = []
        if let owner {
            remedies = [
                .fix(
                    served.isEmpty
                        ? "remove the class from the \(owner.kind)"
                        : "set the class in the \(owner.kind) to the one that is served",
                    context.patch(owner, ["spec": ["loadBalancer": ["class": setting]]]))
            ]
            remedies += services.prefix(4).map { service in
                .then(
                    "delete the envoy Service, because its class is immutable; the manager recreates it",
                    context.kubectl("delete", ObjectReference(.management, service)), risk: .delete)
            }
        }
        return remedies + [
            .fix(
                (wanted.isEmpty
                    ? "let \(workload.implementation.name) serve Services without a class: remove --lb-class"
                    : "let \(workload.implementation.name) serve this class: set --lb-class to \(wanted)")
                    + " (Helm value loadBalancerClass), on its controller and its speakers. It then serves no other Services",
                context.kubectl("edit", workload.object), risk: .restart),
            AddressRefusal.showClasses(context),
        ]
    }
}
