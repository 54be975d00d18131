import KubeLB
import Testing
import Transport

@Suite("What log lines say")
struct LogSignatureTests {
    private static func zap(_ message: String, _ error: String, level: String = "error", more: String = "") -> String {
        let quoted = error.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\\\"")
        return
            #"{"level":"\#(level)","ts":"2026-11-22T20:30:50.034Z",\#(more)"msg":"\#(message)","error":"\#(quoted)"}"#
    }

    private static let groupsFailed =
        "failed to determine if *v1alpha1.LoadBalancer is namespaced: failed to get restmapping: failed to get server groups: "

    /// Phrases are searched for byte by byte: characters made a line of flags take seconds, and hid what a mark followed.
    @Test func recognisesPhrasesThatACombiningMarkFollows() {
        let line = LogSamples.line(Self.zap("leader election lost\u{301}", ""))
        #expect(LogSignature(line) == .leaderElectionLost)
    }

    @Test(
        "recorded and known lines",
        arguments: [
            // 04-ccm-down
            (
                zap(
                    "unable to create rest config for kubelb cluster",
                    "stat /nonexistent/.kube/kubelb: no such file or directory"),
                LogSignature.kubeconfigMissing(path: "/nonexistent/.kube/kubelb")
            ),
            (
                zap("unable to create rest config for kubelb cluster", "invalid configuration: no configuration"),
                .kubeconfigInvalid("invalid configuration: no configuration")
            ),
            (
                zap(
                    "unable to create rest config for kubelb cluster",
                    "unable to read certificate-authority /ca for x due to open /ca: no such file or directory"),
                .kubeconfigInvalid(
                    "unable to read certificate-authority /ca for x due to open /ca: no such file or directory")
            ),
            // 08-mgmt-unreachable
            (
                zap(
                    "failed to create manager for kubelb cluster",
                    groupsFailed
                        + #"Get "https://127.0.0.1:41999/api": dial tcp 127.0.0.1:41999: connect: connection refused"#),
                .managementUnreachable(.refused(endpoint: "127.0.0.1:41999"))
            ),
            (
                zap(
                    "failed to create manager for kubelb cluster",
                    groupsFailed
                        + #"Get "https://kube.example:6443/api": tls: failed to verify certificate: x509: certificate "#
                        + "signed by unknown authority"),
                .managementUnreachable(.tls(.unknownAuthority, endpoint: "kube.example:6443"))
            ),
            (
                zap("failed to create manager for kubelb cluster", "something new"),
                .managementUnreachable(.other("something new"))
            ),
            (
                zap(
                    "Reconciler error",
                    #"failed to get LoadBalancer: Get "https://10.1.2.3:6443/apis/kubelb.k8c.io/v1alpha1/namespaces/"#
                        + #"tenant-demo/loadbalancers/d2fa": dial tcp 10.1.2.3:6443: connect: connection refused"#),
                .managementUnreachable(.refused(endpoint: "10.1.2.3:6443"))
            ),
            // 09-bad-credentials
            (
                zap(
                    "failed to create manager for kubelb cluster",
                    groupsFailed + "the server has asked for the client to provide credentials"),
                .managementUnauthorized
            ),
            (zap("Failed to watch", "failed to list *v1alpha1.Route: Unauthorized"), .managementUnauthorized),
            // 10-tenant-missing
            (
                zap(
                    "Failed to watch",
                    #"failed to list *v1alpha1.Route: routes.kubelb.k8c.io is forbidden: User "#
                        + #""system:serviceaccount:tenant-demo:kubelb-ccm" cannot list resource "routes" in API group "#
                        + #""kubelb.k8c.io" in the namespace "tenant-ghost""#),
                .forbidden(
                    user: "system:serviceaccount:tenant-demo:kubelb-ccm", verb: "list",
                    resource: "routes.kubelb.k8c.io", namespace: "tenant-ghost")
            ),
            (
                zap(
                    "Reconciler error",
                    #"nodes is forbidden: User "u" cannot list resource "nodes" in API group "" at the cluster scope"#),
                .forbidden(user: "u", verb: "list", resource: "nodes", namespace: nil)
            ),
            (
                zap(
                    "Reconciler error",
                    #"loadbalancers.kubelb.k8c.io "x" is forbidden: User "u" cannot update resource "#
                        + #""loadbalancers/status" in API group "kubelb.k8c.io" in the namespace "tenant-demo""#),
                .forbidden(
                    user: "u", verb: "update", resource: "loadbalancers.kubelb.k8c.io/status", namespace: "tenant-demo")
            ),
            (
                #"W1122 20:30:12.842236 1 reflector.go:561] failed to list *v1.Node: nodes is forbidden: User "u" cannot "#
                    + #"list resource "nodes" in API group "" at the cluster scope"#,
                .forbidden(user: "u", verb: "list", resource: "nodes", namespace: nil)
            ),
            (
                zap("Reconciler error", #"failed to create LoadBalancer: namespaces "tenant-ghost" not found"#),
                .namespaceMissing("tenant-ghost")
            ),
            (
                zap(
                    "problem running kubelb",
                    "failed to wait for node-controller caches to sync kind source: *v1.Node: timed out waiting for cache "
                        + "to be synced for Kind *v1alpha1.Route"),
                .cacheSyncTimeout("Node")
            ),
            (
                zap(
                    "Could not wait for Cache to sync",
                    "failed to wait for ingress-controller caches to sync: timed out waiting for cache to be synced"),
                .cacheSyncTimeout("ingress-controller")
            ),
            (
                zap(
                    "cluster/tenant name is required",
                    "cluster/tenant name is required. Please provide a valid cluster/tenant name using the --cluster-name "
                        + "flag"),
                .clusterNameMissing
            ),
            (
                zap("Expected: InternalIP, ExternalIP, or Hostname, got: internal", "invalid node address type"),
                .invalidAddressType("internal")
            ),
            (
                zap(
                    "if kind is a CRD, it should be installed before calling Start",
                    #"no matches for kind "GRPCRoute" in version "gateway.networking.k8s.io/v1""#),
                .gatewayAPIMissing("GRPCRoute")
            ),
            (
                zap("unable to install Gateway API CRDs", "failed to install CRDs: denied"),
                .gatewayAPIRefused("failed to install CRDs: denied")
            ),
            (
                zap("unable to start", "Invalid value for --gateway-api-crds-channel: beta"), .invalidGatewayAPIChannel
            ),
            ("panic: runtime error: invalid memory address", .panicked("runtime error: invalid memory address")),
            ("fatal error: concurrent map writes", .panicked("concurrent map writes")),
            (
                "k8c.io/kubelb/internal/resources/ingress.GetServicesFromIngress({{0x0, 0x0}})", .ingressUnreadable
            ),
            (
                zap(
                    "unable to setup controllers",
                    #"no matches for kind "SyncSecret" in version "kubelb.k8c.io/v1alpha1""#),
                .crdMissing("SyncSecret")
            ),
            (
                zap(
                    "Failed to watch",
                    "failed to list *v1alpha1.LoadBalancer: the server could not find the requested resource"),
                .crdMissing("LoadBalancer")
            ),
            (
                zap(
                    "unable to load in-cluster config",
                    "open /var/run/secrets/kubernetes.io/serviceaccount/token: no such file or directory"),
                .tokenNotMounted
            ),
            // 12-nodes-not-ready
            (LogSamples.noNodeAddress(second: 1, node: "worker-1")[0], .noNodeAddress(node: "worker-1")),
            (LogSamples.addressesMissing(second: 1), .addressesMissing),
            (
                zap(
                    "unable to fetch Tenant and Config, cannot proceed",
                    #"failed to get tenant: tenants.kubelb.k8c.io "ghost" not found"#),
                .tenantMissing
            ),
            (zap("problem running manager", "leader election lost"), .leaderElectionLost),
        ])
    func recognises(text: String, expected: LogSignature) {
        #expect(LogSignature(LogSamples.line(text)) == expected)
    }

    @Test(
        "lines that say nothing of the cluster",
        arguments: [
            zap("starting kubelb CCM", "", level: "info"),
            zap("Failed to watch", "failed to list *v1alpha1.Route: Unauthorized", level: "info"),
            zap("cannot proceed", "L4 loadbalancing is disabled at the tenant level"),
            // The second of two lines for one failure.
            LogSamples.noNodeAddress(second: 1, node: "worker-1")[1],
            // The tenant cluster's own API server.
            zap("error retrieving resource lock kubelb/19f32e7b: leases.coordination.k8s.io", "Unauthorized"),
            zap("Reconciler error", #"Get "https://10.96.0.1:443/api/v1/nodes": dial tcp 10.96.0.1:443: i/o timeout"#),
            zap("unable to fetch Tenant and Config, cannot proceed", "etcdserver: request timed out"),
            zap("Reconciler error", #"pods "x" is forbidden: exceeded quota: q"#),
            "2026/11/22 20:24:31 setting snapshot for node tenant-acme",
        ])
    func ignores(text: String) {
        #expect(LogSignature(LogSamples.line(text)) == nil)
    }

    @Test("summaries name the fault and hold no credentials")
    func summaries() {
        #expect(
            LogSignature.managementUnreachable(.refused(endpoint: "h:1")).summary
                == "the management cluster is unreachable: connection refused by h:1")
        #expect(
            LogSignature.forbidden(user: "u", verb: "list", resource: "nodes", namespace: nil).summary
                == "u is not allowed to list nodes cluster-wide")
        let secret = Self.zap("unable to create rest config for kubelb cluster", "bad URL https://me:secret@host/")
        #expect(LogSignature(LogSamples.line(secret))?.summary.contains("secret") == false)
    }
}
