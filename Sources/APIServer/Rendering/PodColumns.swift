import Documents
import Kubernetes

enum PodColumns {
    static let all: [TableColumn] = [
        .name,
        TableColumn("Ready") { pod, _ in
            let total = pod["spec"]?["containers"]?.array?.count ?? 0
            return .string("\(statuses(pod).filter { $0["ready"]?.bool == true }.count)/\(total)")
        }, TableColumn("Status") { pod, _ in .string(status(pod)) },
        TableColumn("Restarts") { pod, now in .string(restarts(pod, now)) }, .age,
        TableColumn("IP", priority: 1) { pod, _ in pod["status"]?["podIP"] ?? "<none>" },
        TableColumn("Node", priority: 1) { pod, _ in pod["spec"]?["nodeName"] ?? "<none>" },
        TableColumn("Nominated Node", priority: 1) { _, _ in "<none>" },
        TableColumn("Readiness Gates", priority: 1) { _, _ in "<none>" },
    ]

    private static func statuses(_ pod: JSONValue) -> [JSONValue] { pod["status"]?["containerStatuses"]?.array ?? [] }

    private static func status(_ pod: JSONValue) -> String {
        if pod["metadata"]?["deletionTimestamp"]?.string != nil { return "Terminating" }
        for container in statuses(pod).reversed() {
            if let reason = container["state"]?["waiting"]?["reason"]?.string { return reason }
            if let reason = container["state"]?["terminated"]?["reason"]?.string { return reason }
        }
        return pod["status"]?["phase"]?.string ?? "Unknown"
    }

    private static func restarts(_ pod: JSONValue, _ now: Timestamp) -> String {
        let count = statuses(pod).reduce(0) { $0 + ($1["restartCount"]?.int ?? 0) }
        let last = statuses(pod).compactMap { $0["lastState"]?["terminated"]?["finishedAt"]?.string }.max()
        guard count > 0, let last else { return String(count) }
        return "\(count) (\(TimeSpan.text(since: last, now)) ago)"
    }
}

enum NodeColumns {
    static let all: [TableColumn] = [
        .name,
        TableColumn("Status") { node, _ in
            let ready = (node["status"]?["conditions"]?.array ?? []).first { $0["type"]?.string == "Ready" }
            let state = ready?["status"]?.string == "True" ? "Ready" : "NotReady"
            return .string(node["spec"]?["unschedulable"]?.bool == true ? "\(state),SchedulingDisabled" : state)
        }, TableColumn("Roles") { _, _ in "<none>" }, .age, .at("Version", "status.nodeInfo.kubeletVersion"),
        address("Internal-IP", "InternalIP"), address("External-IP", "ExternalIP"),
        .at("OS-Image", "status.nodeInfo.osImage", priority: 1),
        .at("Kernel-Version", "status.nodeInfo.kernelVersion", priority: 1),
        .at("Container-Runtime", "status.nodeInfo.containerRuntimeVersion", priority: 1),
    ]

    private static func address(_ name: String, _ type: String) -> TableColumn {
        TableColumn(name, priority: 1) { node, _ in
            (node["status"]?["addresses"]?.array ?? []).first { $0["type"]?.string == type }?["address"] ?? "<none>"
        }
    }
}

enum WorkloadColumns {
    static func of(_ kind: ServedKind) -> [TableColumn] {
        func count(_ name: String, _ path: String) -> TableColumn {
            let value = TableColumn.at(name, path)
            return TableColumn(name, type: "integer") { object, now in
                let cell = value.cell(object, now)
                return cell == .null ? 0 : cell
            }
        }
        let details = [
            containers("Containers") { $0["name"]?.string }, containers("Images") { $0["image"]?.string },
            TableColumn("Selector", priority: 1) { object, _ in
                .string(LabelText.of(object["spec"]?["selector"]?["matchLabels"]))
            },
        ]
        switch kind.name {
        case "deployments":
            return [
                .name,
                TableColumn("Ready") { object, _ in
                    .string("\(object["status"]?["readyReplicas"]?.int ?? 0)/\(object["spec"]?["replicas"]?.int ?? 0)")
                }, count("Up-to-date", "status.updatedReplicas"), count("Available", "status.availableReplicas"), .age,
            ] + details
        case "replicasets":
            return [
                .name, count("Desired", "spec.replicas"), count("Current", "status.replicas"),
                count("Ready", "status.readyReplicas"), .age,
            ] + details
        default:
            return [
                .name, count("Desired", "status.desiredNumberScheduled"),
                count("Current", "status.currentNumberScheduled"), count("Ready", "status.numberReady"),
                count("Up-to-date", "status.updatedNumberScheduled"), count("Available", "status.numberAvailable"),
                TableColumn("Node Selector") { _, _ in "<none>" }, .age,
            ] + details
        }
    }

    private static func containers(_ name: String, _ text: @escaping @Sendable (JSONValue) -> String?) -> TableColumn {
        TableColumn(name, priority: 1) { object, _ in
            let list = object["spec"]?["template"]?["spec"]?["containers"]?.array ?? []
            return .string(list.compactMap(text).joined(separator: ","))
        }
    }
}
