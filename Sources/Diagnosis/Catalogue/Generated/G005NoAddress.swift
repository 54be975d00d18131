import KubeLB
import Kubernetes
import Topology

/// KLC-G005: a generated Ingress or Gateway has no address, although its controller runs.
struct G005NoAddress: Check {
    let documentation = CheckDocumentation(
        code: "G005",
        title: "The generated Ingress or Gateway is not served",
        severity: .error,
        explains: [.address],
        hop: .proxy,
        inputs: [.routes, .managementServices],
        optionalInputs: [
            .managementGateways, .managementIngresses, .managementIngressClasses, .managementGatewayClasses,
            .managementEvents, .managementDeployments, .managementDaemonSets, .managementPods, .targetGroupBindings,
            .resourceQuotas, .addressPools, .ciliumPools, .managementNamespaces, .managerLogs,
        ],
        judgesManagementAlone: true,
        causedBy: RouteCauses.manager + ["G001", "G002", "G017", "P004"],
        meaning: """
            The controller that serves the Ingress or Gateway publishes the address of its own Service of type LoadBalancer. \
            That Service has no address, does not exist, or its proxies are not running. For a Service of another type, the \
            controller publishes its cluster IP or its name in the cluster's DNS, which nobody outside the management cluster can \
            reach. Or an argument of ingress-nginx makes it publish the address of another Service. Controllers that create load \
            balancers outside of the cluster, such as the AWS Load Balancer Controller, report in Events of the object what they \
            cannot do.
            """,
        impact: "Clients cannot reach the host names of the object.",
        mending: "Fix what the Events of that Service report: usually the address pool is exhausted.",
        examples: ForeignAddress.examples + ReportedFailure.examples + [
            .firesOnRoutes(.error, "the Service of ingress-nginx has no address", noAddress),
            .firesOnRoutes(
                .error, "a warning shows that the pool is exhausted, ten seconds after the start",
                """
                now: '2026-11-22T10:00:10Z'
                \(noAddress)  events: {ingress-nginx/e1: {type: Warning, reason: AllocationFailed, message: no available IPs, count: 3,
                    lastTimestamp: '2026-11-22T10:00:05Z', source: {component: metallb-controller}, involvedObject: {
                    kind: Service, namespace: ingress-nginx, name: ingress-nginx-controller}}}
                """),
            .firesOnRoutes(
                .error, "the pool is exhausted, and another tenant has its addresses",
                """
                \(noAddress)  events: {ingress-nginx/e1: {type: Warning, reason: AllocationFailed, message: no available IPs, count: 3,
                    lastTimestamp: '2026-11-22T11:58:00Z', source: {component: metallb-controller}, involvedObject: {
                    kind: Service, namespace: ingress-nginx, name: ingress-nginx-controller}}}
                ---
                management:
                  ipaddresspools.metallb.io: {metallb-system/main: {spec: {addresses: [198.51.100.98-198.51.100.99],
                    serviceAllocation: {namespaceSelectors: [{matchLabels: {addresses: public}}]}}}}
                  namespaces: {ingress-nginx: {metadata: {labels: {addresses: public}}}}
                  services: {tenant-other/envoy-1: {spec: {type: LoadBalancer}, status: {loadBalancer: {ingress: [
                    {ip: 198.51.100.98}, {ip: 198.51.100.99}]}}}}
                """),
            .firesOnRoutes(
                .error, "the proxies of the Gateway are not running",
                """
                management: {gateways.gateway.networking.k8s.io: {tenant-acme/kubelb: {status: {conditions: [{type: Programmed,
                  status: 'False', reason: NoResources, message: Deployment replicas unavailable}]}}}}
                """),
            .firesOnRoutes(
                .error, "the image of the Gateway's proxy cannot be pulled", proxyWithoutImage),
            .firesOnRoutes(
                .error, "a quota allows no pod of the Gateway's proxy",
                proxyWithoutImage
                    + """

                    ---
                    management:
                      pods: {envoy-gateway-system/envoy-acme-1: null}
                      deployments.apps: {envoy-gateway-system/envoy-acme: {status: {conditions: [{type: ReplicaFailure,
                        status: 'True', reason: FailedCreate, message: 'pods "envoy-acme-1" is forbidden: exceeded quota: limits,
                        requested: pods=1, used: pods=5, limited: pods=5'}]}}}
                    """),
            .firesOnRoutes(.error, "Envoy Gateway has never reconciled the Gateway", untouched),
            .firesOnRoutes(
                .error, "ingress-nginx runs with --update-status=false", Self.unpublished("--update-status=false")),
            .firesOnRoutes(
                .error, "ingress-nginx does not publish the address of its Service",
                Self.unpublished("--election-id=ingress-nginx-leader")),
            .firesOnRoutes(.warning, "the Ingress is 20 seconds old", "now: '2026-11-22T10:00:20Z'\n\(noAddress)"),
            .firesOnRoutes(.info, "the Ingress is ten seconds old", "now: '2026-11-22T10:00:10Z'\n\(noAddress)"),
            .firesOnRoutes(
                .error, "the Service of the Gateway is of type ClusterIP", Self.inside("ClusterIP")),
            .firesOnRoutes(
                .error, "an annotation makes Istio create a ClusterIP Service", Self.istio),
            .firesOnRoutes(
                .warning, "the Service of ingress-nginx is of type NodePort",
                """
                management:
                  ingresses.networking.k8s.io: {tenant-acme/shop-site: {status: {loadBalancer: {ingress: [{ip: 10.96.0.20}]}}}}
                  services: {ingress-nginx/ingress-nginx-controller: {spec: {type: NodePort, clusterIP: 10.96.0.20}, status: null}}
                """),
            .firesOnRoutes(
                .error, "a quota does not allow the Service of the Gateway",
                """
                management:
                  gatewayclasses.gateway.networking.k8s.io: {eg: {spec: {controllerName: istio.io/gateway-controller}}}
                  gateways.gateway.networking.k8s.io: {tenant-acme/kubelb: {status: {addresses: null, conditions: [{type: Programmed,
                    status: 'False', reason: AddressNotUsable, message: hostname not found}]}}}
                  services: {envoy-gateway-system/envoy-tenant-acme-kubelb-1: null}
                  deployments.apps: {istio-system/istiod: {metadata: {labels: {app.kubernetes.io/name: istiod}}, spec: {replicas: 1,
                    template: {spec: {containers: [{name: discovery, image: 'istio/pilot:1.28.0'}]}}}, status: {readyReplicas: 1}}}
                  resourcequotas: {tenant-acme/limits: {status: {hard: {services.loadbalancers: '1'},
                    used: {services.loadbalancers: '1'}}}}
                """),
            .silentOnRoutes("both have an address"),
            .silentOnRoutes("the Service that has the cluster IP is of type LoadBalancer", Self.inside("LoadBalancer")),
            .silentOnRoutes(
                "no controller serves the class", "\(noAddress)  ingressclasses.networking.k8s.io: {nginx: null}\n"),
            .silentOnRoutes(
                "nothing is generated", "management: {ingresses.networking.k8s.io: {tenant-acme/shop-site: null}}"),
        ])

    private static let noAddress = """
        management:
          ingresses.networking.k8s.io: {tenant-acme/shop-site: {status: null}}
          services: {ingress-nginx/ingress-nginx-controller: {status: null}}

        """

    /// The Service of ingress-nginx has an address, the Ingress has none.
    private static func unpublished(_ argument: String) -> String {
        """
        management:
          ingresses.networking.k8s.io: {tenant-acme/shop-site: {status: null}}
          deployments.apps: {ingress-nginx/ingress-nginx-controller: {spec: {template: {spec: {containers: [{name: controller,
            image: 'registry.k8s.io/ingress-nginx/controller:v1.15.1', args: [/nginx-ingress-controller,
            --controller-class=k8s.io/ingress-nginx, \(argument)]}]}}}}}
        """
    }

    private static let untouched = """
        management: {gateways.gateway.networking.k8s.io: {tenant-acme/kubelb: {status: {addresses: null, conditions: [
          {type: Accepted, status: Unknown, reason: Pending, message: Waiting for controller,
            lastTransitionTime: '1970-01-01T00:00:00Z'},
          {type: Programmed, status: Unknown, reason: Pending, message: Waiting for controller,
            lastTransitionTime: '1970-01-01T00:00:00Z'}]}}}}
        """

    private static let proxyWithoutImage = """
        management:
          gateways.gateway.networking.k8s.io: {tenant-acme/kubelb: {status: {conditions: [{type: Programmed,
            status: 'False', reason: NoResources, message: Envoy replicas unavailable}]}}}
          deployments.apps: {envoy-gateway-system/envoy-acme: {metadata: {labels: &labels {
            gateway.envoyproxy.io/owning-gateway-name: kubelb, gateway.envoyproxy.io/owning-gateway-namespace: tenant-acme}},
            spec: {replicas: 1, selector: {matchLabels: *labels}, template: {metadata: {labels: *labels},
            spec: {containers: [{name: envoy, image: 'envoyproxy/envoy:v1'}]}}}, status: {replicas: 1}}}
          pods: {envoy-gateway-system/envoy-acme-1: {metadata: {labels: *labels}, spec: {containers: [{name: envoy,
            image: 'envoyproxy/envoy:v1'}]}, status: {phase: Pending, conditions: [{type: Ready, status: 'False'}],
            containerStatuses: [{name: envoy, ready: false, state: {waiting: {reason: ImagePullBackOff,
            message: toomanyrequests}}}]}}}
        """

    private static func inside(_ type: String) -> String {
        """
        management:
          gateways.gateway.networking.k8s.io: {tenant-acme/kubelb: {status: {addresses: [{type: IPAddress, value: 10.96.0.20}]}}}
          gatewayclasses.gateway.networking.k8s.io: {eg: {spec: {parametersRef: {group: gateway.envoyproxy.io, kind: EnvoyProxy,
            namespace: envoy-gateway-system, name: internal}}}}
          services: {envoy-gateway-system/envoy-acme: {spec: {type: \(type), clusterIP: 10.96.0.20}}}
        """
    }

    private static let istio = """
        management:
          gateways.gateway.networking.k8s.io: {tenant-acme/kubelb: {
            metadata: {annotations: {networking.istio.io/service-type: ClusterIP}},
            status: {addresses: [{type: Hostname, value: kubelb-istio.tenant-acme.svc.cluster.local}]}}}
          services: {tenant-acme/kubelb-istio: {spec: {type: ClusterIP, clusterIP: 10.96.0.20}}}
        """

    func findings(in context: CheckContext) -> [Finding] {
        let sources = AddressSources(context)
        let services = ForeignAddress.services(context)
        let loggers = context.topology.otherControllerLoggers
        return context.topology.takenRoutes.compactMap { exposure in
            guard !exposure.kind.hasParent, exposure.ownsGenerated, let generated = exposure.generated.value,
                let status = exposure.generatedStatus,
                context.topology.servingController(of: exposure)?.problem == nil
            else { return nil }
            if let inner = context.topology.innerAddress(of: exposure) {
                return context.finding(ofInner: inner.address, inner.service, exposure, generated)
            }
            if let foreign = ForeignAddress(exposure, services, context) {
                return foreign.finding(exposure, generated, context)
            }
            let programmed = status.condition("Programmed")
            guard status.addresses.isEmpty || programmed?.status == "False" else { return nil }
            return finding(exposure, generated, programmed, sources, loggers, context)
        }
    }

    private func finding(
        _ exposure: RouteExposure, _ generated: RouteSource, _ programmed: Condition?, _ sources: AddressSources,
        _ loggers: [RoutingLogger], _ context: CheckContext
    ) -> Finding {
        let (age, note) = context.routeSymptom(since: exposure.lastChange)
        let services = context.topology.proxies(of: exposure) ?? []
        let waiting = services.first { $0.ingress.isEmpty }
        let warning = waiting.flatMap { context.standingWarning(about: $0) }
        let proxy = context.topology.proxyWorkloads(of: exposure).first { $0.state.desired > 0 && $0.state.ready == 0 }
        let quota = waiting == nil ? context.quota(blockingServiceOf: exposure) : nil
        let own = waiting.map { service in
            ProxyAddress(
                of: service, warning: warning.map { "\($0.reason): \(ServiceWords.excerpt($0.message))" }, sources,
                context)
        }
        let reported =
            waiting == nil && proxy == nil && quota == nil
            ? ReportedFailure(exposure, generated, loggers, context) : nil
        let severity = warning == nil && quota == nil && reported == nil ? age : .error
        var evidence: [Evidence] = []
        if let programmed, programmed.status != "True" {
            evidence.append(
                Evidence(
                    "\(generated.reference): status.conditions[Programmed]",
                    "\(programmed.status) (\(programmed.reason): \(programmed.message))",
                    // The kind's default for a Gateway that no controller has looked at.
                    at: programmed.isUntouched ? nil : programmed.lastTransitionTime))
        } else {
            evidence.append(Evidence("\(generated.reference): status.loadBalancer", "no address"))
        }
        if let waiting { evidence.append(Evidence("\(waiting.reference): status.loadBalancer", "no address")) }
        if let warning { evidence.append(Evidence(warning)) }
        if let reported { evidence.append(reported.evidence) }
        evidence += own?.evidence ?? []
        if let quota { evidence.append(quota.evidence) }
        let unpublished = waiting == nil && proxy == nil ? UnpublishedAddress(exposure, context) : nil
        if let unpublished { evidence.append(unpublished.evidence) }
        if let proxy {
            evidence.append(
                Evidence("\(proxy.reference): pods Ready", "\(proxy.state.ready) of \(proxy.state.desired)"))
        }
        var message =
            "\(generated.reference), generated from \(exposure.source.reference), "
            + (exposure.generatedStatus?.addresses.isEmpty == false ? "is not served" : "has no address")
        if let serving = context.topology.servingController(of: exposure), let name = serving.className,
            waiting == nil, proxy == nil, quota == nil, unpublished == nil,
            case .controller(let controller, _) = serving.state
        {
            message += " from class \(name) (controller \(controller))"
        }
        let unwatched =
            waiting == nil && proxy == nil && quota == nil && unpublished == nil
            ? UnwatchedNamespace(exposure, programmed, context) : nil
        if let waiting { message += ": \(waiting.reference), through which it is served, has none" }
        if let warning { message += " (\(warning.reason): \(ServiceWords.excerpt(warning.message)))" }
        if let sentence = own?.sentence { message += ". \(sentence)" }
        if let proxy {
            let trouble = ManagementPods(context).trouble(of: proxy)
            message +=
                ": its proxy, \(proxy.reference), has \(proxy.state.ready) of \(proxy.state.desired) pods Ready"
                + (trouble.map { " (\($0))" } ?? "")
        } else if let quota {
            message += ": \(quota.text)"
        } else if let unpublished {
            message += ": \(unpublished.text)"
        } else if let unwatched {
            message += ": \(unwatched.text)"
        } else if let reported {
            message += ": \(reported.text)"
        } else if waiting == nil, let programmed, programmed.status == "False" {
            message += ": \(programmed.reason): \(ServiceWords.excerpt(programmed.message))"
        }
        let fix: Remedy =
            if let remedy = own?.remedies.first(where: { $0.role != .inspect }) {
                remedy
            } else if let waiting {
                .fix(
                    "give \(waiting.reference) an address: extend the address pool, or release addresses that are no longer needed"
                )
            } else if let quota {
                quota.remedy
            } else if let proxy {
                .fix("get the pods of \(proxy.reference) Ready")
            } else if let unpublished {
                unpublished.remedy
            } else if let unwatched {
                unwatched.remedy
            } else if let reported {
                reported.remedy
            } else {
                .fix("fix what the controller reports")
            }
        let shown = waiting.map { ObjectReference(.management, $0) }
        var remedies = [fix]
        if let unwatched { remedies.append(unwatched.inspection) }
        if let proxy { remedies.append(.inspect("show its pods", context.kubectl("describe", proxy.object))) }
        remedies.append(
            .inspect(
                "show its conditions and Events",
                context.kubectl("describe", shown ?? generated.reference(on: .management))))
        var finding = context.finding(
            severity, message + (severity == .error ? "" : note), of: exposure,
            objects: [generated.reference(on: .management), quota?.object, shown].compactMap(\.self),
            evidence: evidence, remedies: remedies)
        finding.common = own?.common
        return finding
    }
}
