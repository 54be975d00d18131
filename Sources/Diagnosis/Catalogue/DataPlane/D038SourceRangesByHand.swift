import KubeLB
import Kubernetes
import Topology

/// KLC-D038: an envoy Service lets in fewer clients than the Service asks for.
struct D038SourceRangesByHand: Check {
    let documentation = CheckDocumentation(
        code: "D038",
        title: "The envoy Service admits some clients only",
        severity: .warning,
        hop: .envoyService,
        inputs: [.tenantServices, .loadBalancers, .managementServices], judgesManagementAlone: true,
        meaning: """
            The Service envoy-<uid> in the management cluster restricts the addresses of clients (spec.loadBalancerSourceRanges). KubeLB \
            never sets the field and never removes it, and the tenant's Service does not ask for these networks.
            """,
        impact:
            "Clients of other networks are dropped by the nodes of the management cluster or by the load balancer, without an answer.",
        mending: "Remove the field, unless the restriction is wanted.",
        examples: [
            .fires(.warning, "somebody edited it", ranges("[192.0.2.0/24]")),
            .silent(
                "it is what the tenant's Service asks for",
                ranges("[192.0.2.0/24]")
                    + "\n---\ntenant: {services: {shop/web: {spec: {loadBalancerSourceRanges: [192.0.2.0/24]}}}}"),
            .silent("everybody is let in", ranges("[0.0.0.0/0]")),
        ])

    private static func ranges(_ ranges: String) -> String {
        """
        management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
          metadata: {managedFields: [{manager: kubectl-edit, operation: Update, time: "2026-11-22T11:00:00Z",
            fieldsV1: {"f:spec": {"f:loadBalancerSourceRanges": {}}}}]}, spec: {loadBalancerSourceRanges: \(ranges)}}}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        context.carriedServices.compactMap { carried -> Finding? in
            guard let ranges = carried.envoy.restrictingSourceRanges,
                Set(ranges) != Set(carried.service.loadBalancerSourceRanges)
            else { return nil }
            let field = "spec.loadBalancerSourceRanges"
            let write = carried.envoy.metadata.lastWrite(of: field)
            let text = ServiceWords.list(ranges)
            let reference = ObjectReference(.management, carried.envoy)
            return Finding(
                .warning,
                "\(carried.envoy.reference) admits only clients from \(text) to \(carried.service.reference)"
                    + (write.map { ". \($0.manager) wrote that, not KubeLB" } ?? ", which KubeLB does not write"),
                resource: carried.exposure.resource, objects: carried.references,
                evidence: [carried.envoy.evidence(field, text, at: write?.time)],
                remedies: [
                    .fix(
                        "remove the restriction unless it is wanted, because KubeLB leaves it in place",
                        context.patch(reference, ["spec": ["loadBalancerSourceRanges": .null]]))
                ])
        }
    }
}

extension Service {
    /// `spec.loadBalancerSourceRanges`, unless everybody is let in.
    var restrictingSourceRanges: [String]? {
        let ranges = loadBalancerSourceRanges
        return !ranges.contains("0.0.0.0/0") && ranges.contains { !$0.hasSuffix("/0") } ? ranges : nil
    }
}
