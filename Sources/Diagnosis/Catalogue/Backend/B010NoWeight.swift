import KubeLB
import Kubernetes
import Topology

/// KLC-B010: every backend of a rule has weight 0.
struct B010NoWeight: Check {
    let documentation = CheckDocumentation(
        code: "B010",
        title: "Every backend of a rule has weight 0",
        severity: .error,
        explains: [.endpoints],
        inputs: [],
        optionalInputs: [.tenantDeployments],
        meaning: """
            A backend of weight 0 gets no requests. If all backends of a rule have weight 0, the Gateway API requires its \
            controller to answer requests for the rule with status 500. All conditions of the route are True nevertheless.
            """,
        impact: "Requests that match the rule are answered with status 500.",
        mending: "Give at least one backend of the rule a weight greater than 0.",
        examples: [
            .firesOnRoutes(.error, "the only backend has weight 0", backends("{name: api, port: 80, weight: 0}")),
            .firesOnRoutes(
                .error, "of two rules, one has only a backend of weight 0",
                rules(
                    """
                    {matches: [{path: {type: PathPrefix, value: /old}}], backendRefs: [{name: api, port: 80, weight: 0}]},
                    {backendRefs: [{name: api, port: 80}]}
                    """)),
            .silentOnRoutes(
                "another backend of the rule gets all requests",
                backends("{name: api, port: 80, weight: 0}, {name: api, port: 80, weight: 100}")),
            .silentOnRoutes("no weight is set", backends("{name: api, port: 80}")),
            .silentOnRoutes(
                "a rule that only redirects",
                rules("{filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]}")),
        ])

    private static func backends(_ backends: String) -> String { rules("{backendRefs: [\(backends)]}") }

    private static func rules(_ rules: String) -> String {
        "tenant: {httproutes.gateway.networking.k8s.io: {shop/app: {spec: {rules: [\(rules)]}}}}"
    }

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.compactMap { exposure in
            let rules = exposure.rulesWithoutWeight
            guard !rules.isEmpty else { return nil }
            let source = exposure.source
            let isAll = rules.count == source.spec.rules.count
            let places = rules.map { "rules[\($0)]" }
            let names = rules.flatMap { source.spec.rules[$0].backends }.filter { !$0.isMirror }.map(\.reference.name)
            let place = isAll ? source.reference : "\(ServiceWords.list(places)) of \(source.reference)"
            return context.finding(
                .error,
                "Every backend of \(place) (\(ServiceWords.list(names.uniqued()))) has weight 0, so "
                    + "\(isAll ? "every request" : "each request that matches it") is answered with status 500",
                of: exposure,
                evidence: places.prefix(4).map {
                    Evidence("\(source.reference): spec.\($0).backendRefs[].weight", "0")
                },
                remedies: [
                    .fix(
                        "give a backend of the rule a weight greater than 0",
                        context.kubectl("edit", exposure.reference))
                ])
        }
    }
}
