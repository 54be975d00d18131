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
            .managementEvents, .addressPools, .managementNamespaces, .managementDeployments, .managementDaemonSets,
            .managementPods, .tenants, .tenantStates, .configs, .addresses, .tenantNodes, .ciliumPools,
            .targetGroupBindings,
            .managementNodes, .managerLogs, .managementVersion,
        ], judgesManagementAlone: true,
        causedBy: ["M010", "M017", "D003", "D042"],
        meaning: """
            The address of a Service comes from the management cluster: a load-balancer implementation there (MetalLB, \
            a cloud provider's controller, …) assigns one to the Service envoy-<uid>. It has not done so.
            """,
        impact: "The Service in the tenant cluster gets no address.",
        mending: """
            Fix what the implementation reports in Events and conditions of the envoy Service: a quota or a pool that is \
            used up, a missing permission at the cloud, a missing or rejected annotation. If it reports nothing, check \
            whether it runs and serves the class of the Service.
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
                .error, "the pool has two addresses, and another tenant has both",
                """
                management:
                  ipaddresspools.metallb.io: {metallb-system/main: {spec: {addresses: [198.51.100.98-198.51.100.99]}}}
                  services:
                    tenant-other/envoy-1: {spec: {type: LoadBalancer}, status: {loadBalancer: {ingress: [{ip: 198.51.100.98},
                      {ip: 198.51.100.99}]}}}
                    tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}
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
                .error, "the program that assigns addresses does not run",
                """
                management:
                  deployments.apps: {metallb-system/controller: {metadata: {labels: {app: metallb, component: controller}},
                    spec: {replicas: 1, selector: {matchLabels: {app: metallb}}}, status: {replicas: 1}}}
                  pods: {metallb-system/controller-1: {metadata: {labels: {app: metallb}}, status: {phase: Pending,
                    containerStatuses: [{name: controller, ready: false, restartCount: 0, state: {waiting: {
                      reason: ImagePullBackOff, message: "Back-off pulling image"}}}]}}}
                  services:
                    infra/gateway: {metadata: {annotations: {metallb.io/ip-allocated-from-pool: main}},
                      spec: {type: LoadBalancer}, status: {loadBalancer: {ingress: [{ip: 198.51.100.99}]}}}
                    tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}
                """),
            .fires(
                .error, "the cloud needs an annotation that KubeLB does not propagate",
                """
                tenant: {services: {shop/web: {metadata: {annotations: {loadbalancer.openstack.org/floating-network-id: public}}}}}
                management:
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}
                  events:
                    tenant-acme/e1: {type: Warning, reason: SyncLoadBalancerFailed, message: "Error syncing load balancer:
                      failed to ensure load balancer: loadbalancer.openstack.org/floating-network-id is not specified", count: 12,
                      lastTimestamp: "2026-11-22T11:58:00Z", involvedObject: {kind: Service, namespace: tenant-acme,
                      name: envoy-00000000-0000-4000-8000-000000000001}, source: {component: service-controller}}
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
                .error, "the pool of the address that it asks for is for another namespace",
                """
                tenant: {services: {shop/web: {metadata: {annotations: {metallb.io/loadBalancerIPs: 203.0.113.7}}}}}
                management:
                  ipaddresspools.metallb.io: {metallb-system/edge: {spec: {addresses: [203.0.113.0/28],
                    serviceAllocation: {namespaces: [tenant-other]}}}}
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
                    metadata: {annotations: {metallb.io/loadBalancerIPs: 203.0.113.7}}, status: {loadBalancer: null}}}
                  events:
                    tenant-acme/e1: {type: Warning, reason: AllocationFailed, message: "pool edge not compatible for ip
                      assignment", count: 12, lastTimestamp: "2026-11-22T11:58:00Z", involvedObject: {kind: Service,
                      namespace: tenant-acme, name: envoy-00000000-0000-4000-8000-000000000001}}
                """),
            .fires(
                .error, "the pool that it asks for is for namespaces with a label",
                """
                management:
                  ipaddresspools.metallb.io: {metallb-system/edge: {spec: {addresses: [203.0.113.0/28],
                    serviceAllocation: {namespaceSelectors: [{matchLabels: {tier: edge}}]}}}}
                  namespaces: {tenant-other: {metadata: {labels: {tier: edge}}}}
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
                    metadata: {annotations: {metallb.io/address-pool: edge}}, status: {loadBalancer: null}}}
                """),
            .fires(
                .error, "orphaned LoadBalancers hold the addresses of the pool",
                """
                management:
                  loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000077: {
                    metadata: {creationTimestamp: "2026-11-22T08:00:00Z", labels: {kubelb.k8c.io/origin-ns: shop,
                      kubelb.k8c.io/origin-name: old}}, spec: {type: LoadBalancer},
                    status: {loadBalancer: {ingress: [{ip: 198.51.100.77}]}}}}
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}
                  events:
                    tenant-acme/e1: {type: Warning, reason: AllocationFailed, message: "no available IPs", count: 12,
                      lastTimestamp: "2026-11-22T11:58:00Z", involvedObject: {kind: Service, namespace: tenant-acme,
                      name: envoy-00000000-0000-4000-8000-000000000001}, source: {component: metallb-controller}}
                """),
            .fires(
                .error, "another Service has its port on the nodes, which ServiceLB needs",
                """
                management:
                  daemonsets.apps: {\(BalancerExamples.nodePorts("tenant-acme", "envoy-00000000-0000-4000-8000-000000000001",
                    ready: 0)), \(BalancerExamples.nodePorts("infra", "gateway", ready: 2))}
                  pods: {kube-system/svclb-1: {metadata: {labels: {app: svclb-envoy-00000000-0000-4000-8000-000000000001}},
                    status: {phase: Pending, conditions: [{type: PodScheduled, status: "False", reason: Unschedulable,
                    message: "0/2 nodes are available: 1 node(s) didn't have free ports for the requested pod ports."}]}}}
                  services:
                    infra/gateway: {spec: {type: LoadBalancer}, status: {loadBalancer: {ingress: [{ip: 198.51.100.99}]}}}
                    tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}
                """),
            .fires(
                .error, "the only node that ServiceLB may use is down",
                """
                management:
                  nodes: {mgmt-b: {metadata: {labels: {svccontroller.k3s.cattle.io/enablelb: "true"}},
                    status: {conditions: [{type: Ready, status: Unknown, lastTransitionTime: "2026-11-22T11:10:00Z"}]}}}
                  daemonsets.apps: {kube-system/svclb-web: {metadata: {labels: {
                      svccontroller.k3s.cattle.io/svcname: envoy-00000000-0000-4000-8000-000000000001,
                      svccontroller.k3s.cattle.io/svcnamespace: tenant-acme}},
                    spec: {selector: {matchLabels: {app: svclb}}, template: {spec: {
                      nodeSelector: {svccontroller.k3s.cattle.io/enablelb: "true"},
                      containers: [{name: lb-tcp-80, image: "rancher/klipper-lb:v0.4.13"}]}}},
                    status: {desiredNumberScheduled: 0}}}
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}
                """),
            .fires(
                .error, "kube-vip chose an address, and its pods log why they do not take it up",
                """
                management:
                  daemonsets.apps: {kube-system/kube-vip-ds: {metadata: {labels: {app.kubernetes.io/name: kube-vip-ds}},
                    spec: {selector: {matchLabels: {app: vip}}, template: {spec: {containers: [{name: kube-vip,
                      image: "ghcr.io/kube-vip/kube-vip:v0.9.2"}]}}}, status: {desiredNumberScheduled: 2, numberReady: 2}}}
                  deployments.apps: {kube-system/kube-vip-cloud-provider: {spec: {selector: {matchLabels: {app: cp}},
                    template: {spec: {containers: [{name: provider, image: "ghcr.io/kube-vip/kube-vip-cloud-provider:v0.0.12"}]}}},
                    status: {replicas: 1, readyReplicas: 1}}}
                  pods: {kube-system/vip-1: {metadata: {labels: {app: vip}}, status: {phase: Running}}}
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
                    metadata: {annotations: {kube-vip.io/loadbalancerIPs: 198.51.100.10}}, status: {loadBalancer: null}}}
                logs: {management/kube-system/vip-1/kube-vip.log: "\(unelected("11:58:13"))\\n\(unelected("11:59:14"))"}
                """),
            .fires(
                .error, "the pool for these Services is in conflict with another",
                """
                management:
                  ciliumloadbalancerippools.cilium.io: {kubelb: {spec: {serviceSelector: {matchLabels: {
                    kubelb.k8c.io/managed-by: kubelb}}}, status: {conditions: [{type: cilium.io/PoolConflict, status: "True",
                    reason: cidr_overlap, message: "Pool conflicts since CIDR 'a' overlaps CIDR 'b' from IP Pool 'infra'",
                    lastTransitionTime: "2026-11-22T10:00:00Z"}]}}}
                  services:
                    tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null, conditions: [
                      {type: cilium.io/IPAMRequestSatisfied, status: "False", reason: no_pool,
                      message: "There are no enabled CiliumLoadBalancerIPPools that match this service",
                      lastTransitionTime: "2026-11-22T10:00:03Z"}]}}
                """),
            .fires(
                .error, "every pool is for other namespaces",
                """
                management:
                  ipaddresspools.metallb.io: {metallb-system/acme: {spec: {addresses: [198.51.100.0/28],
                    serviceAllocation: {namespaces: [tenant-acne]}}}}
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}
                  events:
                    tenant-acme/e1: {type: Warning, reason: AllocationFailed, message: "no available IPs", count: 12,
                      lastTimestamp: "2026-11-22T11:58:00Z", source: {component: metallb-controller},
                      involvedObject: {kind: Service, namespace: tenant-acme,
                      name: envoy-00000000-0000-4000-8000-000000000001}}
                """),
            .fires(
                .error, "MetalLB serves another class, and another implementation the other Services",
                """
                management:
                  tenants.kubelb.k8c.io: {acme: {spec: {loadBalancer: {class: example.com/internal}}}}
                  deployments.apps: {\(BalancerExamples.controller(ready: 1, class: "example.com/edge"))}
                  services:
                    infra/gateway: {spec: {type: LoadBalancer}, status: {loadBalancer: {ingress: [{ip: 198.51.100.99}]}}}
                    tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
                      spec: {loadBalancerClass: example.com/internal}, status: {loadBalancer: null}}
                """),
            .fires(
                .error, "the cloud provider inside Kubernetes is gone, and no other is installed",
                cloud(
                    "kube-system/kube-controller-manager-cp: {metadata: {labels: {component: kube-controller-manager}}, status: {phase: Running}}"
                )),
            .fires(
                .error, "a cloud controller manager runs, and reports nothing",
                cloud(
                    """
                    kube-system/kube-controller-manager-cp: {metadata: {labels: {component: kube-controller-manager}}, status: {
                        phase: Running}}, kube-system/cloud-controller-manager-cp: {status: {phase: Running}}
                    """)),
            .fires(
                .error, "the envoy Service is of another address family",
                """
                tenant: {services: {shop/web: {spec: {ipFamilies: [IPv4]}}}}
                management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
                  spec: {ipFamilies: [IPv6]}, status: {loadBalancer: null}}}}
                """),
            .fires(
                .error, "the load balancer quotes what the tenant's Service requests by annotation",
                """
                tenant: {services: {shop/web: {metadata: {annotations: {
                  service.beta.kubernetes.io/aws-load-balancer-ssl-cert: none-such}}}}}
                management:
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
                    metadata: {annotations: {service.beta.kubernetes.io/aws-load-balancer-ssl-cert: none-such}},
                    status: {loadBalancer: null}}}
                  events:
                    tenant-acme/e1: {type: Warning, reason: FailedDeployModel, count: 12,
                      message: "Failed deploy model due to CertificateNotFound: Certificate 'none-such' not found",
                      lastTimestamp: "2026-11-22T11:58:00Z", involvedObject: {kind: Service, namespace: tenant-acme,
                      name: envoy-00000000-0000-4000-8000-000000000001}, source: {component: service}}
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
        let others = AddressNeighbours(context.topology.list(.management, Service.self))
        let holders = AddressHolders(context.topology.list(.management, Service.self))
        let balancers = LoadBalancers(context)
        let serving = Set(waiting.compactMap { balancers.implementation(of: $0.envoy) })
        let stopped = serving.compactMap { balancers.stopped(.controller, of: $0) }
        let orphans = AddressOrphans(context)
        let logs = Dictionary(
            uniqueKeysWithValues: serving.compactMap { served in BalancerLog(of: served, context).map { (served, $0) } }
        )
        return waiting.map { finding($0, others, holders, balancers, stopped, logs, orphans, context) }
    }

    private func finding(
        _ carried: CarriedService, _ others: AddressNeighbours, _ holders: AddressHolders, _ balancers: LoadBalancers,
        _ stopped: [StoppedLoadBalancer], _ logs: [LoadBalancerImplementation: BalancerLog], _ orphans: AddressOrphans?,
        _ context: CheckContext
    ) -> Finding {
        let envoy = carried.envoy
        let start = [carried.exposure.lastChange, envoy.metadata.creationTimestamp].compactMap { $0 }.max()
        let refusal = AddressRefusal(of: envoy, balancers, in: context)
        let wish = AddressWish(of: carried, holders, in: context)
        // What is stated explicitly does not settle.
        let (severity, note) = refusal == nil && wish == nil ? context.symptom(since: start) : (.error, "")
        let age = note.isEmpty ? "has had no address\(context.forAge(of: start))" : "has no address\(note)"
        let serving = balancers.implementation(of: envoy)
        let stopped =
            refusal == nil
            ? balancers.stoppedServer(of: envoy) ?? stopped.first { $0.workload.implementation == serving } : nil
        // Another program may serve the class of Services that have an address.
        let mayBeSkipped =
            refusal == nil && stopped == nil && others.withAddress(ofClass: envoy.loadBalancerClass) == 0
        let skipped = mayBeSkipped ? balancers.skipping(envoy) : nil
        let isUnexplained = refusal == nil && stopped == nil && skipped == nil && serving == nil
        let provider = isUnexplained && envoy.loadBalancerClass == nil ? MissingCloudProvider(context) : nil
        let orphans = refusal?.isShortage == true ? orphans : nil
        let pools = refusal?.author == .cilium ? CiliumPools(for: envoy, in: context) : nil
        let restricted = wish == nil && refusal?.isShortage == true ? RestrictedPools(for: carried, in: context) : nil
        let exhausted =
            refusal?.isShortage == true && wish == nil && pools == nil && restricted == nil
            ? ExhaustedPool(for: carried, in: context) : nil
        let log = refusal == nil && stopped == nil ? serving.flatMap { logs[$0] } : nil
        // What the tenant's Service requests itself is no choice.
        let chosen = LoadBalancerImplementation.chosenAddress(of: envoy).flatMap {
            carried.service.metadata.annotations.values.contains($0) ? nil : $0
        }
        let choice = chosen.map { "kube-vip has chosen \($0), and none of its pods has taken the address up" }
        let reports = [refusal == nil ? choice : nil, log?.sentence].compactMap { $0 }
        let reason =
            !reports.isEmpty
            ? reports.joined(separator: ". ")
            : refusal?.sentence ?? stopped.map {
                "\($0.workload.implementation.nameAtStart) does not run"
                    + "\($0.workload.role == .server ? " for this Service" : ""): \($0.sentence)"
            } ?? skipped?.sentence ?? provider?.sentence ?? others.sentence(for: envoy, serving, context)
        let requests = wish == nil ? refusal?.requests(of: envoy) ?? [] : []
        let replaced = wish == nil ? ReplacedDefaults(for: envoy, refusal, in: context) : nil
        var finding = Finding(
            severity,
            "\(carried.service.reference) is pending: \(envoy.reference) \(age). \(reason)"
                + (wish.map { ". \($0.sentence)" } ?? "")
                + (requests.first.map { ". Its annotation \($0.annotation) requests that" } ?? "")
                + (pools.map { ". \($0.sentence)" } ?? restricted.map { ". \($0.sentence)" } ?? "")
                + (exhausted?.sentence.map { ". \($0)" } ?? "")
                + (orphans.map { ". \($0.sentence)" } ?? "") + (replaced.map { ". \($0.sentence)" } ?? "")
                + Self.families(carried),
            resource: carried.exposure.resource, objects: carried.references)
        finding.evidence = [
            envoy.evidence("status.loadBalancer.ingress", "empty", at: envoy.metadata.creationTimestamp)
        ]
        finding.evidence +=
            log.map { [$0.evidence] } ?? refusal.map { [$0.evidence] } ?? stopped?.evidence ?? skipped.map {
                [$0.evidence]
            } ?? provider?.evidence ?? []
        finding.evidence +=
            (pools?.evidence ?? restricted?.evidence ?? exhausted?.evidence ?? [])
            + (replaced?.evidence ?? []) + (orphans?.evidence ?? [])
        // What a Service lacks because KubeLB did not pass it on is fixed there.
        if let refusal, !refusal.unpropagated(carried).isEmpty { finding.suspects.append("S007") }
        finding.evidence +=
            wish?.evidence
            ?? requests.map { envoy.evidence("metadata.annotations[\($0.annotation)]", $0.value) }
        if !Self.families(carried).isEmpty {
            finding.evidence += [carried.service, envoy].map {
                $0.evidence("spec.ipFamilies", $0.ipFamilies.joined(separator: ", "))
            }
        }
        finding.evidence += [
            envoy.evidence("spec.loadBalancerClass", envoy.loadBalancerClass ?? "not set"),
            Evidence("other LoadBalancer Services of the management cluster", others.summary(without: envoy)),
        ]
        let known =
            (pools?.remedies ?? restricted?.remedies).map {
                $0 + (refusal?.remedies(about: envoy, balancers, context) ?? []).filter { $0.role == .inspect }
            }
            ?? log?.remedies(about: envoy, context) ?? refusal?.remedies(about: envoy, balancers, context)
        finding.remedies =
            (orphans?.remedies(context) ?? []) + (replaced?.remedies(context) ?? [])
            + (wish?.remedies
                ?? requests.prefix(1).flatMap { AddressWish.remedies(.annotation($0.annotation), carried, context) })
            + (wish?.isRestricted == true
                ? (known ?? []).filter { $0.role == .inspect }
                : known ?? stopped?.remedies ?? skipped?.remedies(for: [envoy], context)
                    ?? provider?.remedies ?? unexplained(envoy, serving, balancers, context))
        if others.withAddress > 0, others.withAddress(ofClass: envoy.loadBalancerClass) == 0 {
            finding.remedies.append(AddressRefusal.showClasses(context))
        }
        return finding
    }
}
