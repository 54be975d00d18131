import Documents
import Kubernetes

/// A read-only Kubernetes API over the objects of a bundle, which are served as if they had been taken just now.
package struct KubernetesAPI: APIHandler {
    let objects: BundleObjects
    let clock: @Sendable () -> Timestamp
    /// Whom a SubjectAccessReview may ask about besides the one who asks.
    let known: [Identity]

    /// Constant: nothing changes.
    static let resourceVersion = "1000"

    package init(objects: BundleObjects, known: [Identity], clock: @escaping @Sendable () -> Timestamp) {
        self.objects = objects
        self.known = known
        self.clock = clock
    }

    /// How far the times in the bundle are moved, in whole seconds, so that fractions stay as they are.
    var shift: Int { Int((Double(clock().milliseconds - objects.takenAt.milliseconds) / 1000).rounded(.down)) }

    package func respond(to request: APIRequest) async -> APIResponse {
        if let document = publicDocument(request) { return document }
        guard let identity = request.identity else {
            return APIRefusal.anonymous(request)
        }
        if let discovery = discovery(request) { return discovery }
        guard let resource = ResourceRequest(path: request.path) else { return APIRefusal.pathNotFound }
        if resource.resource.hasSuffix("reviews") {
            return review(resource, request, identity)
        }
        guard ["GET", "HEAD"].contains(request.method) else {
            return identity.allows(request.method.lowercased(), resource)
                ? APIRefusal.methodNotAllowed
                : APIRefusal.forbidden(identity.user, request.method.lowercased(), resource)
        }
        let verb = resource.name == nil ? (request.isWatch ? "watch" : "list") : "get"
        guard identity.allows(verb, resource) else { return APIRefusal.forbidden(identity.user, verb, resource) }
        return read(resource, request)
    }

    private func read(_ resource: ResourceRequest, _ request: APIRequest) -> APIResponse {
        guard let kind = ServedKind.named(resource.qualified), kind.version == resource.version,
            let content = objects.store.contents[kind]
        else { return APIRefusal.pathNotFound }
        if case .refusal(let status, let body) = content { return .json(status, body) }
        guard let name = resource.name else {
            return request.isWatch ? APIRefusal.methodNotAllowed : list(kind, resource, request)
        }
        if resource.subresource == "proxy", kind.resource == "pods" { return metrics(of: name, resource, request) }
        guard let object = objects.store.object(kind, namespace: resource.namespace ?? "", name: name) else {
            return APIRefusal.notFound(resource)
        }
        switch resource.subresource {
        case nil, "status": return .json(200, object.whole.moved(by: shift))
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
}
