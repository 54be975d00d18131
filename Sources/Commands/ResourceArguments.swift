import CommandLineKit
import KubeLB
import Topology

/// An Ingress, Gateway, HTTPRoute or GRPCRoute as it is named on the command line.
enum RouteArgument: Sendable, Hashable {
    /// Without a namespace the flag `-n` says it.
    case named(RouteKind, namespace: String?, name: String)
    /// Its UID, which is the name of its Route.
    case uid(String)

    var isUID: Bool { if case .uid = self { true } else { false } }
}

extension LogComponent {
    /// The one whose Deployment or pod has such a name: `ccm`, `kubelb-ccm`, `kubelb-ccm-5d4f…`.
    init?(workload name: String) {
        guard
            let found = Self.allCases.first(where: { component in
                let word = component.rawValue
                return name == word || name == "kubelb-\(word)" || name.hasPrefix("kubelb-\(word)-")
            })
        else { return nil }
        self = found
    }

    /// What to type for it.
    var hint: String { "\(Tool.name) logs --component \(rawValue) shows the log of the \(title)" }
}

/// What a command line names: Services, objects of Layer 7, and kinds of which all objects are meant.
struct ResourceArguments: Sendable, Hashable {
    var services: [ServiceArgument] = []
    var routes: [RouteArgument] = []
    /// The UIDs of `lb/UID`, which are among the Services.
    var loadBalancers: Set<String> = []
    /// `service` or a kind of Layer 7.
    var kinds: Set<ArgumentKind> = []

    /// Reads `svc/foo`, `shop/foo`, `ing/foo`, `svc foo bar`, `ing,httproute foo`, `shop/ingress/foo`, `lb/<uid>`, `route/<uid>`, kinds
    /// without a name, a bare UUID, and a bare name, which is that of a Service.
    init(_ words: [String]) throws(UsageError) {
        var words = words[...]
        if let first = words.first, let kinds = ArgumentKind.list(first) {
            words = words.dropFirst()
            if words.isEmpty {
                try addAll(of: kinds, typed: first)
                return
            }
            if !words.contains(where: { $0.contains("/") }) {
                for kind in kinds { for name in words { add(kind, namespace: nil, name) } }
                return
            }
        }
        for word in words { try add(word) }
    }

    private mutating func addAll(of kinds: [ArgumentKind], typed: String) throws(UsageError) {
        if kinds.contains(.loadBalancer) || kinds.contains(.route) {
            throw UsageError(message: "\(quoted(typed)) needs a UID", hint: "use lb/UID or route/UID")
        }
        self.kinds = Set(kinds)
    }

    private mutating func add(_ word: String) throws(UsageError) {
        let parts = word.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let malformed = UsageError(
            message: "\(quoted(word)) does not name a Service, Ingress, Gateway or route",
            hint:
                "use svc/NAME, NAMESPACE/NAME, ing/NAME, gateway/NAME, httproute/NAME, grpcroute/NAME, NAMESPACE/KIND/NAME, lb/UID, "
                + "route/UID or tenant/NAME")
        // `ing,httproute/web` is a fault of another kind.
        if parts.dropFirst(parts.count > 1 ? 1 : 0).contains(where: { $0.contains(",") }) {
            let names = word.split(separator: ",").joined(separator: " ")
            throw UsageError(message: malformed.message, hint: "separate names with spaces: \(names)")
        }
        if parts.count == 2, ArgumentKind.isForeign(parts[0]), let component = LogComponent(workload: parts[1]) {
            throw UsageError(message: malformed.message, hint: component.hint)
        }
        guard parts.allSatisfy({ !$0.isEmpty }) else { throw malformed }
        switch parts.count {
        case 1:
            services.append(
                Self.isUUID(word) ? .uid(word.lowercased()) : .named(namespace: nil, name: word))
        case 2:
            if let kinds = ArgumentKind.list(parts[0]) {
                guard kinds.count == 1 else { throw malformed }
                if kinds[0] == .route, !Self.isUUID(parts[1]) {
                    throw UsageError(
                        message: "\(quoted(word)) does not name a Route: \(quoted(parts[1])) is not a UID",
                        hint:
                            "use route/UID, with the UID of an Ingress, Gateway or route, or the object's kind and name"
                    )
                }
                add(kinds[0], namespace: nil, parts[1])
            } else {
                guard Self.isNamespace(parts[0]), !ArgumentKind.isForeign(parts[0]) else { throw malformed }
                services.append(.named(namespace: parts[0], name: parts[1]))
            }
        case 3:
            guard let kind = ArgumentKind(parts[1]), kind != .loadBalancer, kind != .route else { throw malformed }
            add(kind, namespace: parts[0], parts[2])
        default: throw malformed
        }
    }

    private mutating func add(_ kind: ArgumentKind, namespace: String?, _ name: String) {
        switch kind {
        case .service: services.append(.named(namespace: namespace, name: name))
        case .loadBalancer:
            services.append(.uid(name))
            loadBalancers.insert(name)
        case .routing(let kind): routes.append(.named(kind, namespace: namespace, name: name))
        case .route: routes.append(.uid(name))
        }
    }

    /// Whether a word may be the name of a namespace (RFC 1123 label, Kubernetes documentation, "Object Names and IDs").
    static func isNamespace(_ word: String) -> Bool {
        let isPlain = word.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
        }
        return isPlain && (1...63).contains(word.utf8.count) && !word.hasPrefix("-") && !word.hasSuffix("-")
    }

    static func isUUID(_ word: String) -> Bool {
        let groups = word.split(separator: "-", omittingEmptySubsequences: false)
        return groups.map(\.count) == [8, 4, 4, 4, 12] && groups.joined().allSatisfy(\.isHexDigit)
    }
}
