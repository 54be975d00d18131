import KubeLB
import Kubernetes
import Topology

/// KLC-K005: two objects of different namespaces share one certificate's name.
struct K005SharedSecretName: Check {
    let documentation = CheckDocumentation(
        code: "K005",
        title: "Two objects share the name of a certificate",
        severity: .error,
        explains: [.certificates],
        inputs: [.routes, .certificates],
        optionalInputs: [.managementIngresses, .managementGateways],
        meaning: """
            All namespaces of a tenant are one namespace in the management cluster. If two Ingresses of different namespaces \
            name a TLS Secret alike, cert-manager makes one Certificate of that name, for the first of them, and refuses to \
            change it for the second.
            """,
        impact: "The hosts of the second are served with a certificate that does not cover them.",
        mending: "Give each its own secretName.",
        examples: [])

    func findings(in context: CheckContext) -> [Finding] {
        let certificates = context.topology.inTenantNamespace(Certificate.self).value ?? []
        let exposures = context.topology.takenRoutes.filter { !$0.kind.hasParent && $0.ownsGenerated }
        return exposures.flatMap { exposure -> [Finding] in
            guard let generated = exposure.generated.value else { return [] }
            return generated.certificates.compactMap { named -> Finding? in
                guard let certificate = certificates.first(where: { $0.secretName == named.name }),
                    let owner = certificate.metadata.owners.first, owner.uid != generated.metadata.uid,
                    let other = exposures.first(where: { $0.generated.value?.metadata.uid == owner.uid })
                else { return nil }
                return context.finding(
                    .error,
                    "\(exposure.source.reference) and \(other.source.reference) both name TLS secretName \(named.name): "
                        + "\(certificate.reference) in the management cluster belongs to the second, and no certificate is issued "
                        + "for \(ServiceWords.list(exposure.source.spec.hosts))",
                    of: exposure, objects: [ObjectReference(.management, certificate), other.reference],
                    evidence: [
                        Evidence("\(certificate.reference): metadata.ownerReferences", "\(owner.kind) \(owner.name)"),
                        Evidence(
                            "\(certificate.reference): spec.dnsNames", certificate.dnsNames.joined(separator: ", ")),
                    ],
                    remedies: [.fix("give it a secretName of its own", context.kubectl("edit", exposure.reference))])
            }
        }
    }
}
