import Documents
import Kubernetes

@testable import Controllers

/// Objects as an API server has them, for tables.
enum Objects {
    static let time = Timestamp(milliseconds: 1_800_000_000_000)

    static func node(
        _ name: String, isReady: Bool = true, isCordoned: Bool = false, address: String = "10.0.0.1"
    ) -> JSONValue {
        [
            "metadata": ["name": .string(name)], "spec": isCordoned ? ["unschedulable": true] : [:],
            "status": [
                "conditions": [["type": "Ready", "status": isReady ? "True" : "False"]],
                "addresses": [["type": "InternalIP", "address": .string(address)]],
            ],
        ]
    }

    static func nodes(_ names: String...) -> NodeChoice { NodeChoice(names.map { node($0) }) }

    /// A pod that runs, unless `patch` says otherwise.
    static func pod(
        _ name: String, node: String? = "n1", isReady: Bool = true, isLeaving: Bool = false, address: String? = nil,
        labels: [String: String] = [:], created: String = "2026-01-01T00:00:00Z", _ patch: JSONValue = [:]
    ) -> JSONValue {
        var pod: JSONValue = [
            "metadata": [
                "name": .string(name), "namespace": "a", "uid": .string("uid-\(name)"), "labels": JSONValue(labels),
                "creationTimestamp": .string(created),
            ],
            "spec": ["containers": [["name": "main", "image": "image"]]],
            "status": [
                "phase": "Running", "conditions": [["type": "Ready", "status": isReady ? "True" : "False"]],
            ],
        ]
        if let node { pod = pod.merging(patch: ["spec": ["nodeName": .string(node)]]) }
        if let address { pod = pod.merging(patch: ["status": ["podIP": .string(address)]]) }
        if isLeaving { pod = pod.merging(patch: ["metadata": ["deletionTimestamp": "2026-01-01T00:00:00Z"]]) }
        return pod.merging(patch: patch)
    }
}

extension [WorkloadChange] {
    /// Without the writes of statuses, each as `verb what`.
    var summary: [String] {
        compactMap { change in
            switch change {
            case .create(let object, _): "create \(object["kind"]?.string ?? "") \(object.objectName)"
            case .delete(let path): "delete \(path.resource) \(path.name ?? "")"
            case .patch(let path, _) where path.subresource == "status": nil
            case .patch(let path, let patch):
                "patch \(path.resource) \(path.name ?? "") \(String(decoding: patch.encoded(), as: UTF8.self))"
            }
        }
    }

    var created: [JSONValue] {
        compactMap { change in
            if case .create(let object, _) = change { object } else { nil }
        }
    }

    /// The status that is written, if one is.
    var status: JSONValue? {
        compactMap { change -> JSONValue? in
            if case .patch(let path, let patch) = change, path.subresource == "status" { patch["status"] } else { nil }
        }.first
    }
}
