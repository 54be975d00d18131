/// At which hop of a trace a finding is marked.
package enum TracePlace {
    /// nil for what is about no hop: how the clusters are reached and what is left behind elsewhere.
    package static func role(of code: CheckCode) -> TraceHop.Role? {
        if let role = byCode[code] { return role }
        switch code.group {
        case .ccm: return .ccm
        case .manager: return .manager
        case .tenant: return .tenant
        case .nodes: return .nodePort
        case .service: return .service
        case .loadBalancer: return .loadBalancer
        case .dataPlane: return .envoy
        case .access, .rights, .versions, .leftBehind, nil: return nil
        }
    }

    /// What is not at the hop of its group.
    private static let byCode: [CheckCode: TraceHop.Role] = [
        "R002": .ccm, "R003": .ccm, "C007": .service, "C008": .service,
        "M010": .envoyService,
        "N001": .addresses, "N002": .nodes, "N003": .addresses, "N006": .address,
        "S004": .endpoints, "S005": .endpoints, "S012": .serviceStatus, "S013": .endpoints,
        "L007": .loadBalancerStatus, "D021": .loadBalancerStatus,
        "D001": .envoyService, "D002": .envoyService, "D003": .envoyService, "D004": .envoyPort,
        "D009": .listener, "D017": .listener, "T010": .envoy,
        "D010": .nodePort, "D011": .nodePort, "D012": .nodePort, "D018": .nodePort, "D019": .nodePort,
        "X001": .loadBalancer, "X002": .loadBalancer, "X003": .loadBalancer, "X006": .loadBalancer,
        "X004": .envoyService, "X005": .envoy,
    ]
}
