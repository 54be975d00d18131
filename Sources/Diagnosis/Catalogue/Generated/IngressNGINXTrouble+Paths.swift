import Characters
import KubeLB
import Kubernetes
import Topology

extension IngressNGINXTrouble {
    /// Requests below the paths of an Ingress that get 404, because these paths have pathType Exact: those of clients that have
    /// just got an answer from the Ingress, such as for the files of a page.
    func exactPaths(_ exposure: RouteExposure) -> Finding? {
        guard let generated = exposure.generated.value else { return nil }
        let exact = generated.spec.backends.filter { $0.pathType == "Exact" }.compactMap(\.path)
        let all = generated.spec.rules.flatMap(\.backends)
        // With a Prefix beside it, an Exact is meant as it is written.
        guard !exact.isEmpty, exact.count == all.count else { return nil }
        let requests = context.requests(to: exposure)
        let served = Dictionary(
            grouping: requests.filter { $0.request.upstream != NGINXRequest.withoutIngress }, by: \.request.client)
        let missed = requests.filter { request, _ in
            guard request.status == 404, request.upstream == NGINXRequest.withoutIngress, let time = request.time,
                !exact.contains(request.path), exact.contains(where: { Self.isBelow(request.path, $0) })
            else { return false }
            return served[request.client]?.contains { other in
                other.request.time.map { (-Self.sameVisit...Self.sameVisit).contains(time.seconds(since: $0)) } ?? false
            } ?? false
        }
        guard missed.count >= Self.fewestMissed, let last = missed.last else { return nil }
        let paths = ServiceWords.list(exact.uniqued())
        let others = ServiceWords.list(missed.map(\.request.path).uniqued(), limit: 3)
        return context.finding(
            .warning,
            "ingress-nginx answers requests below the paths of \(exposure.source.reference) with 404 (\(others)): "
                + (exact.uniqued().count == 1 ? "its path \(paths) has" : "its paths \(paths) have")
                + " pathType Exact, so nothing below is routed",
            of: exposure, objects: [exposure.generatedReference].compactMap(\.self),
            evidence: [
                Evidence("\(exposure.source.reference): pathType", "Exact for \(paths)"),
                Evidence(
                    "\(last.source)", "\(missed.count) requests below these paths got 404", at: last.request.time),
            ],
            remedies: [
                .fix(
                    "set pathType Prefix for paths below which requests are served",
                    exposure.isSourceVisible ? context.kubectl("edit", exposure.reference) : nil)
            ])
    }

    private static func isBelow(_ path: String, _ parent: String) -> Bool {
        path.hasPrefix(parent.hasSuffix("/") ? parent : parent + "/")
    }

    private static let fewestMissed = 3
    /// Seconds between requests of one visit of a page.
    private static let sameVisit = 10.0
}
