import KubeLB
import Kubernetes
import Topology

/// KLC-G004: several Gateways of a tenant compete for the one that the manager makes.
struct G004TwoGateways: Check {
    let documentation = CheckDocumentation(
        code: "G004",
        title: "Several Gateways named kubelb compete for one",
        severity: .error,
        explains: [.generated],
        inputs: [.routes, .tenantGateways],
        optionalInputs: [.managementGateways],
        meaning: """
            All namespaces of a tenant are one namespace in the management cluster. Two Gateways named kubelb in different \
            namespaces become the same Gateway there: the last writer wins, and both show its address as if all were well.
            """,
        impact: "Listeners and certificates of one of the Gateways are missing.",
        mending: "Keep one Gateway, with the listeners of all.",
        examples: [])

    func findings(in context: CheckContext) -> [Finding] {
        let gateways = context.topology.takenRoutes.filter { $0.kind == .gateway && $0.route.value != nil }
        guard gateways.count > 1 else { return [] }
        let owner = gateways.first(where: \.ownsGenerated)
        let places = gateways.map(\.source.metadata.namespace)
        return gateways.filter { $0.resource != owner?.resource }.prefix(owner == nil ? 1 : Int.max).map { exposure in
            context.finding(
                .error,
                "\(gateways.count) Gateways named \(KubeLBNames.gatewayName), in namespaces \(ServiceWords.list(places)), compete for "
                    + "the one Gateway that the tenant has in the management cluster"
                    + (owner.map {
                        "; it belongs to that of \($0.source.metadata.namespace), so that \(exposure.source.reference) is not served"
                    } ?? ""),
                of: exposure, objects: gateways.filter { $0.resource != exposure.resource }.map(\.reference),
                evidence: gateways.map {
                    Evidence(
                        "Route of \($0.source.reference)",
                        $0.ownsGenerated ? "owns the generated Gateway" : "does not own the generated Gateway")
                },
                remedies: [
                    .fix(
                        "move its listeners into \(owner?.source.reference ?? "one of them"), then delete it",
                        context.kubectl("get", exposure.reference, "-o yaml"))
                ])
        }
    }
}
