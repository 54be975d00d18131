import Characters
import KubeLB
import Kubernetes

/// Why a rule does not match a request that is close to what it matches.
enum RouteMismatch: Hashable {
    /// The path and the method match; headers or query parameters are required, too.
    case requirements([String])
    case method(String)
    /// The request is for a path below one of type Exact.
    case below(String)
    case slash(String)
    case letterCase(String)
    /// A regular expression has to match the whole path.
    case wholePath(String)
    /// The service, or the service and method, that a rule of a GRPCRoute matches.
    case call(String)

    /// nil if the match has little in common with the request.
    init?(_ kind: RouteKind, _ match: RouteMatch, _ access: GatewayAccess) {
        let found = kind == .grpcRoute ? Self.ofCall(match, access) : Self.ofRequest(match, access)
        guard let found else { return nil }
        self = found
    }

    private static func ofRequest(_ match: RouteMatch, _ access: GatewayAccess) -> RouteMismatch? {
        let path = access.path
        if matches(match, path) {
            if let method = match.method, method != access.method { return .method(method) }
            return match.requiresMore ? .requirements(match.requirements) : nil
        }
        guard match.method ?? access.method == access.method, !match.requiresMore else { return nil }
        if match.pathType == "RegularExpression" {
            let start = match.path.drop { $0 == "^" }.prefix { $0.isLetter || $0.isNumber || "/-_~".contains($0) }
            return start.utf8.count > 1 && path.hasPrefix(start) ? .wholePath(match.path) : nil
        }
        let bare = match.path.hasSuffix("/") ? String(match.path.dropLast()) : match.path
        guard !bare.isEmpty else { return nil }
        if match.pathType == "Exact" {
            if path == bare || path == bare + "/" { return .slash(match.path) }
            if path.hasPrefix(bare + "/") { return .below(match.path) }
        }
        let (lowered, wanted) = (path.lowercased(), bare.lowercased())
        let isSame = lowered == wanted || match.pathType != "Exact" && lowered.hasPrefix(wanted + "/")
        return isSame ? .letterCase(match.path) : nil
    }

    private static func matches(_ match: RouteMatch, _ path: String) -> Bool {
        switch match.pathType {
        case "Exact": return path == match.path
        case "RegularExpression": return false
        default:
            let prefix = match.path.hasSuffix("/") ? String(match.path.dropLast()) : match.path
            return path == prefix || path.hasPrefix(prefix + "/")
        }
    }

    /// `/orders.v1.OrderService/Place`
    private static func ofCall(_ match: RouteMatch, _ access: GatewayAccess) -> RouteMismatch? {
        let parts = access.path.split(separator: "/").map(String.init)
        guard access.method == "POST", parts.count == 2, !infrastructure.contains(where: parts[0].hasPrefix) else {
            return nil
        }
        let wanted = [match.grpcService, match.grpcMethod].compactMap(\.self)
        let isMatched =
            match.grpcType == "Exact" && (match.grpcService ?? parts[0]) == parts[0]
            && (match.grpcMethod ?? parts[1]) == parts[1]
        if isMatched { return match.requiresMore ? .requirements(match.requirements) : nil }
        return wanted.isEmpty ? nil : .call(wanted.joined(separator: "/"))
    }

    /// What tools call everywhere: health checks and reflection.
    private static let infrastructure = ["grpc.health.", "grpc.reflection.", "grpc.channelz."]

    /// The share of the requests for a host from which on it is no exception. Some routes are meant for few callers.
    var leastShare: Double {
        switch self {
        case .requirements, .call: 0.5
        case .method, .below, .slash, .letterCase, .wholePath: 0.2
        }
    }

    /// `its rules match them only with header x-env: staging`; `paths` are those of the requests.
    func text(_ requests: [GatewayAccess]) -> String {
        let paths = ServiceWords.list(requests.map { ServiceWords.excerpt($0.path) }.uniqued(), limit: 3)
        switch self {
        case .requirements(let requirements):
            return
                "its rules match such requests only with \(ServiceWords.excerpt(requirements.joined(separator: " and ")))"
        case .method(let method):
            let methods = ServiceWords.list(requests.map(\.method).uniqued(), limit: 3)
            return "its rules match \(paths) only with method \(method), and these requests have method \(methods)"
        case .below(let path): return "path \(path) is of type Exact, so nothing below is routed (\(paths))"
        case .slash(let path): return "path \(path) is of type Exact, and the requests are for \(paths)"
        case .letterCase(let path):
            return "paths are case-sensitive: its rules match \(path), and the requests are for \(paths)"
        case .wholePath(let pattern):
            return "the regular expression \(pattern) has to match the whole path, and the requests are for \(paths)"
        case .call(let wanted):
            return "its rules match \(wanted), and the calls are for \(paths)"
        }
    }

    /// What a rule has, as evidence.
    var value: String {
        switch self {
        case .requirements(let requirements): ServiceWords.excerpt(requirements.joined(separator: ", "))
        case .method(let method): "method \(method)"
        case .below(let path), .slash(let path): "path \(path) (Exact)"
        case .letterCase(let path): "path \(path)"
        case .wholePath(let pattern): "path \(pattern) (RegularExpression)"
        case .call(let wanted): "method \(wanted)"
        }
    }
}
