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
    static func stoppedManager(_ context: CheckContext) -> Self? {
        guard let manager = CertManager(context)?.deployment, manager.state.ready == 0 else { return nil }
        let desired = manager.state.desired
        let reference = ObjectReference(.management, manager)
        return Self(
            "cert-manager does not run: "
                + (desired == 0
                    ? StoppedWorkload(manager, .management).words
                    : "\(manager.reference) has 0 of \(desired) pods Ready"),
            [reference], [Evidence("\(manager.reference): ready pods", "0 of \(desired)")],
            [
                desired == 0
                    ? StoppedWorkload(manager, .management).start(context)
                    : .inspect("show why", context.kubectl("describe", reference))
            ], shared: reference.description)
    }

    /// nil if nothing that could be read stands in the way.
    static func of(_ certificate: Certificate, for exposure: RouteExposure, _ context: CheckContext) -> Self? {
        issuer(of: certificate, for: exposure, context) ?? request(of: certificate, context)
    }

    // MARK: The issuer

    private static func issuer(
        of certificate: Certificate, for exposure: RouteExposure, _ context: CheckContext
    ) -> Self? {
        let named = certificate.issuer
        // Other groups belong to other controllers.
        guard named.group.isEmpty || named.group == "cert-manager.io", !named.name.isEmpty else { return nil }
        let namespace = certificate.metadata.namespace
        return named.kind == ClusterIssuer.kind
            ? issuer(ClusterIssuer.self, "", certificate, exposure, context)
            : issuer(Issuer.self, namespace, certificate, exposure, context)
    }

    private static func issuer<Kind: CertificateIssuer>(
        _ kind: Kind.Type, _ namespace: String, _ certificate: Certificate, _ exposure: RouteExposure,
        _ context: CheckContext
    ) -> Self? {
        let name = certificate.issuer.name
        guard let all = context.topology.list(.management, kind).value?.items else { return nil }
        guard let issuer = all.first(where: { $0.metadata.name == name && $0.metadata.namespace == namespace }) else {
            let place =
                namespace.isEmpty ? "the management cluster" : "namespace \(namespace) of the management cluster"
            return Self(
                "\(Kind.kind) \(name) does not exist in \(place)", [], [],
                otherIssuer(than: name, exposure, context), shared: shared(kind, name))
        }
        if let wildcard = certificate.dnsNames.first(where: { $0.hasPrefix("*.") }), let solvers = issuer.solvers,
            !solvers.contains("dns01")
        {
            return Self(
                "\(issuer.reference) has no DNS-01 solver, which the wildcard host \(wildcard) needs",
                [ObjectReference(.management, issuer)],
                [
                    issuer.evidence(
                        "spec.acme.solvers", solvers.isEmpty ? "none" : solvers.sorted().joined(separator: ", "))
                ],
                [
                    .fix(
                        "add a DNS-01 solver to the issuer",
                        context.kubectl("edit", ObjectReference(.management, issuer)))
                ], shared: shared(kind, name))
        }
        guard let ready = issuer.ready, ready.status == "False" else { return nil }
        return Self(
            "\(issuer.reference) is not Ready: \(ready.reason): \(ServiceWords.excerpt(ready.message))",
            [ObjectReference(.management, issuer)],
            [issuer.evidence("status.conditions[Ready]", "False (\(ready.reason): \(ready.message))")],
            [.inspect("show why", context.kubectl("describe", ObjectReference(.management, issuer)))],
            shared: shared(kind, name))
    }

    /// An Issuer is of the tenant's namespace.
    private static func shared<Kind: CertificateIssuer>(_ kind: Kind.Type, _ name: String) -> String? {
        Kind.kind == ClusterIssuer.kind ? "\(Kind.kind) \(name)" : nil
    }

    /// The annotation of the source decides about the issuer, unless the Tenant or Config adds it.
    private static func otherIssuer(
        than name: String, _ exposure: RouteExposure, _ context: CheckContext
    ) -> [Remedy] {
        let list = Remedy.inspect(
            "list the issuers", context.kubectl(.management, "get clusterissuers,issuers --all-namespaces"))
        let ready = (context.topology.list(.management, ClusterIssuer.self).value?.items ?? []).filter {
            $0.ready?.status == "True"
        }
        let keys = ["cert-manager.io/cluster-issuer", "cert-manager.io/issuer"]
        let key = keys.first { exposure.source.metadata.annotations[$0] == name }
        guard let key, let only = ready.first, ready.count == 1, exposure.isSourceVisible else {
            return [.fix("create the issuer in the management cluster, or name one that exists there"), list]
        }
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

    private static func request(of certificate: Certificate, _ context: CheckContext) -> Self? {
        let requests = owned(by: certificate, CertificateRequest.self, context)
        guard let request = requests.last else { return nil }
        let orders = owned(by: request, ACMEOrder.self, context)
        if let order = orders.last {
            let challenges = owned(by: order, ACMEChallenge.self, context).filter { !$0.progress.reason.isEmpty }
            if let challenge = challenges.first(where: \.progress.isFailed) ?? challenges.first {
                return acme(
                    challenge, challenge.progress, "\(challenge.type) challenge for \(challenge.dnsName)", context)
            }
            if !order.progress.reason.isEmpty || order.progress.isFailed {
                return acme(order, order.progress, order.reference, context)
            }
        }
        return said(by: request, context)
    }

    private static func acme<Item: KubernetesObject>(
        _ object: Item, _ progress: ACMEProgress, _ name: String, _ context: CheckContext
    ) -> Self {
        let state = progress.state.isEmpty ? "not begun" : progress.state
        let reference = ObjectReference(.management, object)
        return Self(
            "the \(name) is \(state)" + (progress.reason.isEmpty ? "" : ": \(ServiceWords.excerpt(progress.reason))"),
            [reference],
            [
                object.evidence(
                    "status", progress.reason.isEmpty ? state : "state \(state), reason \(progress.reason)")
            ],
            [.inspect("show it with its Events", context.kubectl("describe", reference))])
    }

    private static func said(by request: CertificateRequest, _ context: CheckContext) -> Self? {
        let conditions = request.conditions
        let refusal = conditions.first { ["Denied", "InvalidRequest"].contains($0.type) && $0.status == "True" }
        let waiting = conditions.first { $0.type == "Ready" && $0.status == "False" }
        // That it waits for an Order says nothing of the cause.
        let isWaiting = waiting?.message.containsBytes(of: "Waiting on certificate issuance from order") ?? true
        let reference = ObjectReference(.management, request)
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

    /// In the order in which they were created.
    private static func owned<Owner: KubernetesObject, Item: KubernetesObject>(
        by owner: Owner, _ kind: Item.Type, _ context: CheckContext
    ) -> [Item] {
        (context.topology.inTenantNamespace(kind).value ?? []).filter { item in
            item.metadata.owners.contains { $0.uid == owner.metadata.uid }
        }.sortedByCreation()
    }
}
