import Characters
import KubeLB
import Kubernetes
import Topology

/// KLC-T002: the manager could not set the Tenant up.
struct T002TenantNotReady: Check {
    let documentation = CheckDocumentation(
        code: "T002",
        title: "The Tenant is not Ready",
        severity: .error,
        explains: Gate.all(of: .provisioned),
        inputs: [.tenants],
        optionalInputs: [.managementDeployments, .managementPods, .tenantStates, .configs],
        causedBy: ["M001", "M002", "M004", "M006", "M008"],
        meaning: """
            The manager has not set up the Tenant, or failed to: its phase is not Ready. The condition Ready gives the \
            reason. Or the Tenant is being deleted, and finalizers hold it.
            """,
        impact:
            "The namespace, the CCM's permissions or its kubeconfig may be missing, so Services are not propagated.",
        mending: "Follow the condition's message and the manager's log; the manager retries by itself.",
        examples: [
            .fires(
                .error, "it failed",
                """
                management: {tenants.kubelb.k8c.io: {acme: {status: {phase: Failed, conditions: [{type: Ready,
                  status: "False", reason: NamespaceFailed, message: forbidden, lastTransitionTime: "2026-11-22T10:00:10Z"}]}}}}
                """),
            .fires(
                .error, "no manager has handled it for two hours",
                "management: {tenants.kubelb.k8c.io: {acme: {metadata: {finalizers: []}, status: null}}}"),
            .fires(
                .warning, "it was made twenty seconds ago",
                """
                management: {tenants.kubelb.k8c.io: {acme: {metadata: {creationTimestamp: "2026-11-22T11:59:40Z"},
                  status: {phase: Pending, conditions: null}}}}
                """),
            .fires(
                .error, "the CRD PodMonitor is not installed",
                """
                management:
                  pods: {kubelb/kubelb-manager-1: {spec: {containers: [{name: manager,
                    image: "quay.io/kubermatic/kubelb-manager:v1.4.1"}]}}}
                  tenants.kubelb.k8c.io: {acme: {status: {phase: Failed, conditions: [{type: Ready, status: "False",
                    reason: ReconcileFailed, message: 'no matches for kind "PodMonitor" in version "monitoring.coreos.com/v1"',
                    lastTransitionTime: "2026-11-22T10:00:10Z"}]}}}
                """),
            .fires(
                .error, "the manager may not grant the permissions of the CCM",
                """
                management: {tenants.kubelb.k8c.io: {acme: {status: {phase: Failed, conditions: [{type: Ready, status: "False",
                  reason: ReconciliationFailed, message: "failed to reconcile role: roles.rbac.authorization.k8s.io
                  \\"kubelb-ccm\\" is forbidden: user \\"system:serviceaccount:kubelb:kubelb-manager\\" (groups=[\\"a\\"]) is attempting
                  to grant RBAC permissions not currently held:\\n{Resources:[\\"syncsecrets/status\\"], Verbs:[\\"get\\"]}",
                  lastTransitionTime: "2026-11-22T10:00:10Z"}]}}}}
                """),
            .fires(
                .error, "no namespace can have its name",
                """
                tenant: {deployments.apps: {\(CCMExamples.deployment("--cluster-name=acme.eu-1"))}}
                management: {tenants.kubelb.k8c.io: {acme.eu-1: {spec: {}, status: {phase: Failed}}}}
                """),
            .fires(
                .error, "it is being deleted, and a finalizer holds it",
                """
                management: {tenants.kubelb.k8c.io: {acme: {metadata: {deletionTimestamp: "2026-11-22T11:50:00Z",
                  finalizers: [example.com/hold]}, status: {phase: Terminating}}}}
                """),
            .silent(
                "its deletion is complete",
                """
                management: {tenants.kubelb.k8c.io: {acme: {metadata: {deletionTimestamp: "2026-11-22T11:50:00Z",
                  finalizers: null}, status: {phase: Terminating}}}}
                """),
            .silent(
                "a manager that reports no phase has handled it",
                "management: {tenants.kubelb.k8c.io: {acme: {status: null}}}"),
            .silent(
                "it is another tenant's",
                "management: {tenants.kubelb.k8c.io: {other: {spec: {}, status: {phase: Failed}}}}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        guard context.diagnosedTenant != nil, let tenant = context.topology.tenantObject.value else { return [] }
        if tenant.metadata.isBeingDeleted { return going(tenant, context) }
        guard tenant.phase != "Ready" else { return [] }
        let condition = tenant.readyCondition
        // Managers before the phase was introduced leave the status empty and set the finalizer.
        let isHandled = tenant.metadata.finalizers.contains(KubeLBNames.cleanupFinalizer)
        if tenant.phase.isEmpty, condition == nil, isHandled { return [] }
        let changed = [tenant.metadata.creationTimestamp, condition?.lastTransitionTime].compactMap { $0 }.max()
        let (severity, note) = tenant.phase == "Failed" ? (.error, "") : context.symptom(since: changed)
        var evidence = [
            tenant.evidence("status.phase", tenant.phase.isEmpty ? "none" : tenant.phase, at: changed)
        ]
        if let condition {
            evidence.append(
                tenant.evidence(
                    "condition Ready", "\(condition.status), \(words(condition))",
                    at: condition.lastTransitionTime))
        }
        let error = condition.map { WriteError($0.message) }
        let reference = ObjectReference(.management, tenant)
        let known =
            error?.remedies(
                .management, namespace: KubeLBNames.tenantNamespace(forClusterName: tenant.metadata.name),
                of: .controller(context.topology.manager), context) ?? []
        let unusable = UnusableTenantName(tenant.metadata.name)
        let retry: Remedy =
            known.isEmpty
            ? .fix(
                "fix what the condition names, then touch the Tenant so that the manager retries immediately",
                context.touch(reference))
            : .then("touch the Tenant so that the manager retries immediately", context.touch(reference))
        let fixes =
            unusable?.remedies(context)
            ?? Self.podMonitor(condition, context) + known.filter { $0.role != .inspect } + [retry]
        var finding = Finding(
            severity,
            message(tenant, condition, error, forAge: context.forAge(of: changed))
                + (unusable.map { ". \($0.sentence)" } ?? note),
            objects: [reference], evidence: evidence,
            remedies: fixes + known.filter { $0.role == .inspect } + [
                context.log(of: context.topology.manager),
                .inspect("inspect the Tenant", context.kubectl("get", reference, "-o yaml")),
            ])
        finding.suspects = error?.suspects ?? []
        finding.common = error?.commonCause(
            namespace: KubeLBNames.tenantNamespace(forClusterName: tenant.metadata.name), context)
        return [finding]
    }

    /// The manager creates a PodMonitor for Envoy's statistics, whose definition belongs to the Prometheus operator.
    private static func podMonitor(_ condition: Condition?, _ context: CheckContext) -> [Remedy] {
        guard let condition, condition.status != "True", condition.message.containsBytes(of: "PodMonitor"),
            !context.topology.has(.optionalPodMonitor)
        else { return [] }
        return [
            .fix(
                "upgrade KubeLB to v1.4.2 or later, which works without the CRD PodMonitor; or install the CRDs of the "
                    + "Prometheus operator")
        ]
    }

    private func going(_ tenant: Tenant, _ context: CheckContext) -> [Finding] {
        guard let held = HeldDeletion(.management, tenant) else { return [] }
        let (severity, note) = context.symptom(since: held.since, grace: CheckContext.deletionGrace)
        return [
            Finding(
                severity, "\(tenant.reference) has been terminating\(held.sentence(context))\(note)",
                objects: [ObjectReference(.management, tenant)], evidence: held.evidence,
                remedies: held.remedies(context) + [
                    .then("when it is gone, and if it is still needed: create it again")
                ] + (held.holdsKubeLB ? [context.log(of: context.topology.manager)] : []))
        ]
    }

    private func message(
        _ tenant: Tenant, _ condition: Condition?, _ error: WriteError?, forAge: String
    ) -> String {
        guard !tenant.phase.isEmpty || condition != nil else {
            return "\(tenant.reference) has not been reconciled by a manager\(forAge)"
        }
        let phase = tenant.phase.isEmpty ? "not Ready" : "\(tenant.phase), not Ready"
        guard let condition, condition.status != "True" else { return "\(tenant.reference) is \(phase)" }
        // A refusal of several lines: what refuses comes first.
        let words =
            condition.message.contains("\n")
            ? "\(condition.reason): \(error?.sentence ?? "")" : words(condition)
        return "\(tenant.reference) is \(phase): \(words)"
    }

    private func words(_ condition: Condition) -> String {
        let parts = [condition.reason, condition.message].filter { !$0.isEmpty }
        return parts.isEmpty ? "no reason given" : parts.joined(separator: ": ")
    }
}
