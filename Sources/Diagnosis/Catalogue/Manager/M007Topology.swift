import KubeLB
import Kubernetes
import Topology

/// KLC-M007: the Config asks for an Envoy topology that is no more.
struct M007Topology: Check {
    let documentation = CheckDocumentation(
        code: "M007",
        title: "The Config sets an Envoy topology other than shared",
        severity: .warning,
        inputs: [.configs],
        meaning: """
            spec.envoyProxy.topology of the Config is not "shared". Later versions of KubeLB support only one Envoy \
            per tenant; other values are deprecated and ignored.
            """,
        impact: "Envoy does not run as configured, and an upgrade may move it.",
        mending: "Set the topology to shared.",
        examples: [
            .fires(
                .warning, "it is dedicated",
                "management: {configs.kubelb.k8c.io: {kubelb/default: {spec: {envoyProxy: {topology: dedicated}}}}}"),
            .silent(
                "it is not set",
                "management: {configs.kubelb.k8c.io: {kubelb/default: {spec: {envoyProxy: {topology: null}}}}}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        guard let config = context.topology.config.value, let topology = config.topology, !topology.isEmpty,
            topology != "shared"
        else { return [] }
        return [
            Finding(
                .warning,
                "\(config.reference) sets the Envoy topology \"\(topology)\", but only \"shared\" is supported",
                objects: [ObjectReference(.management, config)],
                evidence: [config.evidence("spec.envoyProxy.topology", topology)],
                remedies: [
                    .fix(
                        "set the topology to shared",
                        context.patch(.config, ["spec": ["envoyProxy": ["topology": "shared"]]]), risk: .restart)
                ])
        ]
    }
}
