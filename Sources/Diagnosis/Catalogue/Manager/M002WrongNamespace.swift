import KubeLB
import Kubernetes
import Topology

/// KLC-M002: the manager runs where its Envoys do not look for it.
struct M002WrongNamespace: Check {
    let documentation = CheckDocumentation(
        code: "M002",
        title: "The manager does not run in the namespace kubelb",
        severity: .error,
        explains: Gate.all(of: .provisioned),
        inputs: [.managementDeployments],
        meaning: """
            Envoy's bootstrap configuration uses the control plane envoycp.kubelb.svc, and the manager expects its \
            Config and its Lease in the namespace kubelb. The chart uses no other namespace, so a manager elsewhere is \
            never found.
            """,
        impact: "No Envoy gets a configuration: LoadBalancers get addresses that refuse every connection.",
        mending: "Install the manager's chart in the namespace kubelb.",
        examples: [
            .fires(
                .error, "it is in another namespace",
                """
                management: {deployments.apps: {kubelb/kubelb-manager: null, lb-system/kubelb-manager: {
                  metadata: {labels: {app.kubernetes.io/name: kubelb-manager}}, spec: {replicas: 1,
                  selector: {matchLabels: {app.kubernetes.io/name: kubelb-manager}}, template: {spec: {containers: [{name: manager,
                  image: "quay.io/kubermatic/kubelb-manager:v1.4.3"}]}}}, status: {readyReplicas: 1}}}}
                """),
            .silent("it is there", ""),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        guard let deployment = context.topology.deployment(of: context.topology.manager).value,
            deployment.metadata.namespace != KubeLBNames.namespace
        else { return [] }
        let release = HelmRelease(of: context.topology.manager)
        let installed: ShellWords = "\(release.name) -n \(release.namespace)"
        return [
            Finding(
                .error,
                "\(deployment.reference) is not in the namespace \(KubeLBNames.namespace), where Envoy expects its control plane",
                objects: [ObjectReference(.management, deployment)],
                evidence: [deployment.evidence("metadata.namespace", deployment.metadata.namespace)],
                remedies: [
                    .fix(
                        "save its values",
                        context.helm(.management, "get values \(words: installed) -o yaml").writing(to: "values.yaml")),
                    .then("uninstall it", context.helm(.management, "uninstall \(words: installed)"), risk: .restart),
                    .then(
                        "install it in the namespace \(KubeLBNames.namespace) with these values",
                        HelmRelease.install(
                            context.topology.manager, namespace: KubeLBNames.namespace, like: release,
                            options: "-f values.yaml", context)),
                ])
        ]
    }
}
