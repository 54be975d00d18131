import Documents
import Kubernetes

/// The CCM's calls to the management cluster, counted as KubeLB's CCM counts them.
struct ManagementAPI: Sendable {
    let client: APIClient
    let metrics: ControllerMetrics

    func get(_ path: ObjectPath) async throws(APIError) -> JSONValue {
        try await counted("get") { () async throws(APIError) in try await client.get(path) }
    }

    func create(_ object: JSONValue, in collection: ObjectPath) async throws(APIError) {
        try await counted("create") { () async throws(APIError) in _ = try await client.create(object, in: collection) }
    }

    func update(_ object: JSONValue, at path: ObjectPath) async throws(APIError) {
        try await counted("update") { () async throws(APIError) in _ = try await client.update(object, at: path) }
    }

    func delete(_ path: ObjectPath) async throws(APIError) {
        try await counted("delete") { () async throws(APIError) in try await client.delete(path) }
    }

    /// An answer that there is no such object is an error to KubeLB's metrics, too.
    private func counted<Result>(
        _ operation: String, _ body: () async throws(APIError) -> Result
    ) async throws(APIError) -> Result {
        let name = "kubelb_ccm_kubelb_cluster_operations_total"
        do throws(APIError) {
            let result = try await body()
            metrics.count(name, ["operation": operation, "result": "success"])
            // Never set back (KubeLB, the version after v1.4.3).
            metrics.set("kubelb_ccm_kubelb_cluster_connected", 1)
            return result
        } catch {
            metrics.count(name, ["operation": operation, "result": "error"])
            throw error
        }
    }
}
