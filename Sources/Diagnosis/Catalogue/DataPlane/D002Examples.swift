/// Clusters for KLC-D002: Services that wait for an address, and why.
enum D002Examples {
    static let all: [CheckExample] = [
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
            .error, "LoadBalancers may not be read, and MetalLB reports a pool that does not exist",
            """
            tenant: {services: {shop/web: {status: {loadBalancer: null}}}}
            management:
              loadbalancers.kubelb.k8c.io: forbidden
              services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}
              events:
                tenant-acme/e1: {type: Warning, reason: AllocationFailed, count: 12, message: 'Failed to allocate IP for
                  "tenant-acme/envoy-00000000-0000-4000-8000-000000000001": unknown pool "dmz"',
                  lastTimestamp: "2026-11-22T11:58:00Z", involvedObject: {kind: Service, namespace: tenant-acme,
                  name: envoy-00000000-0000-4000-8000-000000000001}}
            """),
        .silent(
            "LoadBalancers may not be read, and nothing is reported about the envoy Service",
            """
            tenant: {services: {shop/web: {status: {loadBalancer: null}}}}
            management:
              loadbalancers.kubelb.k8c.io: forbidden
              services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}
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
            .error, "the only pool has addresses of the other family",
            """
            management:
              ipaddresspools.metallb.io: {metallb-system/main: {spec: {addresses: ["2001:db8:77:10::/112"]}}}
              services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
                spec: {ipFamilies: [IPv4]}, status: {loadBalancer: null}}}
              events:
                tenant-acme/e1: {type: Warning, reason: AllocationFailed, message: "no available IPs", count: 12,
                  lastTimestamp: "2026-11-22T11:58:00Z", source: {component: metallb-controller},
                  involvedObject: {kind: Service, namespace: tenant-acme,
                  name: envoy-00000000-0000-4000-8000-000000000001}}
            """),
        .fires(
            .error, "kube-vip has chosen an address, and crashes because of its network interface",
            """
            management:
              daemonsets.apps: {kube-system/kube-vip-ds: {metadata: {labels: {app.kubernetes.io/name: kube-vip-ds}},
                spec: {selector: {matchLabels: {app.kubernetes.io/name: kube-vip-ds}}, template: {spec: {containers: [
                  {name: kube-vip, image: "ghcr.io/kube-vip/kube-vip:v0.8.9"}]}}},
                status: {desiredNumberScheduled: 1, numberReady: 0}}}
              pods: {kube-system/kube-vip-1: {metadata: {labels: {app.kubernetes.io/name: kube-vip-ds}}, status: {
                phase: Running, conditions: [{type: Ready, status: "False"}], containerStatuses: [{name: kube-vip, ready: false,
                restartCount: 22, state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 1}}}]}}}
              services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
                metadata: {annotations: {kube-vip.io/loadbalancerIPs: 198.51.100.24}}, status: {loadBalancer: null}}}
            logs: {management/kube-system/kube-vip-1/kube-vip.log: 'time="2026-11-22T11:57:00Z" level=fatal
              msg="ens160 is not valid interface, reason: get ens160 failed, error: Link not found"'}
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
        .fires(
            .error, "an annotation leaves the Service to a controller that is not installed",
            """
            management:
              daemonsets.apps: {kube-system/ccm: {spec: {selector: {matchLabels: {app: ccm}}, template: {spec: {containers: [{name: ccm,
                image: "registry.k8s.io/provider-aws/cloud-controller-manager:v1.33.1"}]}}},
                status: {desiredNumberScheduled: 2, numberReady: 2}}}
              services:
                infra/gateway: {spec: {type: LoadBalancer}, status: {loadBalancer: {ingress: [{hostname: a.elb.example.com}]}}}
                tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {metadata: {annotations: {
                  service.beta.kubernetes.io/aws-load-balancer-type: external}}, status: {loadBalancer: null}}
              events: {tenant-acme/e1: {type: Normal, reason: EnsuringLoadBalancer, message: Ensuring load balancer, count: 1,
                lastTimestamp: "2026-11-22T11:58:00Z", involvedObject: {kind: Service, namespace: tenant-acme,
                name: envoy-00000000-0000-4000-8000-000000000001}, source: {component: service-controller}}}
            """),
        .fires(
            .error, "settings keep both addresses of the load balancer out of the status",
            hetzner(
                annotations: "load-balancer.hetzner.cloud/disable-public-network: \"true\"",
                environment: #"[{name: HCLOUD_LOAD_BALANCERS_DISABLE_PRIVATE_INGRESS, value: "true"}]"#)),
        .fires(
            .error, "the cloud controller manager reports success",
            hetzner(
                annotations: """
                    load-balancer.hetzner.cloud/disable-public-network: "true",
                        load-balancer.hetzner.cloud/disable-private-ingress: "false"
                    """, environment: #"[{name: HCLOUD_LOAD_BALANCERS_DISABLE_PRIVATE_INGRESS, value: "true"}]"#)),
        .silent(
            "only the public network is disabled, and the private address is in the status",
            """
            management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
              metadata: {annotations: {load-balancer.hetzner.cloud/disable-public-network: "true"}},
              status: {loadBalancer: {ingress: [{ip: 10.0.20.200}]}}}}}
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
    ]

    /// A management cluster of machines of Azure with these pods, in which another Service has an address.
    private static func cloud(_ pods: String) -> String {
        """
        management:
          nodes: {mgmt-a: {spec: {providerID: "azure:///subscriptions/1/virtualMachines/mgmt-a"}}}
          pods: {\(pods)}
          services:
            infra/gateway: {spec: {type: LoadBalancer}, status: {loadBalancer: {ingress: [{ip: 198.51.100.99}]}}}
            tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}
        """
    }

    /// Hetzner's controller has created the load balancer of a Service.
    private static func hetzner(annotations: String, environment: String) -> String {
        """
        management:
          \(BalancerExamples.cloudController(environment))
          services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {metadata: {annotations: {
            \(annotations)}}, status: {loadBalancer: null}}}
          events: {tenant-acme/e1: {type: Normal, reason: EnsuredLoadBalancer, message: Ensured load balancer, count: 1,
            lastTimestamp: "2026-11-22T11:58:00Z", involvedObject: {kind: Service, namespace: tenant-acme,
            name: envoy-00000000-0000-4000-8000-000000000001}, source: {component: service-controller}}}
        """
    }

    /// A line of a pod of kube-vip that cannot get its Lease.
    private static func unelected(_ time: String) -> String {
        "E1122 \(time).104217 1 leaderelection.go:436] error retrieving resource lock kube-system/plndr-svcs-lock: leases "
            + "is forbidden: User system:serviceaccount:kube-system:kube-vip cannot get resource leases"
    }
}
