import KubeLB
import Kubernetes
import Topology

/// KLC-G002: the GatewayClass of a generated Gateway is missing, or its controller is not running.
struct G002GatewayClass: Check {
    let documentation = CheckDocumentation(
        code: "G002",
        title: "No controller serves the class of the generated Gateway",
        severity: .error,
        explains: [.servedClass, .address],
        hop: .servingClass,
        inputs: [.routes, .managementGateways, .managementGatewayClasses, .tenants, .configs],
        optionalInputs: [.managementDeployments, .managementDaemonSets],
        judgesManagementAlone: true,
        meaning: """
            A Gateway that reports "Waiting for controller" is not reconciled by any controller. In the management cluster \
            this means that its GatewayClass does not exist, or that the controller of the class is not running. A Gateway \
            that KubeLB does not handle reports the same in the tenant cluster.
            """,
        impact: "The Gateway gets no address, and none of its routes is served.",
        mending:
            "Set spec.gatewayAPI.class of the Tenant or Config to a class that is served, or start its controller.",
        examples: [
            .firesOnRoutes(
                .error, "there is no GatewayClass of the name",
                "management: {gatewayclasses.gateway.networking.k8s.io: {eg: null}}"),
            .firesOnRoutes(
                .error, "the Tenant maps the class of the Gateway to one that does not exist", mapped("eg-external")),
            .firesOnRoutes(
                .error, "Envoy Gateway is scaled to 0",
                """
                management: {deployments.apps: {envoy-gateway-system/envoy-gateway: {spec: {replicas: 0},
                  status: {replicas: 0, readyReplicas: 0, availableReplicas: 0, updatedReplicas: 0}}}}
                """),
            .firesOnRoutes(
                .error, "an unknown controller has not accepted the class",
                """
                management:
                  gatewayclasses.gateway.networking.k8s.io: {eg: {spec: {controllerName: example.com/gateway},
                    status: {conditions: [{type: Accepted, status: Unknown, reason: Pending, message: Waiting for controller}]}}}
                  gateways.gateway.networking.k8s.io: {tenant-acme/kubelb: {status: null}}
                """),
            .firesOnRoutes(
                .error, "the controller crashes after it programmed the Gateway, and its proxy runs",
                otherController + """

                      deployments.apps:
                        nginx-gateway/ngf: {spec: {replicas: 1, template: {spec: {containers: [{name: nginx-gateway,
                          image: 'ghcr.io/nginx/nginx-gateway-fabric:2.3.0',
                          args: [controller, --gateway-ctlr-name=gateway.nginx.org/nginx-gateway-controller]}]}}},
                          status: {replicas: 1}}
                        tenant-acme/kubelb-ngf: {metadata: {labels: {gateway.networking.k8s.io/gateway-name: kubelb}},
                          spec: {replicas: 1, template: {spec: {containers: [{name: nginx,
                          image: 'ghcr.io/nginx/nginx-gateway-fabric/nginx:2.3.0'}]}}},
                          status: {replicas: 1, readyReplicas: 1, availableReplicas: 1}}
                    """),
            .firesOnRoutes(
                .error, "its controller serves only Gateways of another class",
                otherController + """

                      deployments.apps: {nginx-gateway/ngf: {spec: {replicas: 1, template: {spec: {containers: [{
                        name: nginx-gateway, image: 'ghcr.io/nginx/nginx-gateway-fabric:2.3.0',
                        args: [controller, --gatewayclass=internal]}]}}}, status: {replicas: 1, readyReplicas: 1}}}
                    """),
            .firesOnRoutes(.warning, "the class is not accepted, but the Gateway is programmed", invalidParameters),
            .silentOnRoutes("the class is accepted"),
            .silentOnRoutes("the Tenant maps the class of the Gateway to one that is served", mapped("eg")),
            .silentOnRoutes(
                "the generated Gateway belongs to another Route",
                "\(invalidParameters)\n  gateways.gateway.networking.k8s.io: {tenant-acme/kubelb: {metadata: {ownerReferences: null}}}"
            ),
            .silentOnRoutes(
                "GatewayClasses cannot be read", "management: {gatewayclasses.gateway.networking.k8s.io: forbidden}"),
        ])

    /// The Tenant of the Enterprise Edition maps class public, which the Gateway has, to this one.
    private static func mapped(_ target: String) -> String {
        """
        tenant: {gateways.gateway.networking.k8s.io: {shop/kubelb: {spec: {gatewayClassName: public}}}}
        management:
          tenants.kubelb.k8c.io: {acme: {spec: {gatewayAPI: {classMappings: [{source: public, target: \(target)}]}}}}
          tenantstates.kubelb.k8c.io: {tenant-acme/default: {status: {version: {edition: EE, gitVersion: v1.5.0}}}}
          gateways.gateway.networking.k8s.io: {tenant-acme/kubelb: {spec: {gatewayClassName: \(target)}}}
        """
    }

    /// The class has NGINX Gateway Fabric as its controller.
    private static let otherController = """
        management:
          gatewayclasses.gateway.networking.k8s.io: {eg: {spec: {
            controllerName: gateway.nginx.org/nginx-gateway-controller}}}
        """

    private static let invalidParameters = """
        management:
          gatewayclasses.gateway.networking.k8s.io: {eg: {status: {conditions: [{type: Accepted, status: 'False',
            reason: InvalidParameters, message: 'EnvoyProxy eg not found'}]}}}
        """

    func findings(in context: CheckContext) -> [Finding] {
        let gateways = context.topology.takenRoutes.filter { $0.kind == .gateway && $0.ownsGenerated }
        var findings: [Finding] = []
        var seen: Set<String> = []
        for exposure in gateways {
            guard let serving = context.topology.servingController(of: exposure),
                let generated = exposure.generated.value
            else { continue }
            if serving.problem != nil {
                findings.append(ServedClass(exposure, generated, serving, context).finding)
            } else if let restricted = context.restricted(exposure, generated, serving) {
                findings.append(restricted)
            } else if let accepted = serving.accepted, accepted.status != "True", let name = serving.className,
                seen.insert(name).inserted
            {
                findings.append(unaccepted(name, accepted, exposure, context))
            }
        }
        return findings
    }

    /// Envoy Gateway 1.8 programs Gateways even if it has not accepted their class.
    private func unaccepted(
        _ name: String, _ accepted: Condition, _ exposure: RouteExposure, _ context: CheckContext
    ) -> Finding {
        let object = ObjectReference(.management, kind: GatewayClass.kind, name: name)
        let isWaiting = accepted.status == "Unknown"
        let isProgrammed = exposure.generatedStatus?.condition("Programmed")?.status == "True"
        var finding = Finding(
            isProgrammed ? .warning : .error,
            isWaiting
                ? "No controller has accepted GatewayClass \(name) of the management cluster (Accepted is Unknown): its controller is not running"
                : "The controller of GatewayClass \(name) in the management cluster does not accept it: \(accepted.reason): \(accepted.message)",
            objects: [object],
            evidence: [
                Evidence(
                    "GatewayClass \(name): status.conditions[Accepted]", "\(accepted.status) (\(accepted.reason))",
                    at: accepted.lastTransitionTime)
            ],
            remedies: [
                .fix(
                    isWaiting
                        ? "start the controller of the class" : "fix what the condition names, such as parametersRef"),
                .inspect("show the class", context.kubectl("get", object, "-o yaml")),
            ])
        if !isProgrammed { finding.resource = exposure.resource }
        return finding
    }
}
