import KubeLB
import Kubernetes
import Topology
import Transport

/// KLC-C010: the CCM's kubeconfig does not lead to the management cluster.
struct C010WrongServer: Check {
    let documentation = CheckDocumentation(
        code: "C010",
        title: "The CCM cannot reach the management cluster",
        severity: .error,
        explains: Gate.all(of: .propagated),
        inputs: [],
        optionalInputs: [
            .tenantAccess, .managementAccess, .managementNamespaces, .ccmLogs, .tenantPods, .tenantNetworkPolicies,
            .tenantConfigMaps,
        ],
        meaning: """
            The server in the CCM's management kubeconfig does not respond, is a loopback address, which inside a pod \
            is the pod itself, or belongs to a cluster other than the management cluster being checked.
            """,
        impact: "The CCM exits at startup, or works with a different management cluster: Services get no address.",
        mending: """
            Make sure that the tenant cluster's pods can reach the management API server: its name must resolve, firewalls \
            and NetworkPolicies must allow the connection, and its certificate must list the name. The manager copies the \
            server of the ConfigMap kube-public/cluster-info into the kubeconfigs that it issues: if it is wrong, correct it \
            there, then copy the kubeconfig again.
            """,
        examples: [
            .fires(
                .error, "the CCM's log says that the connection was refused",
                """
                tenant: {access: {secrets: null}, pods: {\(CCMExamples.crashingPod)}}
                logs: {\(CCMExamples.log(
                    "failed to create manager for kubelb cluster",
                    "failed to get server groups: Get \\\"https://127.0.0.1:41999/api\\\": dial tcp 127.0.0.1:41999: "
                        + "connect: connection refused"))}
                """),
            .fires(
                .error, "the clock of its node is two years behind",
                """
                tenant: {access: {secrets: null}, pods: {\(CCMExamples.crashingPod)}}
                logs: {tenant/kubelb/kubelb-ccm-1/ccm.log: '{"level":"error","ts":"2024-03-05T06:41:27.412Z","logger":"setup",
                  "msg":"failed to create manager for kubelb cluster","error":"Get \\"https://192.0.2.10:6443/api\\": tls: failed
                  to verify certificate: x509: certificate has expired or is not yet valid: current time 2024-03-05T06:41:27Z is
                  before 2026-11-01T08:12:44Z"}'}
                """),
            .fires(
                .error, "its proxy cannot be resolved",
                """
                tenant: {access: {secrets: null}, pods: {\(CCMExamples.crashingPod)}}
                logs: {\(CCMExamples.log(
                    "failed to create manager for kubelb cluster",
                    "Get \\\"https://192.0.2.10:6443/api\\\": proxyconnect tcp: dial tcp: lookup proxy.example on 10.96.0.10:53: "
                        + "no such host"))}
                """),
            .fires(
                .error, "a NetworkPolicy around the CCM allows other ports only",
                """
                tenant: {access: {secrets: null}, pods: {\(CCMExamples.crashingPod)}, networkpolicies.networking.k8s.io: {
                  kubelb/restrict-egress: {spec: {podSelector: {}, policyTypes: [Egress], egress: [{ports: [{protocol: UDP,
                  port: 53}, {port: 443}]}]}}}}
                logs: {\(CCMExamples.log("failed to create manager for kubelb cluster", timeout))}
                """),
            .fires(
                .error, "its name cannot be resolved in the tenant cluster",
                """
                tenant: {access: {secrets: null}, pods: {\(CCMExamples.crashingPod)}}
                logs: {\(CCMExamples.log("failed to create manager for kubelb cluster", unresolved))}
                """),
            .fires(
                .error, "the server's name does not resolve, and the DNS of the tenant cluster is down",
                """
                tenant: {access: {secrets: null}, pods: {\(CCMExamples.crashingPod), kube-system/coredns-1: {
                  metadata: {labels: {k8s-app: kube-dns}}, spec: {containers: [{name: coredns, image: "coredns:v1.12.1"}]},
                  status: {phase: Running, conditions: [{type: Ready, status: "False"}], containerStatuses: [{name: coredns,
                  ready: false, restartCount: 22, state: {waiting: {reason: CrashLoopBackOff}}}]}}}}
                logs: {\(CCMExamples.log("failed to create manager for kubelb cluster", unresolved))}
                """),
            .fires(
                .error, "the DNS cache on the nodes of the tenant cluster is down",
                """
                tenant: {access: {secrets: null}, pods: {\(CCMExamples.crashingPod), kube-system/coredns-1: {
                  metadata: {labels: {k8s-app: kube-dns}}, status: {phase: Running, conditions: [{type: Ready, status: "True"}]}},
                  kube-system/node-local-dns-1: {metadata: {labels: {k8s-app: node-local-dns}}, status: {phase: Running,
                  conditions: [{type: Ready, status: "False"}], containerStatuses: [{name: node-cache, ready: false,
                  restartCount: 9, state: {waiting: {reason: CrashLoopBackOff}}}]}}}}
                logs: {\(CCMExamples.log("failed to create manager for kubelb cluster", unresolved))}
                """),
            .fires(
                .error, "the certificate is for other names",
                """
                tenant: {access: {secrets: null}, pods: {\(CCMExamples.crashingPod)}}
                logs: {\(CCMExamples.log(
                    "failed to create manager for kubelb cluster",
                    "Get \\\"https://mgmt.example:6443/api\\\": tls: failed to verify certificate: x509: certificate is valid for "
                        + "kubernetes, not mgmt.example"))}
                """),
            .fires(
                .error, "the certificate has its name in the Common Name only",
                """
                tenant: {access: {secrets: null}, pods: {\(CCMExamples.crashingPod)}}
                logs: {\(CCMExamples.log(
                    "failed to create manager for kubelb cluster",
                    "Get \\\"https://mgmt.example:6443/api\\\": tls: failed to verify certificate: x509: certificate relies on "
                        + "legacy Common Name field, use SANs instead"))}
                """),
            .fires(
                .error, "the authority of the management cluster was replaced",
                """
                tenant: {access: {secrets: null}, pods: {\(CCMExamples.crashingPod)}}
                logs: {\(CCMExamples.log(
                    "failed to create manager for kubelb cluster",
                    "Get \\\"https://mgmt.example:6443/api\\\": tls: failed to verify certificate: x509: certificate signed by "
                        + "unknown authority"))}
                """),
            .fires(
                .error, "a loopback server",
                """
                tenant:
                  access: \(CCMExamples.secret("exists: true, keys: [kubelb], server: \"https://127.0.0.1:6443\""))
                  pods: {\(CCMExamples.crashingPod)}
                """),
            .fires(
                .error, "another cluster",
                """
                tenant: {access: \(CCMExamples.secret(
                    "exists: true, keys: [kubelb], server: \"https://other.example:6443\", clusterUID: ffff"))}
                """),
            .fires(
                .info, "it cannot be reached from here, but the CCM is up",
                """
                tenant: {access: \(CCMExamples.secret(
                    "exists: true, keys: [kubelb], server: \"https://10.9.9.9:6443\", failure: \"dial tcp 10.9.9.9:6443: i/o timeout\""
                ))}
                """),
            .fires(
                .warning, "it is none to send credentials to",
                """
                tenant: {access: \(CCMExamples.secret(
                    "exists: true, keys: [kubelb], server: \"http://mgmt.example\", failure: \"the server is not contacted: "
                        + "http://mgmt.example is not encrypted\""
                ))}
                """),
            .fires(
                .error, "its pod has a sidecar of Kuma, which may block the connection",
                """
                tenant: {access: {secrets: null}, pods: {\(CCMExamples.crashingPod)}}
                logs: {\(CCMExamples.log("failed to create manager for kubelb cluster", timeout))}
                ---
                tenant: {pods: {kubelb/kubelb-ccm-1: {spec: {containers: [{name: ccm,
                  image: "quay.io/kubermatic/kubelb-ccm:v1.4.3"}, {name: kuma-sidecar, image: "docker.io/kumahq/kuma-dp:2.9"}]}}}}
                """),
            .silent(
                "the mesh of its pod drops the connection",
                """
                tenant: {access: {secrets: null}, pods: {kubelb/kubelb-ccm-1: {status: {conditions: [{type: Ready, status: "False",
                  lastTransitionTime: "2026-11-22T11:50:00Z"}], containerStatuses: [{name: ccm, ready: false, restartCount: 6,
                  state: {waiting: {reason: CrashLoopBackOff}}}, {name: istio-proxy, ready: false, restartCount: 6,
                  state: {waiting: {reason: CrashLoopBackOff}}}]}}}}
                logs: {\(CCMExamples.log("failed to create manager for kubelb cluster", timeout))}
                """),
            .silent(
                "both sides are reached at a loopback address",
                """
                tenant: {access: \(CCMExamples.secret("exists: true, keys: [kubelb], server: \"https://127.0.0.1:6443\""))}
                management: {access: {server: "https://127.0.0.1:6443"}}
                """),
        ])

    private static let unresolved =
        "Get \\\"https://mgmt.example:6443/api\\\": dial tcp: lookup mgmt.example on 10.96.0.10:53: no such host"

    private static let timeout =
        "Get \\\"https://192.0.2.10:6443/api\\\": dial tcp 192.0.2.10:6443: i/o timeout"

    func findings(in context: CheckContext) -> [Finding] {
        let kubeconfig = CCMKubeconfig(context)
        let state = CCMState(context)
        let log = logged(state)
        let logEvidence = log.map { [context.evidence($0.source, $0.line)] } ?? []
        if let seen = fromSecret(kubeconfig, state, context) {
            return [
                finding(
                    log == nil ? seen.severity : .error, seen.message, seen.evidence + logEvidence, .certain,
                    kubeconfig, failure: seen.failure, context)
            ]
        }
        guard let log, case .managementUnreachable(let failure) = log.line.signature else { return [] }
        // What the mesh of its pod blocks is no matter of the kubeconfig or the network.
        if state.isUp == false, MeshBlock(failure, context) != nil { return [] }
        let isLoopback = failure.endpoint.map(CCMKubeconfig.isLoopback) ?? false
        let isClockWrong = state.isClockWrong(log.line, failure)
        var note = isLoopback ? "; inside the CCM's pod, a loopback address is the pod itself" : ""
        if isClockWrong, let time = log.line.last {
            note += "; the clock of the CCM's node is wrong: the line was logged at \(time), and it is \(context.now)"
        }
        var found = finding(
            .error, "The CCM cannot reach the management cluster: \(failure.summary)\(note)", logEvidence, .likely,
            kubeconfig, failure: failure, error: log.line.line.error, isClockWrong: isClockWrong, context)
        if MeshBlock.canBeOfMesh(failure), let pod = state.pods?.first(where: { MeshMembership(of: $0) != nil }),
            let mesh = MeshMembership(of: pod)
        {
            found.message += ". Its connections go through the \(mesh.words), which may block them"
            found.remedies =
                [context.showLog(of: mesh, in: pod, .tenant)].compactMap(\.self) + found.remedies
                + [context.leave(mesh, context.topology.ccm)]
        }
        return [found]
    }

    private func logged(_ state: CCMState) -> (source: LogSource, line: RecognisedLine)? {
        state.standingLines.last { _, line in
            if case .managementUnreachable = line.signature { true } else { false }
        }
    }

    /// What the kubeconfig itself shows, without the CCM's log.
    private func fromSecret(
        _ kubeconfig: CCMKubeconfig, _ state: CCMState, _ context: CheckContext
    ) -> (severity: Severity, message: String, evidence: [Evidence], failure: TransportFailure?)? {
        guard let report = kubeconfig.report(context), report.exists else { return nil }
        let server = report.server ?? "unknown"
        let source = Evidence("\(kubeconfig.reference): server", server)
        let management = context.topology.list(.management, Namespace.self).first { $0.metadata.name == "kube-system" }
        if let uid = report.clusterUID, let expected = management.value?.metadata.uid, !expected.isEmpty,
            uid != expected
        {
            return (
                .error,
                "\(kubeconfig.reference) points the CCM to \(server), which is not the management cluster",
                [
                    source, Evidence("UID of namespace kube-system at \(server)", uid),
                    Evidence("UID of namespace kube-system in the management cluster", expected),
                ], nil
            )
        }
        if let reached = context.topology.access(of: .management).value?.server, CCMKubeconfig.isLoopback(server),
            !CCMKubeconfig.isLoopback(reached)
        {
            return (
                state.startSeverity,
                "\(kubeconfig.reference) uses the loopback address \(server), which inside the CCM's pod is the pod itself",
                [source, Evidence("management cluster as reached from this machine", reached)], nil
            )
        }
        if let failure = report.failure, !CCMKubeconfig.isRefused(report) {
            if failure.hasPrefix(CCMKubeconfig.notContacted) {
                return (
                    .warning,
                    "\(kubeconfig.reference) uses the server \(server), to which kubelb-ctl does not send credentials",
                    [Evidence("\(kubeconfig.reference): server", failure)], nil
                )
            }
            // The tenant cluster may reach what this machine cannot.
            return (
                state.isUp == false ? .error : .info,
                "The server \(server) in \(kubeconfig.reference) does not respond to this machine",
                [source, Evidence("request to \(server)", failure)], TransportFailure(describing: failure)
            )
        }
        return nil
    }

    private func finding(
        _ severity: Severity, _ message: String, _ evidence: [Evidence], _ confidence: Confidence,
        _ kubeconfig: CCMKubeconfig, failure: TransportFailure?, error: String = "",
        isClockWrong: Bool = false, _ context: CheckContext
    ) -> Finding {
        let reach = ManagementReach(failure, error: error, isClockWrong: isClockWrong, kubeconfig, context)
        var finding = Finding(
            severity, message + (reach.words.map { ". \($0)" } ?? ""), objects: [kubeconfig.object] + reach.objects,
            evidence: evidence + reach.evidence, confidence: confidence, remedies: reach.remedies)
        // Without the advertised server, the manager issues kubeconfigs with the API server's own endpoint.
        if let host = failure?.endpoint ?? kubeconfig.report(context)?.server, CCMKubeconfig.isInternal(host) {
            finding.suspects.append("T007")
        }
        // A server that answers nobody is no fault of the kubeconfig that names it.
        if let server = kubeconfig.report(context)?.server,
            server == context.topology.access(of: .management).value?.server
        {
            finding.suspects.append("A002")
        }
        return finding
    }
}
