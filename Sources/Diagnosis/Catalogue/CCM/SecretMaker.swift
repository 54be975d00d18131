import Characters
import KubeLB
import Kubernetes
import Topology

/// The object from which another controller should create a Secret that does not exist, if that fails: a Certificate of
/// cert-manager, a SealedSecret, an ExternalSecret.
struct SecretMaker {
    /// For after a sentence that names the Secret.
    let words: String
    let objects: [ObjectReference]
    let evidence: [Evidence]
    let remedies: [Remedy]

    init?(of secret: ObjectReference, _ context: CheckContext) {
        guard let certificate = Self.certificate(for: secret, context) else {
            self.init(syncing: secret, context)
            return
        }
        self.init(certificate, secret.side, context)
    }

    /// Of a Secret that is no certificate.
    init?(syncing secret: ObjectReference, _ context: CheckContext) {
        guard let (event, isCertain) = Self.failure(of: secret, context) else { return nil }
        let maker = "\(event.objectKind) \(event.objectNamespace)/\(event.objectName)"
        words =
            "\(maker), which \(isCertain ? "should" : "probably should") create it, reports \(event.reason): "
            + ErrorDigest.text(of: event.message)
        objects = []
        evidence = [Evidence(event)]
        remedies = [.fix("fix \(maker), whose controller then creates the Secret")]
    }

    // MARK: cert-manager

    private static func certificate(for secret: ObjectReference, _ context: CheckContext) -> Certificate? {
        (context.topology.list(secret.side, Certificate.self).value?.items ?? []).first {
            $0.metadata.namespace == secret.namespace && $0.secretName == secret.name
        }
    }

    private init?(_ certificate: Certificate, _ side: ClusterSide, _ context: CheckContext) {
        let reference = ObjectReference(side, certificate)
        let obstacle =
            IssuanceObstacle.of(certificate, side, context) ?? IssuanceObstacle.stoppedManager(side, context)
        let condition =
            certificate.conditions.first { $0.type == "Issuing" && $0.status == "False" } ?? certificate.ready
        let own = condition.flatMap { condition in
            condition.status == "False" ? "\(condition.reason): \(ServiceWords.excerpt(condition.message))" : nil
        }
        guard let reason = obstacle?.sentence ?? own else { return nil }
        words = "\(certificate.reference), which should create it, is not issued: \(reason)"
        objects = [reference] + (obstacle?.objects ?? [])
        evidence =
            [certificate.evidence("spec.issuerRef", "\(certificate.issuer.kind) \(certificate.issuer.name)")]
            + (own.map { [certificate.evidence("status.conditions[Ready]", "False (\($0))")] } ?? [])
            + (obstacle?.evidence ?? [])
        remedies =
            obstacle?.remedies ?? [.inspect("show why it is not issued", context.kubectl("describe", reference))]
    }

    // MARK: Other controllers

    /// Kinds that controllers turn into Secrets: Sealed Secrets, External Secrets, the Vault, Infisical and 1Password operators.
    private static let kinds: Set<String> = [
        "SealedSecret", "ExternalSecret", "ClusterExternalSecret", "VaultStaticSecret", "VaultDynamicSecret",
        "VaultPKISecret", "InfisicalSecret", "OnePasswordItem", "Certificate",
    ]

    /// The last warning about an object that has the name of the Secret, as they usually do; otherwise about the only object of
    /// its namespace that may be the one.
    private static func failure(
        of secret: ObjectReference, _ context: CheckContext
    ) -> (event: Event, isCertain: Bool)? {
        let events = (context.topology.list(secret.side, Event.self).value?.items ?? []).filter { event in
            event.isWarning && event.objectNamespace == secret.namespace && event.objectKind != secret.kind
        }
        let same = events.last { $0.objectName == secret.name && !Self.readers.contains($0.objectKind) }
        if let same { return (same, true) }
        let others = events.filter { kinds.contains($0.objectKind) }
        guard let last = others.last, Set(others.map { "\($0.objectKind) \($0.objectName)" }).count == 1 else {
            return nil
        }
        return (last, false)
    }

    /// What waits for a Secret may have its name, too.
    private static let readers: Set<String> = [
        Pod.kind, Deployment.kind, DaemonSet.kind, "ReplicaSet", "StatefulSet", Service.kind, "ConfigMap",
    ]
}

/// A Secret that does not exist and without which the kubelet does not create the containers of a pod.
struct AwaitedSecret {
    let reference: ObjectReference
    let maker: SecretMaker?

    /// `report`: what the kubelet reports, of a volume (`secret "x" not found`, `references non-existent secret key`) or of a
    /// container's environment.
    init?(_ report: String, of pod: Pod, _ side: ClusterSide, _ context: CheckContext) {
        guard let start = report.firstByteRange(of: "secret \"") else { return nil }
        let rest = report[start.upperBound...]
        guard let end = rest.firstByteRange(of: "\" not found") else { return nil }
        let name = String(rest[..<end.lowerBound])
        guard !name.isEmpty, !name.contains("\"") else { return nil }
        reference = ObjectReference(side, kind: "Secret", namespace: pod.metadata.namespace, name: name)
        maker = SecretMaker(of: reference, context)
    }

    var remedies: [Remedy] {
        if let maker { return maker.remedies }
        // How to get the CCM's kubeconfig is the matter of another check.
        guard reference.name != KubeLBNames.ccmKubeconfigSecret else { return [] }
        return [
            .fix(
                "create \(reference), or remove what names it (extraVolumes and extraVolumeMounts of the chart's "
                    + "values)")
        ]
    }
}
