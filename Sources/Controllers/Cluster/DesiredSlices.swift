import Documents
import Kubernetes

/// The EndpointSlices of a Service (Kubernetes API concepts, "EndpointSlices").
enum DesiredSlices {
    /// A write that brings the slices of a Service up to date.
    enum Change: Sendable, Hashable {
        case create(JSONValue)
        case update(JSONValue)
        case delete(name: String)
    }

    /// Endpoints in one slice.
    private static let limit = 100
    static let managedByLabel = EndpointSlice.managedByLabel
    static let manager = EndpointSlice.controller
    static let serviceLabel = "kubernetes.io/service-name"

    /// Whether a Service's slices are this controller's business.
    static func takes(_ service: Service) -> Bool {
        !service.selector.isEmpty && service.type != "ExternalName" && !service.metadata.isBeingDeleted
    }

    /// One slice at least; ports that pods resolve differently stand in slices of their own.
    static func make(for service: JSONValue, pods: [JSONValue]) -> [JSONValue] {
        let ports = service["spec"]?["ports"]?.array ?? []
        var groups: [(ports: [JSONValue], pods: [JSONValue])] = []
        for pod in pods.sorted(by: { $0.objectName < $1.objectName }) {
            guard pod["status"]?["podIP"]?.string != nil, !PodFacts(pod).isFinished else { continue }
            let resolved = ports.compactMap { resolve($0, in: pod) }
            if let index = groups.firstIndex(where: { $0.ports == resolved }) {
                groups[index].pods.append(pod)
            } else {
                groups.append((resolved, [pod]))
            }
        }
        if groups.isEmpty { groups = [([], [])] }
        var slices: [JSONValue] = []
        for group in groups {
            for start in stride(from: 0, to: max(1, group.pods.count), by: limit) {
                let part = group.pods.dropFirst(start).prefix(limit)
                slices.append(slice(of: service, number: slices.count, ports: group.ports, pods: Array(part)))
            }
        }
        return slices
    }

    /// What has to be written, given the slices of the Service that there are; others' are left alone.
    static func changes(from present: [JSONValue], to wanted: [JSONValue]) -> [Change] {
        var left = present.filter { $0["metadata"]?["labels"]?[managedByLabel]?.string == manager }
        var changes: [Change] = []
        for slice in wanted {
            guard let index = left.firstIndex(where: { $0.objectName == slice.objectName }) else {
                changes.append(.create(slice))
                continue
            }
            let old = left.remove(at: index)
            let isSame = ["endpoints", "ports", "addressType"].allSatisfy { isEqual(old[$0], slice[$0]) }
            if isSame, old.merging(patch: ["metadata": slice["metadata"] ?? [:]]) == old { continue }
            changes.append(
                .update(
                    slice.merging(patch: [
                        "metadata": ["resourceVersion": old["metadata"]?["resourceVersion"] ?? .null]
                    ])))
        }
        return changes + left.map { .delete(name: $0.objectName) }
    }

    /// The API server has null for an empty list.
    private static func isEqual(_ left: JSONValue?, _ right: JSONValue?) -> Bool {
        func bare(_ value: JSONValue?) -> JSONValue { value == nil || value == .null ? [] : value ?? [] }
        return bare(left) == bare(right)
    }

    /// nil where the port is a name that the pod has not.
    private static func resolve(_ port: JSONValue, in pod: JSONValue) -> JSONValue? {
        let transport = port["protocol"]?.string ?? "TCP"
        let number: Int?
        switch port["targetPort"] {
        case .string(let wanted)?:
            let ports = (pod["spec"]?["containers"]?.array ?? []).flatMap { $0["ports"]?.array ?? [] }
            let match = ports.first {
                $0["name"]?.string == wanted && ($0["protocol"]?.string ?? "TCP") == transport
            }
            number = match?["containerPort"]?.int
        case .number(let value)? where value.int != 0: number = value.int
        default: number = port["port"]?.int
        }
        guard let number else { return nil }
        var resolved: JSONObject = [
            "name": port["name"] ?? "", "protocol": .string(transport), "port": .number(JSONNumber(number)),
        ]
        if let application = port["appProtocol"] { resolved["appProtocol"] = application }
        return .object(resolved)
    }

    private static func slice(
        of service: JSONValue, number: Int, ports: [JSONValue], pods: [JSONValue]
    ) -> JSONValue {
        let reference = ObjectReference(service, of: Service.self)
        let suffix = ShortHash.text(Array("\(reference.uid)/\(number)".utf8)).prefix(5)
        var labels = (service["metadata"]?["labels"] ?? [:]).textMap
        labels[managedByLabel] = manager
        labels[serviceLabel] = reference.name
        if service["spec"]?["clusterIP"]?.string == "None" { labels["service.kubernetes.io/headless"] = "" }
        let publishesUnready = service["spec"]?["publishNotReadyAddresses"]?.bool ?? false
        return [
            "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice",
            "metadata": [
                "name": .string("\(reference.name)-\(suffix)"), "generateName": .string("\(reference.name)-"),
                "namespace": .string(reference.namespace), "labels": JSONValue(labels),
                "ownerReferences": [reference.asController],
            ],
            "addressType": "IPv4", "endpoints": .array(pods.map { endpoint($0, publishesUnready) }),
            "ports": .array(ports),
        ]
    }

    private static func endpoint(_ pod: JSONValue, _ publishesUnready: Bool) -> JSONValue {
        let facts = PodFacts(pod)
        var endpoint: JSONObject = [
            "addresses": [pod["status"]?["podIP"] ?? ""],
            "conditions": [
                "ready": .bool(publishesUnready || (facts.isReady && !facts.isLeaving)),
                "serving": .bool(facts.isReady), "terminating": .bool(facts.isLeaving),
            ],
            "targetRef": [
                "kind": "Pod", "namespace": pod["metadata"]?["namespace"] ?? "", "name": .string(facts.name),
                "uid": .string(facts.uid),
            ],
        ]
        if let node = facts.node { endpoint["nodeName"] = .string(node) }
        return .object(endpoint)
    }
}
