import KubeLB
import Kubernetes
import Topology
import Transport

/// KLC-H006: an annotation makes external-dns publish another address than that of the Ingress or Gateway.
struct H006OtherTarget: Check {
    let documentation = CheckDocumentation(
        code: "H006",
        title: "external-dns publishes another address than the object has",
        severity: .warning,
        hop: .generated,
        inputs: [.routes, .managementDeployments],
        optionalInputs: [.managementIngresses, .managementGateways],
        meaning: """
            With the annotation external-dns.alpha.kubernetes.io/target, external-dns in the management cluster creates records with \
            the addresses that it lists, not with those of the generated Ingress or Gateway. On a Gateway it applies to the hosts \
            of all its routes. KubeLB copies it from the tenant's object if its settings allow it, or adds it by \
            defaultAnnotations. A target that is a host name, or a public address in front of a private one, is not reported.
            """,
        impact: "The hosts resolve to an address that may not serve them, such as that of a former load balancer.",
        mending: "Remove the annotation, or set it to an address from which requests reach the Ingress or Gateway.",
        examples: [
            .firesOnRoutes(.warning, "an Ingress", dns() + annotated("ingresses.networking.k8s.io", "shop-site")),
            .firesOnRoutes(
                .warning, "a Gateway with a route",
                dns() + annotated("gateways.gateway.networking.k8s.io", "kubelb")),
            .silentOnRoutes("no annotation", dns()),
            .silentOnRoutes(
                "external-dns does not run", annotated("ingresses.networking.k8s.io", "shop-site")),
            .silentOnRoutes(
                "external-dns does not read Ingresses",
                dns("service") + annotated("ingresses.networking.k8s.io", "shop-site")),
            .silentOnRoutes(
                "the target is a host name",
                dns() + annotated("ingresses.networking.k8s.io", "shop-site", target: "lb.example.com")),
            .silentOnRoutes(
                "the target is its own address",
                dns() + annotated("ingresses.networking.k8s.io", "shop-site", target: "'192.0.2.7, 198.51.100.20'")),
            .silentOnRoutes(
                "a public address is in front of a private one",
                dns() + annotated("ingresses.networking.k8s.io", "shop-site", address: "10.0.0.20")),
            .silentOnRoutes(
                "the Deployments cannot be read",
                annotated("ingresses.networking.k8s.io", "shop-site")
                    + "\n---\nmanagement: {deployments.apps: forbidden}"),
        ])

    private static func dns(_ source: String = "ingress, --source=gateway-httproute") -> String {
        """
        management: {deployments.apps: {external-dns/external-dns: {metadata: {labels: {app.kubernetes.io/name: external-dns}},
          spec: {replicas: 1, template: {spec: {containers: [{name: external-dns,
          image: 'registry.k8s.io/external-dns/external-dns:v0.20.0', args: [--source=\(source)]}]}}},
          status: {readyReplicas: 1}}}}

        """
    }

    private static func annotated(
        _ resource: String, _ name: String, target: String = "192.0.2.7", address: String? = nil
    ) -> String {
        let status = address.map { ", status: {loadBalancer: {ingress: [{ip: \($0)}]}}" } ?? ""
        return """
            ---
            management: {\(resource): {tenant-acme/\(name): {metadata: {annotations: {
              external-dns.alpha.kubernetes.io/target: \(target)}}\(status)}}}
            """
    }

    private static let annotation = "external-dns.alpha.kubernetes.io/target"

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        let running = ExternalDNS.all(in: topology).filter(\.isRunning)
        guard !running.isEmpty else { return [] }
        return topology.takenRoutes.filter { !$0.kind.hasParent && $0.ownsGenerated }.compactMap { exposure in
            guard let generated = exposure.generated.value, let text = generated.metadata.annotations[Self.annotation],
                Self.isElsewhere(text, than: generated.status.addresses)
            else { return nil }
            let users = exposure.kind == .ingress ? [exposure] : topology.takenRoutes.filter { $0.parent === exposure }
            for dns in running {
                let hosts = users.filter { dns.reads($0.kind) }.flatMap(\.source.spec.hosts).uniqued()
                    .filter { dns.values(of: "domain-filter").isEmpty || dns.namesDomain(of: $0) }
                if !hosts.isEmpty { return finding(exposure, generated, text, hosts, dns, context) }
            }
            return nil
        }
    }

    /// Whether targets are addresses of which the object has none, although it has one of their kind: of a private address that
    /// a public one stands in front of, nothing can be said.
    private static func isElsewhere(_ text: String, than own: [String]) -> Bool {
        let targets = text.split(separator: ",").map { String($0.filter { $0 != " " }) }
        let addresses = targets.compactMap { IPAddress($0) }
        guard !targets.isEmpty, addresses.count == targets.count else { return false }
        let found = own.compactMap { IPAddress($0) }
        return Set(addresses).isDisjoint(with: found)
            && addresses.allSatisfy { target in
                found.contains { $0.isIPv4 == target.isIPv4 && $0.isPrivate == target.isPrivate }
            }
    }

    private func finding(
        _ exposure: RouteExposure, _ generated: RouteSource, _ target: String, _ hosts: [String], _ dns: ExternalDNS,
        _ context: CheckContext
    ) -> Finding {
        let source = exposure.source
        let isTenants = source.metadata.annotations[Self.annotation] == target
        let removal = "\(Self.annotation)-"
        let reference = generated.reference(on: .management)
        // KubeLB never removes an annotation of Layer 7.
        let remedies: [Remedy] =
            isTenants && exposure.isSourceVisible
            ? [
                .fix(
                    "remove the annotation, or correct it",
                    context.kubectl("annotate", exposure.reference, "\(removal)")),
                .then(
                    "remove it from the generated object, which keeps it",
                    context.kubectl("annotate", reference, "\(removal)")),
            ]
            : [
                .fix(
                    "remove it from defaultAnnotations of the Tenant or Config, if it is there, and from the generated object",
                    context.kubectl("annotate", reference, "\(removal)"))
            ]
        return context.finding(
            .warning,
            "Annotation \(Self.annotation) of \(isTenants ? source.reference : generated.reference) makes \(dns.reference) publish "
                + "\(target) for \(hosts.count == 1 ? "host" : "hosts") \(ServiceWords.list(hosts)), not the address of "
                + "\(source.reference), \(ServiceWords.list(generated.status.addresses))",
            of: exposure, objects: [dns.object, reference],
            evidence: [
                Evidence("\(generated.reference): metadata.annotations[\(Self.annotation)]", target),
                Evidence("\(generated.reference): status addresses", ServiceWords.list(generated.status.addresses)),
            ],
            remedies: remedies + [
                .inspect("check the record of the host", ShellCommand("dig +short \(hosts.first ?? "")"))
            ])
    }
}
