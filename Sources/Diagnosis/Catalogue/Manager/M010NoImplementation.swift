import KubeLB
import Kubernetes
import Topology

/// KLC-M010: nothing in the management cluster gives addresses to Services.
struct M010NoImplementation: Check {
    let documentation = CheckDocumentation(
        code: "M010",
        title: "No load-balancer implementation assigns addresses to Services",
        severity: .error,
        explains: [.address],
        hop: .envoyService,
        inputs: [.managementServices],
        optionalInputs: [
            .managementEvents, .managementDeployments, .managementDaemonSets, .managementPods,
            .tenants, .configs,
            .targetGroupBindings, .addressPools, .managerLogs, .configMaps,
        ],
        meaning: """
            KubeLB requests addresses from the management cluster with Services of type LoadBalancer. None of these \
            Services has an address, or an Event or condition of an implementation: no load-balancer implementation works \
            there, or none serves their class. Or the program that assigns their addresses is known, and none of its pods \
            is Ready.
            """,
        impact: "No Service of any tenant gets an address.",
        mending:
            "Get the pods of the implementation running. If there is none, install one, such as MetalLB, with an address pool.",
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
                .error, "no LoadBalancer Service has an address",
                """
                management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}}
                """),
            .fires(
                .warning, "the only one is some seconds old",
                """
                management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
                  metadata: {creationTimestamp: "2026-11-22T11:59:40Z"}, status: {loadBalancer: null}}}}
                """),
            .fires(
                .warning, "one has waited for long, another is some seconds old",
                """
                management: {services: {
                  tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}},
                  infra/gateway: {metadata: {creationTimestamp: "2026-11-22T11:59:40Z"}, spec: {type: LoadBalancer}}}}
                """),
            .fires(
                .error, "all are of a class that nobody serves",
                """
                management:
                  tenants.kubelb.k8c.io: {acme: {spec: {loadBalancer: {class: example.com/internal}}}}
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
                    spec: {loadBalancerClass: example.com/internal}, status: {loadBalancer: null}}}
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
                  \(BalancerExamples.cloudController("[]"))
                  pods: {kube-system/ccm-1: {metadata: {labels: {app: ccm}}, status: {phase: Running,
                    conditions: [{type: Ready, status: "True"}]}}}
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
            .silent(
                "another Service has one",
                """
                management: {services: {
                  tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}},
                  infra/gateway: {spec: {type: LoadBalancer}, status: {loadBalancer: {ingress: [{ip: 198.51.100.99}]}}}}}
                """),
            .fires(
                .error, "all are of a class whose implementation is not installed",
                """
                management:
                  tenants.kubelb.k8c.io: {acme: {spec: {loadBalancer: {class: service.k8s.aws/nlb}}}}
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
                    spec: {loadBalancerClass: service.k8s.aws/nlb}, status: {loadBalancer: null}}}
                """),
            .silent(
                "the cloud controller manager reports that it has created the load balancer",
                """
                management:
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}
                  events:
                    tenant-acme/e1: {type: Normal, reason: EnsuredLoadBalancer, message: Ensured load balancer, count: 1,
                      lastTimestamp: "2026-11-22T11:58:00Z", involvedObject: {kind: Service, namespace: tenant-acme,
                      name: envoy-00000000-0000-4000-8000-000000000001}, source: {component: service-controller}}
                """),
            .silent(
                "an annotation leaves the only one to a controller that is not installed",
                """
                management:
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {metadata: {annotations: {
                    service.beta.kubernetes.io/aws-load-balancer-type: external}}, status: {loadBalancer: null}}}
                """),
            .silent(
                "an implementation reports the reason",
                """
                management:
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}
                  events:
                    tenant-acme/e1: {type: Warning, reason: AllocationFailed, message: "no available IPs", count: 12,
                      lastTimestamp: "2026-11-22T11:58:00Z", involvedObject: {kind: Service, namespace: tenant-acme,
                      name: envoy-00000000-0000-4000-8000-000000000001}, source: {component: metallb-controller}}
                """),
            .fires(
                .error, "what is said about a Service comes from Kubernetes itself",
                """
                management:
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {status: {loadBalancer: null}}}
                  events:
                    tenant-acme/e1: {type: Warning, reason: FailedToUpdateEndpointSlices, message: "timed out", count: 1,
                      lastTimestamp: "2026-11-22T11:58:00Z", involvedObject: {kind: Service, namespace: tenant-acme,
                      name: envoy-00000000-0000-4000-8000-000000000001}, source: {component: endpoint-slice-controller}}
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
        let stopped = self.stopped(balancers, context)
        return stopped.isEmpty ? missing(balancers, context) : stopped
    }

    /// Implementations that serve KubeLB's Services and do not run.
    private func stopped(_ balancers: LoadBalancers, _ context: CheckContext) -> [Finding] {
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

    private func missing(_ balancers: LoadBalancers, _ context: CheckContext) -> [Finding] {
        // An address that was not read would prove the contrary, so the list has to be whole.
        guard let services = context.topology.list(.management, Service.self).all(where: \.isLoadBalancer).value,
            services.allSatisfy(\.ingress.isEmpty)
        else { return [] }
        let ours = services.filter { $0.metadata.labels[KubeLBNames.loadBalancerNameLabel] != nil }
        // Something works on one that it has given a DaemonSet or chosen an address for.
        guard !ours.isEmpty,
            !services.contains(where: {
                AddressRefusal(of: $0, balancers, in: context) != nil || balancers.stoppedServer(of: $0) != nil
                    || LoadBalancerImplementation.chosenAddress(of: $0) != nil
            })
        else { return [] }
        let newest = services.compactMap(\.metadata.creationTimestamp).max()
        let (severity, note) = context.symptom(since: newest)
        // Somebody may well serve another class.
        let classes = Set(services.map(\.loadBalancerClass))
        let onlyClass = classes.count == 1 ? classes.first ?? nil : nil
        let scope = onlyClass.map { " to Services of class \($0)" } ?? ""
        let count =
            services.count == 1 ? "the only LoadBalancer Service" : "none of \(services.count) LoadBalancer Services"
        let skipped = balancers.skipping(ours[0])
        let unread = balancers.implementation(of: ours[0]) == .metalLB ? UnreadPools(context) : nil
        let off = skipped == nil && unread == nil ? SwitchedOffBalancer(context) : nil
        let absent = balancers.absent(for: ours[0])
        // An annotation hands over single Services, and others may be served. KLC-D002 explains both.
        guard absent?.annotation == nil,
            skipped != nil || unread != nil || off != nil
                || !services.contains(where: { balancers.hasReport(about: $0) })
        else { return [] }
        return [
            Finding(
                severity,
                "No load-balancer implementation in the management cluster assigns addresses\(scope): "
                    + "\(count) has \(services.count == 1 ? "no" : "an") address\(note)"
                    + ((skipped?.sentence ?? unread?.sentence ?? off?.sentence ?? absent?.sentence).map { ". \($0)" }
                        ?? ""),
                objects: ours.prefix(5).map { ObjectReference(.management, $0) },
                evidence: ours.prefix(3).map { service in
                    service.evidence(
                        "status.loadBalancer", "no address",
                        at: service.metadata.creationTimestamp)
                } + (skipped.map { [$0.evidence] } ?? unread?.evidence ?? off?.evidence ?? absent?.evidence ?? []),
                remedies: skipped?.remedies(for: ours, context) ?? unread?.remedies ?? off?.remedies
                    ?? absent?.remedies(nil, context) ?? balancers.log(
                        of: balancers.implementation(of: ours[0])
                    ).map { [$0] }
                    ?? remedies(onlyClass, context))
        ]
    }

    private func remedies(_ onlyClass: String?, _ context: CheckContext) -> [Remedy] {
        let look = Remedy.inspect(
            "check whether an implementation is installed",
            context.kubectl(.management, "get pods -A -l \("app.kubernetes.io/name in (metallb,cilium,kube-vip)")"))
        guard onlyClass == nil else { return [AddressRefusal.showClasses(context), look] }
        return [
            .fix(
                "install one, for example MetalLB",
                context.helm(
                    .management,
                    "install metallb metallb --repo https://metallb.github.io/metallb -n metallb-system --create-namespace"
                )),
            .then("configure a pool of addresses, and how they are announced"), look,
        ]
    }
}

/// Workloads of MetalLB that several examples have.
enum BalancerExamples {
    static func controller(ready: Int, desired: Int = 1, class name: String? = nil) -> String {
        """
        metallb-system/controller: {metadata: {creationTimestamp: "2026-11-22T09:00:00Z", labels: {app: metallb, component: controller}},
          spec: {replicas: \(desired), selector: {matchLabels: {app: metallb, component: controller}}, template: {spec: {
            containers: [{name: controller, image: "quay.io/metallb/controller:v0.15.2", args: ["--port=7472"\(
              name.map { ", \"--lb-class=\($0)\"" } ?? "")]}]}}},
          status: {replicas: \(desired), readyReplicas: \(ready)}}
        """
    }

    /// Hetzner's, with these variables in its environment.
    static func cloudController(_ variables: String) -> String {
        """
        deployments.apps: {kube-system/ccm: {spec: {replicas: 1, selector: {matchLabels: {app: ccm}}, template: {spec: {
            containers: [{name: ccm, image: "docker.io/hetznercloud/hcloud-cloud-controller-manager:v1.27.0",
              env: \(variables)}]}}}, status: {replicas: 1, readyReplicas: 1}}}
        """
    }

    static func speaker(ready: Int, desired: Int = 2, created: String = "09:00:00") -> String {
        """
        metallb-system/speaker: {metadata: {creationTimestamp: "2026-11-22T\(created)Z", labels: {
            app.kubernetes.io/name: metallb, app.kubernetes.io/component: speaker}},
          spec: {selector: {matchLabels: {component: speaker}}},
          status: {desiredNumberScheduled: \(desired), numberReady: \(ready)}}
        """
    }

    /// The DaemonSet with which ServiceLB serves port 80 of a Service.
    static func nodePorts(_ namespace: String, _ service: String, ready: Int) -> String {
        """
        kube-system/svclb-\(service): {metadata: {labels: {svccontroller.k3s.cattle.io/svcname: \(service),
            svccontroller.k3s.cattle.io/svcnamespace: \(namespace)}},
          spec: {selector: {matchLabels: {app: svclb-\(service)}}, template: {spec: {containers: [{name: lb-tcp-80,
            image: "rancher/klipper-lb:v0.4.13", ports: [{containerPort: 80, hostPort: 80, protocol: TCP}]}]}}},
          status: {desiredNumberScheduled: 2, numberReady: \(ready)}}
        """
    }

    /// The envoy Service with an address from MetalLB.
    static let served = """
        services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
            metadata: {annotations: {metallb.io/ip-allocated-from-pool: main}}}}
        """
}
