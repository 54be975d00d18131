import KubeLB
import Kubernetes
import Topology

/// KLC-H005: external-dns leaves out an object by a filter, although it manages the domain of its host.
struct H005LeftOut: Check {
    let documentation = CheckDocumentation(
        code: "H005",
        title: "A filter of external-dns excludes the object of a host",
        severity: .warning,
        inputs: [.routes, .managementDeployments],
        optionalInputs: Input.generatedRoutes + [.managementServices, .configs, .tenants],
        judgesManagementAlone: true,
        meaning: """
            external-dns in the management cluster reads objects of this kind, and the domain of the host is among its \
            --domain-filter. But a filter excludes the object: --gateway-label-filter, --gateway-name and --gateway-namespace the \
            Gateway of a route, --label-filter, --annotation-filter and --namespace the object itself. KubeLB copies labels and \
            annotations of the tenant's object only as its settings allow. Nothing else that was read asks for a record of the host.
            """,
        impact: "The host does not resolve, unless somebody creates its record by hand.",
        mending: "Change the filter, or let KubeLB give the generated object what the filter asks for.",
        examples: [
            .firesOnRoutes(.warning, "the Gateway has no such label", dns("--gateway-label-filter=dns=public")),
            .firesOnRoutes(.warning, "it reads Gateways of another name", dns("--gateway-name=public")),
            .firesOnRoutes(.warning, "the objects have no such annotation", dns("--annotation-filter=dns/public")),
            .firesOnRoutes(.warning, "it reads another namespace", dns("--namespace=shared")),
            .silentOnRoutes("the Gateway has the label", dns("--gateway-label-filter=kubelb.k8c.io/managed-by=kubelb")),
            .silentOnRoutes("the filter lists values", dns("'--gateway-label-filter=dns in (public,all)'")),
            .silentOnRoutes("the filter excludes a label", dns("--label-filter=!private")),
            .silentOnRoutes("it manages any domain", dns("--gateway-label-filter=dns=public", domain: "")),
            .silentOnRoutes(
                "KubeLB has a wildcard domain",
                "\(dns("--gateway-label-filter=dns=public"))\n---\n"
                    + "management: {configs.kubelb.k8c.io: {kubelb/default: {spec: {dns: {wildcardDomain: '*.example.com'}}}}}"
            ),
            .silentOnRoutes("there is no external-dns"),
        ])

    private static func dns(_ argument: String, domain: String = "example.com") -> String {
        """
        management: {deployments.apps: {external-dns/external-dns: {metadata: {labels: {app.kubernetes.io/name: external-dns}},
          spec: {replicas: 1, template: {spec: {containers: [{name: external-dns,
          image: 'registry.k8s.io/external-dns/external-dns:v0.20.0', args: [--source=ingress, --source=gateway-httproute,
          --domain-filter=\(domain), \(argument)]}]}}}, status: {readyReplicas: 1}}}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        let all = ExternalDNS.all(in: topology).filter(\.isRunning)
        guard !all.isEmpty else { return [] }
        let requested = ExternalDNS.requestedHosts(in: topology)
        let ofIngresses = ExternalDNS.hostsOfIngresses(in: topology)
        return topology.takenRoutes.filter { $0.kind != .gateway && $0.ownsGenerated }.compactMap { exposure in
            let readers = all.filter { $0.reads(exposure.kind) }
            let filters = readers.map { ($0, $0.filter(leavingOut: exposure)) }
            guard !filters.contains(where: { $0.1 == nil }) else { return nil }
            let covered = requested + (exposure.kind.hasParent ? ofIngresses : [])
            let hosts = exposure.source.spec.hosts.filter { host in
                !covered.contains { ExternalDNS.record(of: $0, isFor: host) }
            }
            for case (let dns, let filter?) in filters {
                let managed = hosts.filter { dns.namesDomain(of: $0) }
                if !managed.isEmpty { return finding(exposure, managed, dns, filter, context) }
            }
            return nil
        }
    }

    private func finding(
        _ exposure: RouteExposure, _ hosts: [String], _ dns: ExternalDNS, _ filter: ExternalDNS.Filter,
        _ context: CheckContext
    ) -> Finding {
        context.finding(
            .warning,
            "\(dns.reference) creates no DNS record for \(hosts.count == 1 ? "host" : "hosts") \(ServiceWords.list(hosts)) of "
                + "\(exposure.source.reference): its --\(filter.flag) (\(filter.value)) excludes \(filter.object)",
            of: exposure, objects: [dns.object, exposure.generatedReference].compactMap(\.self),
            evidence: [Evidence("\(dns.reference): --\(filter.flag)", filter.value)],
            remedies: [
                .fix("change or remove the filter in its arguments", context.kubectl("edit", dns.object)),
                .inspect(
                    "check whether the host has a record already", ShellCommand("dig +short \(hosts.first ?? "")")),
            ])
    }
}
