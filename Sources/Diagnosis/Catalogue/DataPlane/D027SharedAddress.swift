import KubeLB
import Kubernetes
import Topology

/// KLC-D027: a load-balancer implementation has given one address and port to two Services.
struct D027SharedAddress: Check {
    let documentation = CheckDocumentation(
        code: "D027",
        title: "One address and port is assigned to two Services",
        severity: .error,
        hop: .address,
        inputs: [.tenantServices, .loadBalancers, .managementServices], judgesManagementAlone: true,
        causedBy: ["D023"],
        meaning: """
            The status of two Services of the management cluster contains the same address, and they have a port in common. \
            Implementations assign one address to several Services only if their ports differ: this one has lost its state, \
            or two implementations assign addresses of the same range.
            """,
        impact: "Clients of both Services reach one of them, and which one may change at any time.",
        mending: "Let the implementation assign another address to the Service that got it last.",
        examples: [
            .fires(
                .error, "another tenant's Service has the address at the same port",
                other("tenant-other/envoy-00000000-0000-4000-8000-00000000000e", port: 80)),
            .fires(
                .error, "a Service of the platform has it at the same port", other("ingress-nginx/controller", port: 80)
            ),
            .silent(
                "another Service has the address at another port",
                other("tenant-other/envoy-00000000-0000-4000-8000-00000000000e", port: 443)),
            .silent(
                "the other Service is being deleted",
                """
                management: {services: {tenant-other/old: {metadata: {deletionTimestamp: "2026-11-22T11:59:00Z",
                  finalizers: [example.com/hold]}, spec: {type: LoadBalancer, ports: [{port: 80, protocol: TCP}]},
                  status: {loadBalancer: {ingress: [{ip: 198.51.100.10}]}}}}}
                """),
        ])

    private static func other(_ path: String, port: Int) -> String {
        """
        management: {services: {\(path): {spec: {type: LoadBalancer, ports: [{port: \(port), protocol: TCP}]},
          status: {loadBalancer: {ingress: [{ip: 198.51.100.10}]}}}}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        let carried = context.carriedServices.filter { !$0.envoy.ingress.isEmpty }
        guard !carried.isEmpty, let services = context.topology.list(.management, Service.self).value?.items else {
            return []
        }
        let wanted = Set(carried.flatMap { AddressClaim.all(of: $0.envoy) })
        var holders: [AddressClaim: [Service]] = [:]
        for service in services {
            for claim in AddressClaim.all(of: service) where wanted.contains(claim) {
                holders[claim, default: []].append(service)
            }
        }
        return carried.compactMap { finding($0, holders, context) }
    }

    private func finding(
        _ carried: CarriedService, _ holders: [AddressClaim: [Service]], _ context: CheckContext
    ) -> Finding? {
        for claim in AddressClaim.all(of: carried.envoy) {
            let others = (holders[claim] ?? []).filter { $0.metadata.path != carried.envoy.metadata.path }
                .sorted { $0.metadata.path < $1.metadata.path }
            guard !others.isEmpty else { continue }
            let all = [carried.envoy] + others
            let newest = all.max { Self.assigned($0) < Self.assigned($1) } ?? carried.envoy
            let names = ServiceWords.list(others.map(\.reference))
            return Finding(
                .error,
                "\(carried.service.reference) shares address \(claim.words), with \(names), so only one of them gets the traffic of "
                    + "both",
                resource: carried.exposure.resource,
                objects: carried.references + others.prefix(5).map { ObjectReference(.management, $0) },
                evidence: all.prefix(4).map { service in
                    service.evidence(
                        "status.loadBalancer.ingress", ServiceWords.addresses(service.ingress.addresses),
                        at: service.metadata.lastStatusWrite)
                },
                remedies: [
                    .fix(
                        newest.metadata.name.hasPrefix(KubeLBNames.envoyServiceName(forLoadBalancer: ""))
                            ? "delete the Service that got the address last: the manager recreates it, and it gets an address "
                                + "again" : "let the Service that got the address last have another one",
                        context.kubectl("delete", ObjectReference(.management, newest)), risk: .delete),
                    .inspect(
                        "list the addresses of all Services of type LoadBalancer",
                        context.kubectl(.management, "get services -A --field-selector spec.type=LoadBalancer")),
                ])
        }
        return nil
    }

    private static func assigned(_ service: Service) -> Int {
        (service.metadata.lastStatusWrite ?? service.metadata.creationTimestamp)?.milliseconds ?? 0
    }
}
