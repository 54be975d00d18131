import Testing

@testable import Diagnosis

/// What findings name as the cause, what they offer, and what they leave out, for what others than KubeLB set or log.
@Suite struct CauseTextTests {
    private typealias Case = CauseCase

    private static let certificates = [
        Case(
            code: "C010", example: "the certificate has its name in the Common Name only",
            says: ["Common Name only, not among its subject alternative names (SANs), at mgmt.example:6443"],
            fixes: ["issue the certificate that is presented at mgmt.example:6443 again"],
            neverFixes: ["get secret", "copy the kubeconfig"])
    ]

    private static let leases = [
        Case(
            code: "C013",
            example: "it never got its Lease, because a firewall of its node rejects connections to the API server",
            says: [
                "The CCM has no Lease, so it does not lead", "API server of its own cluster, the tenant cluster",
                "no route to 10.112.0.1:443",
            ], fixes: ["firewall of the node"], neverFixes: ["get secret", "rollout restart"]),
        Case(
            code: "C013", example: "it never got its Lease, because requests to the API server time out",
            says: ["timed out waiting for 10.112.0.1:443"], fixes: ["NetworkPolicies and routing"]),
        Case(
            code: "C003", example: "its log says that the API server of its own cluster does not respond",
            says: ["cannot reach the API server of its own cluster, the tenant cluster, from node node-a: timed out"],
            fixes: ["NetworkPolicies and routing"], neverFixes: ["get secret", "create secret"]),
    ]

    private static let classes = [
        Case(
            code: "C007",
            example: "the filter is on and the Service has another class, of which there is no controller",
            says: ["has loadBalancerClass example.com/other, but the CCM manages only class kubelb"],
            fixes: ["recreate the Service with the class"]),
        Case(
            code: "C007", example: "Envoy Gateway generates the Service with the class of AWS",
            says: [
                "service.k8s.aws/nlb, which Envoy Gateway sets",
                "the AWS Load Balancer Controller, which serves that class, was not found",
            ],
            fixes: [
                "envoyService.loadBalancerClass of EnvoyProxy envoy-gateway-system/edge", "Envoy Gateway recreates it",
            ],
            neverFixes: ["replace --force"]),
        Case(
            code: "C007", example: "kgateway generates the Service without a class",
            says: ["which the controller of Gateway shop/http (kgateway) generates, has no loadBalancerClass"],
            fixes: ["GatewayParameters (kgateway)"]),
        Case(
            code: "C007", example: "a Helm release has the Service with another class",
            fixes: ["in the values of Helm release web of namespace shop", "get values web -n shop"]),
        Case(
            code: "C007", example: "an operator generates the Service with another class",
            says: ["which the controller of IngressController shop/edge sets"]),
    ]

    private static let rivals = [
        Case(
            code: "S012", example: "MetalLB of the tenant cluster clears the address",
            says: ["MetalLB of the tenant cluster also manages the Service", "AllocationFailed 404 times"],
            fixes: ["--lb-class", "edit deployment/controller"]),
        Case(
            code: "S012", example: "kube-vip of the tenant cluster wrote the status last",
            says: ["kube-vip of the tenant cluster also manages the Service"]),
        Case(
            code: "S012", example: "MetalLB of the tenant cluster serves Services without a class",
            says: ["MetalLB of the tenant cluster serves Services without a class too"]),
        Case(
            code: "S012", example: "MetalLB of the tenant cluster has a class of its own", avoids: ["MetalLB"],
            neverFixes: ["MetalLB"]),
    ]

    private static let nodePorts = [
        Case(
            code: "N008", example: "kube-proxy crashes on both nodes, which have no inotify instances left",
            says: [
                "kube-proxy is not running on node-a, node-b",
                "its log ends with: failed complete: too many open files",
                "The nodes serve only node ports that it opened before",
            ], fixes: ["fs.inotify.max_user_instances"], avoids: ["nothing listens"]),
        Case(
            code: "N008", example: "kube-proxy crashes on one node, and runs on the other",
            avoids: ["kube-proxy is not running"]),
        Case(
            code: "N008", example: "kube-proxy runs and cannot watch, because the node has no inotify instances left",
            says: ["kube-proxy runs but gets no changes from the API server", "too many open files"],
            fixes: ["fs.inotify.max_user_instances"]),
    ]

    private static let balancers = [
        Case(
            code: "D002", example: "Calico assigns addresses only on request",
            says: ["assignIPs of KubeControllersConfiguration default is RequestedServicesOnly"],
            fixes: ["AllServices", "projectcalico.org/ipv4pools"]),
        Case(
            code: "D002", example: "Calico assigns addresses only on request, and the Service requests one",
            avoids: ["assignIPs"]),
        Case(code: "D002", example: "Calico assigns addresses to all Services", avoids: ["assignIPs"]),
        Case(
            code: "D002", example: "the load balancer of NSX has all its virtual servers",
            says: ["NCP of VMware NSX logs: ", "Exceed maximum number of virtual servers"],
            fixes: ["larger form factor"]),
        Case(
            code: "D047", example: "Hetzner sends it, as the Config says, and nginx answers with 400",
            says: ["load-balancer.hetzner.cloud/uses-proxyprotocol", "do not understand them", "PROXY TCP4"],
            fixes: ["defaultAnnotations of the Config"]),
        Case(
            code: "D047", example: "AWS sends version 2, and nginx answers with 400", says: ["do not understand them"],
            fixes: ["what adds it to the envoy Service"]),
        Case(code: "D047", example: "KubeLB adds another one", says: ["behind another one of its own"]),
    ]

    @Test(arguments: certificates + leases + classes + rivals + nodePorts + balancers)
    func words(wanted: CauseCase) throws { try wanted.expect() }
}
