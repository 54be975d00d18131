import Sandbox
import Testing

@testable import Diagnosis

/// What findings name as the cause if an address does not work although every object shows it.
@Suite struct AnnouncementCauseTests {
    struct Expected: Sendable, CustomTestStringConvertible {
        let code: CheckCode
        let example: String
        let message: [String]
        let fix: String

        var testDescription: String { "\(code): \(example)" }
    }

    static let expected = [
        Expected(
            code: "D040", example: "Cilium cannot program the Service on a node",
            message: [
                "Cilium", "--bpf-lb-map-max", "pod kube-system/cilium-7 has logged it 4 times in 13m, last 68s ago",
            ],
            fix: "raise bpf-lb-map-max"),
        Expected(
            code: "D040", example: "a general error of the program that announces addresses",
            message: ["MetalLB", "endpointslices is forbidden"], fix: ""),
        Expected(
            code: "D041", example: "the port is blocked between two Ready nodes",
            message: ["Failed to join 10.1.0.12:7946", "node mgmt-a cannot reach the one on node mgmt-b"],
            fix: "allow port 7946 (TCP and UDP)"),
        Expected(
            code: "D041", example: "both nodes have reported that they announce the address",
            message: ["mgmt-a", "mgmt-b", "all announce"], fix: "allow port 7946"),
        Expected(
            code: "D041", example: "the speakers have different keys", message: ["cannot decrypt"],
            fix: "restart the speakers"),
        Expected(
            code: "D024", example: "MetalLB skips nodes for which the cloud creates no route",
            message: ["NetworkUnavailable", "NoRouteCreated", "RouterNotFound"], fix: "--configure-cloud-routes=false"),
        Expected(
            code: "D031", example: "layer 2 is switched off in the configuration",
            message: ["L2 announcements are switched off in Cilium", "enable-l2-announcements is false"],
            fix: "l2announcements.enabled=true"),
        Expected(
            code: "D031", example: "the agents have started without layer 2, which is off by default",
            message: ["enable-l2-announcements is not set, and false by default"], fix: "rollout restart"),
        Expected(
            code: "D031", example: "the policy names an interface that is none of Cilium's devices",
            message: [
                #"CiliumL2AnnouncementPolicy vlan20 announces it only on interfaces that match ^enp1s0\.20$"#,
                "Cilium uses only the devices enp1s0, enp2s0",
            ], fix: "edit configmap/cilium-config"),
        Expected(
            code: "D031", example: "the devices that the agents log have other names than the interfaces of the policy",
            message: ["lan announces it only on interfaces that match ^eth[0-9]+", "the device enp+"],
            fix: "correct spec.interfaces"),
        Expected(
            code: "D031", example: "the class asks for BGP, for which Cilium 1.19 needs other objects",
            message: ["Cilium v1.19.1 no longer reads CiliumBGPPeeringPolicy (BGPv1)"],
            fix: "create a CiliumBGPClusterConfig"),
        Expected(
            code: "D002", example: "the only pool has addresses of the other family",
            message: ["only pool that it may use, main, has IPv6 addresses only, and it needs an IPv4 address"],
            fix: "add IPv4 addresses to pool main"),
        Expected(
            code: "D002", example: "kube-vip has chosen an address, and crashes because of its network interface",
            message: ["kube-vip has chosen 198.51.100.24", "ens160 is not valid interface"], fix: "vip_interface"),
        Expected(
            code: "D002", example: "kube-vip serves the control plane only",
            message: [
                "taken the address up: DaemonSet kube-system/kube-vip-ds serves the control plane only",
                "svc_enable is not set",
            ], fix: "svc_enable=true"),
        Expected(
            code: "D002", example: "the platform does not serve what its cloud controller manager creates",
            message: [
                "The cloud controller manager (Deployment kube-system/harvester-cloud-provider) reports SyncLoadBalancerFailed"
            ], fix: "its API does not serve loadbalancers"),
        Expected(
            code: "M019", example: "the Avi Kubernetes Operator is configured to delete everything",
            message: ["Avi Kubernetes Operator", "deleteConfig", "avi-k8s-config"],
            fix: #"{"data":{"deleteConfig":"false"}}"#),
        Expected(
            code: "M019", example: "the service controller of the cloud controller manager is switched off",
            message: ["--controllers is *,-service"], fix: "switch the service controller on"),
        Expected(
            code: "M019",
            example: "an environment variable disables the load balancers of the cloud controller manager",
            message: [
                "Deployment kube-system/ccm is a cloud controller manager", "HCLOUD_LOAD_BALANCERS_ENABLED is false",
            ],
            fix: "HCLOUD_LOAD_BALANCERS_ENABLED=true"),
        Expected(
            code: "M019", example: "the cloud controller manager logs that it has not started its service controller",
            message: ["It logs: Failed to start service controller", "does not support external load balancers"],
            fix: "enable load balancers in its configuration"),
        Expected(
            code: "M010", example: "all are of a class whose implementation is not installed",
            message: [
                "Class service.k8s.aws/nlb is served by the AWS Load Balancer Controller, which is not installed"
            ],
            fix: "install the AWS Load Balancer Controller"),
        Expected(
            code: "D002", example: "an annotation leaves the Service to a controller that is not installed",
            message: [
                "Annotation service.beta.kubernetes.io/aws-load-balancer-type: external leaves the Service to the AWS Load",
                "which is not installed, and the cloud controller manager skips it",
            ], fix: "change the annotation to nlb"),
        Expected(
            code: "D002", example: "settings keep both addresses of the load balancer out of the status",
            message: [
                "annotation load-balancer.hetzner.cloud/disable-public-network disables its public network",
                "HCLOUD_LOAD_BALANCERS_DISABLE_PRIVATE_INGRESS of the controller keeps its private address out",
            ], fix: "disable-private-ingress for private addresses"),
        Expected(
            code: "D002", example: "the cloud controller manager reports success",
            message: ["The cloud controller manager reports EnsuredLoadBalancer, so the load balancer exists"], fix: ""),
        Expected(
            code: "D049", example: "it announces external IPs only",
            message: [
                "kube-router does not announce 198.51.100.10", "lacks the argument --advertise-loadbalancer-ip=true",
                "announces external IPs only",
            ], fix: "/spec/template/spec/containers/0/args/-"),
        Expected(
            code: "D049", example: "the argument is false", message: ["has --advertise-loadbalancer-ip=false"],
            fix: "edit daemonset/kube-router"),
        Expected(
            code: "D049", example: "an annotation excludes the Service",
            message: ["annotation kube-router.io/service.advertise.loadbalancer of the Service is false"],
            fix: "remove the annotation"),
        Expected(
            code: "D050", example: "Hetzner's load balancer connects from its private address",
            message: ["runs in IPVS mode and binds 10.0.20.240", "connects from this address"],
            fix: #"{"load-balancer.hetzner.cloud/disable-private-ingress":"true"}"#),
        Expected(
            code: "D050", example: "another cloud writes both addresses",
            message: ["If the load balancer connects from this address"], fix: "in another mode"),
        Expected(
            code: "D050", example: "all nodes answer ARP requests for what MetalLB announces",
            message: [
                "runs in IPVS mode without strictARP", "198.51.100.10, the address of Service shop/web",
                "from which MetalLB announces it",
            ], fix: "rollout restart daemonset/kube-proxy"),
        Expected(
            code: "D043", example: "it advertises external IPs only",
            message: [
                "serviceLoadBalancerIPs of BGPConfiguration default is not set, and it has serviceExternalIPs only"
            ],
            fix: #""path":"/spec/serviceLoadBalancerIPs","value":[{"cidr":"198.51.100.0/27"}]"#),
        Expected(
            code: "D043", example: "it advertises the range of another pool",
            message: ["Calico does not advertise 198.51.100.10", "198.51.100.128/26 only, not the range of pool main"],
            fix: #""value":{"cidr":"198.51.100.0/27"}"#),
        Expected(
            code: "D044", example: "Istio allows callers of some namespaces only",
            message: [
                "reset reason: connection termination",
                "AuthorizationPolicy kubelb/own allows only callers from kubelb, monitoring",
            ], fix: #""ports":["8001"]"#),
        Expected(
            code: "N004", example: "a policy of Calico denies node ports to the management cluster",
            message: ["GlobalNetworkPolicy protect", "it allows 10.0.0.0/24 only"],
            fix: "edit globalnetworkpolicy/protect"),
        Expected(
            code: "S004", example: "the sidecar of Linkerd is not ready, and Linkerd reports an expired certificate",
            message: [
                "container linkerd-proxy is not ready: Readiness probe failed",
                "Deployment linkerd/linkerd-identity of Linkerd reports IssuerValidationFailed: x509: certificate has expired",
            ], fix: ""),
        Expected(
            code: "S018", example: "the namespace is PERMISSIVE, and its workload is STRICT",
            message: ["PeerAuthentication shop/web demands mutual TLS"], fix: "portLevelMtls PERMISSIVE"),
        Expected(
            code: "I010", example: "the load balancer in front of ingress-nginx terminates TLS",
            message: ["in an endless loop (308, 5 requests, 5 of one client", "terminates TLS"],
            fix: "use-forwarded-headers"),
        Expected(
            code: "G013", example: "the tenant has set the annotation, and only addresses of nodes arrive",
            message: ["does not allow 10.1.0.11: addresses of nodes"], fix: "externalTrafficPolicy Local"),
        Expected(
            code: "G017", example: "files below a path with pathType Exact are not found",
            message: ["/a.css, /b.js, /c", "its path / has pathType Exact"], fix: "set pathType Prefix"),
        Expected(
            code: "G018", example: "the log says that the size is invalid, and uploads are rejected",
            message: ["(20mb is not a size such as 20m), so its default applies", "rejected 1 request with 413"],
            fix: "correct the value: 20m"),
        Expected(
            code: "G018", example: "the main Ingress lacks the path of a canary",
            message: ["drops canary Ingress shop/site", "tenant-acme/shop-main", "does not have path /shop"],
            fix: "use a path of Ingress tenant-acme/shop-main"),
        Expected(
            code: "K009", example: "an entry of spec.tls has no secretName",
            message: ["has no secretName", "self-signed certificate for shop.example.com"], fix: "set secretName"),
        Expected(
            code: "G005", example: "an argument of ingress-nginx names the address of another Service",
            message: [
                "has address 198.51.100.77, which is that of Service git/gitea (--publish-status-address",
                "Service ingress-nginx/ingress-nginx-controller has 198.51.100.20",
            ], fix: "--publish-service=ingress-nginx/ingress-nginx-controller in place of --publish-status-address"),
        Expected(
            code: "I011", example: "affinity by cookie, and the backend has two pods",
            message: ["affinity: cookie) ends at the tenant's Envoy", "the 2 pods of Service shop/api"],
            fix: "a store that all pods share"),
        Expected(
            code: "D042", example: "a clean-up policy deletes it every hour",
            message: ["ClusterCleanupPolicy unowned, a clean-up policy of Kyverno, has deleted"], fix: "exempt"),
        Expected(
            code: "D002", example: "the cloud provider inside Kubernetes is gone, and no other is installed",
            message: ["machines of Azure", "no cloud controller manager is installed", "since 1.31"],
            fix: "cloud-provider-azure"),
        Expected(
            code: "D001",
            example: "a webhook with another certificate refused it, and the manager has not tried again since",
            message: ["The manager failed to write it 30m ago", "mservice.elbv2.k8s.aws", "x509"],
            fix: "restart the pods"),
        Expected(
            code: "K010", example: "the webhook is not trusted",
            message: ["cannot call webhook webhook.cert-manager.io: re-queuing item due to error processing", "x509"],
            fix: "let cert-manager's cainjector and webhook renew the CA"),
        Expected(
            code: "K010", example: "the webhook of ingress-nginx is not trusted",
            message: ["cannot call webhook validate.nginx.ingress.kubernetes.io"],
            fix: "restart the pods behind Service ingress-nginx/admission"),
        Expected(
            code: "K010", example: "a quota allows no further Certificate", message: ["exceeded quota"],
            fix: "raise the ResourceQuota"),
        Expected(
            code: "C002", example: "the API server cannot decrypt the Secret that the pod mounts",
            message: ["failed to sync secret cache", "pod kube-system/vault-kms-provider-cp"], fix: "KMS plugin"),
    ]

    @Test(arguments: expected)
    func cause(expected: Expected) throws {
        let check = try #require(Catalogue.check(expected.code))
        let example = try #require(check.documentation.examples.first { $0.name == expected.example })
        let topology = try MemoryBundle(example).topology()
        let finding = try #require(
            Diagnosis(of: topology, checks: [check]).findings.first { $0.severity > .info })
        for part in expected.message { #expect(finding.message.contains(part), "\(finding.message)") }
        let fixes = finding.remedies.filter { $0.role != .inspect }.map { "\($0.text) \($0.command?.text ?? "")" }
            .joined(separator: "\n")
        #expect(expected.fix.isEmpty || fixes.contains(expected.fix), "\(fixes)")
    }

    @Test func `a cloud controller manager that runs is not missing`() throws {
        let check = D002NoAddress()
        let example = try #require(
            check.documentation.examples.first { $0.name == "a cloud controller manager runs, and reports nothing" })
        let messages = Diagnosis(of: try MemoryBundle(example).topology(), checks: [check]).findings.map(\.message)
        #expect(!messages.joined().contains("no cloud controller manager"))
    }
}
