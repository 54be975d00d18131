import Documents
import KubeLB
import Kubernetes

/// Where an Envoy fetches its configuration, by the bootstrap configuration that the manager writes into the arguments of its
/// container (KubeLB `internal/envoy/bootstrap.go`).
package struct EnvoyBootstrap: Sendable, Hashable {
    /// `envoycp.kubelb.svc`.
    package let host: String
    package let port: Int

    /// Name in the bootstrap configuration of the upstream cluster that is the manager.
    private static let cluster = "xds_cluster"

    /// nil if the arguments do not tell.
    package init?(of pod: Pod) {
        guard let container = pod.spec.containers.first(where: { $0.name == LogComponent.envoy.containerName }),
            let text = container.value(ofFlag: "config-yaml"), let document = try? JSONValue(parsing: Array(text.utf8)),
            let cluster = document["staticResources"]?["clusters"]?.array?.first(where: {
                $0["name"]?.string == Self.cluster
            }),
            let address = cluster["loadAssignment"]?["endpoints"]?[0]?["lbEndpoints"]?[0]?["endpoint"]?["address"]?[
                "socketAddress"],
            let host = address["address"]?.string, let port = address["portValue"]?.int
        else { return nil }
        self.host = host
        self.port = port
    }
}
