import KubeLB
import Kubernetes
import Topology

/// KLC-P001: the CCM has taken an object and fails to pass it on, by its log or by a quota.
struct P001NoRoute: Check {
    let documentation = CheckDocumentation(
        code: "P001",
        title: "The CCM cannot propagate the Ingress, Gateway or route",
        severity: .error,
        explains: Gate.all(of: .propagated),
        inputs: [.tenantDeployments],
        optionalInputs: [.routes, .ccmLogs, .tenantResourceQuotas],
        causedBy: ServiceCauses.ccm + ["R003", "T001", "T003", "M004"],
        meaning: """
            The finalizer of KubeLB, the NodePort copies of the backends, or the Route are missing or out of date. The CCM \
            logs why it cannot write them: a quota, an admission policy, a missing permission.
            """,
        impact: "The object, or a change of it, does not reach the management cluster.",
        mending: "The error says what was refused. The CCM retries by itself, with increasing back-off.",
        examples: [])

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        let log = ControllerErrors(topology.ccm, context)
        return topology.takenRoutes.compactMap { exposure in
            guard
                topology.stages(of: exposure).stages.contains(where: { $0.stage == .propagated && $0.state == .failed })
            else { return nil }
            let errors = log.all(of: exposure)
            if let last = errors.last, isNewest(last.line, exposure) {
                return logged(exposure, last.source, last.line, LogLine.failures(in: errors.map(\.line)), context)
            }
            return quota(exposure, context)
        }
    }

    private func isNewest(_ line: LogLine, _ exposure: RouteExposure) -> Bool {
        guard let written = exposure.route.value?.metadata.lastSpecWrite, let time = line.time else { return true }
        return time > written
    }

    private func logged(
        _ exposure: RouteExposure, _ source: LogSource, _ line: LogLine, _ count: Int, _ context: CheckContext
    ) -> Finding {
        let error = WriteError(line)
        let side = error.managementSide(tenantNamespace: exposure.tenantNamespace) ?? .tenant
        let namespace = side == .management ? exposure.tenantNamespace : exposure.source.metadata.namespace
        return error.finding(
            "The CCM fails to propagate \(exposure.source.reference)", exposure.resource,
            objects: [exposure.reference], evidence: error.evidence(source, count: count),
            remedies: error.remedies(
                side, namespace: namespace ?? "", by: context.topology.ccm, retry: exposure.reference, context))
    }

    /// Where the log does not say it, a quota of the namespace may show it.
    private func quota(_ exposure: RouteExposure, _ context: CheckContext) -> Finding? {
        let namespaces = Set(
            exposure.backends.filter { $0.copy.map { if case .absent = $0 { true } else { false } } ?? false }.map(
                \.namespace))
        let quotas = context.topology.list(.tenant, ResourceQuota.self).value?.items ?? []
        for quota in quotas where namespaces.contains(quota.metadata.namespace) {
            for resource in ["services.nodeports", "services", "count/services"] {
                guard let hard = quota.hard[resource].flatMap({ Int($0) }),
                    let used = quota.used[resource].flatMap({ Int($0) }), used >= hard
                else { continue }
                return context.finding(
                    .error,
                    "\(quota.reference) allows no further NodePort Service (\(resource): \(used) of \(hard)), so the CCM cannot "
                        + "copy the backends of \(exposure.source.reference)",
                    of: exposure, objects: [ObjectReference(.tenant, quota)],
                    evidence: [Evidence("\(quota.reference): \(resource)", "used \(used), hard \(hard)")],
                    remedies: [
                        .fix("raise the quota", context.kubectl("edit", ObjectReference(.tenant, quota))),
                        .then(
                            "touch the object, which makes the CCM retry immediately", context.touch(exposure.reference)
                        ),
                    ])
            }
        }
        return nil
    }
}
