import Documents
import KubeLB
import Kubernetes

/// Keeps the Addresses of the tenant at those of the Ready nodes.
struct NodeReconciler: Sendable {
    let management: ManagementAPI
    let namespace: String
    let settings: CCMSettings
    let log: ZapLog

    /// A delay where the nodes have to be looked at again.
    func reconcile(_ nodes: [WatchedObject<Node>]) async throws(APIError) -> Duration? {
        let addresses = Self.addresses(of: nodes.map(\.object), type: settings.nodeAddressType)
        guard !addresses.isEmpty else {
            log.error(
                "unable to find a node with an IP address",
                "no node has an address of type \(settings.nodeAddressType)",
                ("node", .string(nodes.first?.metadata.name ?? "")))
            return .seconds(10)
        }
        let name = settings.nodeAddressType == "Hostname" ? "hostname" : "ip"
        let specification: JSONValue = [
            "addresses": .array(addresses.map { .object(JSONObject(members: [(name, .string($0))])) })
        ]
        let path = ObjectPath(Addresses.self, namespace: namespace, name: KubeLBNames.defaultAddresses)
        do throws(APIError) {
            let present = try await management.get(path)
            guard present["spec"] != specification else { return nil }
            try await management.update(present.merging(patch: ["spec": specification]), at: path)
        } catch {
            guard case .notFound = error else { throw error }
            try await management.create(
                [
                    "apiVersion": "kubelb.k8c.io/v1alpha1", "kind": "Addresses",
                    "metadata": [
                        "name": .string(KubeLBNames.defaultAddresses), "namespace": .string(namespace),
                    ], "spec": specification,
                ], in: ObjectPath(Addresses.self, namespace: namespace))
        }
        return nil
    }

    /// Of the Ready nodes, once each, sorted.
    static func addresses(of nodes: [Node], type: String) -> [String] {
        let all = nodes.filter(\.isReady).compactMap { node in node.addresses.first { $0.type == type }?.address }
        return Set(all).sorted { left, right in
            guard let left = AddressRange.number(left), let right = AddressRange.number(right) else {
                return left < right
            }
            return left < right
        }
    }
}
