import Documents

/// An object, or a collection, by its place in the API.
package struct ObjectPath: Sendable, Hashable {
    /// With its group, as RBAC has it: `loadbalancers.kubelb.k8c.io`.
    package var resource: String
    package var version: String
    /// nil for kinds without namespace.
    package var namespace: String?
    /// nil: the collection.
    package var name: String?
    /// `status`.
    package var subresource: String?

    package init<Kind: KubernetesObject>(
        _ kind: Kind.Type, namespace: String? = nil, name: String? = nil, subresource: String? = nil
    ) {
        self.init(
            resource: kind.resource, version: kind.version, namespace: namespace, name: name, subresource: subresource)
    }

    package init(
        resource: String, version: String = "v1", namespace: String? = nil, name: String? = nil,
        subresource: String? = nil
    ) {
        self.resource = resource
        self.version = version
        self.namespace = namespace
        self.name = name
        self.subresource = subresource
    }
}

/// The media types of patches.
package enum PatchForm: String, Sendable {
    case json = "application/json-patch+json"
    case merge = "application/merge-patch+json"
    case strategicMerge = "application/strategic-merge-patch+json"
}

extension APIClient {
    package func get(_ path: ObjectPath) async throws(APIError) -> JSONValue { .null }

    /// Creates an object in a collection.
    package func create(_ object: JSONValue, in path: ObjectPath) async throws(APIError) -> JSONValue { .null }

    /// Replaces an object; a conflict where its `resourceVersion` is not the current one.
    package func update(_ object: JSONValue, at path: ObjectPath) async throws(APIError) -> JSONValue { .null }

    package func patch(_ patch: JSONValue, _ form: PatchForm = .merge, at path: ObjectPath) async throws(APIError)
        -> JSONValue
    { .null }

    /// Deletes an object, if its UID and version are still those given.
    package func delete(_ path: ObjectPath, uid: String? = nil, resourceVersion: String? = nil) async throws(APIError) {}
}
