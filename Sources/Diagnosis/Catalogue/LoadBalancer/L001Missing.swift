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
        causedBy: ServiceCauses.ccm + ["S003", "S011", "M004", "R003", "T006", "T001", "T003"],
        meaning: """
            For every Service that it manages, the CCM writes a LoadBalancer, named by the Service's UID, to the \
            tenant's namespace of the management cluster. This Service has none.
            """,
        impact: "The manager does not know the Service, so it creates no Envoy listener and requests no address.",
        mending:
            "Find out what prevents the CCM from writing it: its own state, its permissions, the tenant's namespace.",
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
            let finalizer = exposure.hasFinalizer ? ", although the CCM has picked up the Service" : ""
            var remedies = [context.retry(exposure, "writes the LoadBalancer"), context.log(of: context.topology.ccm)]
            if let namespace {
                let loadBalancer = ObjectReference(
                    .management, kind: LoadBalancer.kind, namespace: namespace, name: uid)
                remedies.append(.inspect("query it directly", context.kubectl("get", loadBalancer)))
            }
            return Finding(
                severity, "\(service.reference) has no LoadBalancer\(finalizer): \(name) does not exist\(note)",
                resource: exposure.resource, objects: [context.reference(exposure)],
                evidence: [
                    Evidence(name, "not found"),
                    service.evidence(
                        "KubeLB's finalizer", exposure.hasFinalizer ? "present" : "missing"),
                    service.evidence(
                        "last change", exposure.lastChange?.description ?? "unknown",
                        at: exposure.lastChange),
                ],
                remedies: remedies)
        }
    }
}
