import KubeLB
import Kubernetes
import Topology

/// KLC-C016: more than one CCM works on the same Services.
struct C016SeveralCCMs: Check {
    let documentation = CheckDocumentation(
        code: "C016",
        title: "More than one CCM is deployed",
        severity: .warning,
        inputs: [.tenantDeployments],
        meaning: """
            The tenant cluster has several Deployments of the CCM that are not scaled to 0. Leader election is per \
            namespace, so CCMs in different namespaces work at the same time.
            """,
        impact: "They manage the same Services and, if their arguments differ, undo each other's changes.",
        mending: "Keep one of them and scale the others to 0 before uninstalling them.",
        examples: [
            .fires(
                .warning, "two in two namespaces",
                """
                tenant: {deployments.apps: {kube-system/kubelb-ccm: {metadata: {labels: {app.kubernetes.io/name: kubelb-ccm}},
                  spec: {replicas: 1, selector: {matchLabels: {app: old}}, template: {spec: {containers: [{name: ccm,
                    image: "quay.io/kubermatic/kubelb-ccm:v1.2.0", args: [--cluster-name=acme]}]}}}}}}
                """),
            .silent(
                "the second is scaled to 0",
                """
                tenant: {deployments.apps: {kube-system/kubelb-ccm: {metadata: {labels: {app.kubernetes.io/name: kubelb-ccm}},
                  spec: {replicas: 0, selector: {matchLabels: {app: old}}}}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        let running = (topology.deployments(of: topology.ccm).value ?? [])
            .filter { $0.state.desired > 0 && !$0.metadata.isBeingDeleted }
            .sorted { $0.metadata.path < $1.metadata.path }
        guard running.count > 1 else { return [] }
        let diagnosed = topology.deployment(of: topology.ccm).value?.metadata.path
        let others = running.filter { $0.metadata.path != diagnosed }
        return [
            Finding(
                .warning,
                "\(running.count) Deployments run a CCM in the tenant cluster: "
                    + running.map(\.metadata.path).joined(separator: ", "),
                objects: running.map { ObjectReference(.tenant, $0) },
                evidence: running.map { deployment in
                    Evidence("\(deployment.reference): spec.replicas", String(deployment.state.desired))
                },
                remedies: [
                    Remedy(
                        "keep \(diagnosed ?? "one") and stop the other\(others.count == 1 ? "" : "s")",
                        command: ShellCommand(
                            lines: others.map { other in
                                context.kubectl(
                                    .tenant,
                                    "-n \(other.metadata.namespace) scale deploy/\(other.metadata.name) --replicas=0")
                            }), risk: .restart)
                ])
        ]
    }
}
