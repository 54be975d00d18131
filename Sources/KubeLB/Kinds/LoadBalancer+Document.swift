import Documents
import Kubernetes

/// LoadBalancers as they are written.
extension LoadBalancer {
    /// Metadata that a writer sets, and the spec.
    package var document: JSONValue {
        var metadata: JSONObject = [
            "name": .string(self.metadata.name), "namespace": .string(self.metadata.namespace),
            "labels": Self.map(self.metadata.labels),
        ]
        if !self.metadata.annotations.isEmpty { metadata["annotations"] = Self.map(self.metadata.annotations) }
        return [
            "apiVersion": .string("\(KubeLBNames.group)/\(KubeLBNames.apiVersion)"), "kind": .string(Self.kind),
            "metadata": .object(metadata), "spec": spec.document,
        ]
    }

    private static func map(_ map: [String: String]) -> JSONValue {
        .object(JSONObject(members: map.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
    }
}

extension LoadBalancerSpec {
    package var document: JSONValue {
        var spec: JSONObject = [
            "endpoints": .array(endpoints.map(\.document)), "ports": .array(ports.map(\.document)),
        ]
        if let externalTrafficPolicy { spec["externalTrafficPolicy"] = .string(externalTrafficPolicy) }
        if let hostname { spec["hostname"] = .string(hostname) }
        if let persistence { spec["persistence"] = ["type": .string(persistence)] }
        spec["type"] = .string(type)
        return .object(spec)
    }
}

extension LoadBalancerEndpoints {
    var document: JSONValue {
        var endpoints: JSONObject = [:]
        if let addressesReference { endpoints["addressesReference"] = ["name": .string(addressesReference)] }
        if !addresses.isEmpty {
            endpoints["addresses"] = .array(
                addresses.map { [$0.contains { $0.isLetter } && !$0.contains(":") ? "hostname" : "ip": .string($0)] })
        }
        endpoints["ports"] = .array(ports.map(\.document))
        return .object(endpoints)
    }
}

extension LoadBalancerPort {
    var document: JSONValue {
        ["name": .string(name), "port": .number(JSONNumber(port)), "protocol": .string(self.protocol)]
    }
}
