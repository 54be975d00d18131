import Characters
import KubeLB
import Kubernetes
import Topology

/// KLC-K001: the Secret with a certificate does not reach the management cluster.
struct K001NotSynced: Check {
    let documentation = CheckDocumentation(
        code: "K001",
        title: "A TLS Secret does not reach the management cluster",
        severity: .error,
        explains: [.certificates, .listeners],
        hop: .secret,
        inputs: [.tenantSecrets, .managementSecrets, .tenantDeployments, .routes],
        optionalInputs: [
            .tenantSyncSecrets, .syncSecrets, .certificates, .managementIngresses, .managementGateways, .ccmLogs,
            .managerLogs, .tenants, .configs, .tenantStates,
        ],
        judgesManagementAlone: true,
        causedBy: ServiceCauses.ccm + ServiceCauses.manager + ["K004", "K005"],
        meaning: """
            A Secret is synced to the management cluster in four steps: it has the label kubelb.k8c.io/managed-by: kubelb, \
            the CCM's secret synchronizer creates a SyncSecret for it, the CCM copies the SyncSecret to the management \
            cluster, and the manager creates a Secret there. The finding names the step that is missing. With the annotation \
            kubelb.k8c.io/manage-certificates the Enterprise Edition has the Secret issued instead, unless certificates.disable or \
            certificates.allowedDomains of the Tenant forbid it.
            """,
        impact: "HTTPS is served without a certificate, or with a self-signed certificate of the controller.",
        mending: "Label the Secret, and enable the secret synchronizer of the CCM.",
        examples: [
            .firesOnRoutes(
                .error, "the Secret lacks the label",
                notSynced(
                    """
                    tenant: {secrets.metadata: {shop/shop-tls: {metadata: {labels: null}}}}
                    """)),
            .firesOnRoutes(
                .error, "the secret synchronizer is disabled",
                notSynced(CheckExample.ccm("--enable-gateway-api=true"))),
            .firesOnRoutes(.error, "the CCM has not created a SyncSecret", notSynced()),
            .firesOnRoutes(
                .error, "the manager has not created the Secret",
                """
                management: {secrets.metadata: {tenant-acme/00000000-0000-4000-8000-000000000043: null}}
                """),
            .firesOnRoutes(
                .error, "a quota does not allow the manager to create the Secret",
                """
                management: {secrets.metadata: {tenant-acme/00000000-0000-4000-8000-000000000043: null}}
                logs:
                  management/kubelb/kubelb-manager-1/manager.log: |
                    {"level":"error","ts":"2026-11-22T11:59:21.553Z","msg":"Reconciler error","controller":"sync-secret-controller","namespace":"tenant-acme","name":"00000000-0000-4000-8000-000000000042","error":"failed to create Secret: secrets \\"x\\" is forbidden: exceeded quota: limits, requested: secrets=1, used: secrets=10, limited: secrets=10"}
                """),
            .firesOnRoutes(
                .warning, "no SyncSecret, and the Ingress was created 15 seconds ago",
                notSynced(
                    """
                    tenant: {ingresses.networking.k8s.io: {shop/site: {metadata: {creationTimestamp: "2026-11-22T11:59:45Z"}}}}
                    """)),
            .firesOnRoutes(
                .error, "the Secret of a Gateway does not exist",
                """
                tenant: {gateways.gateway.networking.k8s.io: {shop/kubelb: {spec: {listeners: [{name: https, port: 443,
                  protocol: HTTPS, tls: {certificateRefs: [{name: app-tls}]}}]}}}}
                """),
            .firesOnRoutes(
                .error, "KubeLB may not have the certificate of the tenant issued",
                notSynced(
                    """
                    tenant:
                      secrets.metadata: {shop/shop-tls: null}
                      ingresses.networking.k8s.io: {shop/site: {metadata: {annotations: {
                        kubelb.k8c.io/manage-certificates: 'true'}}}}
                    management:
                      tenants.kubelb.k8c.io: {acme: {spec: {certificates: {disable: true}}}}
                      tenantstates.kubelb.k8c.io: {tenant-acme/default: {status: {version: {edition: EE}}}}
                    """)),
            .silentOnRoutes("the Secret is synced"),
            .silentOnRoutes(
                "cert-manager creates the Secret in the management cluster",
                notSynced(
                    """
                    tenant: {secrets.metadata: {shop/shop-tls: null}}
                    management: {ingresses.networking.k8s.io: {tenant-acme/shop-site: {metadata: {annotations: {
                      cert-manager.io/cluster-issuer: letsencrypt}}}}}
                    """)),
            .silentOnRoutes(
                "the Secrets of the tenant cluster cannot be read",
                notSynced("tenant: {secrets.metadata: forbidden}")),
        ])

    /// No SyncSecret in either cluster, no Secret in the management cluster, and further changes.
    private static func notSynced(_ changes: String = "") -> String {
        """
        tenant: {syncsecrets.kubelb.k8c.io: {shop/shop-tls: null}}
        management:
          syncsecrets.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000042: null}
          secrets.metadata: {tenant-acme/00000000-0000-4000-8000-000000000043: null}
        """ + (changes.isEmpty ? "" : "\n---\n" + changes)
    }

    func findings(in context: CheckContext) -> [Finding] {
        let named = context.topology.takenRoutes.filter { !$0.kind.hasParent && $0.route.value != nil }.flatMap {
            exposure in exposure.source.certificates.map { (exposure, $0.namespace, $0.name) }
        }
        let secrets = SyncedSecrets(context)
        guard !named.isEmpty, secrets.isKnown else { return [] }
        return named.compactMap { finding($0, $1, $2, secrets, context) }
    }

    private func finding(
        _ exposure: RouteExposure, _ namespace: String, _ name: String, _ secrets: SyncedSecrets,
        _ context: CheckContext
    ) -> Finding? {
        guard secrets.synced(namespace: namespace, name: name).isEmpty,
            !secrets.isMadeInManagement(name, for: exposure)
        else { return nil }
        let ccm = context.topology.ccm
        let reference = "Secret \(namespace)/\(name)"
        let label = KubeLBNames.managedByLabel
        let settings = context.topology.settings.value
        let message: String
        var evidence: [Evidence] = []
        var remedies: [Remedy]
        let object = ObjectReference(.tenant, kind: SecretMetadata.kind, namespace: namespace, name: name)
        let setLabel = Remedy.fix("label the Secret", context.kubectl("label", object, "\(label)=kubelb --overwrite"))
        let enable = Remedy.fix(
            "enable the secret synchronizer",
            context.set("kubelb.enableSecretSynchronizer", "true", of: ccm), risk: .restart)
        let idle = IdleAutomation.of(exposure, .certificates, context)
        switch secrets.inTenant(namespace: namespace, name: name) {
        case .absent where idle != nil:
            message =
                "\(reference), which \(exposure.source.reference) names, does not exist, and KubeLB does not have it issued: "
                + "annotation \(idle?.annotation ?? "") has no effect, because \(idle?.reason ?? "")"
            evidence = [Evidence(reference, "not found"), idle?.evidence].compactMap(\.self)
            remedies = [
                .fix(
                    "allow KubeLB to manage certificates for the tenant, or create the Secret, with the label \(label): kubelb",
                    idle.map { context.kubectl("edit", $0.object) })
            ]
        case .absent:
            message = "\(reference), which \(exposure.source.reference) names, does not exist in the tenant cluster"
            evidence = [Evidence(reference, "not found")]
            remedies = [
                .fix("create the Secret, with the label \(label): kubelb"),
                .inspect("list the Secrets", context.kubectl(.tenant, "-n \(namespace) get secrets")),
            ]
        case .present(let secret) where secret.metadata.labels[label] != "kubelb":
            message =
                "\(reference), which \(exposure.source.reference) names, lacks the label \(label): kubelb, so it is not synced to the management cluster"
            evidence = [Evidence("\(reference): metadata.labels[\(label)]", secret.metadata.labels[label] ?? "not set")]
            remedies =
                [setLabel] + (settings?.synchronizesSecrets == false ? [enable] : [])
                + [
                    .then(
                        "touch the object, so that the generated object names the synced Secret",
                        context.touch(exposure.reference))
                ]
        case .present:
            if let settings, !settings.synchronizesSecrets {
                message =
                    "\(reference) has the label for syncing, but the CCM runs without --enable-secret-synchronizer"
                evidence = [Evidence("CCM: --enable-secret-synchronizer", "not set")]
                remedies = [enable]
            } else {
                let (step, detail) = secrets.brokenStep(namespace: namespace, name: name)
                let said = ControllerErrors(ccm, context).errors(
                    of: LogLine.Object(name: name, namespace: namespace)
                ).last { $0.line.errorText.lowercased().containsBytes(of: "syncsecret") }
                let failure = said == nil ? secrets.failure(namespace: namespace, name: name) : nil
                let error = said.map { WriteError($0.line) } ?? failure?.error
                message =
                    "\(reference), which \(exposure.source.reference) names, does not reach the management cluster: \(step)"
                    + (error.map { ": \($0.sentence)" } ?? "")
                evidence =
                    [detail]
                    + ((said?.source ?? failure?.source).flatMap { found in error.map { [$0.evidence(found)] } } ?? [])
                let copy = ObjectReference(.tenant, kind: SyncSecret.kind, namespace: namespace, name: name)
                let again = Remedy.fix(
                    "touch its SyncSecret, so that the CCM copies it again", context.touch(copy))
                remedies =
                    (failure?.remedies ?? [])
                    + (secrets.isLostInManagement(namespace: namespace, name: name) ? [again] : []) + [
                        context.log(
                            of: secrets.isWithManager(namespace: namespace, name: name) ? context.topology.manager : ccm
                        )
                    ]
            }
        case .notCollected where context.topology.position.hides(.tenant):
            let isWithManager = secrets.isWithManager(namespace: namespace, name: name)
            let failure = secrets.failure(namespace: namespace, name: name)
            message =
                "\(reference), which \(exposure.source.reference) names, is not in the management cluster: "
                + (isWithManager
                    ? "the manager has not created it for its SyncSecret"
                    : "the tenant cluster has sent no SyncSecret of it")
                + (failure.map { ": \($0.error.sentence)" } ?? "")
            evidence = [
                Evidence(
                    "\(isWithManager ? "Secret" : "SyncSecret") of \(namespace)/\(name) in the tenant's namespace",
                    "not found")
            ]
            evidence += failure.map { [$0.error.evidence($0.source)] } ?? []
            remedies =
                isWithManager
                ? (failure?.remedies ?? []) + [context.log(of: context.topology.manager)]
                : [
                    .inspect(
                        "let the tenant check that the Secret exists and has the label \(label): kubelb, and that the CCM runs "
                            + "with --enable-secret-synchronizer")
                ]
        case .forbidden, .failed, .notCollected: return nil
        }
        let (severity, note) = context.routeSymptom(since: exposure.lastChange)
        let isStructural = !evidence.isEmpty && !remedies.isEmpty && remedies.first?.role != .inspect
        var finding = context.finding(
            isStructural ? .error : severity, message + (isStructural ? "" : note),
            of: exposure, objects: context.topology.position.hides(.tenant) ? [] : [object],
            evidence: evidence, remedies: remedies)
        // cert-manager would make the Secret, if it saw the annotation that asks for it.
        if exposure.asksForCertificate || idle != nil { finding.suspects = ["G003"] }
        return finding
    }
}

/// Secrets on their way from the tenant cluster to the management cluster.
struct SyncedSecrets {
    private let context: CheckContext

    init(_ context: CheckContext) { self.context = context }

    private var namespace: String { context.topology.tenantNamespace ?? "" }

    /// Whether all that may hold a certificate in the management cluster was read.
    var isKnown: Bool {
        context.topology.inTenantNamespace(SecretMetadata.self).value != nil
            && context.topology.inTenantNamespace(Certificate.self).value != nil
    }

    func inTenant(namespace: String, name: String) -> Observed<SecretMetadata> {
        if let secret = context.topology.secret(.tenant, "\(namespace)/\(name)") { return .present(secret) }
        return context.topology.list(.tenant, SecretMetadata.self).first { _ in false }
    }

    /// The Secrets of the management cluster that are copies of one of the tenant cluster, the newest last.
    func synced(namespace: String, name: String) -> [SecretMetadata] {
        context.topology.secretCopies(of: "\(namespace)/\(name)").sortedByCreation()
    }

    /// Whether the Secret of that name is created in the management cluster itself, as by cert-manager.
    func isMadeInManagement(_ name: String, for exposure: RouteExposure) -> Bool {
        let own = context.topology.secret(.management, "\(self.namespace)/\(name)") != nil
        let certificate = !context.topology.certificates(in: name).isEmpty
        let annotations = exposure.generated.value?.metadata.annotations ?? [:]
        let isAsked = annotations.keys.contains {
            $0.hasPrefix("cert-manager.io/") && $0.hasSuffix("issuer") || $0 == "kubernetes.io/tls-acme"
        }
        return own || certificate || isAsked
    }

    private func syncSecret(_ side: ClusterSide, _ isIt: (ObjectMeta) -> Bool) -> Observed<SyncSecret> {
        context.topology.list(side, SyncSecret.self).first { isIt($0.metadata) }
    }

    private func inManagement(namespace: String, name: String) -> Observed<SyncSecret> {
        syncSecret(.management) {
            $0.namespace == self.namespace && $0.labels[KubeLBNames.originNamespaceLabel] == namespace
                && $0.labels[KubeLBNames.originNameLabel] == name
        }
    }

    /// Whether the SyncSecret exists in the management cluster, so that the next step is the manager's.
    func isWithManager(namespace: String, name: String) -> Bool {
        inManagement(namespace: namespace, name: name).value != nil
    }

    /// Whether the SyncSecret exists in the tenant cluster alone.
    func isLostInManagement(namespace: String, name: String) -> Bool {
        guard case .absent = inManagement(namespace: namespace, name: name) else { return false }
        return syncSecret(.tenant) { $0.namespace == namespace && $0.name == name }.value != nil
    }

    /// Why the manager has not created the Secret for its SyncSecret, by its log; nil if that does not say so.
    func failure(namespace: String, name: String) -> (source: LogSource, error: WriteError, remedies: [Remedy])? {
        let manager = context.topology.manager
        guard let copy = inManagement(namespace: namespace, name: name).value,
            let (source, error) = ControllerErrors(manager, context).last(of: copy)
        else { return nil }
        return (
            source, error,
            error.remedies(
                .management, namespace: self.namespace, by: manager, retry: ObjectReference(.management, copy), context)
        )
    }

    /// The first step that is missing for a Secret with the label.
    func brokenStep(namespace: String, name: String) -> (String, Evidence) {
        if case .absent = syncSecret(.tenant, { $0.namespace == namespace && $0.name == name }) {
            return (
                "the CCM has not created a SyncSecret for it", Evidence("SyncSecret \(namespace)/\(name)", "not found")
            )
        }
        if case .absent = inManagement(namespace: namespace, name: name) {
            return (
                "its SyncSecret is not in the management cluster",
                Evidence("SyncSecret of \(namespace)/\(name) in \(self.namespace)", "not found")
            )
        }
        return (
            "the manager has not created a Secret for its SyncSecret",
            Evidence("Secret of \(namespace)/\(name) in \(self.namespace)", "not found")
        )
    }
}

extension RouteExposure {
    /// Whether an annotation asks cert-manager for the certificate that the generated object lacks.
    fileprivate var asksForCertificate: Bool {
        source.metadata.annotations.keys.contains { name in
            name.hasPrefix("cert-manager.io/") && name.hasSuffix("issuer")
        }
    }
}
