import Documents

/// The configuration that the manager gives the Envoys of a tenant; it stands for Envoy's own protocol (xDS).
package struct EnvoySnapshot: Sendable, Hashable {
    package struct Endpoint: Sendable, Hashable {
        package var address: String
        package var port: Int
    }

    /// One port of a LoadBalancer: a listener and the cluster behind it, of one name.
    package struct Listener: Sendable, Hashable {
        /// `tenant-demo-<uid>-ep-0-port-31080-TCP`.
        package var name: String
        /// Of the Envoy pods.
        package var port: Int
        package var `protocol`: String
        package var endpoints: [Endpoint]
        package var keepsSource: Bool
        package var usesProxyProtocol: Bool
    }

    package var listeners: [Listener] = []

    init(listeners: [Listener]) { self.listeners = listeners }

    /// Tells one configuration from another.
    package var version: String { ShortHash.text(document(version: nil).encoded()) }

    package var document: JSONValue { document(version: version) }

    private func document(version: String?) -> JSONValue {
        var document: JSONObject = [
            "listeners": .array(
                listeners.map { listener in
                    [
                        "name": .string(listener.name), "port": .number(JSONNumber(listener.port)),
                        "protocol": .string(listener.protocol), "keepsSource": .bool(listener.keepsSource),
                        "usesProxyProtocol": .bool(listener.usesProxyProtocol),
                        "endpoints": .array(
                            listener.endpoints.map {
                                ["address": .string($0.address), "port": .number(JSONNumber($0.port))]
                            }),
                    ]
                })
        ]
        document["version"] = version.map { .string($0) }
        return .object(document)
    }

    /// nil for what is no snapshot.
    package init?(parsing bytes: [UInt8]) {
        guard let document = try? JSONValue(parsing: bytes), let list = document["listeners"]?.array else { return nil }
        for item in list {
            guard let name = item["name"]?.string, let port = item["port"]?.int,
                let transport = item["protocol"]?.string
            else { return nil }
            listeners.append(
                Listener(
                    name: name, port: port, protocol: transport,
                    endpoints: (item["endpoints"]?.array ?? []).compactMap { endpoint in
                        guard let address = endpoint["address"]?.string, let port = endpoint["port"]?.int else {
                            return nil
                        }
                        return Endpoint(address: address, port: port)
                    }, keepsSource: item["keepsSource"]?.bool ?? false,
                    usesProxyProtocol: item["usesProxyProtocol"]?.bool ?? false))
        }
    }
}
