import KubeLB
import Kubernetes
import Topology

/// KLC-D044: Envoys log that they get no configuration, and nothing else is known of them.
struct D044ManagerRefuses: Check {
    let documentation = CheckDocumentation(
        code: "D044",
        title: "Envoy logs that its connections to the manager fail",
        severity: .error,
        explains: [.upstreams, .probes],
        hop: .listener,
        inputs: [.loadBalancers, .managementPods],
        optionalInputs: [.envoyMetrics, .managerLogs, .authorizationPolicies],
        causedBy: ["M001", "M002", "M003", "M008", "T010"],
        meaning: """
            Each Envoy of the tenant keeps two streams open to port 8001 of the manager, which deliver its configuration. The log \
            of an Envoy whose metrics could not be read reports that they have been closed for minutes, and it was written \
            until just now. If the manager runs in Istio, an AuthorizationPolicy may refuse callers from outside of the mesh.
            """,
        impact: """
            An Envoy that was started since has no configuration and refuses every connection. Others keep serving their last \
            configuration, and changes do not reach them.
            """,
        mending: """
            Get the manager running, and let the Envoy pods connect to port 8001 of its namespace: policies of a service mesh \
            and NetworkPolicies must allow it.
            """,
        examples: [
            .fires(.warning, "its connections have been reset for half an hour", log(closed("11:59:20"))),
            .fires(
                .error, "its connections were reset from the start",
                log(closed("11:59:20", since: " since \(119 * 60)s ago"))),
            .fires(
                .warning, "Istio allows callers of some namespaces only",
                """
                management:
                  pods: {kubelb/kubelb-manager-1: {metadata: {annotations: {ambient.istio.io/redirection: enabled}}}}
                  authorizationpolicies.security.istio.io: {kubelb/own: {spec: {action: ALLOW, rules: [
                    {from: [{source: {namespaces: [kubelb, monitoring]}}]}]}}}

                """ + log(closed("11:59:20"))),
            .silent("it was connected again, and got a listener", log(closed("11:59:20") + #"\n"# + listener)),
            .silent("it is long over", log(closed("11:20:00"))),
            .silent("the manager was restarted", log(closed("11:59:20", since: ""))),
            .silent(
                "its metrics show the connection", log(closed("11:59:20")),
                metrics: MetricsExamples.envoys(MetricsExamples.envoy())),
        ])

    private static func log(_ lines: String) -> String {
        #"logs: {management/tenant-acme/envoy-tenant-acme-1/envoy-proxy.log: "\#(lines)"}"#
    }

    private static func closed(_ time: String, since: String = " since 1620s ago") -> String {
        "[2026-11-22 \(time).000][1][warning][config] [source/extensions/config_subscription/grpc/grpc_stream.h:193] "
            + "StreamListeners gRPC config stream to xds_cluster closed\(since): 14, upstream connect error or "
            + "disconnect/reset before headers. reset reason: connection termination"
    }

    private static let listener =
        "[2026-11-22 11:59:40.000][1][info][upstream] [source/common/listener_manager/lds_api.cc:106] lds: add/update listener 'a'"

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        let known = Set(topology.envoys.map(\.pod.metadata.name))
        let loadBalancers = (topology.loadBalancers.value ?? []).filter { !$0.metadata.isBeingDeleted }
        let pods = topology.servingEnvoyPods ?? []
        guard !loadBalancers.isEmpty else { return [] }
        let cutOff = pods.filter { !known.contains($0.metadata.name) }.compactMap { pod in
            topology.lostStream(of: pod).map { (pod: pod, stream: $0) }
        }
        guard let first = cutOff.first else { return [] }
        let policies = ManagerMeshPolicies(against: first.pod, context)
        let isOne = cutOff.count == 1
        let reason = " (\(ServiceWords.excerpt(first.stream.reason)))"
        let manager = ObjectReference(
            .management, kind: Service.kind, namespace: KubeLBNames.namespace, name: KubeLBNames.controlPlaneService)
        let isBlank = cutOff.contains(where: \.stream.isFirst)
        return [
            Finding(
                isBlank ? .error : .warning,
                "\(EnvoyWords.sentenceStart(cutOff.map(\.pod), of: pods.count)) of the tenant "
                    + "\(isOne ? "gets" : "get") no \(isBlank ? "configuration" : "changes of the configuration"): "
                    + "\(isOne ? "its log reports" : "their logs report") that connections to the manager, port "
                    + "\(KubeLBNames.controlPlanePort), fail\(reason)"
                    + (policies.map { ". \($0.sentence)" } ?? ""),
                objects: EnvoyWords.references(cutOff.map(\.pod)) + (policies?.objects ?? []),
                evidence: cutOff.prefix(3).map {
                    Evidence("\($0.stream.source)", ServiceWords.excerpt($0.stream.reason), at: $0.stream.time)
                }
                    + (policies?.evidence ?? []),
                remedies: (policies?.remedies ?? []) + [
                    .inspect(
                        "check that the manager's Service has ready endpoints", context.endpointSlices(of: manager)),
                    .inspect(
                        "check whether a policy blocks the connection",
                        context.networkPolicies(.management, namespace: first.pod.metadata.namespace)),
                ])
        ]
    }
}
