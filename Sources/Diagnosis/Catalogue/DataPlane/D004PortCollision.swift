import KubeLB
import Kubernetes
import Topology

/// KLC-D004: the target ports of the envoy Services do not fit the LoadBalancers.
struct D004PortCollision: Check {
    let documentation = CheckDocumentation(
        code: "D004",
        title: "Envoy ports are shared by two Services, or have no LoadBalancer port",
        severity: .error,
        hop: .envoyPort,
        inputs: [.tenantServices, .loadBalancers, .managementServices],
        optionalInputs: [.tenantStates, .configs, .managerLogs], judgesManagementAlone: true,
        causedBy: ["M001", "M008", "D003"],
        meaning: """
            One Envoy serves all Services of a tenant, and the manager assigns each of their ports a port on that \
            Envoy. Two envoy Services use the same one, or an envoy Service has a port that its LoadBalancer does not \
            have.
            """,
        impact: """
            If two Services share a port, one of them gets the traffic of both. A port without a LoadBalancer port \
            accepts no connections.
            """,
        mending: """
            Restart the manager so that it reassigns the ports. If that does not help, delete one of the envoy \
            Services: the manager recreates it with another port.
            """,
        examples: [
            .fires(
                .error, "two envoy Services share an Envoy port",
                """
                management:
                  services:
                    tenant-acme/envoy-00000000-0000-4000-8000-00000000000f:
                      metadata: {labels: {kubelb.k8c.io/origin-ns: shop, kubelb.k8c.io/origin-name: api}}
                      spec: {type: LoadBalancer, selector: {app.kubernetes.io/name: tenant-acme},
                        ports: [{name: http, port: 8080, protocol: TCP, targetPort: 10000}]}
                """),
            .fires(
                .error, "the envoy Service has a port that the LoadBalancer lacks",
                """
                management:
                  services:
                    tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {spec: {ports: [
                      {name: http, port: 80, protocol: TCP, targetPort: 10000},
                      {name: old, port: 81, protocol: TCP, targetPort: 10001}]}}
                """),
            .fires(
                .warning, "a port was taken away seconds ago",
                """
                now: "2026-11-22T10:00:05Z"
                management:
                  services:
                    tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {spec: {ports: [
                      {name: http, port: 80, protocol: TCP, targetPort: 10000},
                      {name: old, port: 81, protocol: TCP, targetPort: 10001}]}}
                """),
            .silent(
                "TCP and UDP may have the same number",
                """
                management:
                  services:
                    tenant-acme/envoy-00000000-0000-4000-8000-00000000000f:
                      spec: {type: LoadBalancer, selector: {app.kubernetes.io/name: tenant-acme},
                        ports: [{name: dns, port: 53, protocol: UDP, targetPort: 10000}]}
                """),
            .silent(
                "another tenant's Envoy uses the same number",
                """
                management:
                  services:
                    tenant-other/envoy-00000000-0000-4000-8000-00000000000f:
                      spec: {type: LoadBalancer, selector: {app.kubernetes.io/name: tenant-other},
                        ports: [{name: http, port: 80, protocol: TCP, targetPort: 10000}]}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        guard let services = context.topology.envoyServices.value else { return [] }
        let owners = Self.owners(of: services)
        let all = context.carriedServices
        // Where Envoy does not listen for a Service, and for no other one either, nobody gets any traffic: KLC-D001.
        let unserved = Dictionary(
            all.map { carried in
                let labels = Set(UnservedTargetPort.all(in: carried.envoy, of: carried.loadBalancer).map(\.label))
                return (
                    carried.envoy.metadata.path,
                    Set(carried.envoy.ports.filter { labels.contains($0.label) }.compactMap(Self.envoyPort))
                )
            }, uniquingKeysWith: { first, _ in first })
        let refused = RefusedWrites.all(context)
        return all.flatMap { carried in
            [collision(carried, owners, unserved, context), self.unserved(carried, context)].compactMap { finding in
                finding?.explained(by: refused[LogLine.Object(carried.loadBalancer.metadata)], context)
            }
        }
    }

    /// The tenant's envoy Services by the ports of Envoy that they lead to.
    private static func owners(of services: [Service]) -> [String: [Service]] {
        var owners: [String: [Service]] = [:]
        for service in services
        where service.metadata.name.hasPrefix(KubeLBNames.envoyServiceName(forLoadBalancer: ""))
            && service.selector[KubeLBNames.appNameLabel] == service.metadata.namespace
            && !service.metadata.isBeingDeleted
        {
            for port in Set(service.ports.compactMap(envoyPort)) { owners[port, default: []].append(service) }
        }
        return owners.mapValues { $0.sorted { $0.metadata.path < $1.metadata.path } }
    }

    /// Of more Services at one port only so many are looked at, so that a thousand of them are not held against a thousand.
    private static let looked = 50

    /// `10000/TCP`; nil for a target port by name, which the manager never writes.
    private static func envoyPort(_ port: ServicePort) -> String? {
        guard case .number(let number) = port.targetPort else { return nil }
        return "\(number)/\(port.protocol)"
    }

    private func collision(
        _ carried: CarriedService, _ owners: [String: [Service]], _ unserved: [String: Set<String>],
        _ context: CheckContext
    ) -> Finding? {
        var shared: [String] = []
        var rivals: [String: Service] = [:]
        var unnamed = 0
        func isServed(_ port: String, of envoy: Service) -> Bool {
            unserved[envoy.metadata.path]?.contains(port) != true
        }
        for port in carried.envoy.ports.compactMap(Self.envoyPort).uniqued() {
            let all = owners[port] ?? []
            let others = all.prefix(Self.looked).filter { $0.metadata.path != carried.envoy.metadata.path }
            guard isServed(port, of: carried.envoy) || others.contains(where: { isServed(port, of: $0) }),
                !others.isEmpty
            else { continue }
            shared.append(port)
            unnamed = max(unnamed, all.count - 1 - others.count)
            for other in others { rivals[other.metadata.path] = other }
        }
        guard !shared.isEmpty else { return nil }
        let others = rivals.values.sorted { $0.metadata.path < $1.metadata.path }
        let start = ([carried.lastChange] + others.map(\.metadata.lastSpecWrite)).compactMap { $0 }.max()
        let (severity, note) = self.severity(since: start, context)
        let names = ServiceWords.list(others.map(Self.origin), limit: 3, unnamed: unnamed)
        return Finding(
            severity,
            "\(carried.service.reference) shares Envoy port \(ServiceWords.list(shared)) with \(names), so one of them gets "
                + "the traffic of both\(note)",
            resource: carried.exposure.resource,
            objects: carried.references + others.prefix(5).map { ObjectReference(.management, $0) },
            evidence: ([carried.envoy] + others.prefix(3)).map(Self.targetPorts),
            remedies: remedies(carried, context))
    }

    private func unserved(_ carried: CarriedService, _ context: CheckContext) -> Finding? {
        let due = Set(carried.loadBalancer.spec.ports.map(\.label))
        let surplus = carried.envoy.ports.filter { !due.contains($0.label) }
        // A Service that lacks ports as well has not been updated: that is KLC-D001.
        guard !surplus.isEmpty, due.isSubset(of: carried.envoy.ports.map(\.label)) else { return nil }
        let (severity, note) = self.severity(since: carried.lastChange, context)
        return Finding(
            severity,
            "The envoy Service of \(carried.service.reference) still has \(ServiceWords.list(surplus.map(\.label))), which the "
                + "LoadBalancer does not have, so nothing responds there\(note)",
            resource: carried.exposure.resource, objects: carried.references,
            evidence: [
                Self.targetPorts(of: carried.envoy),
                carried.loadBalancer.evidence(
                    "spec.ports",
                    ServiceWords.list(carried.loadBalancer.spec.ports.map(\.label), limit: 10),
                    at: carried.loadBalancer.metadata.lastSpecWrite),
            ],
            remedies: remedies(carried, context))
    }

    private func severity(since start: Timestamp?, _ context: CheckContext) -> (Severity, String) {
        let (severity, note) = context.symptom(since: start)
        return (context.mayBypassNodePorts ? .info : severity, note)
    }

    /// `shop/api (envoy-…)`: the Service of the tenant cluster where the labels tell it.
    private static func origin(of envoy: Service) -> String {
        guard let namespace = envoy.metadata.labels[KubeLBNames.originNamespaceLabel], !namespace.isEmpty,
            let name = envoy.metadata.labels[KubeLBNames.originNameLabel], !name.isEmpty
        else { return envoy.reference }
        return "\(namespace)/\(name) (\(envoy.metadata.name))"
    }

    private static func targetPorts(of envoy: Service) -> Evidence {
        let ports = envoy.ports.map { "\($0.label) to \($0.targetPort.map { "\($0)" } ?? "none")" }
        return envoy.evidence(
            "spec.ports", ServiceWords.list(ports, limit: 10), at: envoy.metadata.lastSpecWrite)
    }

    private func remedies(_ carried: CarriedService, _ context: CheckContext) -> [Remedy] {
        [
            context.restart(context.topology.manager, " so that it reassigns the ports"),
            .fix(
                "if that does not help, delete the envoy Service so that it is recreated (nothing responds until then, and "
                    + "the address may change)",
                context.kubectl("delete", ObjectReference(.management, carried.envoy)), risk: .delete),
        ]
    }
}
