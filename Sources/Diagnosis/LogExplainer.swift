import Characters
import KubeLB
import Kubernetes
import Topology

/// Says which check explains a line, reading one log from its start.
///
/// What a healthy controller logs too is explained only once it goes on: see `LogSignature.isNormalAtStart`.
package struct LogExplainer: Sendable {
    private let component: LogComponent
    private var repeated: [LogSignature: (count: Int, first: Timestamp)] = [:]

    /// A healthy start says such a thing twice at most, and within some seconds.
    private static let repetitions = 3
    private static let startSeconds = 5.0

    package init(_ component: LogComponent) {
        self.component = component
    }

    package mutating func code(for entry: LogEntry) -> CheckCode? {
        if component == .envoy { return entry.access.map(Self.code) ?? Self.envoyCode(for: entry.line) }
        // No signature is logged below the level of a warning.
        guard entry.line.level >= .warning, !LogTail.isBenign(entry.line) else { return nil }
        guard let signature = LogSignature(entry.line) else { return serviceCode(for: entry.line) }
        if signature.isNormalAtStart, !goesOn(signature, at: entry.order) { return nil }
        return component == .ccm ? Self.ccmCode(for: signature) : Self.managerCode(for: signature)
    }

    private mutating func goesOn(_ signature: LogSignature, at time: Timestamp) -> Bool {
        // Each node's turn looks at all nodes: it is one problem.
        let topic = if case .noNodeAddress = signature { LogSignature.noNodeAddress(node: "") } else { signature }
        var known = repeated[topic] ?? (0, time)
        known.count += 1
        repeated[topic] = known
        return known.count >= Self.repetitions && time.seconds(since: known.first) >= Self.startSeconds
    }

    /// An error about a Service that is no known one.
    private func serviceCode(for line: LogLine) -> CheckCode? {
        component == .ccm && line.level == .error && line.controller == "service-controller" ? "C017" : nil
    }

    private static func ccmCode(for signature: LogSignature) -> CheckCode? {
        switch signature {
        case .kubeconfigMissing, .kubeconfigInvalid: "C009"
        case .tokenNotMounted: "C003"
        case .managementUnreachable: "C010"
        case .managementUnauthorized: "C011"
        case .forbidden(let user, _, _, let namespace): code(forRefused: user, in: namespace)
        case .namespaceMissing: "C005"
        case .clusterNameMissing: "C004"
        case .cacheSyncTimeout, .invalidAddressType, .gatewayAPIMissing, .gatewayAPIRefused, .invalidGatewayAPIChannel,
            .ingressUnreadable, .panicked:
            "C003"
        case .noNodeAddress: "N002"
        case .addressesMissing: "N001"
        case .tenantMissing: "T001"
        case .leaderElectionLost: "C013"
        case .crdMissing: "M004"
        }
    }

    /// The CCM's account in the management cluster lives in its tenant's namespace: refused in another one, the CCM has the
    /// wrong `--cluster-name`.
    private static func code(forRefused user: String, in namespace: String?) -> CheckCode {
        guard let namespace, namespace.hasPrefix(KubeLBNames.tenantPrefix) else { return "R002" }
        guard let own = tenantNamespace(ofAccount: user) else { return "R003" }
        return own == namespace ? "R003" : "C005"
    }

    /// The tenant's namespace of `system:serviceaccount:tenant-acme:kubelb-ccm`; nil for other accounts.
    static func tenantNamespace(ofAccount user: String) -> String? {
        let parts = user.split(separator: ":")
        guard parts.count == 4, parts[1] == "serviceaccount", parts[2].hasPrefix(KubeLBNames.tenantPrefix) else {
            return nil
        }
        return String(parts[2])
    }

    private static func managerCode(for signature: LogSignature) -> CheckCode? {
        switch signature {
        case .addressesMissing: "N001"
        case .tenantMissing: "T001"
        case .crdMissing: "M004"
        case .leaderElectionLost: "M008"
        case .cacheSyncTimeout, .gatewayAPIMissing, .panicked, .tokenNotMounted: "M001"
        case .forbidden(_, let verb, _, _) where R004ManagerRights.verbs.contains(verb): "R004"
        case .kubeconfigMissing, .kubeconfigInvalid, .managementUnreachable, .managementUnauthorized, .forbidden,
            .namespaceMissing, .clusterNameMissing, .invalidAddressType, .noNodeAddress, .gatewayAPIRefused,
            .invalidGatewayAPIChannel, .ingressUnreadable:
            nil
        }
    }

    /// Envoy's response flags: `UF` a node did not answer or refused, `UH` no node was healthy.
    private static func code(for access: EnvoyAccess) -> CheckCode? {
        if access.flags.contains("UH") { return "D010" }
        return access.flags.contains("UF") ? "D011" : nil
    }

    /// If the manager's configuration does not arrive, or is rejected.
    private static func envoyCode(for line: LogLine) -> CheckCode? {
        switch EnvoyComplaint(line) {
        case .rejected: "D008"
        case .cutOff(_, let isLasting): isLasting ? "D007" : nil
        case nil: nil
        }
    }
}
