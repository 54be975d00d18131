import Characters
import Documents
import KubeLB
import Kubernetes
import Topology

/// That the service mesh of the manager's pod refuses the connections of Envoys, which are no part of it: they use no mutual
/// TLS.
struct ManagerMesh {
    /// A sentence without its full stop.
    let words: String
    let objects: [ObjectReference]
    let evidence: [Evidence]
    let remedies: [Remedy]

    /// `reason`: how Envoy's connection ended, as its log reports it. nil if nothing shows that a mesh refuses it.
    init?(refusing envoy: Pod, reason: String?, _ context: CheckContext) {
        let pods = (context.topology.pods(of: context.topology.manager).value ?? []).filter {
            !$0.metadata.isBeingDeleted
        }
        let members = pods.compactMap { pod in MeshMembership(of: pod).map { (pod: pod, mesh: $0) } }
        guard let (pod, mesh) = members.first, MeshMembership(of: envoy) == nil else { return nil }
        let port = KubeLBNames.controlPlanePort
        let policies = context.topology.list(.management, PeerAuthentication.self).value
        let setting = policies.flatMap { policies in
            PeerAuthentication.mode(
                of: port, labels: pod.metadata.labels, namespace: pod.metadata.namespace, root: mesh.namespace,
                among: policies.items)
        }
        let strict = mesh.mesh == "Istio" && setting?.mode == "STRICT" ? setting?.policy : nil
        let line = context.topology.lastMeshLine(of: pod, .management) { text in
            Self.refusals.contains { text.containsBytes(of: $0) } && text.containsBytes(of: ":\(port) ")
        }
        let policy = pod.metadata.annotations["config.linkerd.io/default-inbound-policy"]
        let isClosed =
            mesh.mesh == "Linkerd" && ["all-authenticated", "cluster-authenticated", "deny"].contains(policy)
        let start = "The manager's pod is in \(mesh.mesh) (\(mesh.words)), and Envoy's pods are not"
        let refuses = "so it refuses their plain connections to port \(port)"
        let requirement: String
        if let strict {
            requirement = "\(strict.reference) requires mutual TLS (STRICT), \(refuses)"
        } else if isClosed, let policy {
            requirement = "its default inbound policy is \(policy), \(refuses)"
        } else if line != nil {
            requirement = "the log of the sidecar shows that it refuses their plain connections to port \(port)"
        } else if policies == nil, let reason, Self.isAbrupt(reason) {
            requirement = "if it requires mutual TLS, it refuses their plain connections to port \(port)"
        } else {
            return nil
        }
        words = "\(start): \(requirement)"
        objects = [ObjectReference(.management, pod)] + (strict.map { [ObjectReference(.management, $0)] } ?? [])
        evidence =
            [Evidence("\(pod.reference): \(mesh.words)", "present")]
            + (strict.map { [$0.evidence("spec.mtls.mode", "STRICT")] } ?? [])
            + (line.map { [Evidence("\($0.source)", ServiceWords.excerpt($0.text), at: $0.time)] } ?? [])
        remedies =
            [context.leave(mesh, context.topology.manager)]
            + (mesh.mesh == "Istio" ? [Self.permit(port, pod, context)] : [])
            + [context.showLog(of: mesh, in: pod, .management)].compactMap(\.self)
    }

    /// Istio: the sidecar has no filter chain for plain text. Istio and Linkerd: a policy refuses it.
    private static let refusals = ["filter_chain_not_found", "rbac_access_denied", "unauthorized", "Request denied"]

    /// Whether the peer accepted the connection and closed it.
    private static func isAbrupt(_ reason: String) -> Bool {
        ["connection termination", "reset", "closed", "protocol error"].contains { reason.containsBytes(of: $0) }
    }

    /// Plain text beside mutual TLS at the one port; PeerAuthentications of single ports need a selector.
    private static func permit(_ port: Int, _ pod: Pod, _ context: CheckContext) -> Remedy {
        let mode = JSONObject(members: [(String(port), ["mode": "PERMISSIVE"])])
        let label = JSONObject(members: [
            (KubeLBNames.appNameLabel, .string(context.topology.manager.role.appName))
        ])
        return .fix(
            "or let the manager accept plain connections at port \(port): create a PeerAuthentication with mode PERMISSIVE for it",
            context.apply(
                .management,
                [
                    "apiVersion": "security.istio.io/v1beta1", "kind": .string(PeerAuthentication.kind),
                    "metadata": ["name": "kubelb-manager-xds", "namespace": .string(pod.metadata.namespace)],
                    "spec": ["selector": ["matchLabels": .object(label)], "portLevelMtls": .object(mode)],
                ]))
    }
}
