import KubeLB
import Kubernetes
import Topology

/// KLC-D033: a load-balancer implementation has given a Service the address of a node.
struct D033AddressOfNode: Check {
    let documentation = CheckDocumentation(
        code: "D033",
        title: "The Service has the address of a node",
        severity: .error,
        hop: .address,
        inputs: [.tenantServices, .loadBalancers, .managementServices, .managementNodes],
        optionalInputs: [.tenantNodes, .addressPools], judgesManagementAlone: true,
        meaning: """
            The address that the load-balancer implementation has taken from its pool is also that of a node. Two machines of the \
            network answer for it. Implementations that use the nodes' own addresses on purpose, such as the ServiceLB of K3s, are \
            not meant.
            """,
        impact:
            "Traffic of clients reaches the node instead of the Service at times, and the node loses its connections.",
        mending: "Leave the addresses of the nodes out of the pool, and let the Service get another address.",
        examples: [
            .fires(
                .error, "MetalLB's pool contains the address of a node of the management cluster", node("management")),
            .fires(.error, "it contains that of a node of the tenant cluster", node("tenant", name: "node-a")),
            .silent("no implementation with pools has assigned it", node("management", marks: "{}")),
            .silent(
                "Cilium's node IPAM assigns the nodes' addresses",
                node("management", marks: "{}", class: "io.cilium/node")),
            .silent(
                "K3s has overwritten MetalLB's address with those of its nodes",
                node("management") + """

                    ---
                    management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {metadata: {managedFields: [
                      {manager: k3s, operation: Update, subresource: status, time: "2026-11-22T11:59:50Z", fieldsType: FieldsV1,
                        fieldsV1: {f:status: {f:loadBalancer: {f:ingress: {}}}}}]}}}}
                    """),
        ])

    private static func node(
        _ side: String, name: String = "mgmt-a", marks: String = "{metallb.io/ip-allocated-from-pool: lan}",
        class loadBalancerClass: String = "example.com/lb"
    ) -> String {
        """
        management:
          services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {metadata: {annotations: \(marks)},
            spec: {loadBalancerClass: \(loadBalancerClass)}}}
          ipaddresspools.metallb.io: {metallb-system/lan: {spec: {addresses: [198.51.100.0/24]}}}
        ---
        \(side):
          nodes: {\(name): {status: {addresses: [{type: InternalIP, address: 198.51.100.10}],
            conditions: [{type: Ready, status: "True"}]}}}
        """
    }

    /// They assign addresses of pools, which are none of the nodes' own.
    private static let withPools: [LoadBalancerImplementation] = [.metalLB, .cilium, .kubeVIP, .pureLB, .openELB]
    /// Cilium's node IPAM (Cilium documentation, "Node IPAM LB").
    private static let nodeClass = "io.cilium/node"

    func findings(in context: CheckContext) -> [Finding] {
        let carried = context.carriedServices.filter {
            guard $0.envoy.loadBalancerClass != Self.nodeClass,
                let implementation = LoadBalancerImplementation.havingServed($0.envoy)
            else { return false }
            // What another has written is not from its pool; KLC-D023 reports that they overwrite each other.
            let writer = LoadBalancerImplementation.lastWriter(of: $0.envoy)
            return Self.withPools.contains(implementation) && (writer == nil || writer == implementation)
        }
        guard !carried.isEmpty else { return [] }
        var owners: [String: (side: ClusterSide, node: Node)] = [:]
        for side in [ClusterSide.tenant, .management] {
            for node in context.topology.list(side, Node.self).value?.items ?? [] {
                for address in node.addresses where address.type.hasSuffix("IP") {
                    owners[address.address] = (side, node)
                }
            }
        }
        return carried.compactMap { carried in
            for address in carried.envoy.ingress.addresses {
                if let owner = owners[address] {
                    return finding(carried, address, owner.node, owner.side, context)
                }
            }
            return nil
        }
    }

    private func finding(
        _ carried: CarriedService, _ address: String, _ node: Node, _ side: ClusterSide, _ context: CheckContext
    ) -> Finding {
        let number = AddressRange.number(address)
        let pool = context.topology.list(.management, IPAddressPool.self).value?.items.first { pool in
            number.map(pool.contains) ?? false
        }
        let name = LoadBalancerImplementation.havingServed(carried.envoy)?.nameAtStart ?? "Something"
        return Finding(
            .error,
            "\(name) gave \(carried.service.reference) \(address)\(pool.map { " of pool \($0.metadata.name)" } ?? ""), which is the "
                + "address of node \(node.metadata.name) of the \(side.rawValue) cluster, so two machines answer for it",
            resource: carried.exposure.resource, objects: carried.references + [ObjectReference(side, node)],
            evidence: [
                carried.envoy.evidence(
                    "status.loadBalancer.ingress", ServiceWords.addresses(carried.envoy.ingress.addresses)),
                node.evidence(
                    "status.addresses", node.addresses.map { "\($0.type) \($0.address)" }.joined(separator: ", ")),
            ] + (pool.map { [$0.evidence("spec.addresses", $0.addresses.joined(separator: ", "))] } ?? []),
            remedies: [
                .fix(
                    "leave the addresses of the nodes out of the pool",
                    pool.map { context.kubectl("edit", ObjectReference(.management, $0)) }),
                .then(
                    "delete the Service in the management cluster: the manager recreates it, and it gets another address",
                    context.kubectl("delete", ObjectReference(.management, carried.envoy)), risk: .delete),
            ])
    }
}
