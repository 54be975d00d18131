import Documents
import Kubernetes

extension ClusterAPI {
    func get(_ call: Call) throws(APIRefused) -> APIResponse {
        let object = try state.withLock { state throws(APIRefused) in try Self.existing(call, state) }
        switch call.resource.subresource {
        case nil, "status": return .json(200, call.rendering.object(object.value))
        case "scale" where call.kind.hasScale: return .json(200, Scale.of(object.value).encoded())
        default: return APIRefusal.pathNotFound
        }
    }

    static func existing(_ call: Call, _ state: State) throws(APIRefused) -> ClusterStore.Object {
        guard let object = state.store.object(call.key, of: call.kind) else {
            throw APIRefused(APIRefusal.notFound(call.resource))
        }
        return object
    }

    func list(_ call: Call) throws(APIRefused) -> APIResponse {
        let filter = try ObjectFilter(call)
        let token = try ListToken(call.request)
        let limit = try call.request.limit()
        let (version, objects, isComplete) = try state.withLock { state throws(APIRefused) in
            let version = token?.version ?? state.store.version
            if token != nil, state.store.changes(of: call.kind, after: version) == nil {
                throw APIRefused(APIRefusal.expired())
            }
            var found: [ClusterStore.Object] = []
            for object in state.store.objects(of: call.kind, namespace: call.resource.namespace) {
                if let token, object.key <= token.last { continue }
                guard filter.matches(object) else { continue }
                if limit > 0, found.count == limit { return (version, found, false) }
                found.append(object)
            }
            return (version, found, true)
        }
        var metadata: JSONObject = ["resourceVersion": .string(String(version))]
        if !isComplete, let last = objects.last {
            metadata["continue"] = .string(ListToken(version: version, last: last.key).text)
        }
        return .json(200, call.rendering.list(objects.map(\.value), metadata: .object(metadata)))
    }

    func podAnswer(_ subresource: String, _ call: Call) async throws -> APIResponse {
        let (pod, services) = try state.withLock { state throws(APIRefused) in
            // The name of a proxied pod carries the port: NAME:PORT, or SCHEME:NAME:PORT.
            var named = call
            if subresource == "proxy" { named = try Self.withoutPort(call) }
            return (try Self.existing(named, state), state.pods)
        }
        guard let services else { return .unavailable }
        if subresource == "proxy" { return await services.proxy(Self.proxyRequest(call)) }
        return await services.log(try Self.logRequest(pod.value, call.request, now: clock()))
    }

    private static func withoutPort(_ call: Call) throws(APIRefused) -> Call {
        var resource = call.resource
        let parts = (resource.name ?? "").split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        resource.name = parts.count == 3 ? parts[1] : parts.first
        return Call(kind: call.kind, resource: resource, request: call.request, rendering: call.rendering)
    }

    private static func proxyRequest(_ call: Call) -> PodProxyRequest {
        let parts = (call.resource.name ?? "").split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let name = parts.count == 3 ? parts[1] : parts[0]
        let port = parts.count > 1 ? parts.last.flatMap { Int($0) } : nil
        let marker = "/\(call.resource.name ?? "")/proxy"
        let rest = call.request.path.firstRange(of: marker).map { String(call.request.path[$0.upperBound...]) } ?? ""
        let query = call.request.query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        return PodProxyRequest(
            namespace: call.resource.namespace ?? "", pod: name, port: port, method: call.request.method,
            path: (rest.isEmpty ? "/" : rest) + (query.isEmpty ? "" : "?\(query)"), body: call.request.body)
    }

    private static func logRequest(
        _ pod: JSONValue, _ request: APIRequest, now: Timestamp
    ) throws(APIRefused) -> PodLogRequest {
        let metadata = pod["metadata"]
        let name = metadata?["name"]?.string ?? ""
        let main = (pod["spec"]?["containers"]?.array ?? []).compactMap { $0["name"]?.string }
        guard let container = request.value("container") ?? (main.count == 1 ? main[0] : nil) else {
            throw APIRefused(
                APIRefusal.badRequest(
                    "a container name must be specified for pod \(name), choose one of: [\(main.joined(separator: " "))]"
                ))
        }
        guard main.contains(container) else {
            throw APIRefused(APIRefusal.badRequest("container \(container) is not valid for pod \(name)"))
        }
        var log = PodLogRequest(namespace: metadata?["namespace"]?.string ?? "", pod: name, container: container)
        log.follows = request.value("follow") == "true"
        log.isPrevious = request.value("previous") == "true"
        log.hasTimestamps = request.value("timestamps") == "true"
        log.tailLines = request.value("tailLines").flatMap { Int($0) }
        log.limitBytes = request.value("limitBytes").flatMap { Int($0) }
        log.since =
            request.value("sinceSeconds").flatMap { Int($0) }.map { now.milliseconds - $0 * 1000 }
            ?? request.value("sinceTime").flatMap { Timestamp($0) }?.milliseconds
        return log
    }
}

/// Where the next page of a list begins, and which version the first one had; opaque to clients.
struct ListToken: Sendable, Hashable {
    let version: Int
    let last: ClusterStore.Key

    init(version: Int, last: ClusterStore.Key) {
        self.version = version
        self.last = last
    }

    /// nil where the request has none.
    init?(_ request: APIRequest) throws(APIRefused) {
        guard let text = request.value("continue"), !text.isEmpty else { return nil }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, parts[0] == "list", let version = Int(parts[1]) else {
            throw APIRefused(APIRefusal.badRequest("continue key is not valid: \(text)"))
        }
        self.init(version: version, last: ClusterStore.Key(namespace: parts[2], name: parts[3]))
    }

    var text: String { "list/\(version)/\(last.namespace)/\(last.name)" }
}
