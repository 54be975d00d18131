import KubeLB
import Kubernetes
import Topology

/// KLC-L001: a Service that the CCM takes has no LoadBalancer.
struct L001Missing: Check {
    let documentation = CheckDocumentation(
        code: "L001",
        title: "The Service has no LoadBalancer in the management cluster",
        severity: .error,
        explains: [.loadBalancer],
        inputs: [.tenantServices, .tenantDeployments, .loadBalancers],
        causedBy: ServiceCauses.ccm + ["S003", "S011", "M004", "R003", "T001", "T003"],
        meaning: """
            For every Service that it takes the CCM writes a LoadBalancer, named by the Service's UID, into the tenant's \
            namespace of the management cluster. For this Service there is none.
            """,
        impact: "The manager knows nothing of the Service: no Envoy listener and no address are made for it.",
        mending: "See to what keeps the CCM from writing it: its own state, its rights, the tenant's namespace.",
        examples: [
            .fires(
                .error, "the Service carries the finalizer and the LoadBalancer is not there",
                """
                tenant: {services: {shop/web: {status: {loadBalancer: null}}}}
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}}
                """),
            .fires(
                .warning, "the Service is half a minute old",
                """
                tenant: {services: {shop/web: {metadata: {creationTimestamp: "2026-11-22T11:59:30Z"},
                  status: {loadBalancer: null}}}}
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}}
                """),
            .silent(
                "the Service is being deleted",
                """
                tenant: {services: {shop/web: {metadata: {deletionTimestamp: "2026-11-22T11:50:00Z"}}}}
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}}
                """),
            .silent(
                "the LoadBalancers may not be read",
                "management: {loadbalancers.kubelb.k8c.io: forbidden}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenExposures.compactMap { exposure -> Finding? in
            guard case .absent = exposure.loadBalancer else { return nil }
            let service = exposure.service
            let (severity, note) = context.symptom(since: exposure.lastChange)
            let uid = service.metadata.uid
            let namespace = exposure.tenantNamespace
            let name = "LoadBalancer \(namespace.map { $0 + "/" } ?? "")\(uid)"
            let finalizer = exposure.hasFinalizer ? ", although the CCM has taken the Service" : ""
            var remedies = [
                Remedy("see what the CCM says", command: CommonRemedies.logs(of: context.topology.ccm, context))
            ]
            if let namespace {
                remedies.append(
                    Remedy(
                        "look for it by hand",
                        command: LoadBalancerCommands.command("get", namespace: namespace, name: uid, "", context)))
            }
            return Finding(
                severity, "\(service.reference) has no LoadBalancer\(finalizer): \(name) does not exist\(note)",
                service: context.key(exposure), objects: [context.reference(exposure)],
                evidence: [
                    Evidence(name, "not found"),
                    Evidence(
                        "\(service.reference): KubeLB's finalizer", exposure.hasFinalizer ? "present" : "not there"),
                    Evidence(
                        "\(service.reference): last change", exposure.lastChange?.description ?? "unknown",
                        at: exposure.lastChange),
                ],
                remedies: remedies)
        }
    }
}
