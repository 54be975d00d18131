import KubeLB
import Kubernetes
import Topology

/// KLC-C016: more than one CCM works on the same Services.
struct C016SeveralCCMs: Check {
    let documentation = CheckDocumentation(
        code: "C016",
        title: "More than one CCM is deployed",
        severity: .error,
        inputs: [.tenantDeployments],
        optionalInputs: [.tenantLeases],
        meaning: """
            The tenant cluster has several Deployments of the CCM that should run, or several Leases of it are renewed. Leader \
            election is per namespace, so CCMs in different namespaces work at the same time.
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
            .fires(
                .warning, "two for two tenants",
                """
                tenant: {deployments.apps: {other/kubelb-ccm: {metadata: {labels: {app.kubernetes.io/name: kubelb-ccm}},
                  spec: {replicas: 1, selector: {matchLabels: {app: other}}, template: {spec: {containers: [{name: ccm,
                    image: "quay.io/kubermatic/kubelb-ccm:v1.4.0", args: [--cluster-name=other]}]}}}}}}
                """),
            .fires(
                .warning, "two CCMs renew Leases in two namespaces",
                """
                tenant: {leases.coordination.k8s.io: {kube-system/19f32e7b.ccm.kubelb.k8c.io: {spec: {
                  holderIdentity: kubelb-ccm-7_x, leaseDurationSeconds: 15, renewTime: "2026-11-22T11:59:58.000000Z"}}}}
                """),
            .fires(
                .error, "one in the same namespace holds the Lease",
                """
                tenant:
                  deployments.apps: {kubelb/kubelb-ccm-edge: {metadata: {labels: {app.kubernetes.io/name: kubelb-ccm}},
                    spec: {replicas: 1, selector: {matchLabels: {app: edge}}, template: {spec: {containers: [{name: ccm,
                      image: "quay.io/kubermatic/kubelb-ccm:v1.4.0", args: [--cluster-name=acme]}]}}}}}
                  leases.coordination.k8s.io: {kubelb/19f32e7b.ccm.kubelb.k8c.io: {spec: {
                    holderIdentity: kubelb-ccm-edge-79c8f6d5b4-m4k2x_1, renewTime: "2026-11-22T11:59:58.000000Z"}}}
                """),
            .silent(
                "the Lease in the other namespace is no longer renewed",
                """
                tenant: {leases.coordination.k8s.io: {kube-system/19f32e7b.ccm.kubelb.k8c.io: {spec: {
                  holderIdentity: kubelb-ccm-7_x, leaseDurationSeconds: 15, renewTime: "2026-11-22T10:00:00.000000Z"}}}}
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
        guard running.count > 1 else { return severalLeases(context) }
        let diagnosed = topology.deployment(of: topology.ccm).value?.metadata.path
        let others = running.filter { $0.metadata.path != diagnosed }
        let tenants = running.compactMap { topology.ccm.settings(of: $0)?.clusterName }.uniqued()
        let rival = LeaseRival(context)
        return [
            Finding(
                rival == nil ? .warning : .error,
                "\(running.count) Deployments run a CCM in the tenant cluster: "
                    + running.map { Self.words($0, topology.ccm, showTenant: tenants.count > 1) }.joined(
                        separator: ", ")
                    + (tenants.count > 1 ? ". They manage the same Services for different tenants" : "")
                    + (rival.map {
                        ". They share \($0.lease.reference), which \($0.deployment.metadata.path) holds: "
                            + "\(diagnosed ?? "the other") waits for it and does nothing"
                    } ?? ""),
                objects: running.map { ObjectReference(.tenant, $0) },
                evidence: running.map { deployment in
                    deployment.evidence("spec.replicas", String(deployment.state.desired))
                } + (rival.map { context.evidence($0.lease) } ?? []),
                remedies: [
                    .fix(
                        "keep \(diagnosed ?? "one") and stop the other\(others.count == 1 ? "" : "s")",
                        ShellCommand(lines: others.map { context.scale(ObjectReference(.tenant, $0), to: 0) }),
                        risk: .restart)
                ])
        ]
    }

    private static func words(_ deployment: Deployment, _ ccm: Controller, showTenant: Bool) -> String {
        let tenant = showTenant ? ccm.settings(of: deployment)?.clusterName : nil
        return deployment.metadata.path + (tenant.map { " (tenant \($0))" } ?? "")
    }

    private func severalLeases(_ context: CheckContext) -> [Finding] {
        let topology = context.topology
        let renewed = (topology.leases(of: topology.ccm).value ?? [])
            .filter { topology.isStale($0, .tenant) == false }
            .sorted { $0.metadata.path < $1.metadata.path }
        guard renewed.count > 1 else { return [] }
        return [
            Finding(
                .warning,
                "\(renewed.count) CCMs are running for the tenant cluster: each renews a Lease, in the namespaces "
                    + renewed.map(\.metadata.namespace).joined(separator: ", "),
                objects: renewed.map { ObjectReference(.tenant, $0) },
                evidence: renewed.flatMap(context.evidence),
                remedies: [
                    .fix("stop all but one of them, each where the holder of its Lease runs"),
                    .inspect("list the Leases and their holders", context.listLeases(of: topology.ccm)),
                ])
        ]
    }
}
