import Diagnosis
import Testing

@testable import Reports

/// Boxes of a drawing stand apart, and arrows reach from one to the next.
@Suite struct TracePlacesTests {
    @Test func boxesStandApartAndArrowsReach() throws {
        let common: Set<TraceHop.Role> = [
            .source, .ccm, .tenant, .route, .manager, .generated, .routeStatus, .sourceStatus,
        ]
        let carried: Set<TraceHop.Role> = [.backends, .backendServices, .envoy, .nodes, .addresses, .host]
        let kinds: [Set<TraceHop.Role>] = [
            common, common.union(carried), common.union(carried).union([.servingClass, .proxy, .secret, .certificate]),
            common.union([.listeners, .servingClass, .proxy, .certificate]),
            common.union(carried).union([.gateway, .listeners, .servingClass, .proxy]), [.source],
        ]
        for roles in kinds {
            let places = TracePlaces(roles)
            let found = roles.compactMap { places[$0] }
            #expect(found.count == roles.count)
            #expect(Set(found.map { "\($0.column) \($0.row)" }).count == found.count)
            #expect(found.allSatisfy { $0.row < places.rows && (0..<3).contains($0.column) })
            let steps: [(TraceHop.Role, TraceHop.Role)] = [
                (.source, .ccm), (.ccm, .route), (.route, .manager), (.manager, .generated), (.ccm, .backends),
                (.backendServices, .envoy), (.nodes, .addresses), (.secret, .certificate),
                (.routeStatus, .sourceStatus),
                (.generated, .backendServices), (.servingClass, .proxy), (.backends, .backendServices),
            ]
            for (from, to) in steps {
                guard let one = places[from], let other = places[to] else { continue }
                let isBeside = one.row == other.row && abs(one.column - other.column) == 1
                let isBelow = one.column == other.column && other.row == one.row + 1
                #expect(isBeside || isBelow, "\(from) \(to)")
            }
        }
    }
}
