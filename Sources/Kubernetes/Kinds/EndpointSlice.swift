import Documents

/// `discovery.k8s.io/v1` EndpointSlice.
package struct EndpointSlice: KubernetesObject, Hashable {
    package static let kind = "EndpointSlice"
    package static let resource = "endpointslices.discovery.k8s.io"
    package static let managedFields = ManagedFieldsDetail.times
    /// Who writes a slice: the controller's name.
    package static let managedByLabel = "endpointslice.kubernetes.io/managed-by"
    /// The controller that writes the slices of Services with a selector (`kube-controller-manager`).
    package static let controller = "endpointslice-controller.k8s.io"

    package var isByController: Bool { metadata.labels[Self.managedByLabel] == Self.controller }

    @usableFromInline var shared = Shared(Fields())

    @usableFromInline
    struct Fields: Sendable, Hashable {
        @usableFromInline var metadata: ObjectMeta = ObjectMeta()
        @usableFromInline var addressType: String = ""
        @usableFromInline var endpoints: [Endpoint] = []
        @usableFromInline var ports: [EndpointPort] = []

        @usableFromInline init() {}
    }

    @inlinable package var metadata: ObjectMeta {
        _read { yield shared.fields.metadata }
        _modify { yield &shared.fields.metadata }
    }

    @inlinable package var addressType: String {
        _read { yield shared.fields.addressType }
        _modify { yield &shared.fields.addressType }
    }

    @inlinable package var endpoints: [Endpoint] {
        _read { yield shared.fields.endpoints }
        _modify { yield &shared.fields.endpoints }
    }

    @inlinable package var ports: [EndpointPort] {
        _read { yield shared.fields.ports }
        _modify { yield &shared.fields.ports }
    }

    package init() {}

    package mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        switch key {
        case "addressType": addressType = try reader.string() ?? ""
        // An EndpointSlice without endpoints has `"endpoints": null`.
        case "endpoints": endpoints = try reader.list { (reader) throws(JSONError) in try Endpoint(from: &reader) }
        case "ports": ports = try reader.list { (reader) throws(JSONError) in try EndpointPort(from: &reader) }
        default: try reader.skip()
        }
    }

    /// The label that names the Service that a slice belongs to.
    package static let serviceNameLabel = "kubernetes.io/service-name"

    /// The Service that the slice belongs to.
    package var serviceName: String? { metadata.labels[Self.serviceNameLabel] }

    /// One endpoint: usually a pod.
    package struct Endpoint: Sendable, Hashable {
        package var addresses: [String] = []
        package var nodeName: String?
        /// nil counts as ready (Kubernetes API, EndpointConditions).
        package var ready: Bool?
        package var terminating: Bool?
        /// Whether the pod would be ready if it were not being deleted; nil counts as `ready`.
        package var serving: Bool?
        package var podName: String?

        init(from reader: inout JSONReader) throws(JSONError) {
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "addresses": addresses = try reader.strings() ?? []
                case "nodeName": nodeName = try reader.string()
                case "conditions":
                    try reader.object { (reader, key) throws(JSONError) in
                        switch key {
                        case "ready": ready = try reader.bool()
                        case "terminating": terminating = try reader.bool()
                        case "serving": serving = try reader.bool()
                        default: try reader.skip()
                        }
                    }
                case "targetRef":
                    try reader.object { (reader, key) throws(JSONError) in
                        if case "name" = key { podName = try reader.string() } else { try reader.skip() }
                    }
                default: try reader.skip()
                }
            }
        }

        package var isReady: Bool { ready ?? true }
    }

    /// A port of the slice, matched with the Service's by name.
    package struct EndpointPort: Sendable, Hashable {
        package var name: String?
        package var port: Int?
        package var `protocol` = "TCP"

        init(from reader: inout JSONReader) throws(JSONError) {
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "name": name = try reader.string()
                case "port": port = try reader.int()
                case "protocol": self.protocol = try reader.string() ?? "TCP"
                default: try reader.skip()
                }
            }
        }
    }
}
