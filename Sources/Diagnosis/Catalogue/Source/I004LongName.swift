import KubeLB
import Kubernetes
import Topology

/// KLC-I004: a name is too long for the objects that KubeLB names after it.
struct I004LongName: Check {
    let documentation = CheckDocumentation(
        code: "I004",
        title: "A name is too long for KubeLB",
        severity: .error,
        explains: [.wellFormed, .backends],
        inputs: [],
        optionalInputs: [.tenantServices],
        meaning: """
            The CCM writes the name of the object into a label of the Route, and a label value has at most 63 characters. \
            The NodePort copy of a ClusterIP Service is named after the Service, with the suffix -nodeport, so the name \
            of the Service has at most 54.
            """,
        impact:
            "The API server rejects the Route or the copy, and the object is not propagated to the management cluster.",
        mending: "Choose a shorter name.",
        examples: [
            .firesOnRoutes(
                .error, "the name of an Ingress has 64 characters",
                """
                tenant: {ingresses.networking.k8s.io: {shop/a-name-that-is-longer-than-the-label-of-a-route-in-kubelb-allows:
                  {spec: {ingressClassName: kubelb}}}}
                """),
            .firesOnRoutes(
                .error, "the name of a ClusterIP Service has 55 characters",
                """
                tenant:
                  services: {shop/a-name-that-is-too-long-for-the-suffix-of-nodeport-copy: {spec: {type: ClusterIP, ports: [{port: 80}]}}}
                  httproutes.gateway.networking.k8s.io: {shop/app: {spec: {rules: [{backendRefs: [
                    {name: a-name-that-is-too-long-for-the-suffix-of-nodeport-copy, port: 80}]}]}}}
                """),
            .silentOnRoutes(
                "names of 63 and 54 characters",
                """
                tenant:
                  ingresses.networking.k8s.io: {shop/a-name-that-is-longer-than-the-label-of-a-route-in-kubelb-allow:
                    {spec: {ingressClassName: kubelb}}}
                  services: {shop/a-name-that-is-too-long-for-the-suffix-of-nodeport-cop: {spec: {type: ClusterIP, ports: [{port: 80}]}}}
                  httproutes.gateway.networking.k8s.io: {shop/app: {spec: {rules: [{backendRefs: [
                    {name: a-name-that-is-too-long-for-the-suffix-of-nodeport-cop, port: 80}]}]}}}
                """),
            .silentOnRoutes(
                "a Service of type NodePort, which is not copied",
                """
                tenant:
                  services: {shop/a-name-that-is-too-long-for-the-suffix-of-nodeport-copy: {spec: {type: NodePort, ports: [{port: 80, nodePort: 31090}]}}}
                  httproutes.gateway.networking.k8s.io: {shop/app: {spec: {rules: [{backendRefs: [
                    {name: a-name-that-is-too-long-for-the-suffix-of-nodeport-copy, port: 80}]}]}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.compactMap { exposure in
            let source = exposure.source
            if exposure.malformation == .longName {
                return context.finding(
                    .error,
                    "The name of \(source.reference) is too long: \(source.metadata.name.utf8.count) characters, "
                        + "but the Route's label \(KubeLBNames.originNameLabel) holds at most 63",
                    of: exposure, evidence: [Evidence("\(source.reference): metadata.name", source.metadata.name)],
                    remedies: [
                        .fix("recreate it under a shorter name"),
                        .inspect("show the object", context.kubectl("get", exposure.reference, "-o yaml")),
                    ])
            }
            guard let backend = exposure.backends.first(where: { $0.defect == .longName }) else { return nil }
            let copy = KubeLBNames.nodePortCopy(ofService: backend.name)
            return context.finding(
                .error,
                "The name of Service \(backend.path) is too long for its NodePort copy: \(copy) has "
                    + "\(copy.utf8.count) characters, at most 63 are allowed",
                of: exposure, evidence: [Evidence("Service \(backend.path): metadata.name", backend.name)],
                remedies: [
                    .fix("use a Service with a shorter name, or one of type NodePort, which the CCM does not copy")
                ])
        }
    }
}
