import Documents
import Kubernetes

extension ClusterAPI {
    func create(_ call: Call) throws(APIRefused) -> APIResponse {
        let body = try call.request.object()
        let stored = try state.withLock { state throws(APIRefused) in try insert(body, call, &state) }
        return .json(201, call.rendering.object(stored))
    }

    func update(_ call: Call) throws(APIRefused) -> APIResponse {
        let body = try call.request.object()
        return try write(call) { old throws(APIRefused) in
            call.resource.subresource == "scale" ? try Self.scaled(old, by: body) : body
        }
    }

    func patch(_ call: Call) throws(APIRefused) -> APIResponse {
        let type = (call.request.headers["content-type"] ?? "").split(separator: ";").first.map(String.init) ?? ""
        // Who owns which field is not recorded, so that an apply can only be tried.
        if type == KubernetesAPI.applyType, call.isDryRun { return try apply(call) }
        guard let form = Patch(mediaType: type), !(form == .strategicMerge && call.kind.isCustom) else {
            throw APIRefused(APIRefusal.unsupportedMediaType(type))
        }
        let patch: JSONValue
        do {
            patch = try JSONValue(parsing: call.request.body)
        } catch {
            throw APIRefused(APIRefusal.badRequest("the patch is not JSON: \(error)"))
        }
        return try write(call) { old throws(APIRefused) in
            guard call.resource.subresource == "scale" else { return try form.apply(patch, to: old, of: call.kind) }
            return try Self.scaled(old, by: form.apply(patch, to: Scale.of(old), of: call.kind))
        }
    }

    private static func scaled(_ object: JSONValue, by scale: JSONValue) throws(APIRefused) -> JSONValue {
        guard let replicas = scale["spec"]?["replicas"]?.int, replicas >= 0 else {
            throw APIRefused(APIRefusal.badRequest("spec.replicas: a number of at least 0 is needed"))
        }
        return object.merging(patch: ["spec": ["replicas": .number(JSONNumber(replicas))]])
    }

    /// Changes an object to what `make` makes of it as it is now.
    private func write(
        _ call: Call, _ make: (JSONValue) throws(APIRefused) -> JSONValue
    ) throws(APIRefused) -> APIResponse {
        let stored = try state.withLock { state throws(APIRefused) in
            let old = try Self.existing(call, state)
            return try replace(old, with: try make(old.value), call, &state)
        }
        return .json(
            200, call.resource.subresource == "scale" ? Scale.of(stored).encoded() : call.rendering.object(stored))
    }

    // MARK: Under the lock

    func insert(_ body: JSONValue, _ call: Call, _ state: inout State) throws(APIRefused) -> JSONValue {
        guard var object = body.object, Self.isOf(call.kind, body) else {
            throw APIRefused(APIRefusal.wrongKind(body, call.kind))
        }
        var metadata = body["metadata"]?.object ?? [:]
        let namespace = call.resource.namespace ?? ""
        if let own = metadata["namespace"]?.string, !own.isEmpty, own != namespace {
            throw APIRefused(APIRefusal.wrongNamespace)
        }
        if call.kind.isNamespaced { metadata["namespace"] = .string(namespace) }
        if (metadata["name"]?.string ?? "").isEmpty, let prefix = metadata["generateName"]?.string, !prefix.isEmpty {
            metadata["name"] = .string(prefix + Self.suffix())
        }
        let key = ClusterStore.Key(namespace: namespace, name: metadata["name"]?.string ?? "")
        guard !key.name.isEmpty else { throw APIRefused(APIRefusal.nameMissing(call.kind)) }
        if call.kind.isNamespaced { try checkNamespace(namespace, call, state) }
        if state.store.object(key, of: call.kind) != nil {
            throw APIRefused(APIRefusal.alreadyExists(call.resource, name: key.name))
        }
        metadata["uid"] = .string(makeUID())
        metadata["creationTimestamp"] = .string(clock().description)
        metadata["resourceVersion"] = nil
        metadata["deletionTimestamp"] = nil
        metadata["managedFields"] = nil
        metadata["generation"] = call.kind.hasGeneration ? 1 : nil
        object["metadata"] = .object(metadata)
        object["kind"] = .string(call.kind.kind)
        object["apiVersion"] = .string(call.kind.apiVersion)
        if call.kind.hasStatus { object["status"] = nil }
        var admission = state.admission
        var admitted = try admission.admit(.object(object), replacing: nil, of: call.kind, isStatus: false)
        admitted = ManagedFields.note(
            on: admitted, replacing: nil, by: call.manager, subresource: nil, at: clock(),
            apiVersion: call.kind.apiVersion)
        guard !call.isDryRun else { return admitted }
        state.admission = admission
        let change = state.store.put(admitted, key, of: call.kind)
        Self.publish([change], of: [call.kind], &state)
        // A controller may make something for an owner that has just gone; a real cluster's collector comes a little later.
        if state.store.isAbandoned(change.object) { _ = remove(change.object, call.kind, grace: nil, &state) }
        return change.object.value
    }

    private func checkNamespace(_ name: String, _ call: Call, _ state: State) throws(APIRefused) {
        guard let kind = kinds.first(where: { $0.resource == "namespaces" }) else { return }
        guard let namespace = state.store.object(ClusterStore.Key(namespace: "", name: name), of: kind) else {
            throw APIRefused(APIRefusal.notFound("namespaces", name: name))
        }
        if namespace.isBeingDeleted { throw APIRefused(APIRefusal.terminating(call.resource, namespace: name)) }
    }

    private static func isOf(_ kind: ServedKind, _ body: JSONValue) -> Bool {
        (body["kind"]?.string ?? kind.kind) == kind.kind
            && (body["apiVersion"]?.string ?? kind.apiVersion) == kind.apiVersion
    }

    /// Five letters and digits that cannot be taken for a word, as the real server's.
    private static func suffix() -> String {
        let letters = Array("bcdfghjklmnpqrstvwxz2456789")
        return String((0..<5).map { _ in letters[Int.random(in: 0..<letters.count)] })
    }

    func replace(
        _ old: ClusterStore.Object, with body: JSONValue, _ call: Call, _ state: inout State
    ) throws(APIRefused) -> JSONValue {
        guard var object = body.object, Self.isOf(call.kind, body), let before = old.value.object else {
            throw APIRefused(APIRefusal.wrongKind(body, call.kind))
        }
        let given = body["metadata"]
        if let version = given?["resourceVersion"]?.string, !version.isEmpty, version != String(old.version) {
            throw APIRefused(APIRefusal.conflict(call.resource))
        }
        if let uid = given?["uid"]?.string, !uid.isEmpty, uid != old.uid {
            throw APIRefused(APIRefusal.uidConflict(call.resource, asked: uid, found: old.uid))
        }
        if let name = given?["name"]?.string, name != old.key.name {
            throw APIRefused(APIRefusal.wrongName(name, old.key.name))
        }
        let isStatus = call.resource.subresource == "status"
        if isStatus {
            let status = object["status"]
            object = before
            object["status"] = status
        } else {
            if call.kind.hasStatus { object["status"] = before["status"] }
            var metadata = given?.object ?? [:]
            for name in [
                "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation",
                "namespace",
                "name", "managedFields", "resourceVersion",
            ] { metadata[name] = old.metadata?[name] }
            object["metadata"] = .object(metadata)
        }
        object["kind"] = .string(call.kind.kind)
        object["apiVersion"] = .string(call.kind.apiVersion)
        var admission = state.admission
        var admitted = try admission.admit(.object(object), replacing: old.value, of: call.kind, isStatus: isStatus)
        if admitted == old.value { return old.value }
        if call.kind.hasGeneration, admitted["spec"] != old.value["spec"] {
            let generation = (old.metadata?["generation"]?.int ?? 0) + 1
            admitted = admitted.merging(patch: ["metadata": ["generation": .number(JSONNumber(generation))]])
        }
        admitted = ManagedFields.note(
            on: admitted, replacing: old.value, by: call.manager, subresource: call.resource.subresource, at: clock(),
            apiVersion: call.kind.apiVersion)
        guard !call.isDryRun else { return admitted }
        state.admission = admission
        let change = state.store.put(admitted, old.key, of: call.kind)
        Self.publish([change], of: [call.kind], &state)
        if change.object.isBeingDeleted, !change.object.hasFinalizers, !isGraceful(change.object, call.kind) {
            finish(change.object, call.kind, &state)
        }
        return change.object.value
    }
}
