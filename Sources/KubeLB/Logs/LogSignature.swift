import Transport

/// A log line that says something about the cluster, recognised.
package enum LogSignature: Sendable, Hashable {
    /// The file of the management cluster's kubeconfig is not there.
    case kubeconfigMissing(path: String)
    /// It is there, and cannot be used: why, without credentials.
    case kubeconfigInvalid(String)
    /// It has no ServiceAccount token for the API server of its own cluster.
    case tokenNotMounted
    case managementUnreachable(TransportFailure)
    /// The management cluster does not accept the credentials.
    case managementUnauthorized
    /// A right is missing. The resource has its group: `routes.kubelb.k8c.io`; no namespace: the cluster scope.
    case forbidden(user: String, verb: String, resource: String, namespace: String?)
    case namespaceMissing(String)
    /// What was to be read into the cache at the start and was not: a kind, or the controller.
    case cacheSyncTimeout(String)
    case clusterNameMissing
    /// The value of `--node-address-type`.
    case invalidAddressType(String)
    /// A kind of the Gateway API that the server does not know.
    case gatewayAPIMissing(String)
    /// The CCM could not install the Gateway API's definitions: the API server's error.
    case gatewayAPIRefused(String)
    /// `--gateway-api-crds-channel` is neither `standard` nor `experimental`.
    case invalidGatewayAPIChannel
    /// The CCM's panic on an Ingress rule without `http`, or a path with `backend.resource`, at every start (`GetServicesFromIngress`).
    case ingressUnreadable
    /// Go's own report of a panic or a fatal error.
    case panicked(String)
    /// No Ready node has an address of the type that is asked for; the node whose turn it was.
    case noNodeAddress(node: String)
    /// The manager misses `Addresses/default` of the tenant whose namespace the line names.
    case addressesMissing
    /// The manager misses the Tenant or the Config; the line names the LoadBalancer's namespace.
    case tenantMissing
    case leaderElectionLost
    /// A kind that the server does not know.
    case crdMissing(String)

    /// One line for people, without a period at its end.
    package var summary: String {
        switch self {
        case .kubeconfigMissing(let path): "the management kubeconfig \(path) does not exist"
        case .kubeconfigInvalid(let reason): "the management kubeconfig is invalid: \(reason)"
        case .tokenNotMounted: "no ServiceAccount token is mounted into its pod"
        case .managementUnreachable(let failure): "the management cluster is unreachable: \(failure.summary)"
        case .managementUnauthorized: "the management cluster rejects the credentials (401)"
        case .forbidden(let user, let verb, let resource, let namespace):
            "\(user) is not allowed to \(verb) \(resource) "
                + (namespace.map { "in namespace \($0)" } ?? "cluster-wide")
        case .namespaceMissing(let name): "namespace \(name) does not exist"
        case .cacheSyncTimeout(let what): "timed out waiting for the initial list of \(what)"
        case .clusterNameMissing: "--cluster-name is not set"
        case .invalidAddressType(let type): "--node-address-type \(type) is not a valid node address type"
        case .gatewayAPIMissing(let kind): "the Gateway API CRD of \(kind) is not installed"
        case .gatewayAPIRefused(let reason): "the Gateway API CRDs cannot be installed: \(reason)"
        case .invalidGatewayAPIChannel: "--gateway-api-crds-channel is neither standard nor experimental"
        case .ingressUnreadable: "it panics on an Ingress rule without http, or a path with a resource backend"
        case .panicked(let reason): "it panics: \(reason)"
        case .noNodeAddress: "no Ready node has an address of the requested type"
        case .addressesMissing: "Addresses \"default\" of the tenant does not exist"
        case .tenantMissing: "the Tenant or the Config does not exist"
        case .leaderElectionLost: "lost the leader election"
        case .crdMissing(let kind): "the server does not know the kind \(kind), whose CRD is not installed"
        }
    }

    /// Whether healthy starts log it too, for a moment.
    package var isNormalAtStart: Bool {
        switch self {
        case .addressesMissing, .noNodeAddress: true
        default: false
        }
    }

    /// Whether it only follows from something else, or ends no run: waiting in vain for lists, losing the lead.
    package var isConsequence: Bool {
        switch self {
        case .cacheSyncTimeout, .leaderElectionLost, .addressesMissing, .noNodeAddress, .tenantMissing: true
        default: false
        }
    }
}

extension LogSignature {
    /// The summary, with all kinds that `others` miss in the same way.
    package func summary(among others: some Sequence<LogSignature>) -> String {
        guard case .gatewayAPIMissing = self else { return summary }
        let kinds = Set(
            others.compactMap { other -> String? in
                if case .gatewayAPIMissing(let kind) = other { kind } else { nil }
            })
        return kinds.count > 1
            ? "the Gateway API CRDs of \(kinds.sorted().joined(separator: ", ")) are not installed" : summary
    }
}
