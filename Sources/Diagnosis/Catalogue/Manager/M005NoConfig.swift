import KubeLB
import Kubernetes
import Topology

/// KLC-M005: there is no Config.
struct M005NoConfig: Check {
    let documentation = CheckDocumentation(
        code: "M005",
        title: "No Config exists, so KubeLB's defaults apply",
        severity: .info,
        inputs: [.configs],
        meaning:
            "The management cluster has no Config \"default\" in the namespace kubelb. The manager then uses its defaults.",
        impact: "Three Envoy replicas per tenant, no class for their Services, no annotations propagated.",
        mending: "No fix needed; create the Config to change the defaults.",
        examples: [
            .fires(.info, "it is gone", "management: {configs.kubelb.k8c.io: {kubelb/default: null}}"),
            .silent("it is there", ""),
            .silent("Configs may not be read", "management: {configs.kubelb.k8c.io: forbidden}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        guard case .absent = context.topology.config else { return [] }
        let path = "\(KubeLBNames.namespace)/default"
        return [
            Finding(
                .info, "Config \(path) does not exist, so the manager uses its defaults",
                evidence: [Evidence("Config \(path)", "not found")])
        ]
    }
}
