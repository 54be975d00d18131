import Documents
import KubeLB
import Kubernetes
import Topology

/// A Service that KubeLB carries, with its objects in the management cluster.
struct CarriedService {
    let exposure: Exposure
    let loadBalancer: LoadBalancer
    /// The Service `envoy-<uid>`.
    let envoy: Service
    /// Whether the LoadBalancer is the one of the cluster, and not only the one that the CCM writes.
    var isLoadBalancerRead = true

    var service: Service { exposure.service }

    /// The newest write that the manager has to follow, or has itself made.
    var lastChange: Timestamp? {
        [exposure.lastChange, envoy.metadata.lastSpecWrite].compactMap { $0 }.max()
    }

    var references: [ObjectReference] {
        [exposure.reference]
            + (isLoadBalancerRead ? [ObjectReference(.management, loadBalancer)] : [])
            + [ObjectReference(.management, envoy)]
    }
}

/// What needs the tenant's Envoy: without any of it the manager takes the workload away.
struct EnvoyDemand {
    let loadBalancers: [LoadBalancer]
    let routes: [Route]

    /// Since when there has been something for an Envoy to carry.
    var since: Timestamp? { loadBalancers.compactMap(\.metadata.creationTimestamp).min() }

    /// `3 LoadBalancers`, `1 LoadBalancer and 2 Routes`.
    var words: String {
        let parts = [(loadBalancers.count, "LoadBalancer"), (routes.count, "Route")].filter { $0.0 > 0 }
        return parts.map { ServiceWords.count($0.0, $0.1) }.joined(separator: " and ")
    }
}

extension CheckContext {
    /// Services that the CCM takes and that have both a LoadBalancer and an envoy Service, none of them being deleted.
    var carriedServices: [CarriedService] {
        topology.takenExposures.compactMap { exposure in
            guard let loadBalancer = exposure.loadBalancer.value, !loadBalancer.metadata.isBeingDeleted,
                let envoy = exposure.envoyService.value, !envoy.metadata.isBeingDeleted
            else { return nil }
            return CarriedService(exposure: exposure, loadBalancer: loadBalancer, envoy: envoy)
        }
    }

    /// The same if LoadBalancers could not be read: the name of an envoy Service names the Service that it is for. Whatever
    /// depends on the LoadBalancer itself is unknown.
    var servicesOfUnreadLoadBalancers: [CarriedService] {
        topology.takenExposures.compactMap { exposure in
            guard exposure.loadBalancer.unknown != nil, exposure.isServiceVisible,
                let envoy = exposure.envoyService.value, !envoy.metadata.isBeingDeleted
            else { return nil }
            let assumed = DesiredLoadBalancer.make(
                for: exposure.service, tenantNamespace: envoy.metadata.namespace,
                settings: topology.settings.value ?? CCMSettings())
            return CarriedService(exposure: exposure, loadBalancer: assumed, envoy: envoy, isLoadBalancerRead: false)
        }
    }

    /// What the tenant's Envoy is there for; nil where it need not run, or where that is not known.
    ///
    /// Reads LoadBalancers and Routes. Objects that are being deleted do not count: nor do they for the manager.
    var envoyDemand: EnvoyDemand? {
        let loadBalancers = (topology.loadBalancers.value ?? []).filter { !$0.metadata.isBeingDeleted }
        let routes = (topology.routes.value ?? []).filter { !$0.metadata.isBeingDeleted }
        return loadBalancers.isEmpty && routes.isEmpty ? nil : EnvoyDemand(loadBalancers: loadBalancers, routes: routes)
    }

    /// See `Topology.mayBypassNodePorts`.
    var mayBypassNodePorts: Bool { topology.mayBypassNodePorts }

    /// The manager does not scale a workload that is there already.
    func runTwoReplicas(of workload: EnvoyWorkload) -> [Remedy] {
        let scale = scale(D005EnvoyMissing.reference(workload), to: 2)
        guard topology.config.value != nil else { return [.fix("run two replicas", scale)] }
        return [
            .fix(
                "set two replicas in the Config, for every tenant",
                patch(.config, ["spec": ["envoyProxy": ["replicas": 2]]])),
            .then("scale this workload, which the manager does not do by itself", scale),
        ]
    }

    func inspectEnvoys(of workload: EnvoyWorkload) -> [Remedy] {
        [
            .inspect(
                "find out why pods are not Ready",
                kubectl("describe", D005EnvoyMissing.reference(workload))
                    .then(listEnvoyPods(namespace: workload.metadata.namespace)))
        ]
    }

    /// Touches a LoadBalancer, which makes the manager reconcile it.
    func retry(_ loadBalancer: LoadBalancer, _ purpose: String) -> Remedy {
        .fix(
            "touch the LoadBalancer so that the manager \(purpose)", touch(ObjectReference(.management, loadBalancer)))
    }

    /// Touches a Service, which makes the CCM reconcile it.
    func retry(_ exposure: Exposure, _ purpose: String) -> Remedy {
        let object = reference(exposure)
        return .fix("touch the \(object.kind) so that the CCM \(purpose)", touch(object))
    }
}

extension EnvoyWorkload {
    /// Whether new pods are replacing old ones just now and have not run out of time.
    package var isRollingOut: Bool {
        let progress = state.conditions.first { $0.type == "Progressing" }
        if progress?.status == "False" { return false }
        if let observed = state.observedGeneration, let generation = metadata.generation, observed < generation {
            return true
        }
        // Once a rollout is through, the reason stays NewReplicaSetAvailable whatever happens to the pods.
        return state.updated < state.desired
            || ["NewReplicaSetCreated", "FoundNewReplicaSet", "ReplicaSetUpdated"].contains(progress?.reason ?? "")
    }
}
