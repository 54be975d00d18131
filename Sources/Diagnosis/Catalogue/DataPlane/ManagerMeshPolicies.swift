import KubeLB
import Kubernetes
import Topology

/// AuthorizationPolicies of Istio by which the pods of the manager refuse an Envoy that is outside of the mesh.
struct ManagerMeshPolicies {
    /// Without its full stop.
    let sentence: String
    let objects: [ObjectReference]
    let evidence: [Evidence]
    let remedies: [Remedy]

    /// nil if the manager is outside of the mesh, if none refuses the Envoy, or if that is unknown.
    init?(against envoy: Pod, _ context: CheckContext) {
        guard let manager = context.topology.pods(of: context.topology.manager).value?.first(where: \.isInIstio),
            !envoy.isInIstio,
            let all = context.topology.list(.management, AuthorizationPolicy.self).value?.items
        else { return nil }
        let port = KubeLBNames.controlPlanePort
        let own = all.filter { policy in
            [manager.metadata.namespace, ServiceMesh.istioNamespace].contains(policy.metadata.namespace)
                && !policy.hasTargets && policy.selector?.matches(manager.metadata.labels) != false
        }.sorted { $0.metadata.path < $1.metadata.path }
        // A single one that allows the connection is enough, and one with conditions may.
        let allowing = own.filter { $0.action == "ALLOW" }
        guard !allowing.isEmpty,
            !allowing.contains(where: { policy in policy.rules.contains { $0.covers(port) && $0.admitsOutsiders } })
        else { return nil }
        objects = allowing.map { ObjectReference(.management, $0) }
        let names = ServiceWords.list(allowing.map(\.reference))
        let namespaces = allowing.flatMap(\.rules).flatMap(\.namespaces).uniqued()
        sentence =
            "The manager is in the mesh of Istio, and \(names) \(allowing.count == 1 ? "allows" : "allow") "
            + (namespaces.isEmpty ? "only callers of the mesh" : "only callers from \(ServiceWords.list(namespaces))")
            + "; the Envoy pods of namespace \(envoy.metadata.namespace) are outside of the mesh and have no identity in it"
        evidence = allowing.prefix(3).map {
            $0.evidence("rules", $0.rules.isEmpty ? "none" : "sources \(ServiceWords.list($0.sourceWords))")
        }
        remedies =
            [
                .fix(
                    "allow port \(port) of the manager from everywhere; policies with action ALLOW are additive",
                    context.apply(
                        .management,
                        [
                            "apiVersion": "security.istio.io/v1", "kind": .string(AuthorizationPolicy.kind),
                            "metadata": [
                                "name": "allow-envoy-configuration", "namespace": .string(manager.metadata.namespace),
                            ],
                            "spec": [
                                "action": "ALLOW",
                                "rules": [["to": [["operation": ["ports": [.string(String(port))]]]]]],
                            ],
                        ]))
            ]
            + objects.prefix(2).map { Remedy.inspect("see the policy", context.kubectl("get", $0, "-o yaml")) }
    }
}

extension AuthorizationPolicy {
    fileprivate var sourceWords: [String] { rules.flatMap { $0.namespaces.isEmpty ? ["others"] : $0.namespaces } }
}
