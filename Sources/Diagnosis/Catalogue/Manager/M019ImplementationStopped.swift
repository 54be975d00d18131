import KubeLB
import Kubernetes
import Topology

/// KLC-M019: the load-balancer implementation of the management cluster is there, and gives no addresses to Services.
struct M019ImplementationStopped: Check {
    let documentation = CheckDocumentation(
        code: "M019",
        title: "The load-balancer implementation does not work",
        severity: .error,
        explains: [.address],
        hop: .envoyService,
        inputs: [.managementServices],
        optionalInputs: AddressGap.optionalInputs + [.tenants, .configs],
        meaning: """
            KubeLB requests addresses from the management cluster with Services of type LoadBalancer. The program that \
            assigns them is installed, but none of its pods is Ready, or it is configured to serve other Services or none.
            """,
        impact: "No Service of any tenant gets an address.",
        mending: "Get the pods of the implementation running, or correct its configuration.",
        examples: [
            .fires(
                .error, "MetalLB's pools are in another namespace than MetalLB",
                """
                tenant: {services: {shop/web: {status: {loadBalancer: null}}}}
                management:
                  loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}
                  deployments.apps: {\(BalancerExamples.controller(ready: 1))}
                  ipaddresspools.metallb.io: {elsewhere/lan: {spec: {addresses: [198.51.100.0/24]}}}
                """),
            .fires(
                .error, "MetalLB is installed and serves another class only",
                """
                management:
                  configs.kubelb.k8c.io: {kubelb/default: {spec: {loadBalancer: {class: metallb}}}}
                  deployments.apps: {\(BalancerExamples.controller(ready: 1, class: "example.com/edge"))}
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
                    spec: {loadBalancerClass: metallb}, status: {loadBalancer: null}}}
                """),
            .fires(
                .error, "MetalLB serves one class only, and the Services have none",
                """
                management:
                  deployments.apps: {\(BalancerExamples.controller(ready: 1, class: "example.com/edge"))}
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}
                """),
            .fires(
                .error, "the Avi Kubernetes Operator is configured to delete everything",
                """
                management:
                  configmaps: {avi-system/avi-k8s-config: {data: {deleteConfig: "true", layer7Only: "false"}}}
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}
                """),
            .fires(
                .error, "the service controller of the cloud controller manager is switched off",
                """
                management:
                  deployments.apps: {kube-system/ccm: {spec: {replicas: 1, selector: {matchLabels: {app: ccm}}, template: {spec: {
                    containers: [{name: ccm, image: "registry.example.com/openstack-cloud-controller-manager:v1.33.0",
                      args: ["--controllers=*,-service"]}]}}}, status: {replicas: 1, readyReplicas: 1}}}
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}
                """),
            .fires(
                .error, "an environment variable disables the load balancers of the cloud controller manager",
                """
                management:
                  \(BalancerExamples.cloudController(#"[{name: HCLOUD_LOAD_BALANCERS_ENABLED, value: "false"}]"#))
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}
                """),
            .fires(
                .error, "the cloud controller manager logs that it has not started its service controller",
                """
                management:
                  \(BalancerExamples.runningCloudController)
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}
                logs:
                  management/kube-system/ccm-1/ccm.log: |
                    E1122 10:08:44.700000       1 core.go:90] Failed to start service controller: the cloud provider does not \
                support external load balancers
                """),
            .fires(
                .error, "the implementation is installed and does not run",
                """
                management:
                  deployments.apps: {\(BalancerExamples.controller(ready: 0))}
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}
                """),
            .fires(
                .error, "it stopped after others got their addresses, and is scaled to 0",
                """
                management:
                  deployments.apps: {\(BalancerExamples.controller(ready: 0, desired: 0))}
                  services:
                    infra/gateway: {metadata: {annotations: {metallb.io/ip-allocated-from-pool: main}},
                      spec: {type: LoadBalancer}, status: {loadBalancer: {ingress: [{ip: 198.51.100.99}]}}}
                    tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}
                """),
            .fires(
                .warning, "it stopped, and no Service waits for an address",
                """
                management:
                  deployments.apps: {\(BalancerExamples.controller(ready: 0))}
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
                    metadata: {annotations: {metallb.io/ip-allocated-from-pool: main}}}}
                """),
            .fires(.error, "it crashes, and its log shows the reason", crashing),
            .silent(
                "it runs, and another Service has an address",
                """
                management:
                  deployments.apps: {\(BalancerExamples.controller(ready: 1))}
                  services:
                    infra/gateway: {metadata: {annotations: {metallb.io/ip-allocated-from-pool: main}},
                      spec: {type: LoadBalancer}, status: {loadBalancer: {ingress: [{ip: 198.51.100.99}]}}}
                    tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}
                """),
        ])

    private static let crashing = """
        management:
          deployments.apps: {\(BalancerExamples.controller(ready: 0))}
          pods: {metallb-system/controller-1: {metadata: {labels: {app: metallb, component: controller}}, status: {phase: Running,
            conditions: [{type: Ready, status: "False"}], containerStatuses: [{name: controller, ready: false, restartCount: 9,
              state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 1}}}]}}}
          services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}
        logs:
          management/metallb-system/controller-1/controller.log: |
            {"level":"error","ts":"2026-11-22T11:58:00Z","msg":"failed to start","error":"no matches for kind ServiceL2Status"}
        """

    func findings(in context: CheckContext) -> [Finding] {
        let balancers = LoadBalancers(context)
        let stopped = Self.stopped(balancers, context)
        guard stopped.isEmpty, let gap = AddressGap(balancers, context), let defect = gap.defect else { return stopped }
        return [
            Finding(
                gap.severity, "\(defect.sentence), and \(gap.sentence)", objects: gap.objects,
                evidence: defect.evidence + gap.evidence, remedies: defect.remedies)
        ]
    }

    /// Implementations that serve KubeLB's Services and do not run.
    static func stopped(_ balancers: LoadBalancers, _ context: CheckContext) -> [Finding] {
        let services = (context.topology.list(.management, Service.self).value?.items ?? []).filter {
            $0.isLoadBalancer && !$0.metadata.isBeingDeleted
                && $0.metadata.labels[KubeLBNames.loadBalancerNameLabel] != nil
        }
        var served: [LoadBalancerImplementation: [Service]] = [:]
        for service in services {
            guard let implementation = balancers.implementation(of: service) else { continue }
            served[implementation, default: []].append(service)
        }
        return served.sorted { $0.key.name < $1.key.name }.compactMap { implementation, services in
            guard let stopped = balancers.stopped(.controller, of: implementation) else { return nil }
            let waiting = services.filter {
                $0.ingress.isEmpty && AddressRefusal(of: $0, balancers, in: context) == nil
            }
            let (severity, note) = context.symptom(since: stopped.since)
            return Finding(
                waiting.isEmpty ? min(severity, .warning) : severity,
                "\(implementation.nameAtStart) assigns no addresses\(waiting.isEmpty ? " to new Services" : ""): "
                    + stopped.sentence + note,
                objects: [stopped.workload.object] + waiting.prefix(5).map { ObjectReference(.management, $0) },
                evidence: stopped.evidence, remedies: stopped.remedies)
        }
    }
}
