import KubeLB
import Kubernetes
import Topology

/// KLC-K002: the generated object names another Secret than the one that was synced.
struct K002OtherSecret: Check {
    let documentation = CheckDocumentation(
        code: "K002",
        title: "The generated object does not name the synced Secret",
        severity: .error,
        explains: [.certificates, .listeners],
        inputs: [.routes, .managementSecrets],
        optionalInputs: [.managementIngresses, .managementGateways],
        meaning: """
            When the manager creates the object, it looks up the synced Secret and replaces the tenant's name of it with the \
            new one. It does not notice a Secret that is synced later: the object keeps the tenant's name, and the \
            management cluster has no Secret of that name.
            """,
        impact: "HTTPS is served without a certificate, or with a self-signed certificate of the controller.",
        mending: "Touch the object, so that the manager looks up the Secret again.",
        examples: [
            .firesOnRoutes(.error, "the Secret was synced after the Ingress", tenantName()),
            .firesOnRoutes(
                .error, "a Gateway with the tenant's name of a Secret",
                """
                tenant: {gateways.gateway.networking.k8s.io: {shop/kubelb: {spec: {listeners: [{name: https, port: 443,
                  protocol: HTTPS, tls: {certificateRefs: [{name: shop-tls}]}}]}}}}
                management: {gateways.gateway.networking.k8s.io: {tenant-acme/kubelb: {spec: {listeners: [{name: https, port: 443,
                  protocol: HTTPS, tls: {certificateRefs: [{name: shop-tls}]}}]}}}}
                """),
            .silentOnRoutes("the Ingress names the synced Secret"),
            .silentOnRoutes(
                "the Secret is not synced",
                tenantName(
                    """
                    management: {secrets.metadata: {tenant-acme/00000000-0000-4000-8000-000000000043: null}}
                    """)),
            .silentOnRoutes(
                "the generated Ingress belongs to another Route",
                tenantName(
                    """
                    management: {ingresses.networking.k8s.io: {tenant-acme/shop-site: {metadata: {ownerReferences: [
                      {apiVersion: kubelb.k8c.io/v1alpha1, kind: Route, name: other, uid: 00000000-0000-4000-8000-000000000059}]}}}}
                    """)),
        ])

    /// The generated Ingress has the tenant's name of the Secret.
    private static func tenantName(_ changes: String = "") -> String {
        """
        management: {ingresses.networking.k8s.io: {tenant-acme/shop-site: {spec: {tls: [
          {hosts: [shop.example.com], secretName: shop-tls}]}}}}
        """ + (changes.isEmpty ? "" : "\n---\n" + changes)
    }

    func findings(in context: CheckContext) -> [Finding] {
        let secrets = SyncedSecrets(context)
        return context.topology.takenRoutes.filter { !$0.kind.hasParent && $0.ownsGenerated }.flatMap {
            exposure -> [Finding] in
            let named = Set((exposure.generated.value?.certificates ?? []).map(\.name))
            return exposure.source.certificates.compactMap { certificate -> Finding? in
                let synced = secrets.synced(namespace: certificate.namespace, name: certificate.name)
                guard let newest = synced.last else { return nil }
                let origin = "Secret \(certificate.namespace)/\(certificate.name)"
                if !synced.contains(where: { named.contains($0.metadata.name) }) {
                    return later(exposure, origin, certificate.name, newest, context)
                }
                return nil
            }
        }
    }

    private func later(
        _ exposure: RouteExposure, _ origin: String, _ name: String, _ newest: SecretMetadata, _ context: CheckContext
    ) -> Finding {
        context.finding(
            .error,
            "The generated \(exposure.kind.rawValue) of \(exposure.source.reference) still names Secret \(name), "
                + "not the synced Secret \(newest.metadata.name)",
            of: exposure, objects: [exposure.generatedReference].compactMap(\.self),
            evidence: [
                Evidence("\(exposure.generated.value?.reference ?? "generated object"): Secret", name),
                Evidence("\(newest.reference): synced from", origin, at: newest.metadata.creationTimestamp),
            ],
            remedies: [context.touch(exposure, "the generated object names the synced Secret")])
    }
}
