import KubeLB
import Kubernetes
import Topology

/// KLC-K007: a propagated annotation names a Secret that the management cluster does not have.
struct K007NamedSecretMissing: Check {
    let documentation = CheckDocumentation(
        code: "K007",
        title: "An annotation names a Secret that is not in the management cluster",
        severity: .warning,
        inputs: [.routes, .managementIngresses, .managementSecrets],
        judgesManagementAlone: true,
        meaning: """
            Annotations of ingress-nginx name Secrets: auth-secret, auth-tls-secret, proxy-ssl-secret. KubeLB propagates the \
            annotation unchanged: it neither copies the Secret nor replaces its name with that of a synced one.
            """,
        impact: "The ingress controller responds with 503, or serves requests without the protection.",
        mending: "Create the Secret in the tenant's namespace of the management cluster.",
        examples: [
            .firesOnRoutes(.warning, "the Secret of auth-secret does not exist", annotated("auth-secret", "users")),
            .firesOnRoutes(
                .warning, "the tenant's namespace of a Secret", annotated("auth-tls-secret", "shop/client-ca")),
            .silentOnRoutes("no annotation names a Secret"),
            .silentOnRoutes(
                "the Secret exists in the management cluster",
                annotated(
                    "auth-secret", "users",
                    "management: {secrets.metadata: {tenant-acme/users: {metadata: {labels: null}}}}")),
            .silentOnRoutes(
                "the Secrets of the management cluster cannot be read",
                annotated("auth-secret", "users", "management: {secrets.metadata: forbidden}")),
        ])

    private static func annotated(_ name: String, _ value: String, _ changes: String = "") -> String {
        """
        tenant: {ingresses.networking.k8s.io: {shop/site: &annotated {metadata: {annotations: {
          nginx.ingress.kubernetes.io/\(name): \(value)}}}}}
        management: {ingresses.networking.k8s.io: {tenant-acme/shop-site: *annotated}}
        """ + (changes.isEmpty ? "" : "\n---\n" + changes)
    }

    private static let annotations = ["auth-secret", "auth-tls-secret", "proxy-ssl-secret"].map {
        "nginx.ingress.kubernetes.io/\($0)"
    }

    func findings(in context: CheckContext) -> [Finding] {
        guard let list = context.topology.list(.management, SecretMetadata.self).value, list.isComplete else {
            return []
        }
        let known = Set(list.items.map(\.metadata.path))
        return context.topology.takenRoutes.filter { $0.kind == .ingress && $0.ownsGenerated }.flatMap {
            exposure -> [Finding] in
            guard let generated = exposure.generated.value else { return [] }
            return Self.annotations.compactMap { annotation -> Finding? in
                guard let value = generated.metadata.annotations[annotation], !value.isEmpty else { return nil }
                let path = value.contains("/") ? value : "\(generated.metadata.namespace)/\(value)"
                guard !known.contains(path) else { return nil }
                return context.finding(
                    .warning,
                    "Annotation \(annotation) of \(generated.reference), generated from \(exposure.source.reference), names Secret \(path), "
                        + "which does not exist in the management cluster",
                    of: exposure, objects: [generated.reference(on: .management)],
                    evidence: [
                        Evidence("\(generated.reference): metadata.annotations[\(annotation)]", value),
                        Evidence("Secret \(path)", "not found in the management cluster"),
                    ],
                    remedies: [
                        .fix(
                            "create the Secret there, or remove the annotation from the object in the tenant cluster",
                            context.kubectl("edit", exposure.reference))
                    ])
            }
        }
    }
}
