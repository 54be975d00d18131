import KubeLB
import Kubernetes
import Topology

/// KLC-D015: whoever reaches an Envoy pod can command the Envoy.
struct D015AdminExposed: Check {
    let documentation = CheckDocumentation(
        code: "D015",
        title: "Envoy's admin port is open to the pod network",
        severity: .info,
        inputs: [.managementDeployments, .managementPods],
        meaning: """
            The manager runs with --debug, the chart's default, so Envoy listens on its admin port 9001 on all \
            addresses, without authentication.
            """,
        impact: """
            Every pod in the management cluster that can reach Envoy can read its configuration and stop it. The port \
            is useful for debugging: it shows which nodes fail.
            """,
        mending: "Disable debugging, or block other pods from port 9001 with a NetworkPolicy.",
        examples: [
            .fires(
                .info, "the manager runs with --debug=true",
                """
                management: {deployments.apps: {kubelb/kubelb-manager: {spec: {template: {spec: {containers: [
                  {name: manager, image: "quay.io/kubermatic/kubelb-manager:v1.4.3", args: [--debug=true]}]}}}}}}
                """),
            .fires(
                .info, "an Envoy's own arguments say so",
                """
                management: {pods: {tenant-acme/envoy-tenant-acme-1: {spec: {containers: [{name: envoy-proxy,
                  image: "envoyproxy/envoy:distroless-v1.36.4", args: [--config-yaml,
                    '{"admin":{"address":{"socketAddress":{"address":"0.0.0.0","portValue":9001}}}}']}]}}}}
                """),
            .silent("nothing shows it"),
            .silent(
                "it listens within the pod",
                """
                management:
                  deployments.apps: {kubelb/kubelb-manager: {spec: {template: {spec: {containers: [
                    {name: manager, image: "quay.io/kubermatic/kubelb-manager:v1.4.3", args: [--debug=false]}]}}}}}
                  pods: {tenant-acme/envoy-tenant-acme-1: {spec: {containers: [{name: envoy-proxy,
                    image: "envoyproxy/envoy:distroless-v1.36.4", args: [--config-yaml,
                      '{"admin":{"address":{"socketAddress":{"address":"127.0.0.1","portValue":9001}}}}']}]}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        let deployment = topology.deployment(of: topology.manager).value
        let arguments = deployment.flatMap { topology.manager.container(of: $0.state.template) }?.args ?? []
        let debug = arguments.last { Self.debugFlags.contains($0) }
        let open = (topology.servingEnvoyPods ?? []).filter { topology.opensEnvoyAdmin(of: $0) }
        guard debug != nil || !open.isEmpty else { return [] }
        var evidence: [Evidence] = []
        if let deployment, let debug { evidence.append(deployment.evidence("arguments", debug)) }
        evidence += open.prefix(2).map { $0.evidence("arguments", "admin address 0.0.0.0") }
        return [
            Finding(
                .info,
                "Envoy's admin port 9001 is open to the pod network of the management cluster, without authentication",
                objects: (deployment.map { [ObjectReference(.management, $0)] } ?? []) + EnvoyWords.references(open),
                evidence: evidence,
                remedies: [
                    .fix(
                        "disable debugging (the Envoy pods restart)",
                        context.set("kubelb.debug", "false", of: topology.manager), risk: .restart)
                ])
        ]
    }

    private static let debugFlags: Set<String> = ["--debug", "--debug=true", "-debug", "-debug=true"]
}
