import Characters
import KubeLB
import Kubernetes
import Topology

extension WriteRefusal {
    /// Whether the error is the API server's own answer, and not one that a connection or a program may have caused.
    static func isAnswer(_ error: String) -> Bool {
        [
            "admission webhook ", "failed calling webhook ", "is forbidden: ", "exceeded quota", "range is full",
            "denied request", "is invalid: ", "provided port is already allocated", "violates PodSecurity",
            "has received too many requests", "database space exceeded", "because it is being terminated",
        ].contains { error.containsBytes(of: $0) }
    }

    /// Whether a failed request of the CCM went to the management cluster: only there are KubeLB's kinds.
    static func isAboutManagement(_ error: String) -> Bool {
        [
            KubeLBNames.group, "loadbalancers", "LoadBalancer/", "LoadBalancer: ", "deleting LoadBalancer",
            "get LoadBalancer",
        ].contains { error.containsBytes(of: $0) }
    }

    /// What fixes refusals that are not about the object: a missing permission, an overloaded API server, a full etcd.
    static func serverRemedies(
        for error: String, _ side: ClusterSide, namespace: String, _ context: CheckContext
    ) -> [Remedy] {
        if case .forbidden(let user, let verb, let resource, let namespace) = LogSignature(error: error) {
            return permission(user, verb, resource, namespace, side, context)
        }
        if error.containsBytes(of: "too many requests") {
            return [
                .fix(
                    "find out which client overloads the API server of the \(side.rawValue) cluster, or give it more capacity; "
                        + "the controller retries by itself"),
                .inspect(
                    "see which flows the API server rejects",
                    context.kubectl(side, "get --raw /debug/api_priority_and_fairness/dump_priority_levels")),
            ]
        }
        if error.containsBytes(of: "database space exceeded") {
            return [
                .fix(
                    "free space in etcd of the \(side.rawValue) cluster: compact it, defragment it and disarm the NOSPACE alarm "
                        + "(etcdctl compact, defrag, alarm disarm)")
            ]
        }
        if error.containsBytes(of: "etcdserver: ") {
            return [
                .fix(
                    "repair etcd of the \(side.rawValue) cluster: check its members, their disks and the network between them"
                ),
                .inspect("check the API server and its storage", context.kubectl(side, "get --raw /readyz?verbose")),
            ]
        }
        if error.containsBytes(of: "because it is being terminated") {
            let reference = ObjectReference(side, kind: Namespace.kind, name: namespace)
            return [
                .fix(
                    "let the deletion of namespace \(namespace) finish; nothing can be created in it until it is recreated"
                ),
                .inspect("see what blocks its deletion", context.kubectl("get", reference, "-o yaml")),
            ]
        }
        return []
    }

    /// A permission that an account lacks. The manager's come from its chart.
    private static func permission(
        _ user: String, _ verb: String, _ resource: String, _ namespace: String?, _ side: ClusterSide,
        _ context: CheckContext
    ) -> [Remedy] {
        let parts = user.split(separator: ":").map(String.init)
        guard parts.count == 4, parts[1] == "serviceaccount" else { return [] }
        let account = ObjectReference(side, kind: ServiceAccount.kind, namespace: parts[2], name: parts[3])
        let look = Remedy.inspect("check the permission", context.canI(verb, resource, account, in: namespace))
        let manager = context.topology.manager
        guard side == .management, parts[2] == manager.namespace else {
            return [.fix("grant \(parts[3]) the permission to \(verb) \(resource)"), look]
        }
        let release = HelmRelease(of: manager)
        return [
            .fix(
                "let the manager's ClusterRole \(verb) \(resource): upgrade the chart together with its RBAC, or add the rule",
                release.version.map { release.upgrade(to: $0, context) }), look,
        ]
    }
}

extension LogLine {
    /// How many failures lines report: controllers log each one twice, once in their own words.
    static func failures(_ lines: [LogLine]) -> Int {
        let reconciler = lines.count { $0.message == "Reconciler error" }
        return reconciler > 0 ? reconciler : lines.count
    }
}
