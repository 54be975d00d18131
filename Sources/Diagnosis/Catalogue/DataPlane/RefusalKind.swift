import Characters
import KubeLB
import Kubernetes
import Topology

/// What kept a load-balancer implementation from its work, by its own words: decides what fixes it.
enum RefusalKind: Sendable, Hashable {
    case rateLimit
    /// A security group or firewall takes no more rules.
    case securityRules
    case securityGroup
    case quota
    case credentials
    /// The API server of the management cluster forbids something to its account.
    case rbac
    /// The API that the author calls does not serve a kind: the versions of the two differ.
    case unserved
    /// The cloud forbids something to its identity.
    case permission
    case subnets
    case noPool
    /// The pool that a Service asks for is restricted to other Services.
    case restrictedPool
    case noFreeAddress
    case missingSetting
    case protocols
    case unreachable
    case addressInUse
    /// The provider's load balancer exists and is in a failed state.
    case failedLoadBalancer
    case other

    /// In the order in which texts are tried: a quota may be reported with status 403, and with a link to a token.
    private static let phrases: [(RefusalKind, [[String]])] = [
        (.rbac, [["is forbidden: user \"system:serviceaccount:"]]),
        (.unserved, [["could not find the requested resource"], ["no matches for kind"]]),
        (
            .rateLimit,
            [
                ["throttl"], ["rate exceeded"], ["rate limit"], ["ratelimit"], ["too many requests"],
                ["requestlimitexceeded"],
            ]
        ),
        (
            .securityRules,
            [
                ["security group", "maximum"], ["security group", "limit"], ["securitygroup", "limit"],
                ["firewall", "limit"],
            ]
        ),
        (
            .quota,
            [
                ["quota"], ["limitexceeded"], ["limit exceeded"], ["limit reached"], ["limit has been reached"],
                ["limitreached"],
                ["cannot create more than"],
                ["exceeded the limit"], ["exceeds the limit"], ["maximum number"], ["resource_limit_exceeded"],
                ["toomany"],
                ["limit of"],
            ]
        ),
        (
            .permission,
            [
                ["not authorized"], ["not authorised"], ["unauthorizedoperation"], ["accessdenied"], ["access denied"],
                ["authorizationfailed"], ["does not have authorization"], ["permission denied"], ["permissiondenied"],
                ["required '", "permission"], ["insufficient permission"], ["policy doesn't allow"],
                ["notauthorizedornotfound"],
                ["lacks permission"],
            ]
        ),
        (.securityGroup, [["security group"], ["securitygroup"]]),
        (
            .credentials,
            [
                ["unauthorized"], ["invalidclienttokenid"], ["authfailure"], ["invalid credential"], ["invalid_client"],
                ["expiredtoken"], ["token", "expired"], ["token", "invalid"], ["authentication failed"],
                ["authentication required"], ["unable to authenticate"], ["nocredentialproviders"], ["aadsts"],
                ["failed to refresh cached credentials"], ["could not find default credentials"],
            ]
        ),
        (
            .protocols,
            [
                ["mixed protocol"], ["protocol", "not supported"], ["unsupported protocol"], ["only tcp"],
                ["protocol", "not implemented"],
            ]
        ),
        (
            .failedLoadBalancer,
            [["provisioning status: error"], ["provisioning_status error"], ["in failed state"], ["in state error"]]
        ),
        (.subnets, [["subnet"]]),
        (
            .addressInUse,
            [
                ["already in use"], ["already allocated"], ["already associated"], ["already assigned"],
                ["can't change sharing key"],
            ]
        ),
        (
            .noFreeAddress,
            [
                ["no available ips"], ["out_of_ips"], ["ran out of"], ["no free"], ["exhausted"], ["no more ip"],
                ["no more free"], ["no addresses available"], ["pool", "full"], ["no available ip"],
                ["no addresses left"], ["used up"],
            ]
        ),
        (.restrictedPool, [["not compatible for ip assignment"]]),
        (
            .noPool,
            [
                ["no address pools"], ["no_pool"], ["unknown pool"], ["no matching pool"], ["no ipaddresspool"],
                ["pool", "not found"], ["no enabled cilium"], ["pool", "does not exist"], ["not allowed", "pool"],
                ["is not allowed in config"],
            ]
        ),
        (
            .missingSetting,
            [
                ["annotation"], ["neither", "set"], ["must be specified"], ["must be set"], ["is not specified"],
                ["should be specified"], ["missing required"],
            ]
        ),
        (
            .unreachable,
            [
                ["dial tcp"], ["i/o timeout"], ["no such host"], ["connection refused"], ["deadline exceeded"],
                ["x509:"], ["tls handshake"], ["connection reset"], ["no route to host"], ["service unavailable"],
                ["bad gateway"], ["post \"http"], ["get \"http"], ["put \"http"], ["delete \"http"],
            ]
        ),
    ]

    /// By the reason and the message of an Event or a condition.
    init(_ text: String) {
        let words = (text.utf8.count > 4096 ? String(text.suffix(4096)) : text).lowercased()
        self =
            Self.phrases.first { _, alternatives in
                alternatives.contains { $0.allSatisfy { words.containsBytes(of: $0) } }
            }?.0 ?? .other
    }
}

extension RefusalKind {
    /// A word in the names of annotations that set what it is about; nil if there is none.
    var subject: String? {
        switch self {
        case .noPool, .restrictedPool, .noFreeAddress: "pool"
        case .subnets: "subnet"
        case .securityGroup: "security-group"
        default: nil
        }
    }

    /// What fixes it. `author`: who reports it; nil if that is unknown.
    func remedies(
        for text: String, _ author: LoadBalancerImplementation?, about envoy: Service, _ context: CheckContext
    ) -> [Remedy] {
        let who = author?.name ?? "the load-balancer controller"
        switch self {
        case .rateLimit:
            return [
                .fix(
                    "reduce the requests to the provider's API, or ask the provider for a higher rate; \(who) retries by itself"
                )
            ]
        case .securityRules:
            return [
                .fix(
                    "remove rules from the security group that nothing needs, or raise the provider's limit of rules per group"
                )
            ]
        case .securityGroup:
            return [
                .fix(
                    "correct the security groups that the message names; AWS expects the cluster's tag on exactly one of them"
                )
            ]
        case .quota: return Quota(text).remedies(for: envoy, context)
        case .credentials:
            return [.fix("renew the credentials with which \(who) signs in to the provider, and restart it")]
        case .rbac:
            return [.fix("grant \(who) the permission that the message names: restore the ClusterRole of its chart")]
        case .unserved:
            return [
                .fix(
                    "install a version of \(who) that fits the platform whose API it calls, or upgrade that platform: its API does "
                        + "not serve " + (Self.unservedKind(in: text) ?? "the kind that the message names"))
            ]
        case .permission:
            let action = Self.action(in: text).map { " \($0)" } ?? " what the message names"
            return [.fix("allow the identity of \(who) to perform\(action): extend its role or policy at the provider")]
        case .subnets: return [.fix(Self.subnets(text, author))]
        case .noPool, .noFreeAddress: return pools(author, envoy, context)
        case .restrictedPool:
            return [
                .fix(
                    "request an address or a pool that Services in namespace \(envoy.metadata.namespace) may use, or admit "
                        + "them in serviceAllocation of the pool"), Self.showPools(context),
            ]
        case .missingSetting:
            return [
                .fix(
                    "set what the message names as an annotation of the tenant's Service and let KubeLB propagate it, or "
                        + "configure a default for \(who)")
            ]
        case .protocols: return [.fix("split the tenant's Service into one Service for each protocol")]
        case .unreachable:
            return [
                .fix(
                    "restore the connection from \(who) to the provider's API: DNS, proxy, firewall, or the API itself")
            ]
        case .addressInUse:
            return [.fix("release the address from what holds it, or request another one")]
        case .failedLoadBalancer:
            return [
                .fix(
                    "repair the load balancer that the message names at the provider, or delete it there: \(who) creates it again"
                )
            ]
        case .other: return []
        }
    }

    private func pools(
        _ author: LoadBalancerImplementation?, _ envoy: Service, _ context: CheckContext
    ) -> [Remedy] {
        let free = "add addresses to a pool that may serve this Service, or delete Services that nobody uses"
        let isExhausted = self == .noFreeAddress
        switch author {
        case .metalLB:
            return [
                .fix(isExhausted ? free : "create the pool, or request one that exists"), Self.showPools(context),
            ]
        case .cilium:
            return [
                .fix(
                    isExhausted
                        ? free
                        : "create a CiliumLoadBalancerIPPool whose serviceSelector matches this Service, or enable one"),
                .inspect(
                    "check the pools: which Services each may serve, and how many addresses are free",
                    context.kubectl(.management, "get ciliumloadbalancerippools.cilium.io -o yaml")),
            ]
        case .kubeVIP:
            let map = ObjectReference(.management, kind: ConfigMap.kind, namespace: "kube-system", name: "kubevip")
            let namespace = envoy.metadata.namespace
            return [
                .fix(
                    "\(isExhausted ? "extend" : "add") a pool of kube-vip: range-\(namespace) or cidr-\(namespace), or range-global "
                        + "or cidr-global for all namespaces", context.kubectl("edit", map)),
                .inspect("check the pools of kube-vip", context.kubectl("get", map, "-o yaml")),
            ]
        default: return [.fix(isExhausted ? free : "correct the pool from which this Service gets its address")]
        }
    }

    /// MetalLB's.
    private static func showPools(_ context: CheckContext) -> Remedy {
        .inspect(
            "check the pools: which Services each may serve, and how many addresses are free",
            context.kubectl(.management, "get ipaddresspools.metallb.io -A -o yaml"))
    }

    /// AWS finds subnets by tags (its controller's guide, "Subnet discovery").
    private static func subnets(_ text: String, _ author: LoadBalancerImplementation?) -> String {
        guard
            author == .awsLoadBalancerController || text.containsBytes(of: "/elb")
                || text.containsBytes(of: "internal-elb")
        else { return "correct the subnet with which \(author?.name ?? "the load-balancer controller") is configured" }
        return
            "tag the subnets of the VPC: kubernetes.io/role/elb=1 for public load balancers, kubernetes.io/role/internal-elb=1 "
            + "for internal ones; or name them in the annotation service.beta.kubernetes.io/aws-load-balancer-subnets"
    }

    /// `(post loadbalancers.meta.k8s.io)`: the resource of a request that client-go found unserved. Its group is that of the error.
    private static func unservedKind(in text: String) -> String? {
        guard let range = text.firstByteRange(of: "could not find the requested resource (") else { return nil }
        let words = text[range.upperBound...].prefix { $0 != ")" }.split(separator: " ")
        return words.count > 1 ? words[1].split(separator: ".").first.map(String.init) : nil
    }

    /// `'Microsoft.Network/publicIPAddresses/write'`, `ec2:CreateSecurityGroup`: what a cloud forbids.
    private static func action(in text: String) -> String? {
        for phrase in ["perform action ", "to perform: ", "Required ", "required permission ", "permission: "] {
            guard let range = text.firstByteRange(of: phrase) else { continue }
            let word = text[range.upperBound...].prefix { !$0.isWhitespace }.filter { !"'\"`,;".contains($0) }
            if word.count > 3 { return String(word) }
        }
        return nil
    }
}
