import KubeLB
import Kubernetes
import Topology

/// Nodes with the ready endpoints of a Service with externalTrafficPolicy Local, none of which is in `Addresses/default`.
struct UnlistedNodes {
    private let nodes: [String]
    private let context: CheckContext

    init(_ nodes: [String], _ context: CheckContext) {
        self.nodes = nodes
        self.context = context
    }

    private var limit: Int? { context.topology.settings.value?.mostNodeAddresses }

    /// `its ready endpoints run on node-b, and this node is not in Addresses/default (externalTrafficPolicy Local)`.
    var cause: String {
        "its ready endpoints run on \(ServiceWords.list(nodes)), and \(nodes.count == 1 ? "this node is" : "these nodes are") not in "
            + "Addresses/\(KubeLBNames.defaultAddresses) (externalTrafficPolicy Local)"
            + (limit.map { "; the CCM lists only \(ServiceWords.count($0, "address")) (--max-node-address-count)" }
                ?? "")
    }

    var objects: [ObjectReference] { nodes.prefix(5).map { ObjectReference(.tenant, kind: Node.kind, name: $0) } }

    /// `service`: as `namespace/name`.
    func evidence(of service: Service) -> [Evidence] {
        let listed = context.topology.listedNodes?.map { "\($0.address) (\($0.name))" }.uniqued() ?? []
        return [
            service.evidence("spec.externalTrafficPolicy", "Local"),
            Evidence("nodes with a ready endpoint of \(service.metadata.path)", ServiceWords.list(nodes, limit: 10)),
            listed.isEmpty
                ? nil : Evidence("Addresses/\(KubeLBNames.defaultAddresses)", ServiceWords.list(listed, limit: 10)),
            limit.map { Evidence("CCM: --max-node-address-count", "\($0)") },
        ].compactMap(\.self)
    }

    func remedies(of service: ObjectReference) -> [Remedy] {
        let cluster = Remedy.fix(
            "let every node carry the Service's traffic; its pods then no longer see the client's address",
            context.patch(service, ["spec": ["externalTrafficPolicy": "Cluster"]]))
        let more = Remedy.fix("let the CCM list more nodes, with a higher --max-node-address-count")
        return [cluster] + (limit == nil ? [] : [more]) + [
            .inspect(
                "check whether these nodes have an address of the type that the CCM lists", context.listTenantNodes)
        ]
    }
}
