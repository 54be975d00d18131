import KubeLB
import Kubernetes
import Topology

/// KLC-L007: the LoadBalancer does not show the address that was given to its Service in the management cluster.
struct L007StatusMissing: Check {
    let documentation = CheckDocumentation(
        code: "L007",
        title: "The LoadBalancer does not show its assigned address",
        severity: .error,
        explains: [.addressPublished],
        hop: .loadBalancerStatus,
        inputs: [.tenantServices, .loadBalancers, .managementServices], judgesManagementAlone: true,
        causedBy: ServiceCauses.manager + ["M006", "T001", "T005", "D003", "L010"],
        meaning: """
            The manager copies the address of the Service envoy-<uid> to the status of the LoadBalancer. That Service \
            has an address, but the LoadBalancer shows none or another one.
            """,
        impact: "The CCM copies the address from the LoadBalancer, so the tenant's Service shows none or a stale one.",
        mending: "Check the manager; once it works, it copies the address by itself.",
        examples: [
            .fires(
                .error, "the LoadBalancer shows none",
                """
                tenant: {services: {shop/web: {status: {loadBalancer: null}}}}
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}}
                """),
            .fires(
                .error, "the LoadBalancer shows an old one",
                """
                management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
                  status: {loadBalancer: {ingress: [{ip: 198.51.100.77}]}}}}}
                """),
            .fires(
                .error, "the envoy Service lost the label by which the manager finds its LoadBalancer",
                """
                management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
                  metadata: {labels: {kubelb.k8c.io/lb-name: null}},
                  status: {loadBalancer: {ingress: [{ip: 198.51.100.77}]}}}}}
                """),
            .fires(
                .warning, "all is ten seconds old",
                """
                tenant: {services: {shop/web: {metadata: {creationTimestamp: "2026-11-22T11:59:50Z"},
                  status: {loadBalancer: null}}}}
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}}
                """),
            .silent(
                "nobody has an address yet",
                """
                tenant: {services: {shop/web: {status: {loadBalancer: null}}}}
                management:
                  loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenExposures.compactMap { exposure -> Finding? in
            guard let loadBalancer = exposure.loadBalancer.value, !loadBalancer.metadata.isBeingDeleted,
                let envoy = exposure.envoyService.value, !envoy.metadata.isBeingDeleted, !envoy.ingress.isEmpty,
                // With a hostname the manager publishes that in place of the address.
                loadBalancer.status?.hostname == nil
            else { return nil }
            let (given, shown) = (envoy.ingress.addresses, loadBalancer.status?.ingress.addresses ?? [])
            guard given != shown else { return nil }
            return finding(exposure, loadBalancer, envoy, context)
        }
    }

    private func finding(
        _ exposure: Exposure, _ loadBalancer: LoadBalancer, _ envoy: Service, _ context: CheckContext
    ) -> Finding {
        let given = ServiceWords.addresses(envoy.ingress.addresses)
        let shown = ServiceWords.addresses(loadBalancer.status?.ingress.addresses ?? [])
        let assigned = envoy.metadata.managedFields.filter { $0.subresource == "status" }.compactMap(\.time).max()
        // An old Service may have been given its address just now.
        let start = [exposure.lastChange, assigned].compactMap { $0 }.max()
        let (severity, note) = context.symptom(since: start)
        // By this label the manager learns which LoadBalancer a changed Service belongs to.
        let label = KubeLBNames.loadBalancerNameLabel
        let labelled = envoy.metadata.labels[label]
        let isUnlabelled = labelled != loadBalancer.metadata.name
        let cause =
            isUnlabelled
            ? ". Its label \(label) is \(labelled ?? "missing"), so the manager does not see its changes" : ""
        return Finding(
            severity,
            "\(envoy.reference) of \(exposure.service.reference) has \(given), but \(loadBalancer.reference) shows \(shown)"
                + "\(note)\(cause)",
            resource: exposure.resource,
            objects: [
                ObjectReference(.management, loadBalancer), ObjectReference(.management, envoy),
                context.reference(exposure),
            ],
            evidence: [
                envoy.evidence("status.loadBalancer.ingress", given, at: assigned),
                loadBalancer.evidence("status.loadBalancer.ingress", shown),
            ] + (isUnlabelled ? [envoy.evidence("metadata.labels[\(label)]", labelled ?? "missing")] : []),
            remedies: [
                context.retry(loadBalancer, "copies the address"),
                context.restart(context.topology.manager, " so that it copies every address"),
                context.log(of: context.topology.manager),
            ])
    }
}
