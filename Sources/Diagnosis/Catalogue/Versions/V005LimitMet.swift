import KubeLB
import Kubernetes
import Topology

/// KLC-V005: requests to a Route fail because of a limit that the running version of KubeLB has and a later one does not.
struct V005LimitMet: Check {
    let documentation = CheckDocumentation(
        code: "V005",
        title: "Requests fail because of a limit of this KubeLB version",
        severity: .warning,
        inputs: [.routes, .managementPods, .envoyMetrics, .managementDeployments],
        optionalInputs: [.managerLogs, .tenantStates, .configs],
        judgesManagementAlone: true,
        meaning: """
            The manager configures the listeners of the tenant's Envoy. Before v1.3.7 and v1.4.0 they do not allow WebSocket \
            upgrades: Envoy answers them with 403. Before v1.3.12 and v1.4.2 they end each request after 15 seconds with 504, \
            Envoy's own default. Envoy's counters or its access log show that requests met such a limit.
            """,
        impact: "WebSocket connections or long requests fail, and others succeed.",
        mending: "Upgrade KubeLB's manager.",
        examples: [
            .firesOnRoutes(
                .warning, "Envoy refused WebSocket upgrades, and the manager is v1.3.5", version("v1.3.5"),
                metrics: counted("envoy_http_downstream_rq_ws_on_non_ws_route", "envoy_http_conn_manager_prefix", 40)),
            .firesOnRoutes(
                .warning, "requests timed out, and the manager is v1.4.1", version("v1.4.1"),
                metrics: counted("envoy_cluster_upstream_rq_timeout", "envoy_cluster_name", 40)),
            .firesOnRoutes(
                .warning, "the access log has requests that ended after 15 seconds",
                version("v1.4.1") + accessLog(15_001),
                metrics: failures),
            .silentOnRoutes(
                "the requests that failed took a second", version("v1.4.1") + accessLog(1_001), metrics: failures),
            .silentOnRoutes(
                "Envoy refused a single WebSocket upgrade", version("v1.3.5"),
                metrics: counted("envoy_http_downstream_rq_ws_on_non_ws_route", "envoy_http_conn_manager_prefix", 1)),
            .silentOnRoutes(
                "the manager is v1.4.3",
                metrics: counted("envoy_http_downstream_rq_ws_on_non_ws_route", "envoy_http_conn_manager_prefix", 40)),
            .silentOnRoutes("no request failed", version("v1.3.5")),
        ])

    private static let cluster =
        "tenant-tenant-acme-route-shop-api-nodeport-site-svc-00000000-0000-4000-8000-000000000022-port-80-TCP"

    private static func version(_ tag: String) -> String {
        """
        management:
          pods: {kubelb/kubelb-manager-1: {spec: {containers: [{name: manager,
            image: "quay.io/kubermatic/kubelb-manager:\(tag)"}]}}}
        """
    }

    private static func counted(_ family: String, _ label: String, _ count: Int, _ labels: String = "") -> [String:
        String]
    {
        MetricsExamples.envoys(
            MetricsExamples.envoy([MetricsExamples.Port(), MetricsExamples.Port(name: cluster)])
                + "\(family){\(label)=\"\(cluster)\"\(labels)} \(count)\n")
    }

    private static let failures = counted(
        "envoy_http_downstream_rq_xx", "envoy_http_conn_manager_prefix", 4, ",envoy_response_code_class=\"5\"")

    private static func accessLog(_ milliseconds: Int) -> String {
        let line =
            "[2026-11-22T11:50:00.000Z] \"POST /export HTTP/1.1\" 504 UT 2048 24 \(milliseconds) - \"10.0.0.1:41000\" \"-\" \"-\" "
            + "\"shop.example.com\" \"203.0.113.1:31085\""
        return "\n---\nlogs: {management/tenant-acme/envoy-tenant-acme-1/envoy-proxy.log: '\(line)'}\n"
    }

    /// Of upgrades: scanners try one now and then.
    private static let fewest = 5

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        guard let release = topology.release(of: topology.manager) else { return [] }
        let (hasUpgrades, isUnlimited) = (topology.has(.webSocketUpgrades), topology.has(.unlimitedRequests))
        guard !hasUpgrades || !isUnlimited else { return [] }
        return topology.takenRoutes.flatMap { exposure -> [Finding] in
            let traffic = topology.traffic(of: exposure)
            return [
                hasUpgrades ? nil : upgrades(exposure, traffic, release, context),
                isUnlimited ? nil : timeouts(exposure, traffic, release, context),
            ].compactMap(\.self)
        }
    }

    private func upgrades(
        _ exposure: RouteExposure, _ traffic: [RouteUpstream], _ release: ReleaseVersion, _ context: CheckContext
    ) -> Finding? {
        let refusing = traffic.filter { $0.counters.refusedUpgrades > 0 }
        let count = refusing.reduce(0) { $0.saturatingSum($1.counters.refusedUpgrades) }
        guard count >= Self.fewest else { return nil }
        return finding(
            exposure,
            "The tenant's Envoy answered \(count) WebSocket upgrades for \(exposure.source.reference) with 403: KubeLB \(release) "
                + "does not allow them, v1.3.7 and v1.4.0 do",
            refusing.prefix(3).map {
                Evidence("Envoy listener \($0.cluster): rq_ws_on_non_ws_route", "\($0.counters.refusedUpgrades)")
            }, release, "v1.3.7, v1.4.0 or later", context)
    }

    private func timeouts(
        _ exposure: RouteExposure, _ traffic: [RouteUpstream], _ release: ReleaseVersion, _ context: CheckContext
    ) -> Finding? {
        let counted = traffic.filter { $0.counters.timeouts > 0 }
        let logged = context.topology.endedRequests(of: exposure)
        let count = max(counted.reduce(0) { $0.saturatingSum($1.counters.timeouts) }, logged.count)
        guard count > 0 else { return nil }
        let counters = counted.prefix(3).map {
            Evidence("Envoy cluster \($0.cluster): upstream_rq_timeout", "\($0.counters.timeouts)")
        }
        let lines = logged.prefix(2).map { request in
            Evidence(
                "\(request.source)",
                "504 UT after \(request.access.milliseconds) ms" + (request.access.host.map { " (\($0))" } ?? ""),
                at: request.access.end)
        }
        return finding(
            exposure,
            "The tenant's Envoy ended \(ServiceWords.count(count, "request")) for \(exposure.source.reference) with 504 after 15 "
                + "seconds: KubeLB \(release) has that request timeout, v1.3.12 and v1.4.2 have none",
            counters + lines, release, "v1.3.12, v1.4.2 or later", context)
    }

    private func finding(
        _ exposure: RouteExposure, _ message: String, _ evidence: [Evidence], _ release: ReleaseVersion,
        _ versions: String, _ context: CheckContext
    ) -> Finding {
        context.finding(
            .warning, message, of: exposure,
            evidence: evidence + [Evidence("version of the manager", "\(release)")],
            remedies: [
                .fix("upgrade KubeLB to \(versions)"),
                .inspect(
                    "show the version of the manager",
                    context.kubectl(.management, "-n \(context.topology.manager.namespace) get deployments -o wide")),
            ])
    }
}
