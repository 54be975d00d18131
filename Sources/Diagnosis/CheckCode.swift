/// The permanent name of a check, `KLC-C007`; never given to another one, even after the check is gone.
///
/// The prefix is ours: KubeLB's own Insights are called `KLB…`.
package struct CheckCode: Sendable, Hashable, Comparable, ExpressibleByStringLiteral, CustomStringConvertible {
    package static let prefix = "KLC-"

    /// Without the prefix: `C007`.
    package let short: String

    package init(stringLiteral short: String) {
        self.short = short
    }

    /// Reads what a person types: `KLC-C007`, `klc-c007`, `c007`; nil where it has not the form of a code.
    package init?(typed text: String) {
        let upper = text.uppercased()
        let body = upper.hasPrefix(Self.prefix) ? String(upper.dropFirst(Self.prefix.count)) : upper
        guard body.count == 4, let first = body.first, CheckGroup(rawValue: first) != nil,
            body.dropFirst().allSatisfy({ $0.isASCII && $0.isNumber })
        else { return nil }
        short = body
    }

    package var description: String { Self.prefix + short }

    package var group: CheckGroup? { short.first.flatMap(CheckGroup.init(rawValue:)) }

    /// Whether the check is about Ingresses, Gateways and routes alone.
    package var isOfLayerSeven: Bool { group?.isLayerSeven == true }

    /// Whether the check is about Services alone.
    package var isOfLayerFour: Bool { group == .service || group == .loadBalancer }

    /// In the order of the groups, then by number.
    package static func < (left: CheckCode, right: CheckCode) -> Bool {
        let order = { (code: CheckCode) in code.group?.order ?? CheckGroup.allCases.count }
        return (order(left), left.short) < (order(right), right.short)
    }
}

/// What a check is about; in the order in which findings are listed.
package enum CheckGroup: Character, Sendable, Hashable, CaseIterable {
    case access = "A"
    case rights = "R"
    case ccm = "C"
    case manager = "M"
    case tenant = "T"
    case nodes = "N"
    case service = "S"
    case source = "I"
    case backend = "B"
    case certificate = "K"
    case loadBalancer = "L"
    case route = "P"
    case generated = "G"
    case host = "H"
    case enterprise = "E"
    case dataPlane = "D"
    case versions = "V"
    case leftBehind = "X"

    package var title: String {
        switch self {
        case .access: "Access"
        case .rights: "Permissions"
        case .ccm: "CCM"
        case .manager: "Manager"
        case .tenant: "Tenant"
        case .nodes: "Nodes"
        case .service: "Service"
        case .source: "Ingress, Gateway or route"
        case .backend: "Backends"
        case .certificate: "Certificates"
        case .loadBalancer: "LoadBalancer"
        case .route: "Route"
        case .generated: "Generated object"
        case .host: "Hosts"
        case .enterprise: "Enterprise Edition"
        case .dataPlane: "Data plane"
        case .versions: "Versions"
        case .leftBehind: "Orphans"
        }
    }

    /// Where a trace marks findings of checks that name no hop of their own.
    var hop: TraceHop.Role? {
        switch self {
        case .ccm: .ccm
        case .manager: .manager
        case .tenant, .enterprise: .tenant
        case .nodes: .nodePort
        case .service: .service
        case .loadBalancer: .loadBalancer
        case .dataPlane: .envoy
        case .source: .source
        case .backend: .backends
        case .certificate: .certificate
        case .route: .route
        case .generated: .generated
        case .host: .host
        case .access, .rights, .versions, .leftBehind: nil
        }
    }

    /// Whether its checks are about Ingresses, Gateways and routes: they judge those of them that could be read, and say
    /// nothing where nobody looked at Layer 7.
    package var isLayerSeven: Bool {
        switch self {
        case .source, .backend, .certificate, .route, .generated, .host: true
        case .access, .rights, .ccm, .manager, .tenant, .nodes, .service, .loadBalancer, .enterprise, .dataPlane,
            .versions, .leftBehind:
            false
        }
    }

    package var order: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
