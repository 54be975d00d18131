import KubeLB
import Kubernetes
import Topology

/// The only place that decides how bad it is. Stages say where something is stopped; what was found says whether it is about to
/// move on.
extension Diagnosis {
    package func health(of resource: StagedResource) -> Health {
        // Of a Service that cannot be seen, the LoadBalancer is deleted with it.
        if resource.key.side == .management, resource.stages.stopped?.gate == .loadBalancerKept { return .terminating }
        switch resource.stages.state {
        case .terminating: return .terminating
        case .leftBehind: return .orphaned
        case .ignored: return .ignored
        case .unknown: return .unknown
        case .healthy:
            let found = impairments(of: resource)
            if found.contains(where: isCutOff) { return .down }
            if !found.isEmpty { return .degraded }
            return resource.stages.isUnconfirmed ? .unknown : .healthy
        case .pending: return isSettling(resource) ? .pending : .stuck
        case .degraded:
            if isSettling(resource) { return .starting }
            return isInterrupted(resource) ? .down : .degraded
        }
    }

    /// What is broken about something that has come through all stages, worst first.
    package func impairments(of resource: StagedResource) -> [Finding] {
        findings(concerning: [resource.key]).filter { finding in
            guard finding.severity > .info, !finding.isAboutReach else { return false }
            if finding.resource == resource.key, finding.severity == .error { return true }
            return (finding.resource == resource.key || finding.concernsEveryService)
                && finding.explainedGates.contains { $0.stage == .routed || $0 == .envoyReady }
        }
    }

    /// Whether a finding says that the address itself cannot be reached: no gate before the probes is about that.
    private func isCutOff(_ finding: Finding) -> Bool {
        finding.severity == .error && finding.confidence == .certain && finding.explainedGates == [.probes]
    }

    private func isInterrupted(_ resource: StagedResource) -> Bool {
        switch resource.subject {
        case .service(let exposure): topology.isInterrupted(exposure, resource.stages.gates)
        case .route(let exposure): topology.isInterrupted(exposure, resource.stages.gates)
        }
    }

    /// Whether what is stopped may go on by itself: it is young, or nothing worse is known of it than that it is not done.
    func isSettling(_ resource: StagedResource) -> Bool {
        guard let gate = resource.stages.stopped?.gate else { return false }
        let isYoung = resource.lastChange.map { topology.now.seconds(since: $0) < CheckContext.grace } ?? false
        switch explanations(of: resource.key, stoppedAt: gate).map(\.severity).max() {
        case .error: return false
        // Health checks begin with the first connection, whatever the age of the Service.
        case .info: return isYoung || gate == .upstreams
        case .warning, nil: return isYoung
        }
    }

    /// The findings that explain why something is stopped, with what caused them.
    private func explanations(of key: ExposedResource, stoppedAt gate: Gate) -> [Finding] {
        let found = allFindings(concerning: [key])
        let byID = Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var pending = found.filter { finding in
            finding.explainedGates.contains(gate)
                || finding.resource == key && Catalogue.check(finding.code) is any LastResortCheck
        }
        var explanations: [String: Finding] = [:]
        while let finding = pending.popLast() {
            guard explanations.updateValue(finding, forKey: finding.id) == nil else { continue }
            pending += finding.causedBy.compactMap { byID[$0] }
        }
        return Array(explanations.values)
    }
}

extension StagedResource {
    /// The newest of creation, deletion and last write of its spec.
    package var lastChange: Timestamp? {
        switch subject {
        case .service(let exposure): exposure.lastChange
        case .route(let exposure): exposure.lastChange
        }
    }
}
