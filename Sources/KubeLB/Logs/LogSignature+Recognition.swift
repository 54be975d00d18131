import Characters
import Redaction
import Transport

extension LogSignature {
    /// Recognises a line of the CCM's or the manager's log.
    ///
    /// Sources of the texts: the recorded logs; `cmd/ccm/main.go` and the controllers of KubeLB; client-go,
    /// controller-runtime and the API server's errors.
    package init?(_ line: LogLine) {
        guard line.level != .info, line.level != .debug else { return nil }
        let found =
            Self.ofSettings(line) ?? Self.ofPanics(line) ?? Self.ofManagementConnection(line) ?? Self.ofMissingKinds(
                line)
            ?? Self.ofRights(line) ?? Self.ofManagedObjects(line)
        guard let found else { return nil }
        self = found
    }

    /// What an API server refuses, by an error that stands outside of a log, such as in a condition.
    package init?(error: String) {
        let line = LogLine(error: error)
        guard let found = Self.ofMissingKinds(line) ?? Self.ofRights(line) else { return nil }
        self = found
    }

    // MARK: The CCM's own settings

    private static func ofSettings(_ line: LogLine) -> LogSignature? {
        if line.contains("cluster/tenant name is required") { return .clusterNameMissing }
        if line.contains("Invalid value for --gateway-api-crds-channel") { return .invalidGatewayAPIChannel }
        if line.message.containsBytes(of: "unable to install Gateway API CRDs") {
            return .gatewayAPIRefused(TextRedactor.message(line.error))
        }
        if line.contains("/serviceaccount/token: no such file or directory") { return .tokenNotMounted }
        if line.contains("invalid node address type") {
            return .invalidAddressType(line.message.text(after: "got: ").map(String.init) ?? "")
        }
        guard line.message.containsBytes(of: "unable to create rest config for kubelb cluster") else { return nil }
        if let path = line.error.text(between: "stat ", and: ": no such file or directory"),
            line.error.hasPrefix("stat ")
        {
            return .kubeconfigMissing(path: String(path))
        }
        return .kubeconfigInvalid(TextRedactor.message(line.error))
    }

    // MARK: Panics, which Go reports in plain text

    private static func ofPanics(_ line: LogLine) -> LogSignature? {
        guard line.level == .unknown else { return nil }
        if line.message.containsBytes(of: "ingress.GetServicesFromIngress(") { return .ingressUnreadable }
        for start in ["panic: ", "fatal error: "] where line.message.hasPrefix(start) {
            return .panicked(TextRedactor.message(String(line.message.dropFirst(start.count))))
        }
        return nil
    }

    // MARK: The management API server

    private static func ofManagementConnection(_ line: LogLine) -> LogSignature? {
        if line.isUnauthorized { return line.isAboutLeases ? nil : .managementUnauthorized }
        let isStart = line.message.containsBytes(of: "failed to create manager for kubelb cluster")
        guard isStart || line.namesManagementURL else { return nil }
        if let specific = ofMissingKinds(line) ?? ofRights(line) { return specific }
        let failure = TransportFailure(describing: line.errorText)
        // A request that was answered is no transport failure; only at the start has the text no other meaning.
        if case .other = failure, !isStart { return nil }
        return .managementUnreachable(failure)
    }

    // MARK: Kinds that a server does not know

    private static func ofMissingKinds(_ line: LogLine) -> LogSignature? {
        if let kind = line.text(between: "no matches for kind \"", and: "\"") {
            return line.contains("gateway.networking.k8s.io/") ? .gatewayAPIMissing(kind) : .crdMissing(kind)
        }
        guard line.contains("could not find the requested resource"), let kind = line.typeName else { return nil }
        return .crdMissing(kind)
    }

    // MARK: What the API server refuses

    private static func ofRights(_ line: LogLine) -> LogSignature? {
        if let refused = line.text(after: "is forbidden: User ") ?? line.text(after: "forbidden: User ") {
            return forbidden(refused)
        }
        if let name = line.text(between: "namespaces \"", and: "\" not found") {
            return .namespaceMissing(name)
        }
        return nil
    }

    /// `"system:…" cannot list resource "routes" in API group "kubelb.k8c.io" in the namespace "tenant-ghost"`, with
    /// `at the cluster scope` in place of the namespace.
    private static func forbidden(_ text: String) -> LogSignature? {
        guard let user = text.text(between: "\"", and: "\""),
            let verb = text.text(between: " cannot ", and: " resource "),
            let resource = text.text(between: " resource \"", and: "\"")
        else { return nil }
        let group = text.text(between: " in API group \"", and: "\"") ?? ""
        let parts = resource.split(separator: "/", maxSplits: 1)
        let subresource = parts.count > 1 ? "/\(parts[1])" : ""
        let name = group.isEmpty ? String(resource) : "\(parts.first ?? "").\(group)\(subresource)"
        return .forbidden(
            user: String(user), verb: String(verb), resource: name,
            namespace: text.text(between: " in the namespace \"", and: "\"").map(String.init))
    }

    // MARK: What the controllers say of their work

    private static func ofManagedObjects(_ line: LogLine) -> LogSignature? {
        if line.contains("timed out waiting for cache to be synced") {
            return .cacheSyncTimeout(line.typeName ?? line.unsyncedController ?? "its objects")
        }
        if line.message.containsBytes(of: "unable to find a node with an IP address") {
            return .noNodeAddress(node: line.objectName)
        }
        if line.error.containsBytes(of: "failed to get addresses: "),
            line.error.containsBytes(of: "\"default\" not found")
        {
            return .addressesMissing
        }
        if line.message.containsBytes(of: "unable to fetch Tenant and Config, cannot proceed"),
            line.error.isEmpty || line.error.containsBytes(of: "not found")
        {
            return .tenantMissing
        }
        return line.contains("leader election lost") ? .leaderElectionLost : nil
    }
}

extension LogLine {
    fileprivate func contains(_ text: String) -> Bool {
        error.containsBytes(of: text) || message.containsBytes(of: text)
    }

    /// In the error, or else in the message, where unstructured lines have all.
    fileprivate func text(after start: String) -> String? {
        (error.text(after: start) ?? message.text(after: start)).map(String.init)
    }

    fileprivate func text(between start: String, and end: String) -> String? {
        (error.text(between: start, and: end) ?? message.text(between: start, and: end)).map(String.init)
    }

    fileprivate var isUnauthorized: Bool {
        contains("the server has asked for the client to provide credentials") || error == "Unauthorized"
            || error.hasSuffix(": Unauthorized") || message.hasSuffix(": Unauthorized")
    }

    /// Leases are the CCM's in its own cluster, not in the management cluster.
    fileprivate var isAboutLeases: Bool {
        contains("leases") || contains("lease lock") || contains("unable to start ccm manager")
    }

    /// Requests to tenants' namespaces for KubeLB's kinds only go to the management cluster.
    fileprivate var namesManagementURL: Bool {
        contains("/apis/\(KubeLBNames.group)/") && contains("/namespaces/\(KubeLBNames.tenantPrefix)")
    }

    /// `LoadBalancer` for Go's `*v1alpha1.LoadBalancer`.
    fileprivate var typeName: String? {
        guard let rest = text(after: " *v") ?? text(after: "\"*v"), let dot = rest.firstIndex(of: ".") else {
            return nil
        }
        let name = rest[rest.index(after: dot)...].prefix { $0.isLetter }
        return name.isEmpty ? nil : String(name)
    }

    /// `node-controller` in `failed to wait for node-controller caches to sync`.
    fileprivate var unsyncedController: String? {
        text(between: "failed to wait for ", and: " caches to sync") ?? (controller.isEmpty ? nil : controller)
    }
}

extension StringProtocol where SubSequence == Substring {
    fileprivate func text(after start: String) -> Substring? {
        firstByteRange(of: start).map { self[$0.upperBound...] }
    }

    fileprivate func text(between start: String, and end: String) -> Substring? {
        guard let rest = text(after: start), let range = rest.firstByteRange(of: end) else { return nil }
        return rest[..<range.lowerBound]
    }
}
