import KubeLB
import Kubernetes

/// A service mesh whose sidecar a pod has: it gets its certificate and its configuration from a control plane.
package struct ServiceMesh: Sendable, Hashable {
    /// `Linkerd`, `Istio`.
    package let name: String
    /// The container of its sidecar.
    package let container: String
    /// Where its control plane runs.
    package let namespace: String

    /// The root namespace of Istio, where policies of the whole mesh are.
    package static let istioNamespace = "istio-system"

    /// nil for a pod outside of the meshes that are known. Linkerd labels its pods with the namespace of their control plane;
    /// sidecars of Istio have that of its charts.
    package init?(of pod: Pod) {
        let containers = Set((pod.initContainerStatuses + pod.containerStatuses).map(\.name))
        if containers.contains("linkerd-proxy") {
            name = "Linkerd"
            container = "linkerd-proxy"
            namespace = pod.metadata.labels["linkerd.io/control-plane-ns"] ?? "linkerd"
        } else if containers.contains("istio-proxy") {
            name = "Istio"
            container = "istio-proxy"
            namespace = Self.istioNamespace
        } else {
            return nil
        }
    }
}

extension Pod {
    /// Whether its connections go through Istio: by a sidecar, or by ztunnel in ambient mode.
    package var isInIstio: Bool {
        metadata.annotations["ambient.istio.io/redirection"] == "enabled"
            || (initContainerStatuses + containerStatuses).contains { $0.name == "istio-proxy" }
            || spec.containers.contains { $0.name == "istio-proxy" }
    }

    /// Containers that run without being ready.
    package var unreadyContainers: [ContainerStatus] {
        (initContainerStatuses + containerStatuses).filter { !$0.ready && $0.state.isRunning }
    }

    /// The mesh whose sidecar alone keeps the pod from being Ready.
    package var unreadyMesh: ServiceMesh? {
        guard !isReady, let mesh = ServiceMesh(of: self) else { return nil }
        let unready = unreadyContainers.map(\.name)
        return unready == [mesh.container] ? mesh : nil
    }
}

extension Topology {
    /// Pods behind the Services that have no ready endpoints for a port.
    package var podsWithoutEndpoints: [Pod] {
        takenExposures.filter { $0.portsWithoutEndpoints?.isEmpty == false }.flatMap { exposure in
            pods(in: exposure.service.metadata.namespace, selectedBy: exposure.service.selector).value ?? []
        }
    }
}
