/// What the CCM has to be allowed (the rules of KubeLB's charts, after v1.4.3), as far as Layer 4 needs it.
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
}
