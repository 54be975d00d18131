import KubeLB
import Kubernetes
import Topology

/// KLC-M007: the Config asks for an Envoy topology that is no more.
struct M007Topology: Check {
    let documentation = CheckDocumentation(
        code: "M007",
        title: "The Config asks for an Envoy topology other than shared",
        severity: .warning,
        inputs: [.configs],
        meaning: """
            spec.envoyProxy.topology of the Config is not "shared". Later versions of KubeLB know one Envoy a tenant and \
            nothing else; other values are deprecated and ignored.
            """,
        impact: "The Envoys do not run as the Config says, and an upgrade may move them.",
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
                "\(config.reference) asks for the Envoy topology \"\(topology)\": only \"shared\" is supported",
                objects: [ObjectReference(.management, config)],
                evidence: [Evidence("\(config.reference): spec.envoyProxy.topology", topology)],
                remedies: [
                    Remedy(
                        "set it to shared",
                        command: context.kubectl(
                            .management,
                            """
                            -n \(KubeLBNames.namespace) patch \(Config.resource) default --type merge \
                            -p \(json: ["spec": ["envoyProxy": ["topology": "shared"]]])
                            """), risk: .restart)
                ])
        ]
    }
}
