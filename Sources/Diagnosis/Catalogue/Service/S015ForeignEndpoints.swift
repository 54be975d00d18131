import Characters
import KubeLB
import Kubernetes
import Topology

/// KLC-S015: somebody else than Kubernetes adds endpoints to a Service that selects pods.
struct S015ForeignEndpoints: Check {
    let documentation = CheckDocumentation(
        code: "S015",
        title: "An EndpointSlice made by hand adds endpoints to the Service",
        severity: .warning,
        hop: .endpoints,
        inputs: [.tenantServices, .tenantEndpointSlices],
        meaning: """
            The Service selects pods, for which Kubernetes writes EndpointSlices. Another EndpointSlice with the Service's label \
            lists ready endpoints that are no pods. kube-proxy spreads connections over all of them, and nobody checks whether \
            those respond. Slices of controllers that join clusters, such as Cilium Cluster Mesh and Submariner, are not meant.
            """,
        impact: "If these endpoints do not respond, a part of the connections to every node port times out.",
        mending: "Delete the EndpointSlice if its endpoints no longer belong to the Service.",
        examples: [
            .fires(.warning, "two addresses of machines are left from a migration", slice("staff")),
            .silent("they are pods of a cluster mesh", slice("endpointslice-mesh-controller.cilium.io")),
            .silent("they are not ready", slice("staff", ready: false)),
            .silent(
                "the Service has no selector",
                slice("staff") + "\n---\ntenant: {services: {shop/web: {spec: {selector: null}}}}"),
        ])

    private static func slice(_ manager: String, ready: Bool = true) -> String {
        """
        tenant: {endpointslices.discovery.k8s.io: {shop/web-legacy: {
          metadata: {labels: {kubernetes.io/service-name: web, endpointslice.kubernetes.io/managed-by: \(manager)}},
          addressType: IPv4, ports: [{name: http, port: 8080, protocol: TCP}],
          endpoints: [{addresses: [10.90.14.21], conditions: {ready: \(ready)}}]}}}
        """
    }

    private static let kubernetesOwn = [EndpointSlice.controller, "endpointslicemirroring-controller.k8s.io"]
    /// Parts of the names of controllers that join clusters.
    private static let meshes = ["cilium", "lighthouse", "submariner", "mesh", "multicluster", "mcs"]

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenExposures.compactMap { exposure in
            guard !exposure.service.selector.isEmpty, let slices = exposure.slices.value else { return nil }
            let foreign = slices.filter(Self.isForeign)
            guard let first = foreign.first else { return nil }
            return finding(exposure, first, foreign, context)
        }
    }

    private static func isForeign(_ slice: EndpointSlice) -> Bool {
        let manager = slice.metadata.labels[EndpointSlice.managedByLabel] ?? ""
        return !kubernetesOwn.contains(manager) && !meshes.contains { manager.containsBytes(of: $0) }
            && slice.endpoints.contains { $0.isReady && $0.podName == nil }
    }

    private func finding(
        _ exposure: Exposure, _ first: EndpointSlice, _ foreign: [EndpointSlice], _ context: CheckContext
    ) -> Finding {
        let addresses = foreign.flatMap(\.endpoints).filter { $0.isReady && $0.podName == nil }.flatMap(\.addresses)
        let all = exposure.readyEndpoints?.count ?? addresses.count
        return Finding(
            .warning,
            "\(first.reference), which Kubernetes does not manage, adds \(ServiceWords.list(addresses)) to the endpoints of "
                + "\(exposure.service.reference): \(addresses.count) of \(all) ready endpoints are no pods and get their share of the "
                + "connections",
            resource: exposure.resource,
            objects: [context.reference(exposure)] + foreign.prefix(3).map { ObjectReference(.tenant, $0) },
            evidence: foreign.prefix(3).map { slice in
                slice.evidence(
                    "metadata.labels[\(EndpointSlice.managedByLabel)]",
                    slice.metadata.labels[EndpointSlice.managedByLabel] ?? "not set",
                    at: slice.metadata.creationTimestamp)
            }, confidence: .likely,
            remedies: [
                .fix(
                    "delete it if these endpoints no longer belong to the Service",
                    context.kubectl("delete", ObjectReference(.tenant, first)), risk: .delete),
                .inspect("list the endpoints", context.endpointSlices(of: context.reference(exposure), "-o wide")),
            ])
    }
}
