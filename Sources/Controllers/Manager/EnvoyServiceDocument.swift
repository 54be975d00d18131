import Documents
import KubeLB
import Kubernetes

/// The Service `envoy-<uid>` as it is written.
struct EnvoyServiceDocument: Sendable {
    let service: Service
    let annotations: [String: String]
    let balancer: LoadBalancer
    /// Ports of the Envoy pods, by the LoadBalancer's ports.
    let targets: [LoadBalancerPort: Int]

    private var ports: [JSONValue] {
        service.ports.map { port in
            let own = balancer.spec.ports.first { $0.name == port.name && $0.protocol == port.protocol }
            let target = own.flatMap { targets[$0] } ?? 0
            return [
                "name": .string(port.name ?? ""), "port": .number(JSONNumber(port.port)),
                "protocol": .string(port.protocol), "targetPort": .number(JSONNumber(target)),
            ]
        }
    }

    var new: JSONValue {
        var metadata: JSONObject = [
            "name": .string(service.metadata.name), "namespace": .string(service.metadata.namespace),
            "labels": JSONValue(service.metadata.labels),
        ]
        if !annotations.isEmpty { metadata["annotations"] = JSONValue(annotations) }
        var specification: JSONObject = [
            "type": .string(service.type), "selector": JSONValue(service.selector), "ports": .array(ports),
        ]
        if let policy = service.externalTrafficPolicy { specification["externalTrafficPolicy"] = .string(policy) }
        if let name = service.loadBalancerClass { specification["loadBalancerClass"] = .string(name) }
        return [
            "apiVersion": "v1", "kind": "Service", "metadata": .object(metadata), "spec": .object(specification),
        ]
    }

    /// What is there with what has to change; nil where nothing has.
    func change(of present: JSONValue) -> JSONValue? {
        let given = present["spec"]?["ports"]?.array ?? []
        // Node ports that were allocated stay.
        let wanted = ports.map { port -> JSONValue in
            let old = given.first { $0["name"] == port["name"] && $0["protocol"] == port["protocol"] }
            guard let nodePort = old?["nodePort"] else { return port }
            return port.merging(patch: ["nodePort": nodePort])
        }
        var patch: JSONObject = ["ports": .array(wanted)]
        if let policy = service.externalTrafficPolicy { patch["externalTrafficPolicy"] = .string(policy) }
        let new = present.merging(patch: [
            "spec": .object(patch),
            "metadata": ["annotations": JSONValue(annotations), "labels": JSONValue(service.metadata.labels)],
        ])
        func bare(_ value: JSONValue) -> JSONValue {
            value["metadata"]?["annotations"] == [:]
                ? value.merging(patch: ["metadata": ["annotations": .null]]) : value
        }
        return bare(new) == bare(present) ? nil : bare(new)
    }
}
