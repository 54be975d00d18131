import Characters
import KubeLB
import Kubernetes

/// That the connections of a pod go through a service mesh: by a sidecar, or by a proxy on its node.
///
/// Sources: the injectors of each mesh, and how their documentation keeps a pod out of it.
package struct MeshMembership: Sendable, Hashable {
    /// `Istio`, `Linkerd`, `Kuma`, `Consul`.
    package let mesh: String
    /// The container of its sidecar; nil in ambient mode.
    package let container: String?
    /// Where its control plane runs.
    package let namespace: String
    /// Whether the sidecar is ready; nil if that is unknown.
    package let isReady: Bool?

    /// nil for a pod outside of the meshes that are known.
    package init?(of pod: Pod) {
        let statuses = pod.initContainerStatuses + pod.containerStatuses
        let names = Set(statuses.map(\.name) + pod.spec.containers.map(\.name))
        if let sidecar = ServiceMesh(of: pod) {
            (mesh, container, namespace) = (sidecar.name, sidecar.container, sidecar.namespace)
        } else if pod.metadata.annotations["ambient.istio.io/redirection"] == "enabled" {
            (mesh, container, namespace) = ("Istio", nil, ServiceMesh.istioNamespace)
        } else if let other = Self.others.first(where: { names.contains($0.container) }) {
            (mesh, container, namespace) = (other.mesh, other.container, other.namespace)
        } else {
            return nil
        }
        let name = container
        isReady = statuses.first { $0.name == name }.map { $0.ready && !$0.isCrashLooping }
    }

    private static let others = [
        (mesh: "Kuma", container: "kuma-sidecar", namespace: "kuma-system"),
        (mesh: "Consul", container: "consul-dataplane", namespace: "consul"),
    ]

    /// `sidecar istio-proxy of Istio`.
    package var words: String { container.map { "sidecar \($0) of \(mesh)" } ?? "ambient mode of \(mesh)" }

    /// What a pod template has to say so that its pods are no part of the mesh.
    package var optOut: (field: String, key: String, value: String) {
        switch mesh {
        case "Linkerd": ("annotations", "linkerd.io/inject", "disabled")
        case "Kuma": ("labels", "kuma.io/sidecar-injection", "disabled")
        case "Consul": ("annotations", "consul.hashicorp.com/connect-inject", "false")
        default:
            container == nil
                ? ("labels", "istio.io/dataplane-mode", "none") : ("labels", "sidecar.istio.io/inject", "false")
        }
    }
}

extension LogSource {
    /// The log of the sidecar that connects a pod to its mesh; nil without one.
    package init?(meshOf pod: Pod, _ side: ClusterSide) {
        guard let container = MeshMembership(of: pod)?.container else { return nil }
        self.init(side: side, namespace: pod.metadata.namespace, pod: pod.metadata.name, container: container)
    }
}

extension Topology {
    /// The last line of a sidecar's log with one of these texts; nil if there is none or the log was not read.
    package func lastMeshLine(
        of pod: Pod, _ side: ClusterSide, where isMeant: (String) -> Bool
    ) -> (source: LogSource, text: String, time: Timestamp?)? {
        recorder?.note(side == .tenant ? .ccmLogs : .managerLogs)
        guard let source = LogSource(meshOf: pod, side), let tail = observation.logs[source]?.value else { return nil }
        let line = tail.lines.last { isMeant($0.errorText) }
        return line.map { (source, $0.errorText, $0.time) }
    }

    /// Logs of the sidecars of a CCM that does not do its work, and of a manager to which Envoys have no connection.
    var meshLogs: [LogSource] {
        let ccm = EvidencePlan.isInQuestion(self.ccm, self) ? pods(of: self.ccm).value ?? [] : []
        let isCutOff = envoys.contains(where: \.statistics.isDisconnected)
        let manager = isCutOff ? pods(of: self.manager).value ?? [] : []
        return ccm.compactMap { LogSource(meshOf: $0, .tenant) }
            + manager.compactMap { LogSource(meshOf: $0, .management) }
    }
}
