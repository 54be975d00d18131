import KubeLB
import Kubernetes
import Topology

/// KLC-G021: a setting of a route or of a policy makes the proxies of its Gateway end requests.
struct G021ProxyEndsRequests: Check {
    let documentation = CheckDocumentation(
        code: "G021",
        title: "The proxies of a Gateway end requests because of a setting",
        severity: .error,
        inputs: [.routes],
        optionalInputs: [
            .managementHTTPRoutes, .managementGRPCRoutes, .managementGateways, .managementGatewayClasses,
            .managementBackendTrafficPolicies, .managementDeployments, .managementDaemonSets, .managementPods,
            .managerLogs,
        ],
        judgesManagementAlone: true,
        meaning: """
            Timeouts of a route, and a BackendTrafficPolicy of Envoy Gateway in the tenant's namespace of the management cluster, change \
            how requests are answered, while every condition is True. A policy may inject faults, set a timeout that is too short for \
            the backend, or limit requests; KubeLB's tenants do not see it. The proxies of the Gateway log why they ended a request: \
            response_timeout, fault_filter_abort, local_rate_limited. The tenant's Envoy logs that the connection was closed (DC). \
            Limits are reported if a log shows that they end a considerable part of the requests to the route.
            """,
        impact: "Some or all requests get an error from the proxy, although the backend is healthy.",
        mending: "Correct the setting, or remove the policy.",
        examples: G021Examples.all)

    func findings(in context: CheckContext) -> [Finding] {
        let routes = context.topology.takenRoutes.filter { $0.kind.hasParent && $0.ownsGenerated }
        guard !routes.isEmpty else { return [] }
        let traffic = context.topology.gatewayTraffic
        let policies = TrafficPolicies(context)
        var envoys: EnvoyTraffic?
        return routes.flatMap { exposure -> [Finding] in
            guard let generated = exposure.generated.value else { return [] }
            let requests = traffic.requests(of: exposure).filter {
                $0.access.isOf(exposure.kind.rawValue, generated.metadata)
            }
            let own = policies.policies(for: exposure)
            let faults = own.compactMap { policy in
                InjectedFault(policy).map { injected(exposure, $0, policy, requests, context) }
            }
            let endings = ended(exposure, requests, own, isFaultKnown: !faults.isEmpty, context)
            let timeouts = endings.isEmpty ? ProxySetting.timeouts(exposure, own) : []
            guard !timeouts.isEmpty else { return faults + endings }
            let envoyTraffic = envoys ?? context.topology.envoyTraffic
            envoys = envoyTraffic
            return faults + abandoned(exposure, timeouts, envoyTraffic.entries(of: exposure), context)
        }
    }

    // MARK: Faults

    private func injected(
        _ exposure: RouteExposure, _ fault: InjectedFault, _ policy: BackendTrafficPolicy, _ requests: [GatewayRequest],
        _ context: CheckContext
    ) -> Finding {
        let aborted = requests.filter { ProxyEnding($0.access) == .fault }
        let reference = ObjectReference(.management, policy)
        return context.finding(
            fault.isTotal ? .error : .warning,
            "\(policy.reference) of the management cluster injects faults into \(exposure.source.reference): it \(fault.text)"
                + (aborted.isEmpty
                    ? "" : " (fault_filter_abort: \(aborted.count) of \(requests.count) requests in the logs)"),
            of: exposure, objects: [reference, exposure.generatedReference].compactMap(\.self),
            evidence: [Evidence("\(policy.reference): spec.faultInjection", fault.evidence)]
                + [aborted.last].compactMap(\.self).map { $0.evidence(count: aborted.count) },
            remedies: [
                .fix("delete the policy, or remove faultInjection from it", context.kubectl("edit", reference))
            ])
    }

    // MARK: Requests that were ended

    private func ended(
        _ exposure: RouteExposure, _ requests: [GatewayRequest], _ policies: [BackendTrafficPolicy], isFaultKnown: Bool,
        _ context: CheckContext
    ) -> [Finding] {
        let groups = Dictionary(grouping: requests) { ProxyEnding($0.access) }
        return ProxyEnding.allCases.compactMap { ending in
            guard let found = groups[ending], found.count >= Self.fewest, ending != .fault || !isFaultKnown,
                Double(found.count) >= ending.leastShare * Double(requests.count),
                let last = found.max(by: { $0.access.start < $1.access.start }),
                context.now.seconds(since: last.access.start) < Self.patience
            else { return nil }
            if ending == .timeout {
                return ProxySetting(of: last.access, exposure, policies).map {
                    finding(exposure, ending, found.count, of: requests.count, last, $0, context)
                }
            }
            let policy = policies.first { policy in ending.fields.contains { policy.settings[$0] != nil } }
            return finding(
                exposure, ending, found.count, of: requests.count, last,
                policy.map { ProxySetting($0, ending.fields) }, context)
        }
    }

    private func finding(
        _ exposure: RouteExposure, _ ending: ProxyEnding, _ count: Int, of total: Int, _ last: GatewayRequest,
        _ setting: ProxySetting?, _ context: CheckContext
    ) -> Finding {
        let gateway = exposure.parent?.source.reference ?? "its Gateway"
        let policy = setting?.policy.map { ObjectReference(.management, $0) }
        return context.finding(
            .warning,
            "The proxies of \(gateway) end \(count) of \(total) requests to \(exposure.source.reference) "
                + "\(last.access.answer): " + (setting?.text ?? ending.cause),
            of: exposure, objects: [policy, exposure.generatedReference].compactMap(\.self),
            evidence: [setting?.evidence, last.evidence(count: count)].compactMap(\.self),
            remedies: [
                .fix(
                    ending.mending,
                    policy.map { context.kubectl("edit", $0) }
                        ?? (setting != nil && exposure.isSourceVisible
                            ? context.kubectl("edit", exposure.reference) : nil))
            ])
    }

    /// The tenant's Envoy logs that the Gateway has closed a connection before the backend responded (DC), always after the same
    /// time, which is that of a timeout. It is known if the log of the Gateway's proxies is not.
    private func abandoned(
        _ exposure: RouteExposure, _ settings: [ProxySetting], _ requests: [EnvoyTraffic.Entry], _ context: CheckContext
    ) -> [Finding] {
        let closed = requests.filter { $0.access.flags.contains("DC") }
        for setting in settings {
            let found = closed.filter { setting.fits($0.access.milliseconds) }
            guard found.count >= Self.fewest,
                Double(found.count) >= ProxyEnding.timeout.leastShare * Double(requests.count),
                let last = found.max(by: { $0.access.end < $1.access.end }),
                context.now.seconds(since: last.access.end) < Self.patience
            else { continue }
            let policy = setting.policy.map { ObjectReference(.management, $0) }
            return [
                context.finding(
                    .warning,
                    "The proxies of \(exposure.parent?.source.reference ?? "its Gateway") end \(found.count) of \(requests.count) "
                        + "requests to \(exposure.source.reference) after \(last.access.milliseconds) ms, before the backend responds: "
                        + setting.text,
                    of: exposure, objects: [policy, exposure.generatedReference].compactMap(\.self),
                    evidence: [
                        setting.evidence,
                        Evidence(
                            "\(last.source)",
                            "connection closed by the Gateway (DC) after \(last.access.milliseconds) ms (×\(found.count))",
                            at: last.access.end),
                    ].compactMap(\.self),
                    remedies: [
                        .fix(
                            ProxyEnding.timeout.mending,
                            policy.map { context.kubectl("edit", $0) }
                                ?? (exposure.isSourceVisible ? context.kubectl("edit", exposure.reference) : nil))
                    ])
            ]
        }
        return []
    }

    private static let fewest = 3
    /// Seconds after which it may be over.
    private static let patience = 7200.0
}

extension GatewayRequest {
    func evidence(count: Int) -> Evidence {
        Evidence(
            "\(source)",
            "\(access.method) \(access.host)\(ServiceWords.excerpt(access.path)) \(access.answer)"
                + (count > 1 ? " (×\(count))" : ""), at: access.start)
    }
}

extension GatewayAccess {
    /// `after 300 ms with 504 (response_timeout, UT)`
    var answer: String {
        let time = milliseconds > 99 ? "after \(milliseconds) ms " : ""
        return "\(time)with \(status) (\(([details] + flags).joined(separator: ", ")))"
    }
}
