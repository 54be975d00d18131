import KubeLB
import Kubernetes
import Topology

/// KLC-S001: a Service that KubeLB still holds is no longer of type LoadBalancer.
struct S001NotLoadBalancer: Check {
    let documentation = CheckDocumentation(
        code: "S001",
        title: "The Service is not of type LoadBalancer",
        severity: .info,
        explains: [.loadBalancerType],
        inputs: [.tenantServices, .loadBalancers],
        meaning: """
            KubeLB manages only Services of type LoadBalancer. This one has another type, but still has KubeLB's \
            finalizer or a LoadBalancer in the management cluster: it used to be a LoadBalancer Service.
            """,
        impact: """
            The Service gets no address, and none is kept up to date. Objects created for it earlier may remain; \
            KLC-X003 reports them.
            """,
        mending: "No action is needed if this is intended; otherwise set spec.type back to LoadBalancer.",
        examples: [
            .fires(
                .info, "the Service was made a ClusterIP Service and kept the finalizer",
                """
                tenant: {services: {shop/web: {spec: {type: ClusterIP, externalTrafficPolicy: null,
                  allocateLoadBalancerNodePorts: null}, status: {loadBalancer: null}}}}
                """),
            .silent(
                "a ClusterIP Service that KubeLB never held",
                """
                tenant: {services: {shop/internal: {metadata: {uid: 00000000-0000-4000-8000-000000000002},
                  spec: {type: ClusterIP, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.exposures.compactMap { exposure -> Finding? in
            guard exposure.eligibility.value == .notLoadBalancer, !exposure.isTerminating else { return nil }
            let service = exposure.service
            let loadBalancer = exposure.loadBalancer.value
            var objects = [context.reference(exposure)]
            var evidence = [service.evidence("spec.type", service.type)]
            if exposure.hasFinalizer {
                evidence.append(
                    service.evidence(
                        "metadata.finalizers", service.metadata.finalizers.joined(separator: ", ")
                    ))
            }
            if let loadBalancer {
                objects.append(ObjectReference(.management, loadBalancer))
                evidence.append(
                    Evidence(loadBalancer.reference, "present", at: loadBalancer.metadata.creationTimestamp))
            }
            guard loadBalancer != nil || exposure.hasFinalizer else {
                // Somebody asked for it by name; it is as it should be.
                return Finding(
                    .info, "\(service.reference) has type \(service.type), which KubeLB does not manage",
                    resource: exposure.resource, objects: objects, evidence: evidence)
            }
            let held = loadBalancer.map { "\($0.reference) still exists" } ?? "it still has KubeLB's finalizer"
            return Finding(
                .info, "\(service.reference) has type \(service.type), which KubeLB does not manage; \(held)",
                resource: exposure.resource, objects: objects, evidence: evidence,
                remedies: [
                    .fix(
                        "change the type to LoadBalancer if KubeLB should serve it again",
                        context.patch(context.reference(exposure), ["spec": ["type": "LoadBalancer"]]))
                ])
        }
    }
}
