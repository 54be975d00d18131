import KubeLB
import Kubernetes
import Topology

/// KLC-X004: a Service `envoy-…` of a LoadBalancer that no longer exists.
struct X004EnvoyServiceAlone: Check {
    let documentation = CheckDocumentation(
        code: "X004",
        title: "Orphaned envoy Service: its LoadBalancer is gone",
        severity: .warning,
        hop: .envoyService,
        inputs: [.managementServices, .loadBalancers],
        optionalInputs: [.managementEvents, .targetGroupBindings],
        meaning: """
            The manager created the Service for the LoadBalancer in its label kubelb.k8c.io/lb-name. That LoadBalancer \
            was deleted without cleanup by the manager, usually because its finalizer was removed by hand.
            """,
        impact: "The Service holds an external address without a listener, and nothing deletes it.",
        mending: "Delete the Service in the management cluster.",
        examples: [
            .fires(
                .warning, "no LoadBalancer of that name",
                service("00000000-0000-4000-8000-000000000077", created: "10:00:00")),
            .fires(
                .info, "it was made while the lists were read",
                service("00000000-0000-4000-8000-000000000077", created: "11:59:59")),
            .fires(
                .warning, "it is being deleted, and a finalizer holds it",
                """
                management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000077: {
                  metadata: {creationTimestamp: "2026-11-22T09:00:00Z", deletionTimestamp: "2026-11-22T10:30:00Z",
                    finalizers: [service.kubernetes.io/load-balancer-cleanup],
                    labels: {app.kubernetes.io/name: tenant-acme, kubelb.k8c.io/lb-name: 00000000-0000-4000-8000-000000000077}},
                  spec: {type: LoadBalancer, ports: [{name: http, port: 80, protocol: TCP, targetPort: 10077}]},
                  status: {loadBalancer: {ingress: [{ip: 198.51.100.77}]}}}}}
                """),
            .silent(
                "the LoadBalancer is being deleted",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {
                  metadata: {deletionTimestamp: "2026-11-22T11:59:50Z"}}}}
                """),
            .silent(
                "a Service of the tenant's namespace that is no envoy Service",
                """
                management: {services: {tenant-acme/other: {metadata: {labels: {kubelb.k8c.io/lb-name: gone}},
                  spec: {type: ClusterIP, ports: [{port: 80}]}}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        guard let services = context.topology.envoyServices.value,
            let loadBalancers = context.topology.loadBalancers.value
        else { return [] }
        let names = Set(loadBalancers.map(\.metadata.name))
        return services.compactMap { service in
            guard service.metadata.name.hasPrefix("envoy-"),
                let owner = service.metadata.labels[KubeLBNames.loadBalancerNameLabel], !names.contains(owner)
            else { return nil }
            if let deleted = service.metadata.deletionTimestamp { return stuck(service, since: deleted, context) }
            return finding(service, owner: owner, context)
        }
    }

    private func finding(_ service: Service, owner: String, _ context: CheckContext) -> Finding {
        let (severity, note) = LeftBehindWords.severity(created: service.metadata.creationTimestamp, context)
        let namespace = service.metadata.namespace
        var evidence = [
            service.evidence(
                "label \(KubeLBNames.loadBalancerNameLabel)", owner,
                at: service.metadata.creationTimestamp),
            Evidence("LoadBalancers in \(namespace)", "none named \(owner)"),
        ]
        if !service.ingress.isEmpty {
            evidence.append(
                service.evidence(
                    "status.loadBalancer.ingress",
                    service.ingress.addresses.joined(separator: ", ")))
        }
        return Finding(
            severity,
            "\(service.reference) is orphaned\(LeftBehindWords.holding(service.ingress.addresses)): "
                + "LoadBalancer \(namespace)/\(owner) is gone\(note)",
            objects: [ObjectReference(.management, service)], evidence: evidence,
            remedies: [
                .fix(
                    "delete the Service and its address",
                    context.kubectl("delete", ObjectReference(.management, service)), risk: .delete)
            ])
    }

    /// Deleted, and held by a finalizer: deleting it again does nothing.
    private func stuck(_ service: Service, since: Timestamp, _ context: CheckContext) -> Finding? {
        guard context.now.seconds(since: since) > CheckContext.deletionGrace,
            let held = HeldDeletion(.management, service)
        else { return nil }
        let warning = context.standingWarning(about: service)
        return Finding(
            .warning,
            "\(service.reference) has been stuck deleting\(held.sentence(context))"
                + LeftBehindWords.holding(service.ingress.addresses)
                + (warning.map {
                    ". \($0.reporter.isEmpty ? "An Event" : $0.reporter) reports \($0.reason): "
                        + ErrorDigest.text(of: $0.message, about: service.metadata.path)
                } ?? ""),
            objects: [ObjectReference(.management, service)],
            evidence: held.evidence + (warning.map { [Evidence($0)] } ?? []),
            remedies: held.remedies(context, runs: warning != nil))
    }

    private static func service(_ owner: String, created: String) -> String {
        """
        management: {services: {tenant-acme/envoy-\(owner): {metadata: {creationTimestamp: "2026-11-22T\(created)Z",
          labels: {app.kubernetes.io/name: tenant-acme, kubelb.k8c.io/managed-by: kubelb, kubelb.k8c.io/lb-name: \(owner),
            kubelb.k8c.io/lb-namespace: tenant-acme}},
          spec: {type: LoadBalancer, ports: [{name: http, port: 80, protocol: TCP, targetPort: 10077}]},
          status: {loadBalancer: {ingress: [{ip: 198.51.100.77}]}}}}}
        """
    }
}
