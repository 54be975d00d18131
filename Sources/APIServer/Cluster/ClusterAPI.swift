import Documents
import Kubernetes
import Synchronization

/// A live Kubernetes API: objects that can be read, watched and written, and go when nothing holds them any more.
package final class ClusterAPI: APIHandler {
    struct State: Sendable {
        var store = ClusterStore()
        var admission = Admission()
        var watchers: [Int: Watcher] = [:]
        var lastWatcher = 0
        var pods: (any PodServices)?
        var known: [Identity]
        /// By the names of those that asked.
        var requests: [String: Int] = [:]
    }

    let kinds: [ServedKind]
    let clock: @Sendable () -> Timestamp
    let makeUID: @Sendable () -> String
    let state: Mutex<State>
    private let version: [UInt8]
    private let description: APIDescription

    /// `version` is the answer to `/version`.
    package init(
        kinds: [ServedKind], version: JSONValue, known: [Identity], clock: @escaping @Sendable () -> Timestamp,
        makeUID: @escaping @Sendable () -> String = ClusterAPI.randomUID
    ) {
        self.kinds = kinds
        self.version = version.encoded()
        self.clock = clock
        self.makeUID = makeUID
        description = APIDescription(kinds: kinds)
        state = Mutex(State(known: known))
    }

    /// A random UUID, version 4 (RFC 9562).
    @Sendable package static func randomUID() -> String {
        var bytes = (0..<16).map { _ in UInt8.random(in: .min ... .max) }
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = bytes.map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined()
        let parts = [8, 4, 4, 4, 12].reduce(into: (texts: [String](), rest: Substring(digits))) { result, length in
            result.texts.append(String(result.rest.prefix(length)))
            result.rest = result.rest.dropFirst(length)
        }
        return parts.texts.joined(separator: "-")
    }

    package func setPodServices(_ services: any PodServices) { state.withLock { $0.pods = services } }

    /// Replaces what is known of whom a SubjectAccessReview asks about.
    package func setKnown(_ identity: Identity) {
        state.withLock { state in
            state.known.removeAll { $0.user == identity.user }
            state.known.append(identity)
        }
    }

    /// How many requests came from a client that calls itself so: `kubelb-ctl`, whatever its version. Watches are one each.
    package func requestCount(of agent: String) -> Int { state.withLock { $0.requests[agent] ?? 0 } }

    func kind(_ resource: ResourceRequest) -> ServedKind? {
        kinds.first { $0.resource == resource.qualified && $0.version == resource.version }
    }

    package func respond(to request: APIRequest) async -> APIResponse {
        let agent = request.agent
        state.withLock { $0.requests[agent, default: 0] += 1 }
        if let answer = publicAnswer(request) { return answer }
        guard let own = request.identity else { return APIRefusal.anonymous(request) }
        let identity = state.withLock { $0.withBoundRoles(own) }
        if request.method == "GET", let answer = description.answer(to: request) { return answer }
        guard let resource = ResourceRequest(path: request.path) else { return APIRefusal.pathNotFound }
        do {
            if resource.resource.hasSuffix("reviews") {
                let known = state.withLock { state in state.known.map { state.withBoundRoles($0) } }
                return try AccessReviews(known: known).answer(
                    resource, try request.object(), method: request.method, identity)
            }
            return try await answer(resource, request, identity)
        } catch let error as APIRefused {
            return error.response
        } catch {
            return .failure(500, reason: "InternalError", message: "\(error)")
        }
    }

    private func publicAnswer(_ request: APIRequest) -> APIResponse? {
        guard request.method == "GET" else { return nil }
        switch request.path {
        case "/version", "/version/": return .json(200, version)
        case "/readyz", "/livez", "/healthz": return .text(200, Array("ok".utf8))
        default: return nil
        }
    }

    private func answer(
        _ resource: ResourceRequest, _ request: APIRequest, _ identity: Identity
    ) async throws -> APIResponse {
        guard let verb = Self.verb(resource, request) else { return APIRefusal.methodNotAllowed }
        guard identity.allows(verb, resource) else { return APIRefusal.forbidden(identity.user, verb, resource) }
        guard let kind = kind(resource) else { return APIRefusal.pathNotFound }
        let rendering = try Rendering(request, kind: kind, now: clock())
        let call = Call(kind: kind, resource: resource, request: request, rendering: rendering)
        if let subresource = resource.subresource, ["log", "proxy"].contains(subresource), kind.resource == "pods" {
            return try await podAnswer(subresource, call)
        }
        switch verb {
        case "get": return try get(call)
        case "list": return try list(call)
        case "watch": return try watch(call)
        case "create": return try create(call)
        case "update": return try update(call)
        case "patch": return try patch(call)
        case "delete": return try delete(call)
        default: return try deleteCollection(call)
        }
    }

    /// As RBAC names what is asked for; nil for what no resource takes.
    private static func verb(_ resource: ResourceRequest, _ request: APIRequest) -> String? {
        let isNamed = resource.name != nil
        switch request.method {
        case "GET", "HEAD":
            if request.isWatch { return "watch" }
            return isNamed ? "get" : "list"
        case "POST": return !isNamed || resource.subresource != nil ? "create" : nil
        case "PUT": return isNamed ? "update" : nil
        case "PATCH": return isNamed ? "patch" : nil
        case "DELETE": return isNamed ? "delete" : "deletecollection"
        default: return nil
        }
    }

    /// A request that is allowed, with what it is about.
    struct Call {
        let kind: ServedKind
        let resource: ResourceRequest
        let request: APIRequest
        let rendering: Rendering

        var key: ClusterStore.Key {
            ClusterStore.Key(namespace: resource.namespace ?? "", name: resource.name ?? "")
        }

        var isDryRun: Bool { request.value("dryRun") == "All" }

        /// Who writes, as managedFields name it.
        var manager: String {
            if let manager = request.value("fieldManager"), !manager.isEmpty { return manager }
            return request.agent
        }
    }
}
