import Diagnosis
import Topology

extension ReadPlan {
    /// Whether the Envoys of a tenant are asked for their statistics. Among all tenants of a management cluster only of those of which
    /// they may tell more than the objects: there may be hundreds of others.
    func asksEnvoys(of topology: Topology) -> Bool {
        if asksNoEnvoy { return false }
        guard scope == .fleet, evidence.metrics == .needed else { return true }
        return topology.isJudgedByEnvoys
            || Diagnosis(of: topology).findings.contains { $0.severity > .info && !$0.isAboutPlatform }
    }
}

extension Topology {
    /// Whether only Envoy's statistics show if traffic arrives, or something waits. Envoy does not check UDP, and whether a tunnel of
    /// the Enterprise Edition works is not in its statistics.
    var isJudgedByEnvoys: Bool {
        let checks = takenExposures.contains { exposure in
            exposure.loadBalancer.value?.envoyUpstreams.contains { $0.protocol == "TCP" } ?? false
        }
        if !mayBypassNodePorts, checks || takenRoutes.contains(where: { $0.route.value != nil }) { return true }
        return takenExposures.contains { !stages(of: $0).isRouted } || takenRoutes.contains { !stages(of: $0).isRouted }
    }
}
