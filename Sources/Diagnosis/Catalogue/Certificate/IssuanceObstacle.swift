import Documents
import Kubernetes
import Topology

/// What keeps cert-manager from issuing a certificate. It says so in the objects that it makes on the way, each owned by the
/// one before: CertificateRequest, Order, Challenge. The Certificate itself only says that it waits.
/// Source: cert-manager 1.16, "Troubleshooting Problems with ACME / Let's Encrypt Certificates".
struct IssuanceObstacle {
    let sentence: String
    let objects: [ObjectReference]
    let evidence: [Evidence]
    let remedies: [Remedy]
    /// What is at fault if that is of all tenants, such as a ClusterIssuer; nil for what is the certificate's own.
    private let shared: String?

    private init(
        _ sentence: String, _ objects: [ObjectReference] = [], _ evidence: [Evidence], _ remedies: [Remedy] = [],
        shared: String? = nil
    ) {
        (self.sentence, self.objects, self.evidence, self.remedies) = (sentence, objects, evidence, remedies)
        self.shared = shared
    }

    /// For the beginning of a sentence.
    var sentenceAtStart: String { sentence.prefix(1).uppercased() + sentence.dropFirst() }

    /// What certificates of several tenants have in common.
    var common: CommonCause? {
        shared.map { name in
            CommonCause(
                subject: .part(.certificates, name), detail: sentenceAtStart, objects: objects, remedies: remedies)
        }
    }

    /// That cert-manager does not run; nil if it does, or if that is unknown.
    static func stoppedManager(_ side: ClusterSide, _ context: CheckContext) -> Self? {
        guard let manager = CertManager(side, context)?.deployment, manager.state.ready == 0 else { return nil }
        let desired = manager.state.desired
        let reference = ObjectReference(side, manager)
        return Self(
            "cert-manager does not run: "
                + (desired == 0
                    ? StoppedWorkload(manager, side).words
                    : "\(manager.reference) has 0 of \(desired) pods Ready"),
            [reference], [Evidence("\(manager.reference): ready pods", "0 of \(desired)")],
            [
                desired == 0
                    ? StoppedWorkload(manager, side).start(context)
                    : .inspect("show why", context.kubectl("describe", reference))
            ], shared: reference.description)
    }

    /// nil if nothing that could be read stands in the way.
    ///
    /// `exposure`: what the manager generated the certificate for; nil for one that somebody else asked for.
    static func of(
        _ certificate: Certificate, _ side: ClusterSide = .management, for exposure: RouteExposure? = nil,
        _ context: CheckContext
    ) -> Self? {
        issuer(of: certificate, side, for: exposure, context) ?? request(of: certificate, side, context)
    }

    // MARK: The issuer

    private static func issuer(
        of certificate: Certificate, _ side: ClusterSide, for exposure: RouteExposure?, _ context: CheckContext
    ) -> Self? {
        let named = certificate.issuer
        // Other groups belong to other controllers.
        guard named.group.isEmpty || named.group == "cert-manager.io", !named.name.isEmpty else { return nil }
        let namespace = certificate.metadata.namespace
        return named.kind == ClusterIssuer.kind
            ? issuer(ClusterIssuer.self, side, "", certificate, exposure, context)
            : issuer(Issuer.self, side, namespace, certificate, exposure, context)
    }

    private static func issuer<Kind: CertificateIssuer>(
        _ kind: Kind.Type, _ side: ClusterSide, _ namespace: String, _ certificate: Certificate,
        _ exposure: RouteExposure?, _ context: CheckContext
    ) -> Self? {
        let name = certificate.issuer.name
        guard let all = context.topology.list(side, kind).value?.items else { return nil }
        guard let issuer = all.first(where: { $0.metadata.name == name && $0.metadata.namespace == namespace }) else {
            let cluster = "the \(side.rawValue) cluster"
            let place = namespace.isEmpty ? cluster : "namespace \(namespace) of \(cluster)"
            return Self(
                "\(Kind.kind) \(name) does not exist in \(place)", [], [],
                otherIssuer(of: certificate, side, exposure, context), shared: shared(kind, name))
        }
        if let wildcard = certificate.dnsNames.first(where: { $0.hasPrefix("*.") }), let solvers = issuer.solvers,
            !solvers.contains("dns01")
        {
            return Self(
                "\(issuer.reference) has no DNS-01 solver, which the wildcard host \(wildcard) needs",
                [ObjectReference(side, issuer)],
                [
                    issuer.evidence(
                        "spec.acme.solvers", solvers.isEmpty ? "none" : solvers.sorted().joined(separator: ", "))
                ],
                [
                    .fix(
                        "add a DNS-01 solver to the issuer",
                        context.kubectl("edit", ObjectReference(side, issuer)))
                ], shared: shared(kind, name))
        }
        guard let ready = issuer.ready, ready.status == "False" else { return nil }
        return Self(
            "\(issuer.reference) is not Ready: \(ready.reason): \(ServiceWords.excerpt(ready.message))",
            [ObjectReference(side, issuer)],
            [issuer.evidence("status.conditions[Ready]", "False (\(ready.reason): \(ready.message))")],
            [.inspect("show why", context.kubectl("describe", ObjectReference(side, issuer)))],
            shared: shared(kind, name))
    }

    /// An Issuer is of the tenant's namespace.
    private static func shared<Kind: CertificateIssuer>(_ kind: Kind.Type, _ name: String) -> String? {
        Kind.kind == ClusterIssuer.kind ? "\(Kind.kind) \(name)" : nil
    }

    /// The annotation of the source decides about the issuer, unless the Tenant or Config adds it.
    private static func otherIssuer(
        of certificate: Certificate, _ side: ClusterSide, _ exposure: RouteExposure?, _ context: CheckContext
    ) -> [Remedy] {
        let name = certificate.issuer.name
        let list = Remedy.inspect(
            "list the issuers", context.kubectl(side, "get clusterissuers,issuers --all-namespaces"))
        let ready = (context.topology.list(side, ClusterIssuer.self).value?.items ?? []).filter {
            $0.ready?.status == "True"
        }
        let only = ready.count == 1 ? ready.first : nil
        let create = Remedy.fix(
            "create the issuer in the \(side.rawValue) cluster, or name one that exists there")
        guard let exposure else {
            guard let only else { return [create, list] }
            let reference: JSONValue = [
                "group": "cert-manager.io", "kind": .string(ClusterIssuer.kind), "name": .string(only.metadata.name),
            ]
            return [
                .fix(
                    "name the ClusterIssuer that is Ready",
                    context.patch(ObjectReference(side, certificate), ["spec": ["issuerRef": reference]])), list,
            ]
        }
        let keys = ["cert-manager.io/cluster-issuer", "cert-manager.io/issuer"]
        let key = keys.first { exposure.source.metadata.annotations[$0] == name }
        guard let key, let only, exposure.isSourceVisible else { return [create, list] }
        let removal: ShellWords = key == keys[0] ? "" : "\(keys[1])-"
        return [
            .fix(
                "name the ClusterIssuer that is Ready",
                context.kubectl(
                    "annotate", exposure.reference,
                    "\(keys[0])=\(only.metadata.name) \(words: removal) --overwrite")), list,
        ]
    }

    // MARK: The attempt

    private static func request(of certificate: Certificate, _ side: ClusterSide, _ context: CheckContext) -> Self? {
        let owned = Self.owned(by: certificate, CertificateRequest.self, side, context)
        let requests = owned.isEmpty ? named(after: certificate, side, context) : owned
        guard let request = requests.last else { return nil }
        let orders = Self.owned(by: request, ACMEOrder.self, side, context)
        if let order = orders.last {
            let challenges = Self.owned(by: order, ACMEChallenge.self, side, context).filter {
                !$0.progress.reason.isEmpty
            }
            if let challenge = challenges.first(where: \.progress.isFailed) ?? challenges.first {
                return acme(
                    challenge, challenge.progress, "\(challenge.type) challenge for \(challenge.dnsName)", side, context
                )
            }
            if !order.progress.reason.isEmpty || order.progress.isFailed {
                return acme(order, order.progress, order.reference, side, context)
            }
        }
        return said(by: request, side, context)
    }

    private static func acme<Item: KubernetesObject>(
        _ object: Item, _ progress: ACMEProgress, _ name: String, _ side: ClusterSide, _ context: CheckContext
    ) -> Self {
        let state = progress.state.isEmpty ? "not begun" : progress.state
        let reference = ObjectReference(side, object)
        return Self(
            "the \(name) is \(state)" + (progress.reason.isEmpty ? "" : ": \(ServiceWords.excerpt(progress.reason))"),
            [reference],
            [
                object.evidence(
                    "status", progress.reason.isEmpty ? state : "state \(state), reason \(progress.reason)")
            ],
            [.inspect("show it with its Events", context.kubectl("describe", reference))])
    }

    private static func said(
        by request: CertificateRequest, _ side: ClusterSide, _ context: CheckContext
    ) -> Self? {
        let conditions = request.conditions
        let refusal = conditions.first { ["Denied", "InvalidRequest"].contains($0.type) && $0.status == "True" }
        let waiting = conditions.first { $0.type == "Ready" && $0.status == "False" }
        // That it waits for an Order says nothing of the cause.
        let isWaiting = waiting?.message.containsBytes(of: "Waiting on certificate issuance from order") ?? true
        let reference = ObjectReference(side, request)
        let describe = Remedy.inspect(
            "show the request with its Events", context.kubectl("describe", reference))
        if let condition = refusal ?? (isWaiting ? nil : waiting) {
            let word = condition.type == "Denied" ? "is denied" : "is not Ready"
            return Self(
                "\(request.reference) \(word): \(condition.reason): \(ServiceWords.excerpt(condition.message))",
                [reference],
                [
                    request.evidence(
                        "status.conditions[\(condition.type)]",
                        "\(condition.status) (\(condition.reason): \(condition.message))")
                ], [describe])
        }
        guard !conditions.contains(where: { $0.type == "Approved" && $0.status == "True" }) else { return nil }
        return Self(
            "\(request.reference) has not been approved", [reference],
            [request.evidence("status.conditions[Approved]", "not set")], [describe])
    }

    /// cert-manager names the Certificate in an annotation, too, which restored backups keep.
    private static func named(
        after certificate: Certificate, _ side: ClusterSide, _ context: CheckContext
    ) -> [CertificateRequest] {
        items(CertificateRequest.self, in: certificate.metadata.namespace, side, context).filter { request in
            request.metadata.annotations["cert-manager.io/certificate-name"] == certificate.metadata.name
        }.sortedByCreation()
    }

    /// In the order in which they were created.
    private static func owned<Owner: KubernetesObject, Item: KubernetesObject>(
        by owner: Owner, _ kind: Item.Type, _ side: ClusterSide, _ context: CheckContext
    ) -> [Item] {
        items(kind, in: owner.metadata.namespace, side, context).filter { item in
            item.metadata.owners.contains { $0.uid == owner.metadata.uid }
        }.sortedByCreation()
    }

    private static func items<Item: KubernetesObject>(
        _ kind: Item.Type, in namespace: String, _ side: ClusterSide, _ context: CheckContext
    ) -> [Item] {
        if side == .management, namespace == context.topology.tenantNamespace {
            return context.topology.inTenantNamespace(kind).value ?? []
        }
        return (context.topology.list(side, kind).value?.items ?? []).filter { $0.metadata.namespace == namespace }
    }
}
