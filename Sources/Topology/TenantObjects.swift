import KubeLB
import Kubernetes

/// The objects that all Services of a tenant have in common, looked up once: thousands of Services ask for them.
struct TenantObjects: Sendable {
    let nodes: Observed<[Node]>
    let readyNodes: Observed<[Node]>
    /// The addresses that the CCM would write now: of its type, of the Ready nodes that it selects, sorted, once each.
    let expectedAddresses: Observed<[String]>
    let config: Observed<Config>
    /// Of the namespace; absent where the tenant is not known: `Topology` does not ask then.
    let tenant: Observed<Tenant>
    let namespace: Observed<Namespace>
    let defaultAddresses: Observed<Addresses>
    let envoyWorkload: Observed<EnvoyWorkload>
    /// Without those of `leftoverEnvoy`.
    let envoyPods: Observed<[Pod]>
    /// The workload that the manager kept up to date before the Config changed, with its pods.
    let leftoverEnvoy: (workload: EnvoyWorkload, pods: [Pod])?

    init(_ observation: Observation, tenant identity: TenantIdentity?, settings: Observed<CCMSettings>) {
        let nodes = observation.list(.tenant, Node.self)
        self.nodes = nodes.all { _ in true }
        readyNodes = nodes.all { $0.isReady }
        let settings = settings.value ?? CCMSettings()
        let type = settings.nodeAddressType
        expectedAddresses = readyNodes.map { nodes in
            let addresses = nodes.filter(settings.selects).flatMap { $0.addresses(ofType: type) }
            return type == "Hostname" ? addresses.uniqued() : Set(addresses).sorted()
        }
        config = observation.list(.management, Config.self).first {
            $0.metadata.namespace == KubeLBNames.namespace && $0.metadata.name == "default"
        }
        guard let identity else {
            (tenant, namespace, defaultAddresses, envoyWorkload, envoyPods, leftoverEnvoy) = (
                .absent, .absent, .absent, .absent, .absent, nil
            )
            return
        }
        let own = identity.namespace
        tenant = observation.list(.management, Tenant.self).first { $0.metadata.name == identity.name }
        namespace = observation.list(.management, Namespace.self).first { $0.metadata.name == own }
        defaultAddresses = observation.list(.management, Addresses.self).first {
            $0.metadata.namespace == own && $0.metadata.name == KubeLBNames.defaultAddresses
        }
        let deployments = observation.list(.management, Deployment.self)
        let daemonSets = observation.list(.management, DaemonSet.self)
        envoyWorkload = EnvoyWorkload.find(
            namespace: own, deployments: deployments, daemonSets: daemonSets, config: config)
        let leftover = EnvoyWorkload.leftover(
            beside: envoyWorkload, deployments: deployments, daemonSets: daemonSets, config: config)
        let all = observation.list(.management, Pod.self).all {
            $0.metadata.namespace == own && $0.metadata.labels[KubeLBNames.appNameLabel] == own && !$0.isFinished
        }.map { EnvoyWorkload.own($0, namespace: own) }
        leftoverEnvoy = leftover.map { ($0, (all.value ?? []).filter($0.created)) }
        let pods = leftover.map { workload in all.map { $0.filter { !workload.created($0) } } } ?? all
        // That there are none is only certain of a workload that could be read, as with the controllers.
        let isUncertain = pods.value?.isEmpty == true && envoyWorkload.unknown != nil
        envoyPods = isUncertain ? envoyWorkload.map { _ in [] } : pods
    }
}
