import KubeLB
import Kubernetes
import Topology

/// KLC-V004: shortcomings at Layer 7 that the running version of KubeLB has and a later one does not.
struct V004LayerSevenLimits: Check {
    let documentation = CheckDocumentation(
        code: "V004",
        title: "This KubeLB version has known limits at Layer 7",
        severity: .info,
        inputs: [.managementDeployments],
        optionalInputs: [.managementPods, .tenantStates, .configs],
        judgesManagementAlone: true, isLayerSeven: true,
        meaning: """
            The manager has a version with known limits for Ingresses, Gateways and routes that a later version removed. They \
            explain why a problem leaves no log line, no condition and no Event.
            """,
        impact: "Problems with Ingresses, Gateways and routes are harder to notice.",
        mending: "No action is needed; they go away when KubeLB is upgraded.",
        examples: [
            .firesOnRoutes(.info, "KubeLB v1.4.3"),
            .firesOnRoutes(.info, "KubeLB v1.2.1", version("v1.2.1")),
            .silentOnRoutes("KubeLB v1.5.0", version("v1.5.0")),
            .silentOnRoutes("the version is unknown", version("sha-1a2b3c4")),
            .silent("no Ingress, Gateway or route"),
        ])

    private static func version(_ tag: String) -> String {
        """
        management:
          pods: {kubelb/kubelb-manager-1: {spec: {containers: [{name: manager,
            image: "quay.io/kubermatic/kubelb-manager:\(tag)"}]}}}
          tenantstates.kubelb.k8c.io: {tenant-acme/default: {status: {version: {gitVersion: \(tag)}}}}
          configs.kubelb.k8c.io: {kubelb/default: {status: {version: {gitVersion: \(tag)}}}}
        """
    }

    /// What a version without the feature does.
    private static let limits: [(feature: KubeLBFeature, text: String)] = [
        (.applyErrors, "it drops the errors of applying generated objects"),
        (.generatedRemoval, "it keeps generated objects whose kind is disabled"),
        (.serviceRetry, "it does not retry after it could not create a backend's Service"),
        (.digitNames, "it fails on Services whose generated name begins with a digit"),
        (.routeServiceNames, "it names backend Services without the route, so two routes share one"),
    ]

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        guard !topology.takenRoutes.isEmpty, let release = topology.release(of: topology.manager) else { return [] }
        let found = Self.limits.filter { !$0.feature.exists(in: release) }
        guard !found.isEmpty else { return [] }
        return [
            Finding(
                .info,
                "KubeLB \(release) has known limits at Layer 7: \(found.map(\.text).joined(separator: "; "))",
                evidence: [Evidence("version of the manager", "\(release)")])
        ]
    }
}
