import KubeLB
import Kubernetes
import Topology

/// KLC-T005: Layer 4 is switched off for the tenant.
struct T005LayerFourDisabled: Check {
    let documentation = CheckDocumentation(
        code: "T005",
        title: "Load balancing is disabled for the tenant",
        severity: .error,
        explains: Gate.all(of: .provisioned),
        inputs: [],
        optionalInputs: [.tenants, .tenantStates],
        meaning: """
            The Tenant's spec.loadBalancer.disable is true. The manager removes what it had created for the tenant's \
            LoadBalancers and creates nothing new; the Tenant stays Ready.
            """,
        impact: """
            No Service of the tenant cluster is reachable. Services that had an address still show it, but nothing \
            responds there.
            """,
        mending: "Enable load balancing in the Tenant again, unless it was disabled on purpose.",
        examples: [
            .fires(
                .error, "the Tenant disables it",
                "management: {tenants.kubelb.k8c.io: {acme: {spec: {loadBalancer: {disable: true}}}}}"),
            .fires(
                .error, "the TenantState shows it, and reading Tenants is forbidden",
                """
                management: {tenants.kubelb.k8c.io: forbidden,
                  tenantstates.kubelb.k8c.io: {tenant-acme/default: {status: {loadBalancer: {disable: true}}}}}
                """),
            .silent(
                "the Tenant is enabled again, the TenantState is of old",
                """
                management: {tenantstates.kubelb.k8c.io: {tenant-acme/default: {status: {loadBalancer: {disable: true}}}}}
                """),
            .silent(
                "another Tenant is disabled",
                "management: {tenants.kubelb.k8c.io: {other: {spec: {loadBalancer: {disable: true}}, status: {phase: Ready}}}}"
            ),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        guard let tenant = context.diagnosedTenant else { return [] }
        let state = topology.tenantState.value
        let stateEvidence = state.map {
            $0.evidence(
                "status.loadBalancer.disable", $0.loadBalancer.isDisabled ? "true" : "not true")
        }
        // An operator may well give a tenant no Layer 4: it is a fault where a Service waits for it.
        let severity: Severity = topology.takenExposures.isEmpty ? .info : .error
        switch topology.tenantObject {
        case .present(let object):
            guard object.loadBalancer.isDisabled else { return [] }
            let own = object.evidence("spec.loadBalancer.disable", "true")
            return [
                Finding(
                    severity, "\(object.reference) has load balancing disabled: spec.loadBalancer.disable is true",
                    objects: [ObjectReference(.management, object)],
                    evidence: [own] + [stateEvidence].compactMap { $0 },
                    remedies: [enable(tenant.name, "enable load balancing", context)])
            ]
        case .absent: return []
        case .forbidden, .failed, .notCollected:
            guard let state, state.loadBalancer.isDisabled, let stateEvidence else { return [] }
            return [
                Finding(
                    severity,
                    "Load balancing is disabled for tenant \(tenant.name), according to \(state.reference) (the Tenant itself "
                        + "could not be read)",
                    objects: [ObjectReference(.management, state)], evidence: [stateEvidence],
                    remedies: [
                        enable(tenant.name, "enable load balancing, or ask somebody who can edit the Tenant", context)
                    ])
            ]
        }
    }

    private func enable(_ name: String, _ text: String, _ context: CheckContext) -> Remedy {
        .fix(text, context.patch(.tenant(name), ["spec": ["loadBalancer": ["disable": false]]]))
    }
}
