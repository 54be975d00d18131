import Testing

@testable import Diagnosis

@Suite struct RefusalKindTests {
    @Test(arguments: [
        ("googleapi: Error 403: Quota 'BACKEND_SERVICES' exceeded. Limit: 9.0", RefusalKind.quota),
        ("TooManyLoadBalancers: The maximum number of load balancers has been reached", .quota),
        ("PublicIPCountLimitReached: Cannot create more than 20 public IP addresses", .quota),
        ("load balancer limit reached (resource_limit_exceeded)", .quota),
        ("googleapi: Error 403: Required 'compute.addresses.create' permission for 'projects/x'", .permission),
        ("UnauthorizedOperation: You are not authorized to perform: ec2:CreateSecurityGroup", .permission),
        ("InvalidClientTokenId: The security token included in the request is invalid", .credentials),
        ("unable to authenticate the request (unauthorized)", .credentials),
        ("Throttling: Rate exceeded", .rateLimit),
        ("RulesPerSecurityGroupLimitExceeded: The maximum number of rules per security group", .securityRules),
        ("Multiple tagged security groups found for instance i-0", .securityGroup),
        ("could not find any suitable subnets for creating the ELB", .subnets),
        ("no_pool: There are no enabled CiliumLoadBalancerIPPools that match this service", .noPool),
        ("unknown pool \"public\"", .noPool),
        ("AllocationFailed: [\"192.0.2.9\"] is not allowed in config", .noPool),
        ("load balancer 5d0f is not ACTIVE, current provisioning status: ERROR", .failedLoadBalancer),
        ("AllocationFailed: pool edge not compatible for ip assignment", .restrictedPool),
        ("AllocationFailed: no available IPs", .noFreeAddress),
        ("IpAddressGenerationFailure: No more IP addresses available on network", .noFreeAddress),
        ("mixed protocol is not supported for LoadBalancer", .protocols),
        ("Post \"https://api.example/v1\": dial tcp: lookup api.example: no such host", .unreachable),
        ("can't change sharing key for \"infra/gateway\", address also in use by infra/other", .addressInUse),
        ("loadbalancer.openstack.org/floating-network-id must be specified", .missingSetting),
        (
            "services \"x\" is forbidden: User \"system:serviceaccount:metallb-system:controller\" cannot update resource "
                + "\"services/status\"", .rbac
        ),
        ("create or update lb failed, error: the server could not find the requested resource (post lbs.x)", .unserved),
        ("no matches for kind \"LoadBalancer\" in version \"loadbalancer.harvesterhci.io/v1beta1\"", .unserved),
        ("something else", .other),
    ])
    func recognizes(text: String, kind: RefusalKind) {
        #expect(RefusalKind(text) == kind)
    }

    @Test(arguments: [
        (
            "TooManyListenersException: The maximum number of listeners has been reached on load balancer 'x'",
            Quota.listeners
        ),
        ("RulesPerLoadBalancerLimitReached: more than 250 rules", .listeners),
        ("googleapi: Error 403: Quota 'FORWARDING_RULES' exceeded", .listeners),
        ("googleapi: Error 403: Quota 'BACKEND_SERVICES' exceeded", .targets),
        ("TooManyTargetGroups: limit exceeded", .targets),
        ("Quota exceeded for resources: ['floatingip']", .addresses("floating IPs")),
        (
            "PUT https://management.azure.com/x/loadBalancers/y: PublicIPCountLimitReached: Cannot create more than 20 "
                + "public IP addresses", .addresses("public IP addresses")
        ),
        ("AddressLimitExceeded: The maximum number of addresses has been reached", .addresses("Elastic IP addresses")),
        ("TooManyLoadBalancers: The maximum number of load balancers has been reached", .loadBalancers),
        ("quota exceeded", .other),
    ])
    func quotasAreToldApart(text: String, quota: Quota) {
        #expect(Quota(text) == quota)
    }
}
