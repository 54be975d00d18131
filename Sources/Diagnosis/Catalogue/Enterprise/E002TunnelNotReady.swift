import KubeLB
import Kubernetes
import Topology

/// KLC-E002: a Tunnel of the tenant is not ready.
struct E002TunnelNotReady: Check {
    let documentation = CheckDocumentation(
        code: "E002",
        title: "A Tunnel is not ready",
        severity: .warning,
        inputs: [.tenantStates],
        optionalInputs: [.tunnels, .configs],
        judgesManagementAlone: true,
        meaning: """
            A Tunnel of the Enterprise Edition shows in its condition Ready whether the manager serves it. It is not ready \
            if tunnels are disabled, the limit is reached, or no host name can be given to it, for want of a wildcard domain.
            """,
        impact: "The tunnel's URL does not respond.",
        mending: "Fix what the condition reports, in the Tenant or the Config.",
        examples: [
            .fires(.warning, "no host name can be configured", tunnel("Failed", "'False'", "no hostname configurable")),
            .silent("it is ready", tunnel("Ready", "'True'", "ready")),
            .silent(
                "a Tunnel of another tenant; only the Config shows the edition",
                tunnel("Failed", "'False'", "x", namespace: "tenant-other") + EnterpriseExamples.shownByConfig),
            .silent("the Community Edition"),
        ])

    private static func tunnel(
        _ phase: String, _ status: String, _ message: String, namespace: String = "tenant-acme"
    ) -> String {
        """
        management:
          tenantstates.kubelb.k8c.io: {tenant-acme/default: {status: {version: {edition: EE}}}}
          tunnels.kubelb.k8c.io: {\(namespace)/shop: {status: {phase: \(phase), conditions: [{type: Ready,
            status: \(status), reason: \(phase), message: \(message), lastTransitionTime: '2026-11-22T10:00:00Z'}]}}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        guard context.topology.isEnterprise else { return [] }
        return (context.topology.inTenantNamespace(Tunnel.self).value ?? []).compactMap { tunnel in
            guard let ready = tunnel.conditions.first(where: { $0.type == "Ready" }), ready.status == "False" else {
                return nil
            }
            return EnterpriseCondition(tunnel, ready).finding(
                "\(tunnel.reference) is not ready", on: .management, context)
        }
    }
}

/// What a condition of an object of the Enterprise Edition says.
struct EnterpriseCondition<Item: KubernetesObject> {
    private let object: Item
    private let condition: Condition

    init(_ object: Item, _ condition: Condition) {
        self.object = object
        self.condition = condition
    }

    /// `failure`: what it means, of which object.
    func finding(_ failure: String, on side: ClusterSide, _ context: CheckContext) -> Finding {
        let reference = ObjectReference(side, object)
        return Finding(
            .warning,
            "\(failure): \(condition.reason)"
                + (condition.message.isEmpty ? "" : ": \(ServiceWords.excerpt(condition.message))"),
            objects: [reference],
            evidence: [
                Evidence(
                    "\(object.reference): status.conditions[\(condition.type)]",
                    "\(condition.status) (\(condition.reason): \(condition.message))", at: condition.lastTransitionTime)
            ],
            remedies: [
                .fix("fix what the condition reports"),
                .inspect("show the object", context.kubectl("get", reference, "-o yaml")),
            ])
    }
}
