import Characters
import Documents
import KubeLB
import Kubernetes
import Topology
import Transport

/// That the service mesh of the CCM's pod keeps it from the management API server.
struct MeshBlock {
    /// Whose proxy blocks what, and why.
    let words: String
    let objects: [ObjectReference]
    let evidence: [Evidence]
    let confidence: Confidence
    let remedies: [Remedy]

    /// nil if its pods are in no mesh, or if nothing shows that the mesh blocks them.
    init?(_ failure: TransportFailure, _ context: CheckContext) {
        guard Self.canBeOfMesh(failure) else { return nil }
        let pods = (context.topology.pods(of: context.topology.ccm).value ?? []).filter { !$0.isReady }
        let members = pods.compactMap { pod in MeshMembership(of: pod).map { (pod: pod, mesh: $0) } }
        guard let (pod, mesh) = members.first else { return nil }
        let server = failure.endpoint ?? "the server"
        let port = failure.endpoint.flatMap { endpoint in
            endpoint.lastIndex(of: ":").map { "\(endpoint[$0...]) " }
        }
        let line = context.topology.lastMeshLine(of: pod, .tenant) { text in
            text.containsBytes(of: "BlackHoleCluster") && port.map { text.containsBytes(of: $0) } ?? true
        }
        let settings = (context.topology.list(.tenant, ConfigMap.self).value?.items ?? []).first {
            $0.metadata.namespace == mesh.namespace && $0.metadata.name == "istio"
        }
        let isClosed = settings?.outboundTrafficMode == "REGISTRY_ONLY"
        var isReset: Bool { if case .reset = failure { true } else { false } }
        let start = "the \(mesh.words) in the CCM's pod"
        let only = "the mesh allows only destinations that it knows (outboundTrafficPolicy REGISTRY_ONLY)"
        let logged = line.map { Evidence("\($0.source)", ServiceWords.excerpt($0.text), at: $0.time) }
        let configured = (isClosed ? settings : nil).map {
            Evidence("\($0.reference): outboundTrafficPolicy.mode", "REGISTRY_ONLY")
        }
        if line != nil || isClosed && isReset && mesh.mesh == "Istio" {
            let lack =
                line == nil ? "so it needs a ServiceEntry for the server" : "and it has no ServiceEntry for the server"
            words = "\(start) drops connections to \(server): \(only), \(lack)"
            confidence = line == nil ? .likely : .certain
            remedies =
                [context.leave(mesh, context.topology.ccm), Self.register(failure.endpoint, context)]
                + [context.showLog(of: mesh, in: pod, .tenant)].compactMap(\.self)
        } else if mesh.isReady == false, let container = mesh.container {
            words = "\(start), through which its connections go, is not ready"
            confidence = .likely
            remedies =
                [
                    .fix(
                        "get container \(container) running: check the control plane of \(mesh.mesh) in namespace \(mesh.namespace)"
                    ),
                    context.leave(mesh, context.topology.ccm),
                ] + [context.showLog(of: mesh, in: pod, .tenant)].compactMap(\.self)
        } else {
            return nil
        }
        objects = [ObjectReference(.tenant, pod)]
        evidence =
            [Evidence("\(pod.reference): \(mesh.words)", mesh.isReady.map { $0 ? "ready" : "not ready" } ?? "present")]
            + [logged, configured].compactMap(\.self)
    }

    /// Whether the proxy that a mesh puts between may cause it: it accepts or refuses connections for the server.
    static func canBeOfMesh(_ failure: TransportFailure) -> Bool {
        switch failure {
        case .refused, .notConnected, .timedOut, .unreachable, .reset: true
        case .other(let text): text.hasSuffix("EOF")
        case .nameNotResolved, .tls, .proxy: false
        }
    }

    /// Makes the server known to Istio. By its address, connections are recognized without DNS.
    private static func register(_ endpoint: String?, _ context: CheckContext) -> Remedy {
        let text = "let the mesh connect to the server: create a ServiceEntry for it"
        guard let endpoint, let colon = endpoint.lastIndex(of: ":"), let port = Int(endpoint[colon...].dropFirst())
        else {
            return .fix(text)
        }
        let host = String(endpoint[..<colon])
        guard !host.contains(":") else { return .fix(text) }
        let isAddress = AddressRange.number(host) != nil
        let number = JSONValue.number(JSONNumber(port))
        let name = "kubelb-management"
        var spec: [(String, JSONValue)] = [
            ("hosts", .array([.string(isAddress ? "\(name).internal" : host)])), ("location", "MESH_EXTERNAL"),
            ("resolution", .string(isAddress ? "NONE" : "DNS")),
            ("ports", .array([["number": number, "name": "api", "protocol": .string(isAddress ? "TCP" : "TLS")]])),
        ]
        if isAddress { spec.append(("addresses", .array([.string(host)]))) }
        return .fix(
            text,
            context.apply(
                .tenant,
                [
                    "apiVersion": "networking.istio.io/v1beta1", "kind": "ServiceEntry",
                    "metadata": ["name": .string(name), "namespace": .string(context.topology.ccm.namespace)],
                    "spec": .object(JSONObject(members: spec)),
                ]))
    }
}
