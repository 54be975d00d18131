import Characters
import KubeLB
import Kubernetes
import Topology

/// That settings keep every address of a load balancer of Hetzner Cloud out of the status of its Service: the public ones with
/// one, and those of the private network with the other (hcloud-cloud-controller-manager, docs/reference/load_balancer_annotations.md).
struct WithheldAddress {
    private struct Setting {
        let annotation: String
        /// The variable of the controller's environment that is its default.
        let variable: String
        let isAnnotated: Bool
        let evidence: Evidence
    }

    private let settings: [Setting]
    private let workload: LoadBalancerWorkload?

    private static let names = [
        ("load-balancer.hetzner.cloud/disable-public-network", "HCLOUD_LOAD_BALANCERS_DISABLE_PUBLIC_NETWORK"),
        ("load-balancer.hetzner.cloud/disable-private-ingress", "HCLOUD_LOAD_BALANCERS_DISABLE_PRIVATE_INGRESS"),
    ]

    /// The cloud controller manager of Hetzner.
    static func controller(_ context: CheckContext) -> LoadBalancerWorkload? {
        context.topology.loadBalancerWorkloads.first { workload in
            workload.implementation == .cloudController
                && workload.state.template.containers.contains { $0.image.containsBytes(of: "hcloud") }
        }
    }

    /// nil if an address of one kind may be there, or if that is unknown.
    init?(of envoy: Service, _ context: CheckContext) {
        let workload = Self.controller(context)
        settings = Self.names.compactMap { annotation, variable in
            if let value = envoy.metadata.annotations[annotation] {
                guard Bool(goText: value) == true else { return nil }
                return Setting(
                    annotation: annotation, variable: variable, isAnnotated: true,
                    evidence: envoy.evidence("metadata.annotations[\(annotation)]", value))
            }
            guard let workload, workload.state.template.containers.contains(where: { $0.switches[variable] == true })
            else { return nil }
            return Setting(
                annotation: annotation, variable: variable, isAnnotated: false,
                evidence: Evidence("\(workload.reference): env \(variable)", "true"))
        }
        self.workload = workload
        // Leftovers of annotations on Services that another program serves have no effect.
        guard settings.count == Self.names.count,
            workload != nil || context.topology.loadBalancerWorkloads.isEmpty
        else { return nil }
    }

    /// Without its full stop.
    var sentence: String {
        let names = settings.map { $0.isAnnotated ? "annotation \($0.annotation)" : "\($0.variable) of the controller" }
        return
            "The load balancer has no address for the status of the Service: \(names[0]) disables its public network, and "
            + "\(names[1]) keeps its private address out of the status"
    }

    var evidence: [Evidence] { settings.map(\.evidence) }

    func remedies(_ carried: CarriedService, _ context: CheckContext) -> [Remedy] {
        [
            .fix(
                "drop one of the two settings: disable-private-ingress for private addresses, disable-public-network for public ones"
            )
        ]
            + settings.prefix(1).flatMap { setting -> [Remedy] in
                guard !setting.isAnnotated else {
                    return AddressWish.remedies(.annotation(setting.annotation), carried, context)
                }
                return workload.map {
                    [.fix("change the controller's environment", context.kubectl("edit", $0.object), risk: .restart)]
                } ?? []
            }
    }
}

/// That the program that serves a Service reports success, although the status has no address.
struct SuccessWithoutAddress {
    let sentence: String
    let evidence: [Evidence]

    init?(of envoy: Service, _ balancers: LoadBalancers, _ context: CheckContext) {
        let metadata = envoy.metadata
        let events = context.topology.events(
            .management, kind: Service.kind, namespace: metadata.namespace, name: metadata.name)
        let start = metadata.creationTimestamp
        guard
            let event = (events ?? []).last(where: { event in
                event.reason == "EnsuredLoadBalancer"
                    && !(event.lastTimestamp.flatMap { time in start.map { time < $0 } } ?? false)
            })
        else { return nil }
        let name = balancers.author(of: event, about: envoy)?.nameAtStart ?? event.reporter
        sentence =
            "\(name) reports \(event.reason), so the load balancer exists, but the status of the Service has no address"
        evidence = [Evidence(event)]
    }
}
