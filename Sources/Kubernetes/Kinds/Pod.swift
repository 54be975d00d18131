import Documents

/// `v1` Pod.
package struct Pod: KubernetesObject, Hashable {
    package static let kind = "Pod"
    package static let resource = "pods"

    package var metadata = ObjectMeta()
    package var spec = PodSpec()
    /// `Pending`, `Running`, `Succeeded`, `Failed` or `Unknown`.
    package var phase = ""
    package var reason = ""
    package var message = ""
    package var podIP: String?
    /// One for each address family; older servers say `podIP` alone.
    package var podIPs: [String] = []
    package var conditions: [Condition] = []
    package var containerStatuses: [ContainerStatus] = []
    package var initContainerStatuses: [ContainerStatus] = []

    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        switch key {
        case "spec": spec = try PodSpec(from: &reader)
        case "status": try readStatus(from: &reader)
        default: try reader.skip()
        }
    }

    private mutating func readStatus(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "phase": phase = try reader.string() ?? ""
            case "reason": reason = try reader.string() ?? ""
            case "message": message = try reader.string() ?? ""
            case "podIP": podIP = try reader.string()
            case "podIPs": podIPs = try reader.list { (reader) throws(JSONError) in try Self.address(from: &reader) }
            case "conditions": conditions = try Condition.list(from: &reader)
            case "containerStatuses":
                containerStatuses = try reader.list { (reader) throws(JSONError) in try ContainerStatus(from: &reader) }
            case "initContainerStatuses":
                initContainerStatuses = try reader.list { (reader) throws(JSONError) in
                    try ContainerStatus(from: &reader)
                }
            default: try reader.skip()
            }
        }
    }

    private static func address(from reader: inout JSONReader) throws(JSONError) -> String {
        var address = ""
        try reader.object { (reader, key) throws(JSONError) in
            if case "ip" = key { address = try reader.string() ?? "" } else { try reader.skip() }
        }
        return address
    }

    package var readyCondition: Condition? { conditions.first { $0.type == "Ready" } }

    package var isReady: Bool { readyCondition?.status == "True" }

    /// Finished pods (of Jobs, or evicted ones) are neither ready nor failing.
    package var isFinished: Bool { phase == "Succeeded" || phase == "Failed" }

    /// Whether the kubelet has not created a container, because something is missing: a volume, a Secret, the network.
    package var awaitsCreation: Bool {
        (initContainerStatuses + containerStatuses).contains { status in
            ["ContainerCreating", "PodInitializing", "CreateContainerConfigError"]
                .contains(status.state.waitingReason ?? "")
        }
    }

    /// Whether every label of `selector` is there; an empty selector selects nothing, as for a Service.
    package func matches(_ selector: [String: String]) -> Bool {
        !selector.isEmpty && selector.allSatisfy { metadata.labels[$0.key] == $0.value }
    }
}

/// `spec` of a pod or of a pod template.
package struct PodSpec: Sendable, Hashable {
    package var containers: [Container] = []
    package var volumes: [Volume] = []
    package var nodeName: String?
    package var serviceAccountName = ""
    package var schedulerName = ""
    /// Whether it uses the network of its node, to which NetworkPolicies do not apply.
    package var hostNetwork = false
    /// Labels that its node must have.
    package var nodeSelector: [String: String] = [:]
    /// Alternatives, one of which its node must fulfil; empty if any node will do.
    package var nodeAffinity: [NodeSelectorTerm] = []

    package init() {}

    /// `readsResources`: of templates; there are thousands of pods.
    package init(from reader: inout JSONReader, readsResources: Bool = false) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "containers":
                containers = try reader.list { (reader) throws(JSONError) in
                    try Container(from: &reader, readsResources: readsResources)
                }
            case "volumes": volumes = try reader.list { (reader) throws(JSONError) in try Volume(from: &reader) }
            case "nodeName": nodeName = try reader.string()
            case "serviceAccountName": serviceAccountName = try reader.string() ?? ""
            case "schedulerName": schedulerName = try reader.string() ?? ""
            case "hostNetwork": hostNetwork = try reader.bool() ?? false
            case "nodeSelector": nodeSelector = try reader.stringMap() ?? [:]
            case "affinity": nodeAffinity = try NodeSelectorTerm.required(from: &reader)
            default: try reader.skip()
            }
        }
    }

    /// A container: image, arguments, resources, named ports and where volumes are mounted. Environment values are never read.
    package struct Container: Sendable, Hashable {
        package var name = ""
        package var image = ""
        package var command: [String] = []
        package var args: [String] = []
        /// Requests and limits as written, of templates only: `limits.memory` → `512Mi`.
        package var resources: [String: String] = [:]
        package var ports: [ContainerPort] = []
        package var mounts: [VolumeMount] = []
        /// The variables of its environment whose values are booleans; no others, which may be secret.
        package var switches: [String: Bool] = [:]

        init(from reader: inout JSONReader, readsResources: Bool = false) throws(JSONError) {
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "name": name = try reader.string() ?? ""
                case "image": image = try reader.string() ?? ""
                case "command": command = try reader.commandLine()
                case "args": args = try reader.commandLine()
                case "resources" where readsResources: try readResources(from: &reader)
                case "ports":
                    ports = try reader.list { (reader) throws(JSONError) in try ContainerPort(from: &reader) }
                case "volumeMounts":
                    mounts = try reader.list { (reader) throws(JSONError) in try VolumeMount(from: &reader) }
                        .filter { !$0.path.hasPrefix("/var/run/secrets/kubernetes.io/") }
                case "env":
                    let variables = try reader.list { (reader) throws(JSONError) in try Variable(from: &reader) }
                    for variable in variables { switches[variable.name] = variable.isOn }
                default: try reader.skip()
                }
            }
        }

        private mutating func readResources(from reader: inout JSONReader) throws(JSONError) {
            try reader.object { (reader, key) throws(JSONError) in
                let kind = key.string
                for (name, quantity) in try reader.value().object?.members ?? [] {
                    if let text = quantity.string { resources["\(kind).\(name)"] = text }
                }
            }
        }
    }

    /// An entry of a container's `env`.
    private struct Variable {
        var name = ""
        /// nil for a value that is no boolean, is redacted, or comes from another object.
        var isOn: Bool?

        init(from reader: inout JSONReader) throws(JSONError) {
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "name": name = try reader.string() ?? ""
                case "value": isOn = try reader.string().flatMap { Bool(goText: $0) }
                default: try reader.skip()
                }
            }
        }
    }

    /// An entry of a container's `volumeMounts`; not the token that every pod has.
    package struct VolumeMount: Sendable, Hashable {
        /// Of the volume.
        package var name = ""
        package var path = ""

        init(from reader: inout JSONReader) throws(JSONError) {
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "name": name = try reader.string() ?? ""
                case "mountPath": path = try reader.string() ?? ""
                default: try reader.skip()
                }
            }
        }

        /// Whether a file is in the mounted volume, or is it.
        package func contains(_ file: String) -> Bool {
            file == path || file.hasPrefix(path.hasSuffix("/") ? path : path + "/")
        }
    }

    /// An entry of a container's `ports`.
    package struct ContainerPort: Sendable, Hashable {
        package var name: String?
        package var containerPort = 0
        package var `protocol` = "TCP"
        /// The port of the node that it takes; nil for none.
        package var hostPort: Int?

        init(from reader: inout JSONReader) throws(JSONError) {
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "name": name = try reader.string()
                case "containerPort": containerPort = try reader.int() ?? 0
                case "protocol": self.protocol = try reader.string() ?? "TCP"
                case "hostPort": hostPort = try reader.int().flatMap { $0 == 0 ? nil : $0 }
                default: try reader.skip()
                }
            }
        }
    }

    /// A volume, as far as it names a Secret.
    package struct Volume: Sendable, Hashable {
        package var name = ""
        package var secretName: String?
        /// Of a PersistentVolumeClaim.
        package var claimName: String?

        init(from reader: inout JSONReader) throws(JSONError) {
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "name": name = try reader.string() ?? ""
                case "secret":
                    try reader.object { (reader, key) throws(JSONError) in
                        if case "secretName" = key { secretName = try reader.string() } else { try reader.skip() }
                    }
                case "persistentVolumeClaim":
                    try reader.object { (reader, key) throws(JSONError) in
                        if case "claimName" = key { claimName = try reader.string() } else { try reader.skip() }
                    }
                default: try reader.skip()
                }
            }
        }
    }
}
