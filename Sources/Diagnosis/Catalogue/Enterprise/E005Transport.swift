import KubeLB
import Kubernetes
import Topology

/// KLC-E005: the transport to the tenant's nodes by mTLS is not in force, or its proxy is not ready.
struct E005Transport: Check {
    let documentation = CheckDocumentation(
        code: "E005",
        title: "The mTLS transport to the tenant cluster has a problem",
        severity: .warning,
        inputs: [],
        optionalInputs: [.tenants, .tenantStates],
        judgesManagementAlone: true,
        meaning: """
            With backendTransport.mode MTLS, the Enterprise Edition sends traffic to a proxy in the tenant cluster. \
            Conditions of the Tenant and of the TenantState report that a change of the mode awaits confirmation, that the \
            proxy is not ready, or that certificates are in conflict.
            """,
        impact: "Traffic still takes the old way, or does not reach the tenant's Services.",
        mending: """
            Confirm the change with the annotation kubelb.k8c.io/confirm-backend-transport-change, or fix what the \
            condition reports.
            """,
        examples: [
            .fires(.warning, "a change awaits confirmation", state("BackendTransportChangePending", "'True'")),
            .fires(.warning, "the proxy is not ready", tenant("TenantProxyReady", "'False'")),
            .fires(.warning, "certificates are in conflict", tenant("BackendCertificateConflict", "'True'")),
            .silent("no change is pending", state("BackendTransportChangePending", "'False'")),
            .silent("the proxy is ready", tenant("TenantProxyReady", "'True'")),
        ])

    private static func condition(_ type: String, _ status: String) -> String {
        "{status: {conditions: [{type: \(type), status: \(status), reason: \(type), message: reported}]}}"
    }

    private static func state(_ type: String, _ status: String) -> String {
        "management: {tenantstates.kubelb.k8c.io: {tenant-acme/default: \(condition(type, status))}}"
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
        let ofState = context.topology.tenantState.value.map { state in
            state.conditions.filter(Self.isProblem).map {
                EnterpriseCondition(state, $0).finding(
                    "The mTLS transport of \(state.reference) is not in force", on: .management, context)
            }
        }
        let ofTenant = context.topology.tenantObject.value.map { tenant in
            tenant.conditions.filter(Self.isProblem).map {
                EnterpriseCondition(tenant, $0).finding(
                    "The mTLS transport of \(tenant.reference) has a problem", on: .management, context)
            }
        }
        return (ofState ?? []) + (ofTenant ?? [])
    }
}
