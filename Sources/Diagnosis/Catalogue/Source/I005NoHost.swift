import KubeLB
import Kubernetes
import Topology

/// KLC-I005: an Ingress answers for every host of a shared controller.
struct I005NoHost: Check {
    let documentation = CheckDocumentation(
        code: "I005",
        title: "The Ingress answers for every host",
        severity: .warning,
        inputs: [],
        meaning: """
            A rule of the Ingress names no host, or it has a default backend. KubeLB passes both on unchanged. In the \
            management cluster all tenants that use the same ingress controller share its address, so that this Ingress \
            answers requests for every host that nobody else claims.
            """,
        impact:
            "The tenant's backend gets requests that are not meant for it, and collides with other tenants' Ingresses.",
        mending: "Set a host in every rule.",
        examples: [])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.filter { $0.kind == .ingress }.compactMap { exposure in
            let source = exposure.source
            let open = source.spec.rules.contains { ($0.host ?? "").isEmpty }
            guard open || source.spec.defaultBackend != nil else { return nil }
            let what = open ? "has a rule without a host" : "has a default backend"
            return context.finding(
                .warning,
                "\(source.reference) \(what): it answers for every host of the ingress controller in the management "
                    + "cluster, which tenants share",
                of: exposure,
                evidence: [
                    open
                        ? Evidence("\(source.reference): spec.rules[].host", "not set")
                        : Evidence("\(source.reference): spec.defaultBackend", "set")
                ],
                remedies: [.fix("set a host in every rule", context.kubectl("edit", exposure.reference))])
        }
    }
}
