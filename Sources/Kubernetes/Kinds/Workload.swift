import Documents

/// What Deployments and DaemonSets have in common, as far as it is read.
package struct WorkloadState: Sendable, Hashable {
    /// `spec.replicas` (1 where it is not set), or a DaemonSet's `status.desiredNumberScheduled`.
    package var desired = 1
    package var ready = 0
    package var available = 0
    package var updated = 0
    package var observedGeneration: Int?
    package var selector: [String: String] = [:]
    package var templateLabels: [String: String] = [:]
    package var template = PodSpec()
    package var conditions: [Condition] = []
    /// `spec.paused`: changes of the template create no pods.
    package var isPaused = false

    mutating func readSpec(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "replicas": desired = try reader.int() ?? 1
            case "selector":
                try reader.object { (reader, key) throws(JSONError) in
                    if case "matchLabels" = key { selector = try reader.stringMap() ?? [:] } else { try reader.skip() }
                }
            case "paused": isPaused = try reader.bool() ?? false
            case "template": try readTemplate(from: &reader)
            default: try reader.skip()
            }
        }
    }

    private mutating func readTemplate(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "metadata": templateLabels = try ObjectMeta(from: &reader, managedFields: .none).labels
            case "spec": template = try PodSpec(from: &reader, readsResources: true)
            default: try reader.skip()
            }
        }
    }

    mutating func readStatus(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "readyReplicas", "numberReady": ready = try reader.int() ?? 0
            case "availableReplicas", "numberAvailable": available = try reader.int() ?? 0
            case "updatedReplicas", "updatedNumberScheduled": updated = try reader.int() ?? 0
            case "desiredNumberScheduled": desired = try reader.int() ?? 0
            case "observedGeneration": observedGeneration = try reader.int()
            case "conditions": conditions = try Condition.list(from: &reader)
            default: try reader.skip()
            }
        }
    }
}

/// A kind that runs pods from a template.
package protocol Workload: KubernetesObject {
    var state: WorkloadState { get }
}

/// `apps/v1` Deployment.
package struct Deployment: Workload, Hashable {
    package static let kind = "Deployment"
    package static let resource = "deployments.apps"
    package static let managedFields = ManagedFieldsDetail.all

    package var metadata = ObjectMeta()
    package var state = WorkloadState()

    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        switch key {
        case "spec": try state.readSpec(from: &reader)
        case "status": try state.readStatus(from: &reader)
        default: try reader.skip()
        }
    }
}

/// `apps/v1` DaemonSet.
package struct DaemonSet: Workload, Hashable {
    package static let kind = "DaemonSet"
    package static let resource = "daemonsets.apps"
    package static let managedFields = ManagedFieldsDetail.all

    package var metadata = ObjectMeta()
    package var state = WorkloadState()

    package init() {
        state.desired = 0
    }

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        switch key {
        case "spec": try state.readSpec(from: &reader)
        case "status": try state.readStatus(from: &reader)
        default: try reader.skip()
        }
    }
}
