import KubeLB
import Kubernetes
import Topology

/// KLC-E005: the transport to the tenant's nodes by mTLS is not in force, or its proxy is not ready.
struct E005Transport: Check {
    let documentation = CheckDocumentation(
        code: "E005",
        title: "The mTLS transport to the tenant cluster has a problem",
        severity: .error,
        explains: [.nodeAddresses],
        inputs: [],
        optionalInputs: [.tenants, .tenantStates, .configs, .tenantEvents],
        judgesManagementAlone: true,
        meaning: """
            With backendTransport.mode MTLS, the Enterprise Edition sends traffic to a proxy in the tenant cluster. \
            Conditions of the Tenant and of the TenantState report that a change of the mode awaits confirmation, that the \
            proxy is not ready, or that certificates are in conflict. The proxy is DaemonSet kubelb-tenant-envoy in the namespace \
            kubelb of the tenant cluster; all traffic goes through it.
            """,
        impact: "Traffic still takes the old way, or does not reach the tenant's Services.",
        mending: """
            Get the pods of the proxy running. Confirm the change with the annotation kubelb.k8c.io/confirm-backend-transport-change, or fix what the \
            condition reports.
            """,
        examples: [
            .fires(.warning, "a change awaits confirmation", state("BackendTransportChangePending", "'True'")),
            .fires(.warning, "the proxy is not ready", tenant("TenantProxyReady", "'False'")),
            .fires(.warning, "certificates are in conflict", tenant("BackendCertificateConflict", "'True'")),
            .firesOnRoutes(.error, "all traffic goes through the proxy, and none of its pods is ready", noProxy(0)),
            .fires(
                .error, "the same, because a quota allows no pods",
                noProxy(0)
                    + """
                    \n---
                    tenant: {events: {kubelb/kubelb-tenant-envoy.1: {type: Warning, reason: FailedCreate,
                      involvedObject: {kind: DaemonSet, namespace: kubelb, name: kubelb-tenant-envoy}, message: 'Error creating:
                      pods "kubelb-tenant-envoy-x" is forbidden: exceeded quota: pods, requested: pods=1, used: pods=1, limited: pods=1',
                      lastTimestamp: '2026-11-22T11:59:00Z'}}}
                    """),
            .fires(.warning, "one of two pods of the proxy is ready", noProxy(1)),
            .silent("no change is pending", state("BackendTransportChangePending", "'False'")),
            .silent("the proxy is ready", tenant("TenantProxyReady", "'True'")),
        ])

    private static func condition(_ type: String, _ status: String) -> String {
        "{status: {conditions: [{type: \(type), status: \(status), reason: \(type), message: reported}]}}"
    }

    private static func state(_ type: String, _ status: String) -> String {
        "management: {tenantstates.kubelb.k8c.io: {tenant-acme/default: \(condition(type, status))}}"
    }

    /// Mode MTLS is in force, and so many of two pods of the proxy are ready.
    private static func noProxy(_ ready: Int) -> String {
        """
        management:
          configs.kubelb.k8c.io: {kubelb/default: {spec: {backendTransport: {mode: MTLS}}}}
          tenantstates.kubelb.k8c.io: {tenant-acme/default: {status: {version: {edition: EE},
            backendTransport: {mode: MTLS}, conditions: [{type: TenantProxyReady, status: 'False', reason: NotReady,
            message: 'DaemonSet kubelb/kubelb-tenant-envoy has \(ready) of 2 pods ready'}]}}}
        """
    }

    private static func tenant(_ type: String, _ status: String) -> String {
        "management: {tenants.kubelb.k8c.io: {acme: \(condition(type, status))}}"
    }

    /// Conditions that report a problem when they are True; those of the proxy do so when they are False.
    private static let problems: Set<String> = ["BackendTransportChangePending", "BackendCertificateConflict"]

    private static func isProblem(_ condition: Condition) -> Bool {
        if problems.contains(condition.type) { return condition.status == "True" }
        return condition.type.hasPrefix("TenantProxy") && condition.status == "False"
    }

    func findings(in context: CheckContext) -> [Finding] {
        let failure = context.topology.tenantProxyFailure
        let proxy = failure.map { withoutProxy($0, context) }
        let ofState = context.topology.tenantState.value.map { state in
            state.conditions.filter { Self.isProblem($0) && $0 != failure }.map {
                EnterpriseCondition(state, $0).finding(
                    "The mTLS transport of \(state.reference) is not in force", on: .management, context)
            }
        }
        let ofTenant = context.topology.tenantObject.value.map { tenant in
            tenant.conditions.filter { Self.isProblem($0) && $0 != failure }.map {
                EnterpriseCondition(tenant, $0).finding(
                    "The mTLS transport of \(tenant.reference) has a problem", on: .management, context)
            }
        }
        return [proxy].compactMap(\.self) + (ofState ?? []) + (ofTenant ?? [])
    }

    /// Nothing reaches the tenant cluster.
    private func withoutProxy(_ condition: Condition, _ context: CheckContext) -> Finding {
        var metadata = ObjectMeta()
        (metadata.namespace, metadata.name) = (KubeLBNames.namespace, KubeLBNames.tenantProxy)
        let refusal = PodRefusal(of: DaemonSet.kind, metadata, conditions: [], .tenant, in: context)
        let object = ObjectReference(
            .tenant, kind: DaemonSet.kind, namespace: metadata.namespace, name: metadata.name)
        let state = context.topology.tenantState.value
        let holder =
            state?.conditions.contains(condition) == true
            ? state?.reference : context.topology.tenantObject.value?.reference
        let known = refusal?.remedies(of: .other, context) ?? []
        var finding = Finding(
            .error,
            "No pod of the tenant proxy (\(object)) is ready, through which all traffic goes in mode MTLS: "
                + (refusal.map { "no pods are created: \($0.cause)" }
                    ?? "\(condition.reason): \(ServiceWords.excerpt(condition.message))"),
            objects: [object],
            evidence: [
                Evidence(
                    "\(holder ?? Tenant.kind): status.conditions[\(condition.type)]",
                    "\(condition.status) (\(condition.reason): \(condition.message))",
                    at: condition.lastTransitionTime),
                refusal?.evidence,
            ].compactMap(\.self),
            remedies: (known.isEmpty ? [.fix("get the pods of the proxy running")] : known) + [
                .inspect("show why its pods are not Ready", context.kubectl("describe", object))
            ])
        finding.suspects = refusal?.suspects ?? []
        return finding
    }
}
