import KubeLB
import Kubernetes
import Topology

/// KLC-P001: the CCM fails to propagate an object, by its log or by a quota.
struct P001NoRoute: Check {
    let documentation = CheckDocumentation(
        code: "P001",
        title: "The CCM cannot propagate the Ingress, Gateway or route",
        severity: .error,
        explains: Gate.all(of: .propagated),
        inputs: [.tenantDeployments],
        optionalInputs: [.routes, .ccmLogs, .tenantResourceQuotas],
        causedBy: ServiceCauses.ccm + ["R003", "T006", "T001", "T003", "M004"],
        meaning: """
            KubeLB's finalizer, the NodePort copy of a backend, or the Route is missing or out of date. The CCM logs why \
            it cannot write it: a quota, an admission policy, or a missing permission.
            """,
        impact: "The object, or its last change, does not reach the management cluster.",
        mending: "Fix what the error names. The CCM retries by itself, with increasing back-off.",
        examples: [
            .firesOnRoutes(
                .error, "the log shows that a quota refuses the NodePort copy",
                "\(noCopy)\(failure("exceeded quota: small, requested: services.nodeports=1, limited: services.nodeports=2"))"
            ),
            .firesOnRoutes(
                .error, "nothing is logged, but a quota of the namespace is exhausted",
                "\(noCopy)  resourcequotas: {shop/small: {status: {hard: {services.nodeports: '1'}, used: {services.nodeports: '1'}}}}"
            ),
            .firesOnRoutes(
                .error, "the Route cannot be created",
                "management: {routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000031: null}}\n\(failure(forbidden))"
            ),
            .silentOnRoutes("the error is over: everything is propagated", failure("timeout")),
            .silentOnRoutes(
                "the quota has room",
                "\(noCopy)  resourcequotas: {shop/small: {status: {hard: {services.nodeports: '9'}, used: {services.nodeports: '1'}}}}"
            ),
            .silentOnRoutes(
                "the error is about a Service of the same name",
                "\(noCopy)\(failure("timeout", of: "service-controller"))"),
        ])

    private static let forbidden = #"""
        routes.kubelb.k8c.io is forbidden: User \"system:serviceaccount:tenant-acme:kubelb-ccm\" cannot create resource \#
        \"routes\" in API group \"kubelb.k8c.io\" in the namespace \"tenant-acme\"
        """#

    private static let noCopy = "tenant:\n  services: {shop/api-nodeport: null}\n"

    private static func failure(_ error: String, of controller: String = "ingress-controller") -> String {
        """
        logs: {tenant/kubelb/kubelb-ccm-1/ccm.log: '{"level":"error","ts":"2026-11-22T11:59:30.000Z",\
        "msg":"Reconciler error","controller":"\(controller)","namespace":"shop","name":"site","error":"\(error)"}'}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        let log = ControllerErrors(topology.ccm, context)
        return topology.takenRoutes.compactMap { exposure in
            guard isUnpropagated(exposure) else { return nil }
            let errors = log.all(of: exposure)
            if let last = errors.last, isNewest(last.line, exposure) {
                return WriteError.finding(
                    "The CCM fails to propagate \(exposure.source.reference)", exposure.resource, exposure.reference,
                    tenantNamespace: exposure.tenantNamespace, last, of: errors.map(\.line), context)
            }
            return quota(exposure, context)
        }
    }

    /// Whether something of the stage is missing, as far as it could be read.
    private func isUnpropagated(_ exposure: RouteExposure) -> Bool {
        if !exposure.hasFinalizer || exposure.backends.contains(where: { $0.copyDefect != nil }) { return true }
        switch exposure.route {
        case .absent: return true
        case .present(let route): return route.metadata.isBeingDeleted || route.source.spec != exposure.source.spec
        case .forbidden, .failed, .notCollected: return false
        }
    }

    private func isNewest(_ line: LogLine, _ exposure: RouteExposure) -> Bool {
        guard let written = exposure.route.value?.metadata.lastSpecWrite, let time = line.time else { return true }
        return time > written
    }

    /// If the log does not show it, a quota of the namespace may.
    private func quota(_ exposure: RouteExposure, _ context: CheckContext) -> Finding? {
        let namespaces = Set(
            exposure.backends.filter { $0.copyDefect == .missing }.map(\.namespace))
        let quotas = context.topology.list(.tenant, ResourceQuota.self).value?.items ?? []
        for quota in quotas where namespaces.contains(quota.metadata.namespace) {
            for resource in ["services.nodeports", "services", "count/services"] {
                guard let (used, hard) = quota.exhausted(resource) else { continue }
                return context.finding(
                    .error,
                    "\(quota.reference) allows no more NodePort Services (\(resource): \(used) of \(hard)), so the CCM cannot "
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
