import KubeLB
import Kubernetes

/// A Secret of the tenant's namespace in the management cluster, and the one of the tenant cluster that KubeLB copied it from.
struct CertificateOrigin {
    /// `Secret shop/shop-tls`, as the tenant names it.
    let name: String
    /// That of the tenant cluster, if it is a copy and that cluster is visible.
    let original: ObjectReference?
    let copy: ObjectReference

    init(_ secret: SecretMetadata, _ context: CheckContext) {
        let labels = secret.metadata.labels
        copy = ObjectReference(.management, secret)
        guard let namespace = labels[KubeLBNames.originNamespaceLabel], let own = labels[KubeLBNames.originNameLabel]
        else {
            name = secret.reference
            original = nil
            return
        }
        name = "Secret \(namespace)/\(own)"
        original =
            context.topology.position.hides(.tenant)
            ? nil : ObjectReference(.tenant, kind: "Secret", namespace: namespace, name: own)
    }

    /// Replaces its certificate.
    func replace(_ text: String, _ context: CheckContext) -> Remedy {
        .fix(
            text,
            original.map { original in
                context.kubectl(
                    .tenant,
                    "-n \(original.namespace) create secret tls \(original.name) --cert=tls.crt --key=tls.key --dry-run=client -o yaml"
                ).piped(into: context.kubectl(.tenant, "apply -f -"), onNewLine: true)
            })
    }
}
