import Diagnosis
import Kubernetes
import Sandbox
import Testing
import Topology

@testable import Commands

/// Which logs of other workloads are read.
@Suite struct WorkloadLogTests {
    private static func sources(_ code: CheckCode, _ example: String) throws -> [String] {
        EvidencePlan.workloadLogs(for: try FollowUpTests.topology(code, example))
            .map { "\($0.namespace)/\($0.pod)/\($0.container)\($0.isPrevious ? " before" : "")" }
    }

    @Test func healthyClustersCostNothing() throws {
        #expect(try Self.sources("N004", "all nodes answer").isEmpty)
    }

    @Test func podsThatCrashBehindAServiceWithoutEndpoints() throws {
        #expect(
            try Self.sources("S004", "its pod crashes, and its log shows the reason") == [
                "shop/web-1/web before", "shop/web-1/web",
            ])
    }

    @Test func containersThatAreNotReadyBehindAServiceWithoutEndpoints() throws {
        #expect(
            try Self.sources("S004", "the sidecar of Linkerd is not ready, and Linkerd reports an expired certificate")
                == [
                    "shop/web-1/linkerd-proxy"
                ])
    }

    @Test func kubeProxyWhereNoNodeResponds() throws {
        #expect(
            try Self.sources("N008", "kube-proxy does not reach its API server") == [
                "kube-system/kube-proxy-1/kube-proxy"
            ])
    }

    @Test func agentsOfCiliumThatMayNotServeANodePort() throws {
        #expect(try Self.sources("N011", "Cilium has its default range") == ["kube-system/cilium-1/cilium-agent"])
        #expect(try Self.sources("N011", "kube-proxy runs, too").isEmpty)
        #expect(try Self.sources("N011", "all node ports are within the range").isEmpty)
    }

    @Test func kubeProxyOnTheNodesThatDoNotRespond() throws {
        #expect(
            try Self.sources("N008", "kube-proxy cannot load its rules on the node that does not serve it") == [
                "kube-system/kube-proxy-node-b/kube-proxy"
            ])
    }

    @Test func sidecarsOfControllersWithoutConnections() throws {
        #expect(
            try Self.sources("C019", "the log of the sidecar of Istio shows that it drops the connections")
                .contains("kubelb/kubelb-ccm-1/istio-proxy"))
        #expect(
            try Self.sources("D007", "Istio requires mutual TLS of everything that connects to the manager")
                .contains("kubelb/kubelb-manager-1/istio-proxy"))
        #expect(try Self.sources("D007", "both are connected to a manager in Istio").isEmpty)
    }

    @Test func programsThatServeTheAddress() throws {
        #expect(
            try Self.sources("D040", "Cilium cannot program the Service on a node") == [
                "kube-system/cilium-7/cilium-agent"
            ])
        #expect(
            try Self.sources("D041", "the port is blocked between two Ready nodes") == [
                "metallb-system/speaker-1/speaker"
            ])
    }

    /// Those of Envoy Gateway only if a Gateway waits for it.
    @Test func controllersOfLayerSeven() throws {
        func sources(_ example: String, of code: CheckCode = "G017") throws -> [String] {
            EvidencePlan.routingLogs(for: try FollowUpTests.topology(code, example))
                .map { "\($0.namespace)/\($0.pod)/\($0.container)" }
        }
        let proxy = "envoy-gateway-system/envoy-acme-1/envoy"
        #expect(try sources("most requests fail") == ["ingress-nginx/nginx-1/controller"])
        #expect(try sources("the proxies of the Gateway reach no Envoy Gateway") == [proxy])
        #expect(try sources("Envoy Gateway fails on the Gateway") == ["envoy-gateway-system/eg-1/controller"])
        #expect(try sources("the log of the controller shows it", of: "G005") == ["kube-system/aws-1/controller"])
    }

    /// The tenant's Envoys log which requests a timeout of a route ends.
    @Test func envoysOfRoutesWithTimeouts() throws {
        func pods(_ example: String) throws -> [String] {
            EvidencePlan.envoyLogs(for: try FollowUpTests.topology("G021", example)).map(\.pod)
        }
        let example = "the tenant's Envoy logs that a timeout of a policy ends requests"
        #expect(try pods(example) == ["envoy-tenant-acme-1", "envoy-tenant-acme-2"])
        let without = try FollowUpTests.topology("G021", "clients close connections, and no timeout is set")
        #expect(!without.hasRouteTimeouts)
    }

    @Test func logsOfTwoPodsOfAController() throws {
        let pods = (1...4).map {
            """
            ingress-nginx/nginx-\($0): {metadata: {labels: {app.kubernetes.io/name: ingress-nginx}},
            spec: {containers: [{name: controller}]}, status: {phase: Running}}
            """
        }
        let example = CheckExample.silentOnRoutes("many pods", "management: {pods: {\(pods.joined(separator: ", "))}}")
        let logs = EvidencePlan.routingLogs(for: Topology(try FollowUpTests.observation(example)))
        #expect(logs.count == 2)
        #expect(EvidencePlan.routingLogs(for: try FollowUpTests.topology("N004", "all nodes answer")).isEmpty)
    }

    /// The log is quoted, without its secrets.
    @Test func secretsAreRedacted() throws {
        let example = CheckExample.silent(
            "a token in the last line",
            """
            tenant:
              endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: null, ports: null}}
              pods: {shop/web-1: {status: {conditions: [{type: Ready, status: "False"}], containerStatuses: [
                {name: web, ready: false, restartCount: 9, state: {waiting: {reason: CrashLoopBackOff}}}]}}, shop/web-2: null}
            logs: {tenant/shop/web-1/web.previous.log: "panic: login failed, password=correct-horse-battery"}
            """)
        let messages = Diagnosis(of: Topology(try FollowUpTests.observation(example))).findings.map(\.message).joined(
            separator: "\n")
        #expect(messages.contains("ends with: panic: login failed"), "\(messages)")
        #expect(!messages.contains("correct-horse-battery"))
    }
}
