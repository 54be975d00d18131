import KubeLB
import Kubernetes
import Topology

/// KLC-D007: an Envoy does not hear the manager.
struct D007NoControlPlane: Check {
    let documentation = CheckDocumentation(
        code: "D007",
        title: "Envoy is not connected to the manager",
        severity: .error,
        explains: [.upstreams, .probes],
        inputs: [.loadBalancers, .managementPods, .envoyMetrics],
        optionalInputs: [
            .managementDeployments, .managementDaemonSets, .managementNamespaces, .managementServices, .networkPolicies,
            .configs, .managerLogs, .authorizationPolicies, .peerAuthentications,
        ],
        causedBy: ["M001", "M002", "M003", "M008", "T010"],
        meaning: """
            Each Envoy of the tenant keeps two streams open to the manager's Service kubelb/envoycp, which deliver its \
            clusters and listeners. Envoy's own metrics report that one of them is disconnected.
            """,
        impact: """
            Envoy keeps serving its last configuration. Changes do not reach it: new Services are refused, added or \
            removed nodes are not known, and if it restarts, it serves nothing.
            """,
        mending: """
            Get the manager running again. If it is running and envoycp has ready endpoints, check that the DNS of the \
            management cluster is up, whether a NetworkPolicy blocks the Envoy pods from port 8001 in namespace kubelb, and \
            whether somebody changed the bootstrap configuration of Envoy. If the manager's pod is in a service mesh, the mesh \
            must accept connections without mutual TLS there.
            """,
        examples: [
            .fires(
                .warning, "both are cut off and carry traffic all the same",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy(isConnected: false))),
            .fires(
                .warning, "one of two is cut off",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy(), MetricsExamples.envoy(isConnected: false))),
            .fires(
                .error, "it never received the Service",
                metrics: MetricsExamples.envoys(MetricsExamples.blank)),
            .fires(
                .error, "a NetworkPolicy around the manager denies all ingress",
                """
                management: {networkpolicies.networking.k8s.io: {kubelb/default-deny-ingress: {
                  spec: {podSelector: {}, policyTypes: [Ingress]}}}}
                """, metrics: MetricsExamples.envoys(MetricsExamples.blank)),
            .fires(
                .error, "a NetworkPolicy around the manager admits other namespaces only",
                """
                management: {networkpolicies.networking.k8s.io: {kubelb/xds-clients: {spec: {podSelector: {},
                  policyTypes: [Ingress], ingress: [{from: [{namespaceSelector: {matchLabels: {xds: allowed}}}]}]}}}}
                """, metrics: MetricsExamples.envoys(MetricsExamples.blank)),
            .fires(
                .error, "somebody changed the port of the manager in Envoy's bootstrap configuration",
                bootstrap("envoycp.kubelb.svc", 8002),
                metrics: MetricsExamples.envoys(MetricsExamples.blank, MetricsExamples.blank)),
            .fires(
                .error, "the same of its host",
                bootstrap("envoycp.kubelb-system.svc", 8001),
                metrics: MetricsExamples.envoys(MetricsExamples.blank, MetricsExamples.blank)),
            .fires(
                .error, "Istio around the manager allows callers of its own namespace only",
                """
                management:
                  pods: {kubelb/kubelb-manager-1: {metadata: {annotations: {ambient.istio.io/redirection: enabled}}}}
                  authorizationpolicies.security.istio.io: {kubelb/own: {spec: {rules: [
                    {from: [{source: {namespaces: [kubelb]}}]}]}}}
                """, metrics: MetricsExamples.envoys(MetricsExamples.blank)),
            .fires(
                .info, "the Envoy has just started",
                metrics: MetricsExamples.envoys(MetricsExamples.envoy(isConnected: false, uptime: 1))),
            .fires(
                .error, "the DNS of the management cluster is down",
                """
                management: {pods: {kube-system/coredns-1: {metadata: {labels: {k8s-app: kube-dns}}, spec: {containers: [
                  {name: coredns, image: "registry.k8s.io/coredns/coredns:v1.12.1"}]}, status: {phase: Running, conditions: [
                  {type: Ready, status: "False"}], containerStatuses: [{name: coredns, ready: false, restartCount: 22,
                  state: {waiting: {reason: CrashLoopBackOff}}}]}}}}
                logs: {management/tenant-acme/envoy-tenant-acme-1/envoy-proxy.log: "[2026-11-22 11:58:45.412][1][warning][config]
                  [source/extensions/config_subscription/grpc/grpc_stream.h:193] StreamListeners gRPC config stream to
                  xds_cluster closed since 620s ago: 14, no healthy upstream"}
                """, metrics: MetricsExamples.envoys(MetricsExamples.blank)),
            .fires(
                .error, "Istio requires mutual TLS of everything that connects to the manager",
                meshed("istio-proxy") + strict, metrics: MetricsExamples.envoys(MetricsExamples.blank)),
            .fires(
                .error, "the sidecar of Istio at the manager refuses plain connections, by its log",
                meshed("istio-proxy") + """

                    logs: {management/kubelb/kubelb-manager-1/istio-proxy.log: '[2026-11-22T11:59:46.088Z] "- - -" 0 NR
                      filter_chain_not_found - "-" 0 0 0 - "-" "-" "-" "-" "-" - - 10.244.1.10:8001 10.244.2.11:49737 - -'}
                    """, metrics: MetricsExamples.envoys(MetricsExamples.blank)),
            .fires(
                .error, "the manager is in Linkerd, which is not known to refuse anything",
                meshed("linkerd-proxy"), metrics: MetricsExamples.envoys(MetricsExamples.blank)),
            .silent(
                "both are connected to a manager in Istio", meshed("istio-proxy") + strict,
                metrics: MetricsExamples.envoys(MetricsExamples.envoy())),
            .silent("both are connected", metrics: MetricsExamples.envoys(MetricsExamples.envoy())),
            .silent("nobody asked them"),
            .silent(
                "the page is not Envoy's", metrics: MetricsExamples.envoys("<html><body>Log in</body></html>\n")),
        ])

    private static func bootstrap(_ host: String, _ port: Int) -> String {
        let configuration = """
            {"staticResources":{"clusters":[{"name":"xds_cluster","loadAssignment":{"endpoints":[{"lbEndpoints":[\
            {"endpoint":{"address":{"socketAddress":{"address":"\(host)","portValue":\(port)}}}}]}]}}]}}
            """
        let pods = (1...2).map { number in
            """
            tenant-acme/envoy-tenant-acme-\(number): {spec: {containers: [{name: envoy-proxy,
              image: "envoyproxy/envoy:distroless-v1.36.4", args: [--config-yaml, '\(configuration)']}]}}
            """
        }
        return "management: {pods: {\(pods.joined(separator: ", "))}}"
    }

    private static func meshed(_ sidecar: String) -> String {
        """
        management: {pods: {kubelb/kubelb-manager-1: {status: {containerStatuses: [
          {name: manager, ready: true, restartCount: 0, state: {running: {startedAt: "2026-11-22T10:00:00Z"}}},
          {name: \(sidecar), ready: true, restartCount: 0, state: {running: {startedAt: "2026-11-22T10:00:00Z"}}}]}}}}
        """
    }

    private static let strict = """

        ---
        management: {peerauthentications.security.istio.io: {istio-system/default: {spec: {mtls: {mode: STRICT}}}}}
        """

    func findings(in context: CheckContext) -> [Finding] {
        let envoys = context.topology.envoys
        let cutOff = envoys.filter { $0.statistics.isDisconnected }
        guard !cutOff.isEmpty else { return [] }
        let names = Set(cutOff.map(\.pod.metadata.name))
        let waiting = context.seenServices.filter { service in
            service.ports.contains { port in
                port.broken.contains { names.contains($0.pod.metadata.name) && !$0.isKnown }
            }
        }
        let uptime = cutOff.map(\.statistics.uptimeSeconds).min() ?? 0
        let (age, note, isStarting) = context.statisticsSymptom(
            since: context.now.adding(seconds: -Double(uptime)), of: [])
        let severity: Severity = waiting.isEmpty ? min(age, .warning) : age
        let pods = cutOff.map(\.pod)
        let policies = Self.policies(between: pods[0], context)
        let refusing = policies == nil ? ManagerMeshPolicies(against: pods[0], context) : nil
        let dns = policies == nil && refusing == nil ? ClusterDNS(downIn: .management, context) : nil
        let edited = policies == nil && refusing == nil && dns == nil ? EditedBootstrap(of: pods, context) : nil
        let blocked = policies.map {
            ". \($0.names) \($0.doNotAllow) ingress to the manager on TCP \(KubeLBNames.controlPlanePort) from namespace "
                + pods[0].metadata.namespace
        }
        let logged = pods.lazy.compactMap { pod in
            context.topology.lastComplaint(of: pod) { complaint in
                if case .cutOff(let reason, _) = complaint, !reason.isEmpty { reason } else { nil }
            }
        }.first
        let reason = logged.map { " (\(ServiceWords.excerpt($0.found)))" } ?? ""
        let mesh =
            policies == nil && refusing == nil && dns == nil && edited == nil
            ? ManagerMesh(refusing: pods[0], reason: logged?.found, context) : nil
        let isOne = pods.count == 1
        let effect =
            waiting.isEmpty
            ? "\(isOne ? "It keeps" : "They keep") serving the last configuration"
            : "\(ServiceWords.count(waiting.count, "Service")) \(waiting.count == 1 ? "is" : "are") waiting for it"
        return [
            Finding(
                severity,
                "\(EnvoyWords.sentenceStart(pods, of: envoys.count)) of the tenant \(isOne ? "has" : "have") no connection to the "
                    + "manager\(note)\(reason). \(effect)"
                    + (blocked
                        ?? (refusing?.sentence ?? dns?.words ?? edited?.words ?? mesh?.words).map { ". \($0)" } ?? ""),
                objects: EnvoyWords.references(pods) + (policies?.references(.management) ?? [])
                    + (refusing?.objects ?? []) + (dns?.objects ?? []) + (mesh?.objects ?? []),
                evidence: cutOff.prefix(3).map { pod, statistics in
                    Evidence(
                        EnvoyWords.source(pod),
                        "cds connected_state \(Self.word(statistics.isClusterStreamConnected)), "
                            + "lds connected_state \(Self.word(statistics.isListenerStreamConnected))")
                }
                    + (logged.map { [Evidence("\($0.source)", ServiceWords.excerpt($0.found), at: $0.time)] } ?? [])
                    + (refusing?.evidence ?? dns?.evidence ?? edited?.evidence ?? mesh?.evidence ?? []),
                remedies: isStarting
                    ? []
                    : refusing?.remedies ?? edited?.remedies
                        ?? (mesh?.remedies ?? []) + remedies(policies, dns, pods[0], context))
        ]
    }

    private func remedies(
        _ policies: PodPolicies?, _ dns: ClusterDNS?, _ pod: Pod, _ context: CheckContext
    ) -> [Remedy] {
        if let dns { return dns.remedies }
        let allow = policies.map { policies in
            Remedy.fix(
                "add a NetworkPolicy that allows it; policies are additive",
                context.allow(
                    .management, .ingress, [(KubeLBNames.controlPlanePort, "TCP")],
                    namespace: policies.restricting[0].metadata.namespace,
                    labels: [KubeLBNames.appNameLabel: context.topology.manager.role.appName]))
        }
        return (allow.map { [$0] } ?? []) + [
            .inspect(
                "check that the manager's Service has ready endpoints",
                context.endpointSlices(
                    of: ObjectReference(
                        .management, kind: Service.kind, namespace: KubeLBNames.namespace,
                        name: KubeLBNames.controlPlaneService))),
            .inspect(
                "check whether a NetworkPolicy blocks the connection",
                context.networkPolicies(.management, namespace: pod.metadata.namespace)),
        ]
    }

    /// Policies in the manager's namespace that select its pods, if all of them together do not let the Envoy in on its port.
    private static func policies(between envoy: Pod, _ context: CheckContext) -> PodPolicies? {
        let manager = context.topology.manager
        guard let pod = context.topology.pods(of: manager).value?.first,
            let all = context.topology.list(.management, NetworkPolicy.self).value,
            let policies = PodPolicies(
                all.items, .ingress, namespace: pod.metadata.namespace, labels: pod.metadata.labels)
        else { return nil }
        let namespace = context.topology.list(.management, Namespace.self).first {
            $0.metadata.name == envoy.metadata.namespace
        }
        // Without its labels any rule for the port may be for it.
        let isAllowed =
            namespace.value.map {
                policies.allows(
                    KubeLBNames.controlPlanePort, "TCP", pod: envoy.metadata.labels, namespace: $0.metadata.labels)
            } ?? policies.allows(KubeLBNames.controlPlanePort, "TCP")
        return isAllowed ? nil : policies
    }

    private static func word(_ isConnected: Bool?) -> String { isConnected.map { $0 ? "1" : "0" } ?? "unknown" }
}

extension PortUpstreams.View {
    /// Whether the Envoy has the port in its configuration.
    var isKnown: Bool { if case .known = state { true } else { false } }
}
