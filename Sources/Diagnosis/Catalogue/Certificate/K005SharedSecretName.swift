import KubeLB
import Kubernetes
import Topology

/// KLC-K005: two objects in different namespaces name the same Secret for their certificates.
struct K005SharedSecretName: Check {
    let documentation = CheckDocumentation(
        code: "K005",
        title: "Two objects share the name of a TLS Secret",
        severity: .error,
        explains: [.certificates],
        inputs: [.routes, .certificates],
        optionalInputs: [.managementIngresses, .managementGateways],
        meaning: """
            All namespaces of a tenant share one namespace in the management cluster. If two Ingresses in different \
            namespaces have the same TLS secretName, cert-manager creates one Certificate of that name, for the first of \
            them, and does not change it for the second.
            """,
        impact: "The hosts of the second Ingress are served with a certificate that does not cover them.",
        mending: "Give each Ingress its own secretName.",
        examples: [
            .firesOnRoutes(.error, "Ingresses of two namespaces share a secretName", secondIngress("shop-tls")),
            .firesOnRoutes(
                .error, "the other Ingress is not among those read", secondIngress("shop-tls", first: "shop/site: null")
            ),
            .silentOnRoutes("each Ingress has its own secretName", secondIngress("blog-tls")),
            .silentOnRoutes(
                "the Certificate belongs to no Ingress of the tenant",
                secondIngress("shop-tls", owner: "00000000-0000-4000-8000-000000000069")),
        ])

    /// Ingress `blog/site` beside `shop/site`, to which Certificate `shop-tls` belongs.
    private static func secondIngress(
        _ secretName: String, owner: String = "00000000-0000-4000-8000-000000000061", first: String = "shop/site: {}"
    ) -> String {
        """
        tenant: {ingresses.networking.k8s.io: {\(first), blog/site: {metadata: {uid: 00000000-0000-4000-8000-000000000034,
          finalizers: [kubelb.k8c.io/cleanup]}, spec: &spec {ingressClassName: kubelb,
          tls: [{hosts: [blog.example.com], secretName: \(secretName)}], rules: [{host: blog.example.com, http: {paths: [
          {path: /, pathType: Prefix, backend: {service: {name: api, port: {number: 80}}}}]}}]}}}}
        management:
          routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000034: {
            metadata: {uid: 00000000-0000-4000-8000-000000000054, finalizers: [kubelb.k8c.io/cleanup]},
            spec: {source: {kubernetes: {resource: {kind: Ingress, metadata: {name: site, namespace: blog}, spec: *spec}}}}}}
          ingresses.networking.k8s.io:
            tenant-acme/blog-site: {metadata: {ownerReferences: [{kind: Route, uid: 00000000-0000-4000-8000-000000000054}]}, spec: *spec}
            tenant-acme/shop-site: {spec: {tls: [{hosts: [shop.example.com], secretName: shop-tls}]}}
          certificates.cert-manager.io: {tenant-acme/shop-tls: {metadata: {ownerReferences: [{kind: Ingress, name: shop-site,
            uid: \(owner)}]}, spec: {secretName: shop-tls, dnsNames: [shop.example.com]}}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        let certificates = context.topology.inTenantNamespace(Certificate.self).value ?? []
        let exposures = context.topology.takenRoutes.filter { !$0.kind.hasParent && $0.ownsGenerated }
        return exposures.flatMap { exposure -> [Finding] in
            guard let generated = exposure.generated.value else { return [] }
            return generated.certificates.compactMap { named -> Finding? in
                guard let certificate = certificates.first(where: { $0.secretName == named.name }),
                    let owner = certificate.metadata.owners.first, owner.uid != generated.metadata.uid,
                    let other = source(ofGenerated: owner.uid, exposures, context)
                else { return nil }
                return context.finding(
                    .error,
                    "\(exposure.source.reference) has the same TLS secretName \(named.name) as \(other.kind) \(other.namespace)/\(other.name), which "
                        + "owns \(certificate.reference) in the management cluster, so no certificate is issued "
                        + "for \(ServiceWords.list(exposure.source.spec.hosts))",
                    of: exposure, objects: [ObjectReference(.management, certificate), other],
                    evidence: [
                        Evidence("\(certificate.reference): metadata.ownerReferences", "\(owner.kind) \(owner.name)"),
                        Evidence(
                            "\(certificate.reference): spec.dnsNames", certificate.dnsNames.joined(separator: ", ")),
                    ],
                    remedies: [.fix("give it its own secretName", context.kubectl("edit", exposure.reference))])
            }
        }
    }

    /// The tenant's object of which the manager generated another. Its labels name it if it was not asked for.
    private func source(
        ofGenerated uid: String, _ exposures: [RouteExposure], _ context: CheckContext
    ) -> ObjectReference? {
        if let exposure = exposures.first(where: { $0.generated.value?.metadata.uid == uid }) {
            return exposure.reference
        }
        let ingresses = context.topology.list(.management, Ingress.self).value?.items ?? []
        guard let generated = ingresses.first(where: { $0.metadata.uid == uid }),
            generated.metadata.namespace == context.topology.tenantNamespace,
            let namespace = generated.metadata.labels[KubeLBNames.originNamespaceLabel],
            let name = generated.metadata.labels[KubeLBNames.originNameLabel]
        else { return nil }
        return ObjectReference(.tenant, kind: Ingress.kind, namespace: namespace, name: name)
    }
}
