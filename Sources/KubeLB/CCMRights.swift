/// What the CCM has to be allowed (the rules of KubeLB's charts, after v1.4.3), as far as the tool asks for it.
package enum CCMRights {
    /// In the tenant cluster, in all namespaces.
    package static let tenant: [(verb: String, resource: String)] = [
        ("list", "nodes"), ("watch", "nodes"), ("list", "services"), ("watch", "services"), ("update", "services"),
        ("update", "services/status"),
    ]

    /// In the tenant's namespace of the management cluster.
    package static let management: [(verb: String, resource: String)] = ["create", "update"].flatMap { verb in
        [LoadBalancer.resource, Addresses.resource].map { (verb, $0) }
    }

    /// The same for Layer 7.
    package static let managementRoutes: [(verb: String, resource: String)] = [
        ("create", Route.resource), ("update", Route.resource),
    ]

    /// The same for the secret synchronizer.
    package static let managementSecrets: [(verb: String, resource: String)] = [
        ("create", SyncSecret.resource), ("update", SyncSecret.resource),
    ]
}
