import KubeLB
import Kubernetes
import Topology

/// KLC-H002: external-dns creates records for Ingresses of the host's domain, but does not read routes.
struct H002RoutesNotRead: Check {
    let documentation = CheckDocumentation(
        code: "H002",
        title: "external-dns does not read the routes of a domain that it manages",
        severity: .warning,
        inputs: [.routes, .managementDeployments],
        optionalInputs: [
            .managementServices, .managementIngresses, .managementGateways, .managementHTTPRoutes,
            .managementGRPCRoutes, .configs, .tenants,
        ],
        judgesManagementAlone: true,
        meaning: """
            external-dns in the management cluster creates DNS records for the kinds that its --source names. The domain of the \
            host is among its --domain-filter, and it reads Ingresses, but not HTTPRoutes or GRPCRoutes. Nothing else that was \
            read asks for a record of the host: no wildcard domain of KubeLB, and no annotation external-dns.alpha.kubernetes.io/hostname.
            """,
        impact: "The hosts of routes do not resolve, unless somebody creates their records by hand.",
        mending: "Add the source to external-dns.",
        examples: [
            .firesOnRoutes(.warning, "it reads only Services and Ingresses", dns("--source=service, --source=ingress")),
            .silentOnRoutes("it reads HTTPRoutes", dns("--source=ingress, --source=gateway-httproute")),
            .silentOnRoutes("it manages another domain", dns("--source=ingress", domain: "example.org")),
            .silentOnRoutes("it manages any domain", dns("--source=ingress", domain: "")),
            .silentOnRoutes("it reads DNSEndpoints", dns("--source=ingress, --source=crd")),
            .silentOnRoutes(
                "KubeLB has a wildcard domain",
                "\(dns("--source=ingress"))\n---\n"
                    + "management: {configs.kubelb.k8c.io: {kubelb/default: {spec: {dns: {wildcardDomain: '*.example.com'}}}}}"
            ),
            .silentOnRoutes(
                "an annotation of the Gateway's Service asks for the record",
                """
                \(dns("--source=service, --source=ingress"))
                ---
                management: {services: {envoy-gateway-system/envoy-tenant-acme-kubelb-1: {metadata: {annotations: {
                  external-dns.alpha.kubernetes.io/hostname: '*.example.com'}}}}}
                """),
            .silentOnRoutes("there is no external-dns"),
        ])

    private static func dns(_ sources: String, domain: String = "example.com") -> String {
        """
        management: {deployments.apps: {external-dns/external-dns: {metadata: {labels: {app.kubernetes.io/name: external-dns}},
          spec: {replicas: 1, template: {spec: {containers: [{name: external-dns,
          image: 'registry.k8s.io/external-dns/external-dns:v0.20.0', args: [\(sources), --domain-filter=\(domain)]}]}}},
          status: {readyReplicas: 1}}}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        let all = ExternalDNS.all(in: topology)
        guard !all.isEmpty else { return [] }
        let covered = ExternalDNS.requestedHosts(in: topology) + ExternalDNS.hostsOfIngresses(in: topology)
        return topology.takenRoutes.filter { $0.kind.hasParent && $0.ownsGenerated }.compactMap { exposure in
            guard !all.contains(where: { $0.reads(exposure.kind) }) else { return nil }
            let hosts = exposure.source.spec.hosts.filter { host in
                !covered.contains { ExternalDNS.record(of: $0, isFor: host) }
            }
            for dns in all where dns.isRunning && dns.reads(.ingress) {
                let managed = hosts.filter { dns.namesDomain(of: $0) }
                if !managed.isEmpty { return finding(exposure, managed, dns, context) }
            }
            return nil
        }
    }

    private func finding(
        _ exposure: RouteExposure, _ hosts: [String], _ dns: ExternalDNS, _ context: CheckContext
    ) -> Finding {
        let source = ExternalDNS.source(of: exposure.kind)
        return context.finding(
            .warning,
            "\(dns.reference) does not read \(exposure.kind.plural) (no --source=\(source)), so it creates no DNS record for "
                + "\(hosts.count == 1 ? "host" : "hosts") \(ServiceWords.list(hosts)) of \(exposure.source.reference), whose domain it "
                + "manages",
            of: exposure, objects: [dns.object],
            evidence: [
                Evidence("\(dns.reference): --source", ServiceWords.list(dns.values(of: "source"), limit: 6)),
                Evidence(
                    "\(dns.reference): --domain-filter", ServiceWords.list(dns.values(of: "domain-filter"), limit: 6)),
            ],
            remedies: [
                .fix("add --source=\(source) to its arguments", context.kubectl("edit", dns.object)),
                .inspect(
                    "check whether the host has a record already", ShellCommand("dig +short \(hosts.first ?? "")")),
            ])
    }
}
