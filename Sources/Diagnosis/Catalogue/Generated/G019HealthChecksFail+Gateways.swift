import Characters
import KubeLB
import Kubernetes
import Topology

/// Active health checks of Envoy Gateway's proxies, for which a BackendTrafficPolicy asks.
extension G019HealthChecksFail {
    func gateways(_ context: CheckContext) -> [Finding] {
        AppliedPolicy<BackendTrafficPolicy>.all(context) { $0.activeCheck != nil }.compactMap { applied in
            let failed = applied.failures(with: Self.unhealthy, fewest: 3, context)
            guard let check = applied.policy.activeCheck, let last = failed.last else { return nil }
            return context.finding(
                .error,
                "The proxies of the Gateway take the tenant's Envoy as unhealthy for \(applied.exposure.source.reference), because the "
                    + "active health check (\(check)) of \(applied.policy.reference) fails; they answer requests with 503 "
                    + "(no_healthy_upstream, \(ServiceWords.count(failed.count, "request")) in their log)",
                of: applied.exposure,
                objects: [ObjectReference(.management, applied.policy), applied.generated.reference(on: .management)],
                evidence: [
                    Evidence("\(applied.policy.reference): spec.healthCheck.active", check),
                    Evidence("\(last.source)", "no_healthy_upstream", at: last.line.requestTime),
                ],
                remedies: [
                    .fix(
                        "let the health check ask for a path that the backend answers with 200, or remove it",
                        context.kubectl("edit", ObjectReference(.management, applied.policy)))
                ] + applied.loggers.prefix(1).map { context.log(of: $0.workload) })
        }
    }

    private static let unhealthy = "\"response_code_details\":\"no_healthy_upstream\""

    // MARK: Examples

    static let gatewayExamples: [CheckExample] = [
        .firesOnRoutes(
            .error, "the active health check of a Gateway's proxies fails",
            policy(G015AuthUnresolved.answers("no_healthy_upstream", 503))),
        .silentOnRoutes(
            "the active health check of a Gateway's proxies succeeds again",
            policy(
                G015AuthUnresolved.answers("no_healthy_upstream", 503) + G015AuthUnresolved.answers("via_upstream", 200)
            )),
        .silentOnRoutes(
            "a Gateway's proxies find no backend without an active health check",
            policy(G015AuthUnresolved.answers("no_healthy_upstream", 503), "loadBalancer: {type: RoundRobin}")),
    ]

    private static func policy(
        _ lines: [String], _ spec: String = "healthCheck: {active: {type: HTTP, http: {path: /healthz}}}"
    ) -> String {
        G017Examples.proxy(lines)
            + """

            ---
            management: {backendtrafficpolicies.gateway.envoyproxy.io: {tenant-acme/checks: {spec: {targetRefs: [
              {group: gateway.networking.k8s.io, kind: HTTPRoute, name: shop-app}], \(spec)}}}}
            """
    }
}
