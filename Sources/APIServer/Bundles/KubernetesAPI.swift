import Documents
import Kubernetes

/// A read-only Kubernetes API over the objects of a bundle, which are served as if they had been taken just now.
package struct KubernetesAPI: APIHandler {
    let objects: BundleObjects
    let clock: @Sendable () -> Timestamp
    /// Whom a SubjectAccessReview may ask about besides the one who asks.
    let known: [Identity]
    private let description: APIDescription

    /// Constant: nothing changes.
    static let resourceVersion = "1000"

    package init(objects: BundleObjects, known: [Identity], clock: @escaping @Sendable () -> Timestamp) {
        self.objects = objects
        self.known = known
        self.clock = clock
        description = APIDescription(kinds: objects.store.kinds, isReadOnly: true, recorded: objects.discovery)
    }

    /// How far the times in the bundle are moved, in whole seconds, so that fractions stay as they are.
    var shift: Int { Int((Double(clock().milliseconds - objects.takenAt.milliseconds) / 1000).rounded(.down)) }

    package func respond(to request: APIRequest) async -> APIResponse {
        if let document = publicDocument(request) { return document }
        guard let identity = request.identity else {
            return APIRefusal.anonymous(request)
        }
        if request.method == "GET", let discovery = description.answer(to: request) { return discovery }
        guard let resource = ResourceRequest(path: request.path) else { return APIRefusal.pathNotFound }
        if resource.resource.hasSuffix("reviews") {
            return review(resource, request, identity)
        }
        if let answer = tried(resource, request, identity) { return answer }
        guard ["GET", "HEAD"].contains(request.method) else {
            return identity.allows(request.method.lowercased(), resource)
                ? APIRefusal.methodNotAllowed
                : APIRefusal.forbidden(identity.user, request.method.lowercased(), resource)
        }
        let verb = resource.name == nil ? (request.isWatch ? "watch" : "list") : "get"
        guard identity.allows(verb, resource) else { return APIRefusal.forbidden(identity.user, verb, resource) }
        do throws(APIRefused) {
            return try read(resource, request)
        } catch {
            return error.response
        }
    }

    /// What anybody may read, known or not.
    private func publicDocument(_ request: APIRequest) -> APIResponse? {
        guard request.method == "GET" else { return nil }
        switch request.path {
        case "/version", "/version/": return objects.documents["version"].map { .json(200, $0) }
        case "/readyz", "/livez", "/healthz":
            let name = request.path.dropFirst() + ".txt"
            let isVerbose = request.value("verbose") != nil
            return .text(200, isVerbose ? objects.documents[String(name)] ?? Array("ok".utf8) : Array("ok".utf8))
        default: return nil
        }
    }

    private func read(_ resource: ResourceRequest, _ request: APIRequest) throws(APIRefused) -> APIResponse {
        guard let kind = objects.store.kind(resource.qualified, version: resource.version),
            let content = objects.store.content(kind)
        else { return APIRefusal.pathNotFound }
        let all: [StoredObject]
        switch content {
        case .refusal(let status, let body): return .json(status, body)
        case .objects(let objects): all = objects
        }
        guard let name = resource.name else {
            let rendering = try Rendering(request, kind: kind, now: clock())
            let filter = try ObjectFilter(kind, resource, request)
            let chosen = all.filter(filter.matches)
            return request.isWatch
                ? watch(chosen, kind, request, rendering)
                : try page(of: chosen, kind, request, rendering, hasSelectors: filter.hasSelectors)
        }
        if resource.subresource == "proxy", kind.resource == "pods" { return metrics(of: name, resource, request) }
        guard let object = objects.store.object(kind, namespace: resource.namespace ?? "", name: name) else {
            return APIRefusal.notFound(resource)
        }
        switch resource.subresource {
        case nil, "status":
            let rendering = try Rendering(request, kind: kind, now: clock())
            return .json(
                200, rendering.isPlain ? object.whole.moved(by: shift) : rendering.object(object.moved(by: shift)))
        case "log" where kind.resource == "pods": return log(of: object, request)
        default: return APIRefusal.pathNotFound
        }
    }
}

extension APIRequest {
    func value(_ name: String) -> String? { query.last { $0.name == name }?.value }

    var isWatch: Bool { ["1", "true"].contains(value("watch") ?? "") }
}

extension APIResponse {
    static func json(_ status: Int, _ body: [UInt8]) -> APIResponse {
        APIResponse(
            status: status, headers: [("Cache-Control", "no-cache, private"), ("Content-Type", "application/json")],
            body: body)
    }

    static func text(_ status: Int, _ body: [UInt8]) -> APIResponse {
        APIResponse(
            status: status,
            headers: [("Cache-Control", "no-cache, private"), ("Content-Type", "text/plain; charset=utf-8")], body: body
        )
    }

    /// Lines of JSON that are sent as they come.
    static func events(_ stream: AsyncStream<[UInt8]>) -> APIResponse {
        APIResponse(
            status: 200, headers: [("Cache-Control", "no-cache, private"), ("Content-Type", "application/json")],
            body: [], stream: stream)
    }
}
