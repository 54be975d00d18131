import KubeLB
import Kubernetes
import Topology

/// KLC-D002: the management cluster gives the envoy Service no address.
struct D002NoAddress: Check {
    let documentation = CheckDocumentation(
        code: "D002",
        title: "The envoy Service has no address",
        severity: .error,
        explains: [.address],
        hop: .envoyService,
        inputs: [.tenantServices, .loadBalancers, .managementServices],
        optionalInputs: [
            .managementEvents, .addressPools, .managementDeployments, .managementPods, .tenantStates, .configs,
        ],
        causedBy: ["M010", "D003"],
        meaning: """
            The address of a Service comes from the management cluster: a load-balancer implementation there (MetalLB, \
            a cloud provider's controller, …) assigns one to the Service envoy-<uid>. It has not done so.
            """,
        impact: "The Service in the tenant cluster gets no address.",
        mending: """
            Check the Events and conditions of the envoy Service. If other LoadBalancer Services have addresses, look \
            for an exhausted pool, a class that no implementation serves, or a missing or rejected annotation.
            """,
        examples: [
            .fires(
                .error, "the pool is exhausted",
                """
                tenant: {services: {shop/web: {status: {loadBalancer: null}}}}
                management:
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}
                  events:
                    tenant-acme/e1: {type: Warning, reason: AllocationFailed, message: "no available IPs", count: 12,
                      lastTimestamp: "2026-11-22T11:58:00Z", involvedObject: {kind: Service, namespace: tenant-acme,
                      name: envoy-00000000-0000-4000-8000-000000000001}}
                """),
            .fires(
                .error, "a condition says that no pool is for it",
                """
                management:
                  services:
                    infra/gateway: {spec: {type: LoadBalancer}, status: {loadBalancer: {ingress: [{ip: 198.51.100.99}]}}}
                    tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null, conditions: [
                      {type: cilium.io/IPAMRequestSatisfied, status: "False", reason: no_pool,
                      message: "There are no enabled CiliumLoadBalancerIPPools that match this service",
                      lastTransitionTime: "2026-11-22T10:00:03Z"}]}}
                """),
            .fires(
                .warning, "the envoy Service is twelve seconds old",
                """
                now: "2026-11-22T10:00:12Z"
                management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
                  status: {loadBalancer: null}}}}
                """),
            .fires(
                .info, "the envoy Service is one second old",
                """
                now: "2026-11-22T10:00:01Z"
                management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
                  status: {loadBalancer: null}}}}
                """),
            .fires(
                .error, "another Service holds the address that it asks for",
                """
                management: {services: {
                  infra/gateway: {spec: {type: LoadBalancer}, status: {loadBalancer: {ingress: [{ip: 198.51.100.99}]}}},
                  tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
                    metadata: {annotations: {metallb.io/loadBalancerIPs: 198.51.100.99}}, status: {loadBalancer: null}}}}
                """),
            .fires(
                .error, "the tenant's Service asks for a pool that does not exist",
                """
                tenant: {services: {shop/web: {metadata: {annotations: {metallb.io/address-pool: public}}}}}
                management:
                  ipaddresspools.metallb.io: {metallb-system/main: {spec: {addresses: [198.51.100.0/24]}}}
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
                    metadata: {annotations: {metallb.io/address-pool: public}}, status: {loadBalancer: null}}}
                """),
            .fires(
                .error, "the address that it asks for is in no pool",
                """
                management:
                  ipaddresspools.metallb.io: {metallb-system/main: {spec: {addresses: [198.51.100.1-198.51.100.9]}}}
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
                    metadata: {annotations: {metallb.io/loadBalancerIPs: 203.0.113.7}}, status: {loadBalancer: null}}}
                """),
            .fires(
                .error, "the envoy Service is of another address family",
                """
                tenant: {services: {shop/web: {spec: {ipFamilies: [IPv4]}}}}
                management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
                  spec: {ipFamilies: [IPv6]}, status: {loadBalancer: null}}}}
                """),
            .silent(
                "the address is a host name",
                """
                management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
                  status: {loadBalancer: {ingress: [{hostname: lb.example.com}]}}}}}
                """),
            .silent(
                "there is no envoy Service at all",
                "management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: null}}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let waiting = context.carriedServices.filter { $0.envoy.isLoadBalancer && $0.envoy.ingress.isEmpty }
        guard !waiting.isEmpty else { return [] }
        let others = Neighbours(context.topology.list(.management, Service.self))
        let holders = AddressHolders(context.topology.list(.management, Service.self))
        return waiting.map { finding($0, others, holders, context) }
    }

    private func finding(
        _ carried: CarriedService, _ others: Neighbours, _ holders: AddressHolders, _ context: CheckContext
    ) -> Finding {
        let envoy = carried.envoy
        let start = [carried.exposure.lastChange, envoy.metadata.creationTimestamp].compactMap { $0 }.max()
        let refusal = AddressRefusal(of: envoy, in: context)
        let wish = AddressWish(of: carried, holders, in: context)
        // What is stated explicitly does not settle.
        let (severity, note) = refusal == nil && wish == nil ? context.symptom(since: start) : (.error, "")
        let age = note.isEmpty ? context.forAge(of: start) : note
        var finding = Finding(
            severity,
            "\(carried.service.reference) is pending: the management cluster has not assigned an address to "
                + "\(envoy.reference)\(age). \(refusal?.sentence ?? others.sentence(for: envoy))"
                + (wish.map { ". \($0.sentence)" } ?? "") + Self.families(carried),
            service: context.key(carried.exposure), objects: carried.references)
        finding.evidence = [
            Evidence("\(envoy.reference): status.loadBalancer.ingress", "empty", at: envoy.metadata.creationTimestamp)
        ]
        if let refusal { finding.evidence.append(refusal.evidence) }
        finding.evidence += wish?.evidence ?? []
        if !Self.families(carried).isEmpty {
            finding.evidence += [carried.service, envoy].map {
                Evidence("\($0.reference): spec.ipFamilies", $0.ipFamilies.joined(separator: ", "))
            }
        }
        finding.evidence += [
            Evidence("\(envoy.reference): spec.loadBalancerClass", envoy.loadBalancerClass ?? "not set"),
            Evidence("other LoadBalancer Services of the management cluster", others.summary(without: envoy)),
        ]
        finding.remedies =
            (wish?.remedies ?? []) + (refusal?.remedies ?? [AddressRefusal.readEvents(of: envoy, context)])
        finding.remedies.append(
            .inspect(
                "compare it with Services that have an address",
                context.kubectl(.management, "get services -A -o wide").piped(into: ShellCommand("grep LoadBalancer"))))
        if others.withAddress > 0, others.withAddress(ofClass: envoy.loadBalancerClass) == 0 {
            finding.remedies.append(AddressRefusal.showClasses(context))
        }
        return finding
    }
}

extension D002NoAddress {
    /// That the envoy Service is of another family than the tenant's Service: a dual-stack cluster with IPv6 first makes
    /// single-stack Services IPv6, and a pool may have addresses of one family only.
    fileprivate static func families(_ carried: CarriedService) -> String {
        let (asked, made) = (carried.service.ipFamilies, carried.envoy.ipFamilies)
        guard !asked.isEmpty, !made.isEmpty, Set(asked).isDisjoint(with: made) else { return "" }
        return
            ". The envoy Service needs an \(made.joined(separator: " and ")) address, although the tenant's Service is "
            + "\(asked.joined(separator: " and ")): check whether the pool has \(made.joined(separator: " and ")) addresses"
    }
}

/// All LoadBalancer Services of the management cluster, counted by class: who else gets an address.
private struct Neighbours {
    private(set) var withAddress = 0
    private var total = 0
    private var withAddressByClass: [String: Int] = [:]
    private let isComplete: Bool

    init(_ services: Observed<ObjectList<Service>>) {
        isComplete = services.value?.isComplete ?? false
        for service in services.value?.items ?? [] where service.isLoadBalancer && !service.metadata.isBeingDeleted {
            total += 1
            guard !service.ingress.isEmpty else { continue }
            withAddress += 1
            withAddressByClass[service.loadBalancerClass ?? "", default: 0] += 1
        }
    }

    func withAddress(ofClass name: String?) -> Int { withAddressByClass[name ?? ""] ?? 0 }

    func summary(without envoy: Service) -> String {
        total <= 1 ? "none" : "\(withAddress) of \(total - 1) have an address"
    }

    func sentence(for envoy: Service) -> String {
        guard withAddress > 0 else {
            return isComplete ? "No LoadBalancer Service in that cluster has one" : "The cause is unknown"
        }
        let have =
            "\(ServiceWords.count(withAddress, "other LoadBalancer Service"))"
            + (withAddress == 1 ? " in that cluster has one" : " in that cluster have one")
        guard withAddress(ofClass: envoy.loadBalancerClass) == 0 else {
            return
                "\(have), so the problem is specific to this Service: its pool is exhausted, or an annotation is missing."
        }
        let name = envoy.loadBalancerClass.map { "with class \($0)" } ?? "without a class, like this Service"
        return "\(have), but none \(name)."
    }
}
