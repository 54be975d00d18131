import KubeLB
import Kubernetes
import Topology

/// Routes of one Gateway that match the same requests (Gateway API, HTTPRouteRule.matches: the oldest route by creation
/// timestamp wins, then the first by namespace and name).
extension G006Collision {
    func shadowed(_ context: CheckContext) -> [Finding] {
        let routes = context.topology.takenRoutes.filter { $0.kind.hasParent && $0.ownsGenerated && $0.parent != nil }
        return Dictionary(grouping: routes) { "\($0.kind.rawValue) \($0.parent?.path ?? "")" }
            .sorted { $0.key < $1.key }.flatMap { _, routes -> [Finding] in
                let sorted = routes.sorted { Self.rank($0) < Self.rank($1) }
                return sorted.indices.dropFirst().compactMap { index in
                    sorted[..<index].lazy.compactMap { finding(sorted[index], behind: $0, context) }.first
                }
            }
    }

    private static func rank(_ route: RouteExposure) -> (Int, String) {
        let metadata = route.generated.value?.metadata
        return (metadata?.creationTimestamp?.milliseconds ?? 0, metadata?.path ?? "")
    }

    private func finding(_ route: RouteExposure, behind older: RouteExposure, _ context: CheckContext) -> Finding? {
        guard covers(older, route) else { return nil }
        let (own, others) = (route.source.spec.hostnames, Set(older.source.spec.hostnames))
        let hosts = own.filter(others.contains)
        guard !hosts.isEmpty || own.isEmpty && others.isEmpty else { return nil }
        let taken = Set(matches(of: older))
        let lost = matches(of: route).filter(taken.contains)
        guard !lost.isEmpty else { return nil }
        let isWhole = lost.count == matches(of: route).count && hosts.count == own.count
        let what =
            (hosts.isEmpty ? "" : "for \(ServiceWords.list(hosts)) ")
            + "with path \(ServiceWords.list(lost.map(\.path).uniqued()))"
        return context.finding(
            .warning,
            "\(route.source.reference) gets \(isWhole ? "no requests" : "no requests of some matches"): requests \(what) match the older "
                + "\(older.source.reference) as well, which gets all of them",
            of: route, objects: [older.reference],
            evidence: [route, older].compactMap { exposure in
                exposure.generated.value.map {
                    Evidence(
                        "\($0.reference): matches", lost.map { "\($0.path) (\($0.pathType))" }.joined(separator: ", "),
                        at: $0.metadata.creationTimestamp)
                }
            },
            remedies: [
                .fix("change or remove the host or path in one of them", context.kubectl("edit", route.reference))
            ])
    }

    /// Those that two routes can share; headers and query parameters are not compared.
    private func matches(of route: RouteExposure) -> [RouteMatch] {
        route.source.spec.rules.flatMap { $0.matches.isEmpty ? [RouteMatch()] : $0.matches }.filter { !$0.requiresMore }
    }

    /// Whether the older route is attached to every listener to which the younger one may be.
    private func covers(_ older: RouteExposure, _ younger: RouteExposure) -> Bool {
        guard let wide = older.source.spec.parentRefs.first, let narrow = younger.source.spec.parentRefs.first else {
            return false
        }
        return (wide.sectionName == nil || wide.sectionName == narrow.sectionName)
            && (wide.port == nil || wide.port == narrow.port)
    }
}
