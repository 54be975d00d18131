import Documents
import KubeLB
import Kubernetes
import Topology

/// KLC-D008: an Envoy does not take what the manager sends.
struct D008ConfigurationRejected: Check {
    let documentation = CheckDocumentation(
        code: "D008",
        title: "Envoy rejects its configuration",
        severity: .error,
        explains: [.upstreams, .probes],
        inputs: [.loadBalancers, .managementPods, .envoyMetrics],
        optionalInputs: [
            .managerLogs, .addresses, .managementDeployments, .managementDaemonSets, .tenantStates, .configs,
        ],
        causedBy: ["D004"],
        meaning: """
            The manager sent a configuration, but Envoy rejected it or part of it, and serves fewer ports than it \
            should. Usually a port could not be bound. Past rejections are ignored, although Envoy's counters keep \
            them forever.
            """,
        impact: """
            The missing ports refuse connections. A configuration that is rejected as a whole blocks every later \
            change for all Services of the tenant.
            """,
        mending: """
            Envoy's log names the listener or cluster and the reason; its admin port, if open, shows it in config_dump \
            under error_state. Free the port, or use compatible versions of the manager and Envoy.
            """,
        examples: [
            .fires(
                .error, "a listener cannot be bound",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy(rejected: 12, listeners: 3))),
            .fires(
                .error, "Envoy's log names the listener and the reason",
                """
                logs: {management/tenant-acme/envoy-tenant-acme-1/envoy-proxy.log: "[2026-11-22 11:58:45.412][1][warning][config]
                  [source/extensions/config_subscription/grpc/grpc_subscription_impl.cc:138] gRPC config for
                  type.googleapis.com/envoy.config.listener.v3.Listener rejected: Error adding/updating listener(s)
                  \(MetricsExamples.port("TCP", 31080)): cannot bind '0.0.0.0:10000': Address already in use"}
                """, metrics: MetricsExamples.envoys(MetricsExamples.envoy(rejected: 12, listeners: 3))),
            .fires(
                .error, "KubeLB before v1.4.2 passes host names of nodes to Envoy as IP addresses",
                """
                management:
                  pods: {kubelb/kubelb-manager-1: {spec: {containers: [{name: manager,
                    image: "quay.io/kubermatic/kubelb-manager:v1.4.1"}]}}}
                  addresses.kubelb.k8c.io: {tenant-acme/default: {spec: {addresses: [{ip: node-a.example}]}}}
                """,
                metrics: MetricsExamples.envoys(MetricsExamples.envoy(rejected: 12, listeners: 3))),
            .fires(
                .error, "before v1.4.2, Envoy has the port and none of the nodes, which are host names",
                """
                management:
                  pods: {kubelb/kubelb-manager-1: {spec: {containers: [{name: manager,
                    image: "quay.io/kubermatic/kubelb-manager:v1.4.1"}]}}}
                  addresses.kubelb.k8c.io: {tenant-acme/default: {spec: {addresses: [{ip: node-a.example}]}}}
                """,
                metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(total: 0, healthy: 0)]))),
            .fires(
                .error, "Envoy pods of another image than that of their Deployment do not know what they are sent",
                """
                management: {pods: {
                  tenant-acme/envoy-tenant-acme-1: {spec: {containers: [{name: envoy-proxy, image: "harbor.example/envoy:1.34-slim"}]}},
                  tenant-acme/envoy-tenant-acme-2: {spec: {containers: [{name: envoy-proxy, image: "harbor.example/envoy:1.34-slim"}]}}}}
                logs: {management/tenant-acme/envoy-tenant-acme-1/envoy-proxy.log: "[2026-11-22 11:58:45.412][1][warning][config]
                  [source/extensions/config_subscription/grpc/grpc_subscription_impl.cc:138] gRPC config for
                  type.googleapis.com/envoy.config.listener.v3.Listener rejected: Error adding/updating listener(s)
                  \(MetricsExamples.port("TCP", 31080)): Didn't find a registered implementation for 'envoy.file_access_log'"}
                """,
                metrics: MetricsExamples.envoys(
                    MetricsExamples.envoy(rejected: 12, listeners: 3), MetricsExamples.envoy(rejected: 12, listeners: 3)
                )),
            .fires(
                .error, "nothing was ever accepted",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy([], version: 0, rejected: 4))),
            .fires(
                .error, "one of two has fewer listeners than the other",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy(), MetricsExamples.envoy(listeners: 3))),
            .fires(
                .warning, "the Envoy has run for 20 seconds",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy(rejected: 2, listeners: 3, uptime: 20))),
            .silent(
                "a refusal that is over",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy(rejected: 12))),
            .silent(
                "an Envoy of a mirror's image accepts everything",
                """
                management: {pods: {tenant-acme/envoy-tenant-acme-1: {spec: {containers: [{name: envoy-proxy,
                  image: "mirror.example/envoyproxy/envoy:distroless-v1.36.4"}]}}}}
                """, metrics: MetricsExamples.envoys(MetricsExamples.envoy())),
            .silent(
                "an Envoy with other listeners of its own",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy(listeners: 3))),
            .silent(
                "blank, and nothing was refused", metrics: MetricsExamples.envoys(MetricsExamples.blank)),
        ])

    /// Envoy's own: statistics, readiness, health.
    private static let ownListeners = 3

    func findings(in context: CheckContext) -> [Finding] {
        let loadBalancers = (context.topology.loadBalancers.value ?? []).filter { !$0.metadata.isBeingDeleted }
        let due = loadBalancers.flatMap(\.envoyUpstreams)
        let envoys = context.topology.envoys
        guard !due.isEmpty, !envoys.isEmpty else { return [] }
        let most = envoys.map(\.statistics.activeListeners).max() ?? 0
        let behind = envoys.filter { Self.isBehind($0.statistics, due, most: most) }
        guard !behind.isEmpty else { return rejectedNodes(due, context) }
        let changed = loadBalancers.compactMap(\.metadata.lastSpecWrite).max()
        let started = behind.map { context.now.adding(seconds: -Double($0.statistics.uptimeSeconds)) }.max()
        let (severity, note) = context.symptom(since: [changed, started].compactMap { $0 }.max())
        let pods = behind.map(\.pod)
        let rejection = rejection(pods, context)
        let reason = rejection.map {
            ". \(Self.subject($0.resource, loadBalancers)): \(ServiceWords.excerpt($0.reason))"
        }
        let hostNames = Self.rejectedHostNames(context)
        let isOne = pods.count == 1
        let names = Set(pods.map(\.metadata.name))
        let accepting = envoys.map(\.pod).filter { !names.contains($0.metadata.name) }
        let image =
            hostNames.isEmpty
            ? RejectingImage(pods, accepting: accepting, reason: rejection?.reason, context) : nil
        var finding = Finding(
            severity,
            "\(EnvoyWords.sentenceStart(pods, of: envoys.count)) of the tenant \(isOne ? "does" : "do") not accept the "
                + "whole configuration: \(words(behind[0].statistics, due, isOne: isOne))\(note)\(reason ?? "")"
                + (image.map { ". \($0.sentence(isOne: isOne))" } ?? "")
                + (hostNames.isEmpty
                    ? "" : ". Addresses/default lists host names, which Envoy rejects as IP addresses"),
            objects: EnvoyWords.references(pods),
            evidence: behind.prefix(3).map { pod, statistics in
                Evidence(EnvoyWords.source(pod), Self.counts(statistics))
            }
                + [rejection?.evidence].compactMap { $0 } + (image?.evidence ?? [])
                + hostNames.prefix(3).map { Evidence("Addresses/default: spec.addresses", $0) },
            remedies: hostNames.isEmpty
                ? remedies(rejection?.reason, image, pods, context)
                : Self.remediesForHostNames(pods[0], context))
        finding.common = image?.common(context)
        return [finding]
    }

    /// Clusters that Envoy has, without the nodes that the manager sent for them.
    private func rejectedNodes(_ due: [EnvoyUpstream], _ context: CheckContext) -> [Finding] {
        let hostNames = Self.rejectedHostNames(context)
        let clusters = Set(due.flatMap(\.clusters))
        let empty = context.topology.envoys.filter { _, statistics in
            let own = statistics.clusters.filter { clusters.contains($0.key) }
            // An Envoy that looks the names up and fails has accepted them: KLC-D010.
            return !own.isEmpty && own.allSatisfy { $0.value.total == 0 && $0.value.failedUpdates == 0 }
        }.map(\.pod)
        guard !hostNames.isEmpty, !empty.isEmpty else { return [] }
        return [
            Finding(
                .error,
                "\(EnvoyWords.sentenceStart(empty, of: context.topology.envoys.count)) of the tenant "
                    + "\(empty.count == 1 ? "has" : "have") no node to send traffic to: Addresses/default lists host names "
                    + "(\(ServiceWords.list(hostNames))), which Envoy rejects as malformed IP addresses",
                objects: EnvoyWords.references(empty),
                evidence: hostNames.prefix(3).map { Evidence("Addresses/default: spec.addresses", $0) }
                    + [rejection(empty, context)?.evidence].compactMap { $0 },
                remedies: Self.remediesForHostNames(empty[0], context))
        ]
    }

    private static func remediesForHostNames(_ pod: Pod, _ context: CheckContext) -> [Remedy] {
        [
            .fix(
                "upgrade the manager to v1.4.2 or later (v1.3.12 for 1.3), or set the CCM's node address type to "
                    + "InternalIP or ExternalIP"),
            .inspect("read the reason in Envoy's log", context.showLog(of: pod)),
        ]
    }

    /// The newest rejection in the logs of some Envoys.
    private func rejection(
        _ pods: [Pod], _ context: CheckContext
    ) -> (resource: String?, reason: String, evidence: Evidence)? {
        pods.lazy.compactMap { pod in
            context.topology.lastComplaint(of: pod) { complaint in
                if case .rejected(let resource, let reason) = complaint { (resource, reason) } else { nil }
            }
        }.first.map { entry in
            (
                entry.found.0, entry.found.1,
                Evidence("\(entry.source)", "rejected: \(ServiceWords.excerpt(entry.found.1))", at: entry.time)
            )
        }
    }

    /// The Service to which a rejected listener or cluster belongs.
    private static func subject(_ resource: String?, _ loadBalancers: [LoadBalancer]) -> String {
        guard let resource else { return "The last reason in Envoy's log" }
        for loadBalancer in loadBalancers {
            guard let upstream = loadBalancer.envoyUpstreams.first(where: { $0.clusters.contains(resource) }) else {
                continue
            }
            let owner = loadBalancer.origin.map { "Service \($0.namespace)/\($0.name)" } ?? loadBalancer.reference
            return "Port \(upstream.label) of \(owner)"
        }
        return "Listener \(resource)"
    }

    private func remedies(
        _ reason: String?, _ image: RejectingImage?, _ pods: [Pod], _ context: CheckContext
    ) -> [Remedy] {
        let lower = reason?.lowercased() ?? ""
        let says = { (words: String...) in words.contains { lower.contains($0) } }
        let pod = pods[0]
        let config = Remedy.inspect(
            "if the admin port is open, show the rejected configuration (error_state)",
            context.kubectl(
                .management,
                "get --raw /api/v1/namespaces/\(pod.metadata.namespace)/pods/\(pod.metadata.name):9001/proxy/config_dump"
            ).piped(into: ShellCommand("grep -A3 error_state")))
        let log = Remedy.inspect("read the reason in Envoy's log", context.showLog(of: pod))
        if says("address already in use") {
            return [
                .fix(
                    "replace the pods, one after the other: a new one starts without the process or the old listener that holds "
                        + "the port",
                    ShellCommand(
                        lines: pods.prefix(3).map { context.kubectl("delete", ObjectReference(.management, $0)) }),
                    risk: .restart),
                .fix("if the Envoy pods use the network of their nodes, free the port on the node"),
                config,
            ]
        }
        if says("permission denied") {
            return [
                .fix("let Envoy bind the port: ports below 1024 need the capability NET_BIND_SERVICE in its container"),
                config,
            ]
        }
        if let image { return image.remedies(context) + (reason == nil ? [log, config] : [config]) }
        if let reason, RejectingImage.isIncompatibility(reason) {
            return [
                .fix("use the Envoy image of the manager's release: this Envoy does not know what the manager sends"),
                config,
            ]
        }
        let fix = Remedy.fix("free the port that Envoy cannot use, or use compatible versions of the manager and Envoy")
        return reason == nil ? [fix, log, config] : [fix, config]
    }

    /// Host names of nodes that the manager would pass to Envoy as IP addresses.
    private static func rejectedHostNames(_ context: CheckContext) -> [String] {
        let addresses = context.topology.defaultAddresses.value?.addresses ?? []
        guard !context.topology.has(.hostnameAddresses) else { return [] }
        return addresses.filter { address in
            !address.contains(":") && address.contains { $0 != "." && !($0.isASCII && $0.isNumber) }
        }
    }

    private static func isBehind(_ envoy: EnvoyStatistics, _ due: [EnvoyUpstream], most: Int) -> Bool {
        let missing = due.contains { upstream in !upstream.clusters.contains { envoy.clusters[$0] != nil } }
        let lacksListeners = envoy.activeListeners < ownListeners + due.count
        if envoy.hasRejections { return missing || lacksListeners }
        // Its clusters are all there, so it has the configuration, and yet another pod serves more of it.
        return envoy.isConfigured && !missing && lacksListeners && envoy.activeListeners < most
    }

    private func words(_ envoy: EnvoyStatistics, _ due: [EnvoyUpstream], isOne: Bool) -> String {
        let active = max(0, envoy.activeListeners.saturatingDifference(Self.ownListeners))
        let refused = envoy.rejectedListenerUpdates.saturatingSum(envoy.rejectedClusterUpdates)
        let serves = "\(isOne ? "it serves" : "they serve") \(active) of \(ServiceWords.count(due.count, "port"))"
        return refused > 0 ? "\(serves) and rejected \(ServiceWords.count(refused, "update"))" : serves
    }

    private static func counts(_ envoy: EnvoyStatistics) -> String {
        "total_listeners_active \(envoy.activeListeners); lds updates: \(envoy.acceptedListenerUpdates) accepted, "
            + "\(envoy.rejectedListenerUpdates) rejected; cds updates: \(envoy.acceptedClusterUpdates) accepted, "
            + "\(envoy.rejectedClusterUpdates) rejected"
    }
}
