import KubeLB
import Kubernetes
import Topology

/// KLC-M005: there is no Config.
struct M005NoConfig: Check {
    let documentation = CheckDocumentation(
        code: "M005",
        title: "No Config exists",
        severity: .error,
        explains: Gate.all(of: .provisioned),
        inputs: [.configs],
        optionalInputs: [.managementDeployments, .managementPods, .tenantStates],
        meaning: """
            The management cluster has no Config "default" in the namespace kubelb. From KubeLB 1.4 on, the manager then \
            uses its defaults; earlier versions reconcile nothing without it.
            """,
        impact: """
            Three Envoy replicas per tenant, no class for their Services, no annotations propagated; before KubeLB 1.4, no \
            Service gets an address.
            """,
        mending: "From KubeLB 1.4 on, no fix is needed; otherwise create the Config.",
        examples: [
            .fires(.info, "it is gone", "management: {configs.kubelb.k8c.io: {kubelb/default: null}}"),
            .fires(
                .error, "a manager before v1.4 needs it",
                """
                management:
                  configs.kubelb.k8c.io: {kubelb/default: null}
                  pods: {kubelb/kubelb-manager-1: {spec: {containers: [{name: manager,
                    image: "quay.io/kubermatic/kubelb-manager:v1.3.5"}]}}}
                """),
            .silent("it is there", ""),
            .silent("Configs may not be read", "management: {configs.kubelb.k8c.io: forbidden}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        guard case .absent = context.topology.config else { return [] }
        let path = "\(KubeLBNames.namespace)/default"
        guard context.topology.has(.optionalConfig) else { return [required(path, context)] }
        return [
            Finding(
                .info, "Config \(path) does not exist, so the manager uses its defaults",
                evidence: [Evidence("Config \(path)", "not found")])
        ]
    }

    private func required(_ path: String, _ context: CheckContext) -> Finding {
        let manager = context.topology.runningImage(of: context.topology.manager)
        return Finding(
            .error,
            "Config \(path) does not exist, and this manager (\(manager?.tag ?? "unknown version")) reconciles nothing without it",
            evidence: [Evidence("Config \(path)", "not found")]
                + (manager.map { [Evidence("\($0.reference): image of container \($0.container)", $0.image)] } ?? []),
            remedies: [
                .fix(
                    "create the Config with KubeLB's defaults",
                    context.apply(
                        .management,
                        [
                            "apiVersion": .string("\(KubeLBNames.group)/\(KubeLBNames.apiVersion)"),
                            "kind": .string(Config.kind),
                            "metadata": ["name": "default", "namespace": .string(KubeLBNames.namespace)],
                        ]))
            ])
    }
}
