import Characters
import KubeLB
import Kubernetes
import Topology

/// KLC-G013: ingress-nginx denies clients because of an annotation that the tenant has not set.
struct G013ClientsDenied: Check {
    let documentation = CheckDocumentation(
        code: "G013",
        title: "ingress-nginx denies clients by their addresses",
        severity: .warning,
        inputs: [.routes, .managementIngresses],
        optionalInputs: [
            .managementIngressClasses, .managementDeployments, .managementDaemonSets, .managementPods, .managerLogs,
            .tenants, .configs, .managementNodes, .managementServices,
        ],
        judgesManagementAlone: true,
        meaning: """
            The generated Ingress has an annotation that limits clients by their addresses, such as whitelist-source-range, and \
            the Ingress of the tenant does not: defaultAnnotations of the Config or Tenant add it. ingress-nginx answers clients \
            from other addresses with 403, and logs "access forbidden by rule". Or the tenant has set the annotation, and \
            ingress-nginx sees only addresses of nodes instead of those of the clients, because its own Service has \
            externalTrafficPolicy Cluster: it then denies everybody.
            """,
        impact: "Clients whose addresses are not allowed get 403.",
        mending: """
            Remove the annotation from defaultAnnotations, and from the generated Ingress. If ingress-nginx sees no addresses of \
            clients, set externalTrafficPolicy Local on its Service, or use the PROXY protocol.
            """,
        examples: [
            .firesOnRoutes(.warning, "clients were denied by a default annotation", denied("generated")),
            .silentOnRoutes("the tenant has set the annotation", denied("source")),
            .silentOnRoutes("nobody was denied", annotated),
            .firesOnRoutes(
                .warning, "the tenant has set the annotation, and only addresses of nodes arrive",
                denied("source", client: "10.1.0.11", nodes: "10.1.0.11")),
            .silentOnRoutes(
                "the tenant has set the annotation, and clients are denied, of whom one is on a node",
                denied("source", client: "203.0.113.9", nodes: "10.1.0.11")),
        ])

    private static let names = ["whitelist-source-range", "allowlist-source-range", "denylist-source-range"].map {
        "nginx.ingress.kubernetes.io/\($0)"
    }

    private static let annotated =
        "management: {ingresses.networking.k8s.io: {tenant-acme/shop-site: {metadata: {annotations: {\(names[0]): 10.0.0.0/8}}}}}"

    private static func denied(_ place: String, client: String = "203.0.113.9", nodes: String? = nil) -> String {
        let line =
            "[error] 32#32: *7 access forbidden by rule, client: \(client), server: shop.example.com, request: \"GET / HTTP/1.1\""
        let source =
            place == "source"
            ? "tenant: {ingresses.networking.k8s.io: {shop/site: {metadata: {annotations: {\(names[0]): 10.0.0.0/8}}}}}\n---\n"
            : ""
        let node =
            nodes.map {
                "management: {nodes: {mgmt-a: {status: {addresses: [{type: InternalIP, address: \($0)}]}}}}\n---\n"
            } ?? ""
        return "\(source)\(node)\(annotated)\n---\n\(IngressNGINXExamples.twice(line))"
    }

    /// A range may be meant to deny somebody.
    private static let fewest = 2

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.compactMap { exposure -> Finding? in
            guard exposure.kind == .ingress, exposure.ownsGenerated, let generated = exposure.generated.value,
                let name = Self.names.first(where: { generated.metadata.annotations[$0] != nil })
            else { return nil }
            let denied = context.topology.ingressErrors(of: exposure, containing: Self.phrase)
            guard denied.count >= Self.fewest, let last = denied.first else { return nil }
            guard exposure.source.metadata.annotations[name] == nil else {
                return lostAddresses(exposure, generated, name, denied, context)
            }
            return context.finding(
                .warning,
                "ingress-nginx answered \(denied.count) requests to \(exposure.source.reference) with 403, because \(name) of the "
                    + "generated Ingress does not allow their clients; the tenant has not set that annotation, but "
                    + "\(origin(of: name, context).text)",
                of: exposure, objects: [generated.reference(on: .management)],
                evidence: [
                    Evidence(
                        "\(generated.reference): metadata.annotations[\(name)]",
                        generated.metadata.annotations[name] ?? ""),
                    Evidence("\(last.source)", ServiceWords.excerpt(last.line.message), at: last.line.time),
                ],
                remedies: [
                    .fix(
                        "remove the annotation from defaultAnnotations",
                        context.kubectl("edit", origin(of: name, context).object)),
                    .then(
                        "remove it from the generated Ingress, because the manager does not",
                        context.kubectl("annotate", generated.reference(on: .management), "\(name)-")),
                ])
        }
    }

    private static let phrase = "access forbidden by rule"

    /// That each client that was denied has the address of a node, so that the list of the tenant can match nobody.
    private func lostAddresses(
        _ exposure: RouteExposure, _ generated: RouteSource, _ name: String,
        _ denied: [(line: LogLine, source: LogSource)], _ context: CheckContext
    ) -> Finding? {
        let topology = context.topology
        let nodes = Set((topology.list(.management, Node.self).value?.items ?? []).flatMap(\.addresses).map(\.address))
        let clients = denied.map(\.line.message).compactMap { message in
            message.firstByteRange(of: "client: ").map { String(message[$0.upperBound...].prefix { $0 != "," }) }
        }.uniqued()
        guard let last = denied.first, !clients.isEmpty, clients.allSatisfy(nodes.contains) else { return nil }
        let pods = topology.ingressPods(of: exposure)
        let service = (topology.list(.management, Service.self).value?.items ?? []).first { service in
            service.isLoadBalancer && !service.selector.isEmpty && service.externalTrafficPolicy != "Local"
                && pods.contains { $0.matches(service.selector) }
        }
        let reason = service.map { ": \($0.reference) has externalTrafficPolicy Cluster" } ?? ""
        return context.finding(
            .warning,
            "ingress-nginx answered \(denied.count) requests to \(exposure.source.reference) with 403, because \(name) does not allow "
                + "\(ServiceWords.list(clients, limit: 3)): addresses of nodes, which it sees instead of those of the clients\(reason)",
            of: exposure,
            objects: [generated.reference(on: .management), service.map { ObjectReference(.management, $0) }]
                .compactMap(\.self),
            evidence: [
                Evidence(
                    "\(generated.reference): metadata.annotations[\(name)]", generated.metadata.annotations[name] ?? ""),
                Evidence("\(last.source)", ServiceWords.excerpt(last.line.message), at: last.line.time),
            ]
                + (service.map { [$0.evidence("spec.externalTrafficPolicy", $0.externalTrafficPolicy ?? "Cluster")] }
                    ?? []),
            remedies: [
                .fix(
                    "set externalTrafficPolicy Local on the Service of ingress-nginx, so that it sees the clients; every node that gets "
                        + "traffic then needs a pod of it",
                    service.map {
                        context.patch(
                            ObjectReference(.management, $0), ["spec": ["externalTrafficPolicy": "Local"]])
                    }),
                .fix("use the PROXY protocol between the load balancer and ingress-nginx"),
            ])
    }

    private func origin(of name: String, _ context: CheckContext) -> (text: String, object: ObjectReference) {
        func sets(_ settings: AnnotationSettings?) -> Bool {
            settings?.defaults.values.contains { $0[name] != nil } == true
        }
        if let tenant = context.topology.tenantObject.value, sets(tenant.annotationSettings) {
            return ("defaultAnnotations of \(tenant.reference) has", ObjectReference(.management, tenant))
        }
        return sets(context.topology.config.value?.annotationSettings)
            ? ("defaultAnnotations of the Config has", .config) : ("somebody else has", .config)
    }
}
