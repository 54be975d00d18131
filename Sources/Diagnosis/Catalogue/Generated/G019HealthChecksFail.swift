import Characters
import Documents
import KubeLB
import Kubernetes
import Topology

/// KLC-G019: the health checks of HAProxy or of a Gateway's proxies fail, so they send no requests to the tenant's Envoy.
struct G019HealthChecksFail: Check {
    let documentation = CheckDocumentation(
        code: "G019",
        title: "Health checks of the tenant's Envoy fail",
        severity: .error,
        inputs: [.routes],
        optionalInputs: [
            .managementIngresses, .managementIngressClasses, .managementDeployments, .managementDaemonSets,
            .managementPods,
            .managerLogs, .managementBackendTrafficPolicies, .managementGateways, .managementHTTPRoutes,
            .managementGatewayClasses,
        ],
        judgesManagementAlone: true,
        causedBy: ["B006", "B008", "D005", "D006", "G010"],
        meaning: """
            HAProxy checks each server of a backend itself, by a connection or, with an annotation such as \
            haproxy.org/check-http, by a request for a path. The servers are the tenant's Envoy, which forwards the checks to the \
            application: a path that the application answers with 404 makes HAProxy take all of them as down, although Envoy \
            finds every node healthy. Only HAProxy's log shows that. The same holds for the proxies of Envoy Gateway if a \
            BackendTrafficPolicy asks for active health checks.
            """,
        impact: "Every request for the backend is answered with 503.",
        mending: """
            Let the check ask for a path that the application answers with 200 on the port of the backend, or remove the \
            annotation. If the connection itself fails, allow the pods of HAProxy in the NetworkPolicies of the tenant's namespace.
            """,
        examples: HAProxyExamples.all + gatewayExamples)

    /// With which an Ingress asks for checks by requests, in either ingress controller.
    private static let annotations = [
        "haproxy.org/check-http", "haproxy.org/check", "haproxy-ingress.github.io/health-check-uri",
        "haproxy-ingress.github.io/health-check-addr", "haproxy-ingress.github.io/health-check-port",
    ]

    func findings(in context: CheckContext) -> [Finding] { haproxy(context) + gateways(context) }

    private func haproxy(_ context: CheckContext) -> [Finding] {
        context.topology.haproxyLoggers.flatMap { logger in
            let logs = context.topology.logTails(of: logger).map {
                (source: $0.source, backends: HAProxyBackends($0.tail.lines))
            }
            return logger.exposures.compactMap { finding($0, logger, logs, context) }
        }
    }

    private func finding(
        _ exposure: RouteExposure, _ logger: RoutingLogger, _ logs: [(source: LogSource, backends: HAProxyBackends)],
        _ context: CheckContext
    ) -> Finding? {
        guard exposure.ownsGenerated, let generated = exposure.generated.value else { return nil }
        let namespace = generated.metadata.namespace
        let names = generated.spec.backends.map(\.reference.name).uniqued()
        let check = Self.annotations.lazy.compactMap { name in
            generated.metadata.annotations[name].map { (name: name, value: $0) }
        }.first
        let asksForPath = check.map { $0.value.hasPrefix("/") || $0.value.containsBytes(of: " /") } ?? false
        for (source, backends) in logs {
            let failed = backends.empty.filter { backend in
                names.contains { name in
                    ["\(namespace)_\(name)_", "\(namespace)_svc_\(name)_"].contains { backend.name.hasPrefix($0) }
                } && (backend.reason != nil || asksForPath && isRecent(backend, context))
            }
            guard let first = failed.first(where: { $0.reason != nil }) ?? failed.first else { continue }
            let workload = logger.workload
            var what = "its health check"
            if let check, asksForPath { what += " of \(check.value) (annotation \(check.name))" }
            let refused = failed.reduce(0) { $0.saturatingSum($1.refused) }
            var evidence = [
                Evidence("\(source)", ServiceWords.excerpt(first.line.message), at: first.line.requestTime),
                Evidence("\(workload.reference): backends without a server", ServiceWords.list(failed.map(\.name))),
            ]
            if let check {
                evidence.insert(
                    Evidence(
                        "\(generated.reference): metadata.annotations[\(check.name)]", ServiceWords.excerpt(check.value)
                    ),
                    at: 0)
            }
            return context.finding(
                .error,
                "HAProxy (\(workload.reference)) takes the tenant's Envoy as DOWN for \(exposure.source.reference), because \(what) fails"
                    + (first.reason.map { ": \(ServiceWords.excerpt($0))" } ?? "") + "; it answers requests with 503"
                    + (refused > 0 ? " (\(ServiceWords.count(refused, "request")) in its log)" : ""),
                of: exposure, objects: [generated.reference(on: .management), workload.object], evidence: evidence,
                remedies: first.reason?.hasPrefix("Layer4") == true
                    ? [
                        .fix("allow connections from HAProxy to the pods of namespace \(namespace)"),
                        .inspect("inspect the policies", context.networkPolicies(.management, namespace: namespace)),
                        context.log(of: workload),
                    ] : path(check?.name, exposure, context) + [context.log(of: workload)])
        }
        return nil
    }

    /// Servers that went down stay so until HAProxy reports that they are up; requests show it for a while only.
    private func isRecent(_ backend: HAProxyBackends.Backend, _ context: CheckContext) -> Bool {
        backend.time.map { context.now.seconds(since: $0) < LogLine.longestPause } ?? false
    }

    private func path(_ annotation: String?, _ exposure: RouteExposure, _ context: CheckContext) -> [Remedy] {
        let edit = exposure.isSourceVisible ? context.kubectl("edit", exposure.reference) : nil
        guard let annotation else {
            return [.fix("let the health check ask for what the backend answers with 200", edit)]
        }
        return [
            .fix("set \(annotation) to a path that the backend answers with 200", edit),
            .fix("or remove it, so that HAProxy checks the connection only"),
        ]
    }
}
