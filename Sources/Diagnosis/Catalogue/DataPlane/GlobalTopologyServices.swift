import KubeLB
import Kubernetes
import Topology

/// Services of the global topology of KubeLB before v1.4, `kubelb/envoy-<tenant's namespace>-<uid>`: the manager that creates an
/// Envoy and Services for each tenant does not delete them.
struct GlobalTopologyServices {
    private let services: [Service]
    private let deployment: Deployment?

    private static let envoyName = "envoy-global"

    /// nil if there are none that have an address and a successor.
    init?(_ context: CheckContext) {
        let all = context.topology.list(.management, Service.self).value?.items ?? []
        let old = all.filter { service in
            service.metadata.namespace == KubeLBNames.namespace && service.isLoadBalancer && !service.ingress.isEmpty
                && !service.metadata.isBeingDeleted
                && service.metadata.labels[KubeLBNames.loadBalancerNamespaceLabel].map {
                    service.metadata.name.hasPrefix("envoy-\($0)-")
                } ?? false
        }
        guard !old.isEmpty else { return nil }
        let paths = Set(all.map(\.metadata.path))
        services = old.filter { service in
            let labels = service.metadata.labels
            guard let namespace = labels[KubeLBNames.loadBalancerNamespaceLabel],
                let name = labels[KubeLBNames.loadBalancerNameLabel]
            else { return false }
            return paths.contains("\(namespace)/\(KubeLBNames.envoyServiceName(forLoadBalancer: name))")
        }
        if services.isEmpty { return nil }
        let envoy = context.topology.list(.management, Deployment.self).value?.items.first {
            $0.metadata.namespace == KubeLBNames.namespace && $0.metadata.name == Self.envoyName
        }
        // Services without a successor still need it.
        deployment = services.count == old.count ? envoy : nil
    }

    /// Without its full stop.
    var sentence: String {
        "\(ServiceWords.count(services.count, "Service")) of the former global topology in namespace \(KubeLBNames.namespace) "
            + "\(services.count == 1 ? "holds" : "hold") \(ServiceWords.list(services.flatMap(\.ingress.addresses).uniqued())): since "
            + "v1.4 KubeLB creates Services for each tenant, and does not delete the old ones"
    }

    var evidence: Evidence {
        Evidence("Services of the global topology", ServiceWords.list(services.map(\.metadata.path)))
    }

    func remedies(_ context: CheckContext) -> [Remedy] {
        let delete = services.prefix(8).map { context.kubectl("delete", ObjectReference(.management, $0)) }
        let envoy = deployment.map { context.kubectl("delete", ObjectReference(.management, $0)) }
        return [
            .fix(
                "delete the Services of the former global topology; their addresses become free, and nothing answers at them "
                    + "until they are assigned again", ShellCommand(lines: delete), risk: .delete)
        ]
            + [
                envoy.map {
                    Remedy.then("delete the Envoy of the global topology, which serves nothing else", $0, risk: .delete)
                }
            ].compactMap(\.self)
    }
}
