import Documents
import KubeLB
import Kubernetes

/// The Deployment of a tenant's Envoys.
///
/// One pod where the Config says nothing, and not KubeLB's three: on one machine an address has one socket only.
struct EnvoyDeployment: Sendable {
    let client: APIClient

    static let image = "envoyproxy/envoy:distroless-v1.36.4"

    func ensure(_ namespace: String, replicas: Int) async throws(APIError) {
        let name = KubeLBNames.envoyWorkloadName(forTenantNamespace: namespace)
        let path = ObjectPath(Deployment.self, namespace: namespace, name: name)
        do throws(APIError) {
            let present = try await client.get(path)
            guard present["spec"]?["replicas"]?.int != replicas else { return }
            try await client.patch(["spec": ["replicas": .number(JSONNumber(replicas))]], at: path)
        } catch {
            guard case .notFound = error else { throw error }
            do throws(APIError) {
                try await client.create(
                    Self.document(name, namespace, replicas), in: ObjectPath(Deployment.self, namespace: namespace))
            } catch {
                guard case .conflict = error else { throw error }
            }
        }
    }

    func remove(_ namespace: String) async throws(APIError) {
        do throws(APIError) {
            try await client.delete(
                ObjectPath(
                    Deployment.self, namespace: namespace,
                    name: KubeLBNames.envoyWorkloadName(forTenantNamespace: namespace)))
        } catch {
            guard case .notFound = error else { throw error }
        }
    }

    private static func document(_ name: String, _ namespace: String, _ replicas: Int) -> JSONValue {
        let labels: [String: String] = [
            KubeLBNames.appNameLabel: namespace, "app.kubernetes.io/managed-by": "kubelb",
        ]
        return [
            "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": [
                "name": .string(name), "namespace": .string(namespace),
                "labels": JSONValue([
                    KubeLBNames.appNameLabel: KubeLBNames.envoyAppName, KubeLBNames.appInstanceLabel: namespace,
                    "app.kubernetes.io/managed-by": "kubelb",
                ]),
            ],
            "spec": [
                "replicas": .number(JSONNumber(replicas)),
                "selector": ["matchLabels": JSONValue([KubeLBNames.appNameLabel: namespace])],
                "template": [
                    "metadata": [
                        "labels": JSONValue(labels),
                        "annotations": [
                            "prometheus.io/path": "/stats/prometheus", "prometheus.io/port": "19001",
                            "prometheus.io/scrape": "true",
                        ],
                    ],
                    "spec": [
                        "containers": [
                            [
                                "name": "envoy-proxy", "image": .string(image),
                                "args": [
                                    "--service-node", .string(namespace), "--service-cluster", .string(namespace),
                                ],
                                "ports": [
                                    ["name": "metrics", "containerPort": 19001, "protocol": "TCP"],
                                    ["name": "readiness", "containerPort": 19003, "protocol": "TCP"],
                                ],
                            ],
                            ["name": "shutdown-manager", "image": "docker.io/envoyproxy/gateway:v1.5.0"],
                        ]
                    ],
                ],
            ],
        ]
    }
}
