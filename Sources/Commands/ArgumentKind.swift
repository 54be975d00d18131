import KubeLB

/// A kind as it is typed before a name, in every form that kubectl accepts: `ing`, `ingresses`,
/// `ingress.networking.k8s.io`, `ingresses.v1.networking.k8s.io`.
enum ArgumentKind: Sendable, Hashable {
    case service
    /// KubeLB's LoadBalancer, by the UID of its Service.
    case loadBalancer
    case routing(RouteKind)
    /// KubeLB's Route, by the UID of its Ingress, Gateway or route.
    case route

    init?(_ typed: String) {
        let parts = typed.lowercased().split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let word = parts.first, let kind = Self.words[String(word)] else { return nil }
        if parts.count > 1 {
            // RESOURCE.GROUP, or RESOURCE.VERSION.GROUP.
            let group = String(parts[1])
            guard let expected = kind.group, group == expected || group.hasSuffix(".\(expected)"),
                !group.dropLast(expected.count).dropLast().contains(".")
            else { return nil }
        }
        self = kind
    }

    /// Several kinds, as in `ing,httproute`; nil unless all of them are known.
    static func list(_ typed: String) -> [ArgumentKind]? {
        let words = typed.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let kinds = words.compactMap { ArgumentKind($0) }
        return kinds.count == words.count ? kinds.uniqued() : nil
    }

    private var group: String? {
        switch self {
        case .service: nil
        case .loadBalancer, .route: KubeLBNames.group
        case .routing(let kind): kind.group
        }
    }

    /// As people type them, for near names.
    static var typedWords: [String] { words.keys.sorted() }

    /// Whether a word is a kind that kubectl knows and this tool does not show: `pod/web` is no Service in a namespace `pod`.
    static func isForeign(_ typed: String) -> Bool {
        let word = typed.lowercased()
        return foreign.contains(word) || (word.hasSuffix("s") && foreign.contains(String(word.dropLast())))
    }

    private static let foreign: Set<String> = [
        "po", "pod", "deploy", "deployment", "ds", "daemonset", "sts", "statefulset", "rs", "replicaset", "job", "cj",
        "cronjob", "no", "node", "ns", "namespace", "cm", "configmap", "secret", "ep", "endpoint", "endpointslice",
        "sa",
        "serviceaccount", "pv", "pvc", "netpol", "networkpolicy", "event", "gatewayclass", "ingressclass",
        "certificate",
        "syncsecret", "config", "tcproute", "tlsroute", "udproute",
    ]

    private static let words: [String: ArgumentKind] = [
        "svc": .service, "service": .service, "services": .service,
        "lb": .loadBalancer, "loadbalancer": .loadBalancer, "loadbalancers": .loadBalancer,
        "ing": .routing(.ingress), "ingress": .routing(.ingress), "ingresses": .routing(.ingress),
        // The Gateway API's own short name, and the one that most people type.
        "gtw": .routing(.gateway), "gw": .routing(.gateway), "gateway": .routing(.gateway),
        "gateways": .routing(.gateway),
        "httproute": .routing(.httpRoute), "httproutes": .routing(.httpRoute),
        "grpcroute": .routing(.grpcRoute), "grpcroutes": .routing(.grpcRoute),
        "route": .route, "routes": .route,
    ]
}

/// `--layer`.
enum Layer: String, Sendable, CaseIterable {
    case four = "4"
    case seven = "7"
}

extension RouteKind {
    /// As it is typed on the command line: `ing/web`.
    var argument: String { self == .ingress ? "ing" : rawValue.lowercased() }
}
