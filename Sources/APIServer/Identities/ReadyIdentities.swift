/// The identities that every served cluster knows.
package enum ReadyIdentities {
    /// `tenant` is without the prefix; where it is not known, the CCM sees nothing. `ccmRules` are those of its
    /// ClusterRole in the tenant cluster, nil for those of the chart; `resources` are those of a bundle.
    package static func all(
        of side: ServedSide, tenant: String?, ccmNamespace: String, ccmRules: [AccessRule]? = nil,
        resources: [String] = []
    ) -> [Identity] {
        var ccm = ccm(side, tenant, ccmNamespace)
        if side == .tenant, let ccmRules { ccm.rules = ccmRules + ccm.rules.filter { !isOfClusterRole($0) } }
        var reader = reader
        reader.rules += resources.filter { ServedKind.named($0) == nil }.map { resource in
            let parts = resource.split(separator: ".", maxSplits: 1).map(String.init)
            return AccessRule(verbs: readVerbs, groups: [parts.last ?? ""], resources: [parts.first ?? ""])
        }
        return [admin, ccm, reader, nobody]
    }

    /// Leases and events are not in the ClusterRole, but in Roles that bundles do not contain.
    private static func isOfClusterRole(_ rule: AccessRule) -> Bool {
        rule.namespace == nil && !rule.resources.contains("events")
    }

    package static let admin = Identity(
        name: "admin", user: "sandbox-admin", groups: ["system:masters", "system:authenticated"],
        rules: [AccessRule(verbs: ["*"], groups: ["*"], resources: ["*"])])

    package static let nobody = Identity(name: "nobody", user: "sandbox-nobody", rules: [])

    /// The controllers and kubelets that make a sandbox's cluster alive.
    package static let machinery = Identity(
        name: Identity.machinery, user: "system:sandbox", groups: ["system:masters", "system:authenticated"],
        rules: [AccessRule(verbs: ["*"], groups: ["*"], resources: ["*"])])

    /// KubeLB's manager: its chart's ClusterRole, and everything that it gives to others.
    package static let manager = Identity(
        name: "manager", user: "system:serviceaccount:kubelb:kubelb-manager",
        groups: ["system:serviceaccounts", "system:authenticated"],
        rules: [AccessRule(verbs: ["*"], groups: ["*"], resources: ["*"])])

    private static let readVerbs: Set<String> = ["get", "list", "watch"]

    /// Everything but Secrets and `pods/proxy`.
    package static let reader = Identity(
        name: "reader", user: "sandbox-reader",
        rules: (ServedKind.all + ServedKind.recorded).filter { $0.name != "secrets" }.map { kind in
            AccessRule(verbs: readVerbs, groups: [kind.group], resources: [kind.name])
        } + [AccessRule(verbs: ["get"], groups: [""], resources: ["pods/log"])])

    /// What the charts of KubeLB (after v1.4.3) give the CCM in its own cluster, and the manager gives it in the
    /// tenant's namespace.
    package static func ccm(_ side: ServedSide, _ tenant: String?, _ ccmNamespace: String) -> Identity {
        switch side {
        case .tenant:
            return Identity(
                name: "ccm", user: "system:serviceaccount:\(ccmNamespace):kubelb-ccm",
                groups: ["system:serviceaccounts", "system:authenticated"],
                rules: [
                    AccessRule(verbs: readVerbs, groups: [""], resources: ["nodes", "namespaces"]),
                    AccessRule(verbs: readVerbs.union(["update", "patch"]), groups: [""], resources: ["services"]),
                    AccessRule(verbs: ["get", "update", "patch"], groups: [""], resources: ["services/status"]),
                    AccessRule(
                        verbs: readVerbs.union(["update", "patch"]), groups: ["networking.k8s.io"],
                        resources: ["ingresses"]),
                    AccessRule(
                        verbs: readVerbs.union(["update", "patch"]), groups: ["gateway.networking.k8s.io"],
                        resources: ["gateways", "httproutes", "grpcroutes"]),
                    AccessRule(
                        verbs: readVerbs.union(["create", "delete", "update", "patch"]), groups: ["kubelb.k8c.io"],
                        resources: ["syncsecrets"]),
                    AccessRule(
                        verbs: ["*"], groups: ["coordination.k8s.io"], resources: ["leases"], namespace: ccmNamespace),
                    AccessRule(verbs: ["create", "patch"], groups: [""], resources: ["events"]),
                ])
        case .management:
            let namespace = tenant.map { "tenant-\($0)" } ?? ""
            let written: Set<String> = ["create", "delete", "get", "list", "patch", "update", "watch"]
            return Identity(
                name: "ccm", user: "system:serviceaccount:\(namespace):kubelb-ccm",
                groups: ["system:serviceaccounts", "system:authenticated"],
                rules: namespace.isEmpty
                    ? []
                    : [
                        AccessRule(
                            verbs: written, groups: ["kubelb.k8c.io"],
                            resources: ["loadbalancers", "routes", "addresses", "syncsecrets"], namespace: namespace),
                        AccessRule(
                            verbs: readVerbs, groups: ["kubelb.k8c.io"], resources: ["tenantstates"],
                            namespace: namespace),
                    ])
        }
    }
}
