import Characters
import KubeLB
import Kubernetes
import Topology

/// Who or what refuses a write or a pod, as an API server, an admission webhook or a policy says it.
///
/// The texts are those of Kubernetes 1.29 to 1.36 (apiserver, admission plugins, etcd client), Kyverno 1.10 to 1.15 and
/// Gatekeeper 3.
enum Refusal: Sendable, Hashable {
    /// A webhook answered that it does not allow the request.
    case denied(webhook: String, policies: [Policy])
    /// A webhook could not be asked.
    case unreachable(webhook: String, service: NamespacedName?, WebhookFault)
    /// A ValidatingAdmissionPolicy of the API server.
    case admissionPolicy(name: String, binding: String?)
    case quotaExceeded(String)
    /// A quota counts resources that the pod does not specify: `limits.cpu,limits.memory`.
    case quotaUnspecified(quota: String, resources: String)
    /// A LimitRange of the namespace: `maximum memory usage per Container is 64Mi, but limit is 128Mi`.
    case limitRange(String)
    case podSecurity(level: String)
    case serviceAccountMissing(NamespacedName)
    case permission(user: String, verb: String, resource: String, namespace: String?)
    /// RBAC lets nobody grant what they do not hold, unless they have the verb `escalate` (roles) or `bind` (bindings).
    case escalation(user: String, resource: String)
    case storageFull
    case storageUnavailable
    case overloaded
    case namespaceTerminating(String)
    case nodePortsUsedUp
    /// No address is left for the Services of the cluster.
    case clusterIPsUsedUp
    case kindMissing(String)
    /// The CRD of a kind of KubeLB's requires a field that the program, which is of another version, does not write:
    /// `addresses.kubelb.k8c.io`.
    case outdatedDefinition(String)

    /// A policy of an engine that is asked as a webhook.
    struct Policy: Sendable, Hashable {
        let engine: Engine
        let name: String
    }

    enum Engine: String, Sendable, Hashable {
        case kyverno = "Kyverno"
        case gatekeeper = "Gatekeeper"
    }

    enum WebhookFault: Sendable, Hashable {
        case certificateExpired
        case authorityUnknown
        case serviceMissing
        /// Its pods do not answer.
        case down
    }

    struct NamespacedName: Sendable, Hashable {
        let namespace: String
        let name: String
    }

    /// nil if the error is none of those.
    init?(_ error: String) {
        if let found = Self.webhook(error) ?? Self.podAdmission(error) ?? Self.apiServer(error) {
            self = found
        } else {
            return nil
        }
    }

    /// What refuses, for a sentence; nil if the error says it in as few words.
    var name: String? {
        switch self {
        case .denied(_, let policies) where !policies.isEmpty:
            policies.map { "\($0.engine.rawValue) policy \($0.name)" }.joined(separator: ", ")
        case .denied(let webhook, _): "admission webhook \(webhook)"
        case .unreachable(let webhook, _, let fault): "admission webhook \(webhook), \(Self.words(fault))"
        case .admissionPolicy(let name, _): "ValidatingAdmissionPolicy \(name)"
        case .quotaExceeded(let name): "ResourceQuota \(name) is exhausted"
        case .quotaUnspecified(let name, let resources):
            "ResourceQuota \(name) requires the pods to specify \(resources)"
        case .limitRange(let rule): "a LimitRange: \(rule)"
        case .podSecurity(let level): "Pod Security level \(level)"
        case .serviceAccountMissing(let account): "ServiceAccount \(account.namespace)/\(account.name) does not exist"
        case .permission(let user, let verb, let resource, let namespace):
            LogSignature.forbidden(user: user, verb: verb, resource: resource, namespace: namespace).summary
        case .escalation(let user, _): "\(user) may not grant permissions that it does not hold"
        case .storageFull: "etcd has reached its space quota"
        case .storageUnavailable: "etcd does not respond in time"
        case .overloaded: "the API server is overloaded (HTTP 429)"
        case .namespaceTerminating(let name): "namespace \(name) is Terminating"
        case .nodePortsUsedUp: "no node port is left"
        case .clusterIPsUsedUp: "the cluster has no free IP address for Services (cluster IPs)"
        case .kindMissing(let kind): "the API server does not know the kind \(kind)"
        case .outdatedDefinition(let resource): "CRD \(resource) is of another version of KubeLB"
        }
    }

    /// Whether waiting changes nothing: somebody states that they refuse, and does not just fail to respond.
    var isLasting: Bool {
        switch self {
        case .storageUnavailable, .overloaded: false
        default: true
        }
    }

    /// Codes whose findings explain the refusal.
    var suspects: [CheckCode] {
        switch self {
        case .namespaceTerminating: ["T003"]
        case .kindMissing: ["M004"]
        case .storageFull, .storageUnavailable, .overloaded: ["A009"]
        default: []
        }
    }

    /// What refuses every tenant's objects alike; nil for what is in the tenant's own namespace, such as a quota.
    var common: (subject: CommonCause.Subject, detail: String)? {
        switch self {
        case .permission(let user, let verb, let resource, _):
            (.refusal(user), "\(user) is not allowed to \(verb) \(resource)")
        case .escalation(let user, _): name.map { (.refusal(user), $0) }
        case .denied, .unreachable, .admissionPolicy, .storageFull, .storageUnavailable, .overloaded, .nodePortsUsedUp,
            .clusterIPsUsedUp, .kindMissing, .outdatedDefinition:
            name.map { (.refusal($0), $0) }
        case .quotaExceeded, .quotaUnspecified, .limitRange, .podSecurity, .serviceAccountMissing,
            .namespaceTerminating:
            nil
        }
    }

    private static func words(_ fault: WebhookFault) -> String {
        switch fault {
        case .certificateExpired: "whose certificate has expired"
        case .authorityUnknown: "whose certificate is not signed by the authority in its configuration"
        case .serviceMissing: "whose Service does not exist"
        case .down: "which does not respond"
        }
    }

    // MARK: Recognition

    private static func webhook(_ error: String) -> Refusal? {
        if let name = error.quoted(after: "failed calling webhook ") {
            let fault: WebhookFault =
                if error.containsBytes(of: "certificate has expired") {
                    .certificateExpired
                } else if error.containsBytes(of: "x509: ") {
                    .authorityUnknown
                } else if error.containsBytes(of: "service \""), error.containsBytes(of: "\" not found") {
                    .serviceMissing
                } else { .down }
            return .unreachable(webhook: name, service: service(of: error), fault)
        }
        if let name = error.quoted(after: "admission webhook "), error.containsBytes(of: "denied the request") {
            return .denied(webhook: name, policies: policies(of: error, webhook: name))
        }
        if let name = error.quoted(after: "ValidatingAdmissionPolicy ", by: "'") {
            return .admissionPolicy(name: name, binding: error.quoted(after: "with binding ", by: "'"))
        }
        return nil
    }

    /// From `https://SERVICE.NAMESPACE.svc:443/path`.
    private static func service(of error: String) -> NamespacedName? {
        guard let host = error.word(after: "https://"), let end = host.firstByteRange(of: ".svc") else { return nil }
        let parts = host[..<end.lowerBound].split(separator: ".").map(String.init)
        return parts.count == 2 ? NamespacedName(namespace: parts[1], name: parts[0]) : nil
    }

    /// Kyverno lists its policies as lines `name:`, Gatekeeper writes `[constraint] message`.
    private static func policies(of error: String, webhook: String) -> [Policy] {
        if let blocked = error.firstByteRange(of: "following policies") {
            let names = error[blocked.upperBound...].split(whereSeparator: \.isWhitespace).filter { $0.hasSuffix(":") }
            return names.prefix(1).map { Policy(engine: .kyverno, name: String($0.dropLast())) }
        }
        guard webhook.containsBytes(of: "gatekeeper"), let request = error.firstByteRange(of: "denied the request: [")
        else { return [] }
        let name = error[request.upperBound...].prefix { $0 != "]" }
        return name.isEmpty || name.count > 253 ? [] : [Policy(engine: .gatekeeper, name: String(name))]
    }

    private static func podAdmission(_ error: String) -> Refusal? {
        if let quota = error.word(after: "exceeded quota: ") { return .quotaExceeded(quota) }
        if let quota = error.word(after: "failed quota: ")?.trimmingColon {
            let rest = error.firstByteRange(of: "must specify ").map { error[$0.upperBound...] } ?? ""
            // `limits.cpu for: envoy-proxy; limits.memory for: envoy-proxy`, or without the containers in old versions.
            let resources = rest.split(separator: ";").compactMap { $0.split(whereSeparator: \.isWhitespace).first }
            return .quotaUnspecified(quota: quota, resources: resources.prefix(6).joined(separator: ", "))
        }
        for bound in ["maximum ", "minimum "] {
            guard let start = error.firstByteRange(of: bound) else { continue }
            let rule = error[start.lowerBound...].prefix { $0 != "]" }
            if rule.containsBytes(of: " usage per "), rule.containsBytes(of: " is ") {
                return .limitRange(String(rule.prefix(160)))
            }
        }
        if let level = error.quoted(after: "violates PodSecurity ") {
            return .podSecurity(level: String(level.prefix { $0 != ":" }))
        }
        if let account = error.word(after: "error looking up service account ")?.trimmingColon {
            let parts = account.split(separator: "/").map(String.init)
            return parts.count == 2
                ? .serviceAccountMissing(NamespacedName(namespace: parts[0], name: parts[1])) : nil
        }
        return nil
    }

    /// From `Addresses.kubelb.k8c.io "default" is invalid: spec.addresses[0].ip: Required value`: what KubeLB's programs write
    /// has all fields that the CRDs of their own version require.
    private static func refusingDefinition(_ error: String) -> String? {
        let group = ".\(KubeLBNames.group) \""
        guard error.containsBytes(of: " is invalid: "), error.containsBytes(of: ": Required value"),
            let end = error.firstByteRange(of: group)
        else { return nil }
        let kind = error[..<end.lowerBound].split { !$0.isASCII || !$0.isLetter }.last?.lowercased() ?? ""
        // All of KubeLB's kinds form their plural like that, but for Addresses, which is one already.
        return kind.isEmpty ? nil : (kind.hasSuffix("s") ? kind : kind + "s") + ".\(KubeLBNames.group)"
    }

    private static func apiServer(_ error: String) -> Refusal? {
        if error.containsBytes(of: "mvcc: database space exceeded") { return .storageFull }
        if error.containsBytes(of: "etcdserver: ") { return .storageUnavailable }
        if error.containsBytes(of: "the server has received too many requests")
            || error.containsBytes(of: "Too Many Requests")
        {
            return .overloaded
        }
        if error.containsBytes(of: "because it is being terminated"), let name = error.word(after: "in namespace ") {
            return .namespaceTerminating(name)
        }
        if error.containsBytes(of: "attempting to grant RBAC permissions not currently held") {
            // `roles.rbac.authorization.k8s.io "kubelb-ccm" is forbidden: user "…" (groups=[…]) is attempting to grant …`.
            let isBinding = error.containsBytes(of: "rolebindings.rbac.authorization.k8s.io \"")
            return .escalation(
                user: error.quoted(after: "forbidden: user ") ?? "the user",
                resource: isBinding ? "rolebindings" : "roles")
        }
        if error.containsBytes(of: "range is full") {
            let isAddress = ["serviceIP", "allocate IP", "clusterIP"].contains { error.containsBytes(of: $0) }
            return isAddress ? .clusterIPsUsedUp : .nodePortsUsedUp
        }
        if error.containsBytes(of: "provided port is already allocated") { return .nodePortsUsedUp }
        if let resource = refusingDefinition(error) { return .outdatedDefinition(resource) }
        switch LogSignature(error: error) {
        case .forbidden(let user, let verb, let resource, let namespace):
            return .permission(user: user, verb: verb, resource: resource, namespace: namespace)
        case .crdMissing(let kind): return .kindMissing(kind)
        default: return nil
        }
    }
}

extension String {
    /// The quoted text right behind a phrase.
    fileprivate func quoted(after phrase: String, by mark: Character = "\"") -> String? {
        guard let range = firstByteRange(of: phrase + String(mark)) else { return nil }
        let rest = self[range.upperBound...]
        guard let end = rest.firstIndex(of: mark), end > rest.startIndex else { return nil }
        return String(rest[..<end])
    }

    /// The word right behind a phrase, without the punctuation that follows it.
    func word(after phrase: String) -> String? {
        guard let range = firstByteRange(of: phrase) else { return nil }
        let word = self[range.upperBound...].prefix { !$0.isWhitespace && !",;\"".contains($0) }
        return word.isEmpty ? nil : String(word)
    }

    fileprivate var trimmingColon: String { hasSuffix(":") ? String(dropLast()) : self }
}
