import Documents
import KubeLB
import Kubernetes
import Topology

/// KLC-I003: a Gateway is not named kubelb, or a route does not have exactly one such parent.
struct I003OtherGateway: Check {
    let documentation = CheckDocumentation(
        code: "I003",
        title: "KubeLB manages only Gateways named kubelb and routes attached to them",
        severity: .error,
        explains: [.eligibility, .parentGateway, .routeAccepted],
        inputs: [],
        optionalInputs: [.tenantGatewayClasses, .tenantStates],
        meaning: """
            The CCM manages only Gateways that are named kubelb, and only HTTPRoutes and GRPCRoutes that have exactly one \
            entry in spec.parentRefs, with that name. It ignores other objects silently, without an event, a condition or \
            a log line. The Enterprise Edition also manages Gateways with other names.
            """,
        impact: "The Gateway gets no address, and the route is not attached to a Gateway.",
        mending:
            "Name the Gateway kubelb and make it the only parent of each route; split routes that need several parents.",
        examples: [
            .firesOnRoutes(
                .error, "a Gateway with another name",
                """
                tenant: {gateways.gateway.networking.k8s.io: {shop/web: {spec: {gatewayClassName: kubelb,
                  listeners: [{name: http, port: 80, protocol: HTTP}]}}}}
                """),
            .firesOnRoutes(
                .error, "a route of a Gateway with another name",
                """
                tenant:
                  gateways.gateway.networking.k8s.io: {shop/web: {spec: {gatewayClassName: kubelb}}}
                  httproutes.gateway.networking.k8s.io: {shop/blog: {spec: {parentRefs: [{name: web}]}}}
                """),
            .firesOnRoutes(
                .error, "a route with two parents",
                """
                tenant: {httproutes.gateway.networking.k8s.io: {shop/blog: {spec: {parentRefs: [{name: kubelb}, {name: internal}]}}}}
                """),
            .firesOnRoutes(
                .error, "the parent of a route is a Service",
                """
                tenant: {grpcroutes.gateway.networking.k8s.io: {shop/blog: {spec: {parentRefs: [{group: "", kind: Service, name: kubelb}]}}}}
                """),
            .firesOnRoutes(
                .error, "the Gateway of a route does not exist",
                """
                tenant: {gateways.gateway.networking.k8s.io: {shop/kubelb: null}}
                """),
            .silentOnRoutes(
                "the Enterprise Edition manages a Gateway with another name",
                """
                tenant:
                  gateways.gateway.networking.k8s.io: {shop/web: {spec: {gatewayClassName: kubelb}}}
                  httproutes.gateway.networking.k8s.io: {shop/blog: {spec: {parentRefs: [{name: web}]}}}
                management: {tenantstates.kubelb.k8c.io: {tenant-acme/default: {status: {version: {edition: EE}}}}}
                """),
            .silentOnRoutes(
                "the Gateway of a route is in another namespace",
                """
                tenant: {httproutes.gateway.networking.k8s.io: {blog/blog: {spec: {parentRefs: [{name: kubelb}]}}}}
                """),
            .silentOnRoutes(
                "another controller serves the class of the Gateway",
                """
                tenant:
                  gateways.gateway.networking.k8s.io: {shop/web: {spec: {gatewayClassName: cilium}}}
                  gatewayclasses.gateway.networking.k8s.io: {cilium: {spec: {controllerName: io.cilium/gateway-controller}}}
                  httproutes.gateway.networking.k8s.io: {shop/blog: {spec: {parentRefs: [{name: web}]}}}
                """),
            .silentOnRoutes(
                "the Gateways cannot be read",
                """
                tenant: {gateways.gateway.networking.k8s.io: forbidden}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.routeExposures.compactMap { exposure in
            guard exposure.kind != .ingress, !exposure.isIgnored, !exposure.isLeftBehind, !exposure.isTerminating
            else { return nil }
            switch exposure.selection.value {
            case .otherName: return gateway(exposure, context)
            case .otherParents: return route(exposure, context)
            case .taken where exposure.kind.hasParent: return otherKind(exposure, context)
            default: return nil
            }
        }
    }

    private func gateway(_ exposure: RouteExposure, _ context: CheckContext) -> Finding {
        let source = exposure.source
        let name = KubeLBNames.gatewayName
        let foreign = source.className.map { $0 != KubeLBNames.gatewayClass } ?? false
        return context.finding(
            .error,
            "\(source.reference) is named \(source.metadata.name), but KubeLB manages only Gateways named \(name)"
                + (foreign ? "; no controller in the tenant cluster serves its class \(source.className ?? "")" : ""),
            of: exposure,
            evidence: [
                Evidence("\(source.reference): metadata.name", source.metadata.name),
                Evidence("\(source.reference): spec.gatewayClassName", source.className ?? "not set"),
            ],
            remedies: [
                .fix("recreate it under the name \(name), and set that as the parent of its routes"),
                .inspect("show the object", context.kubectl("get", exposure.reference, "-o yaml")),
            ])
    }

    private func route(_ exposure: RouteExposure, _ context: CheckContext) -> Finding? {
        let source = exposure.source
        let parents = source.spec.parentRefs
        // The Gateway's name is reported once, for the Gateway.
        if parents.count == 1, let parent = exposure.parent, parent.selection.value == .otherName, !parent.isIgnored {
            return rename(exposure, parent, context)
        }
        let names = ServiceWords.list(parents.map { $0.namespace.map { "\($0)/" } ?? "" + $0.name })
        let problem =
            switch parents.count {
            case 0: "has no parent"
            case 1: "has the parent \(parents[0].name)"
            default: "has \(parents.count) parents (\(names))"
            }
        return context.finding(
            .error,
            "\(source.reference) \(problem), but KubeLB manages only routes with exactly one parent, "
                + (context.topology.isEnterprise
                    ? "a Gateway that it handles" : "a Gateway named \(KubeLBNames.gatewayName)"),
            of: exposure, evidence: [Evidence("\(source.reference): spec.parentRefs", names.isEmpty ? "none" : names)],
            remedies: [
                .fix(
                    parents.count > 1
                        ? "keep one parent, and create a separate route for each of the others"
                        : "set the Gateway as its parent",
                    context.patch(
                        exposure.reference,
                        ["spec": ["parentRefs": [["name": .string(KubeLBNames.gatewayName)]]]]))
            ])
    }

    /// The CCM compares only the name, the Gateway's controller also the kind.
    private func otherKind(_ exposure: RouteExposure, _ context: CheckContext) -> Finding? {
        let source = exposure.source
        guard let reference = source.spec.parentRefs.first else { return nil }
        if !reference.kind.isEmpty, reference.kind != Gateway.kind {
            return context.finding(
                .error,
                "\(source.reference) names a \(reference.kind) as its parent, but KubeLB propagates only Gateways: no controller accepts the route",
                of: exposure,
                evidence: [Evidence("\(source.reference): spec.parentRefs[0].kind", reference.kind)],
                remedies: [
                    .fix(
                        "set the Gateway as its parent",
                        context.patch(
                            exposure.reference, ["spec": ["parentRefs": [["name": .string(KubeLBNames.gatewayName)]]]]))
                ])
        }
        guard exposure.parent == nil, context.topology.outcome(of: .tenantGateways) == nil else { return nil }
        return context.finding(
            .error,
            "\(source.reference) names Gateway \(reference.name) as its parent, which does not exist in the tenant cluster",
            of: exposure, evidence: [Evidence("Gateways named \(reference.name)", "not found")],
            remedies: [.inspect("list the Gateways", context.kubectl(.tenant, "get \(Gateway.resource) -A"))])
    }

    private func rename(_ exposure: RouteExposure, _ parent: RouteExposure, _ context: CheckContext) -> Finding {
        var finding = context.finding(
            .error,
            "\(exposure.source.reference) is attached to \(parent.source.reference), which KubeLB ignores because of its name",
            of: exposure, objects: [parent.reference],
            evidence: [Evidence("\(exposure.source.reference): spec.parentRefs[0].name", parent.source.metadata.name)],
            remedies: [
                .fix(
                    "set the Gateway as its parent once it has the name \(KubeLBNames.gatewayName)",
                    context.patch(
                        exposure.reference,
                        ["spec": ["parentRefs": [["name": .string(KubeLBNames.gatewayName)]]]]))
            ])
        finding.suspects = ["I003"]
        return finding
    }
}
