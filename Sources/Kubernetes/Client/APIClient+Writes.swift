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

    /// From the server's root, percent-encoded.
    package var path: String {
        let parts = resource.split(separator: ".", maxSplits: 1)
        let root = parts.count > 1 ? "/apis/\(parts[1])/\(version)" : "/api/\(version)"
        let place = namespace.map { "/namespaces/\(APICall.encoded($0))" } ?? ""
        return "\(root)\(place)/\(parts.first ?? "")" + (name.map { "/\(APICall.encoded($0))" } ?? "")
            + (subresource.map { "/\($0)" } ?? "")
    }

    fileprivate func call(_ verb: String, _ method: String, body: JSONValue? = nil) -> APICall {
        var call = APICall(path)
        call.method = method
        call.body = body?.encoded()
        call.object = name.map { ObjectIdentity(resource: resource, name: $0) }
        call.right = MissingRight(
            verb: verb, resource: subresource.map { "\(resource)/\($0)" } ?? resource, namespace: namespace)
        return call
    }
}

/// The media types of patches.
package enum PatchForm: String, Sendable {
    case json = "application/json-patch+json"
    case merge = "application/merge-patch+json"
    case strategicMerge = "application/strategic-merge-patch+json"
}

/// Writing. Only reads are sent again by themselves: whoever writes has to look again before the next try.
extension APIClient {
    package func get(_ path: ObjectPath) async throws(APIError) -> JSONValue {
        try await document(answering: path.call("get", "GET"))
    }

    /// Creates an object in a collection and returns it as it is stored.
    @discardableResult
    package func create(_ object: JSONValue, in path: ObjectPath) async throws(APIError) -> JSONValue {
        try await document(answering: path.call("create", "POST", body: object))
    }

    /// Replaces an object; a conflict where its `resourceVersion` is not the current one.
    @discardableResult
    package func update(_ object: JSONValue, at path: ObjectPath) async throws(APIError) -> JSONValue {
        try await document(answering: path.call("update", "PUT", body: object))
    }

    @discardableResult
    package func patch(
        _ patch: JSONValue, _ form: PatchForm = .merge, at path: ObjectPath
    ) async throws(APIError) -> JSONValue {
        var call = path.call("patch", "PATCH", body: patch)
        call.contentType = form.rawValue
        return try await document(answering: call)
    }

    /// Deletes an object, if its UID and version are still those given; a conflict otherwise.
    package func delete(
        _ path: ObjectPath, uid: String? = nil, resourceVersion: String? = nil, gracePeriodSeconds: Int? = nil
    ) async throws(APIError) {
        var options: JSONObject = ["kind": "DeleteOptions", "apiVersion": "v1"]
        var preconditions = JSONObject()
        if let uid { preconditions["uid"] = .string(uid) }
        if let resourceVersion { preconditions["resourceVersion"] = .string(resourceVersion) }
        if !preconditions.isEmpty { options["preconditions"] = .object(preconditions) }
        if let gracePeriodSeconds { options["gracePeriodSeconds"] = .number(JSONNumber(gracePeriodSeconds)) }
        var call = path.call("delete", "DELETE", body: .object(options))
        call.object?.uid = uid
        // A server may answer with the deleted object, and the contents of Secrets are never asked for.
        call.accept = "\(PartialObjectMetadata.mediaType),\(call.accept)"
        _ = try await answer(to: call)
    }
}
