import Diagnosis

/// Where each hop of a drawn control path stands: column and row.
struct TracePlaces {
    private var places: [TraceHop.Role: (column: Int, row: Int)] = [:]
    let rows: Int

    private static let ofServices: [TraceHop.Role: (column: Int, row: Int)] = [
        .service: (0, 0), .ccm: (0, 1), .nodes: (0, 2), .serviceStatus: (0, 3),
        .tenant: (1, 0), .loadBalancer: (1, 1), .addresses: (1, 2), .loadBalancerStatus: (1, 3),
        .manager: (2, 1), .envoyService: (2, 2), .envoy: (2, 3),
    ]

    /// Rows of an Ingress, Gateway or route whose hops are linked from column to column.
    private static let common: [[TraceHop.Role]] = [
        [.source, .tenant], [.ccm, .route, .manager], [.backends, .backendServices, .generated],
    ]
    /// What hangs below these, in its order, as far as it is there: what serves it.
    private static let serving: [TraceHop.Role] = [.gateway, .servingClass, .proxy, .listeners, .host]
    /// Side branches and the way back: a hop of the tenant cluster, and one of the management cluster beside it.
    private static let branches: [(TraceHop.Role?, TraceHop.Role?)] = [
        (nil, .envoy), (.nodes, .addresses), (.secret, .certificate), (.sourceStatus, .routeStatus),
    ]

    init(_ roles: Set<TraceHop.Role>) {
        guard roles.contains(.source) else {
            places = Self.ofServices
            rows = 4
            return
        }
        for (row, hops) in Self.common.enumerated() {
            for (column, role) in hops.enumerated() { places[role] = (column, row) }
        }
        let first = Self.common.count
        for (index, role) in Self.serving.filter(roles.contains).enumerated() { places[role] = (2, first + index) }
        var row = first
        for (left, right) in Self.branches {
            let both = [left, right].map { $0.flatMap { roles.contains($0) ? $0 : nil } }
            guard both.contains(where: { $0 != nil }) else { continue }
            for (column, role) in both.enumerated() { if let role { places[role] = (column, row) } }
            row += 1
        }
        places = places.filter { roles.contains($0.key) }
        rows = max(4, (places.values.map(\.row).max() ?? 0) + 1)
    }

    subscript(role: TraceHop.Role) -> (column: Int, row: Int)? { places[role] }
}
