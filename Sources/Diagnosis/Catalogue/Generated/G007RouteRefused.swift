import KubeLB
import Kubernetes
import Topology

/// KLC-G007: the Gateway rejects a route or one of its backends, by the route's conditions.
struct G007RouteRefused: Check {
    let documentation = CheckDocumentation(
        code: "G007",
        title: "The Gateway does not accept the route",
        severity: .error,
        explains: [.routeAccepted],
        inputs: [],
        optionalInputs: [
            .routes, .managementGateways, .managementGatewayClasses,
            .managementHTTPRoutes, .managementGRPCRoutes,
        ],
        judgesManagementAlone: true,
        causedBy: ["B001", "B002", "B005", "B006", "G001", "G002", "G004", "P004", "P005"],
        meaning: """
            The Gateway's controller reports in the route's status whether it accepts the route and finds its backends. \
            NotAllowedByListeners: allowedRoutes of the listeners does not allow its kind or its namespace. Namespaces are \
            matched against the tenant's namespace in the management cluster and its labels, not against the namespace in \
            the tenant cluster. \
            NoMatchingListenerHostname: no listener has a host name of the route. NoMatchingParent: no listener has the \
            section or port that the route names.
            """,
        impact: "Requests for its hosts are not routed to it.",
        mending: "Fix the route or the listeners of the Gateway, depending on the reason.",
        examples: [
            .firesOnRoutes(
                .error, "a selector that matches labels of the tenant's own namespace",
                """
                \(refused("Accepted", "NotAllowedByListeners"))
                tenant: {gateways.gateway.networking.k8s.io: {shop/kubelb: {spec: {listeners: [{name: http, port: 80,
                  protocol: HTTP, allowedRoutes: {namespaces: {from: Selector, selector: {matchLabels: {team: shop}}}}}]}}}}
                """),
            .firesOnRoutes(
                .error, "the listener allows only routes of another kind",
                """
                \(refused("Accepted", "NotAllowedByListeners"))
                tenant: {gateways.gateway.networking.k8s.io: {shop/kubelb: {spec: {listeners: [{name: http, port: 80,
                  protocol: HTTP, allowedRoutes: {namespaces: {from: All}, kinds: [{kind: GRPCRoute}]}}]}}}}
                """),
            .firesOnRoutes(
                .error, "no listener has its host name",
                """
                \(refused("Accepted", "NoMatchingListenerHostname"))
                tenant: {gateways.gateway.networking.k8s.io: {shop/kubelb: {spec: {listeners: [{name: http, port: 80,
                  protocol: HTTP, hostname: shop.example.com}]}}}}
                """),
            .firesOnRoutes(
                .error, "no listener has the port that it names",
                """
                \(refused("Accepted", "NoMatchingParent"))
                tenant: {httproutes.gateway.networking.k8s.io: {shop/app: {spec: {parentRefs: [{name: kubelb, port: 8080}]}}}}
                """),
            .firesOnRoutes(.error, "a backend is not found", refused("ResolvedRefs", "BackendNotFound")),
            .firesOnRoutes(
                .warning, "one of its rules cannot be read",
                refused("PartiallyInvalid", "UnsupportedValue", status: "True")),
            .firesOnRoutes(
                .error, "only the copy of the status in the tenant cluster could be read",
                """
                tenant: {httproutes.gateway.networking.k8s.io: {shop/app: {status: {parents: [{parentRef: {name: kubelb},
                  conditions: [{type: Accepted, status: 'False', reason: NoMatchingListenerHostname}]}]}}}}
                management: {routes.kubelb.k8c.io: forbidden, httproutes.gateway.networking.k8s.io: forbidden}
                """),
            .silentOnRoutes("the routes are accepted", RouteExamples.grpcRoute),
            .silentOnRoutes("only the former controller of the class found no backend", withFormerController("")),
            .firesOnRoutes(
                .error, "the controller of the class finds no backend, and a former one did",
                withFormerController("gateway.envoyproxy.io/gatewayclass-controller")),
            .silentOnRoutes(
                "the Gateway has not reported on the route yet",
                "management: {httproutes.gateway.networking.k8s.io: {tenant-acme/shop-app: {status: null}}}"),
            .silentOnRoutes(
                "Routes cannot be read",
                "\(refused("Accepted", "NotAllowedByListeners"))\n  routes.kubelb.k8c.io: forbidden"),
        ])

    /// A former controller has accepted the route or not, in which case the named one does.
    private static func withFormerController(_ refusing: String) -> String {
        func entry(_ controller: String) -> String {
            let isRefused = refusing.isEmpty ? controller.hasPrefix("istio") : controller == refusing
            return """
                {parentRef: {name: kubelb}, controllerName: \(controller), conditions: [{type: Accepted, status: 'True'},
                  {type: ResolvedRefs, status: '\(isRefused ? "False" : "True")', reason: BackendNotFound}]}
                """
        }
        let entries = ["istio.io/gateway-controller", "gateway.envoyproxy.io/gatewayclass-controller"].map(entry)
        return """
            management:
              httproutes.gateway.networking.k8s.io: {tenant-acme/shop-app: {status: {parents: [\(entries.joined(separator: ",\n"))]}}}
            """
    }

    private static func refused(_ type: String, _ reason: String, status: String = "False") -> String {
        """
        management:
          httproutes.gateway.networking.k8s.io: {tenant-acme/shop-app: {status: {parents: [{parentRef: {name: kubelb},
            conditions: [{type: \(type), status: '\(status)', reason: \(reason), message: \(reason)}]}]}}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.filter(\.kind.hasParent).compactMap { exposure in
            let topology = context.topology
            let conditions = (topology.parentStatuses(of: exposure) + topology.mirroredParentStatuses(of: exposure))
                .flatMap(\.conditions)
            if let refused = conditions.first(where: { $0.type == "Accepted" && $0.status == "False" })
                ?? conditions.first(where: { $0.type == "ResolvedRefs" && $0.status == "False" })
            {
                return finding(exposure, refused, context)
            }
            return conditions.first { $0.type == "PartiallyInvalid" && $0.status == "True" }.map {
                partial(exposure, $0, context)
            }
        }
    }

    /// The Gateway leaves out rules that it cannot read, and serves the others.
    private func partial(_ exposure: RouteExposure, _ condition: Condition, _ context: CheckContext) -> Finding {
        let source = exposure.source
        return context.finding(
            .warning,
            "The Gateway serves only a part of \(source.reference) (PartiallyInvalid): "
                + ServiceWords.clause(ServiceWords.excerpt(condition.message)),
            of: exposure, objects: [exposure.generatedReference, exposure.parent?.reference].compactMap(\.self),
            evidence: [
                Evidence(
                    "\(source.reference): status.parents[].conditions[\(condition.type)]",
                    "True (\(condition.reason): \(condition.message))", at: condition.lastTransitionTime)
            ],
            remedies: [
                .fix("fix the rule in the route; rules are counted from 0", context.kubectl("edit", exposure.reference))
            ])
    }

    private func finding(_ exposure: RouteExposure, _ condition: Condition, _ context: CheckContext) -> Finding {
        let source = exposure.source
        let (reason, evidence, remedies) = explained(exposure, condition, context)
        return context.finding(
            .error,
            "The Gateway does not accept \(source.reference): \(condition.reason): \(reason)",
            of: exposure, objects: [exposure.generatedReference, exposure.parent?.reference].compactMap(\.self),
            evidence: [
                Evidence(
                    "\(source.reference): status.parents[].conditions[\(condition.type)]",
                    "False (\(condition.reason): \(condition.message))", at: condition.lastTransitionTime)
            ] + evidence, remedies: remedies)
    }

    private func explained(
        _ exposure: RouteExposure, _ condition: Condition, _ context: CheckContext
    ) -> (String, [Evidence], [Remedy]) {
        let parent = exposure.parent
        let edit = Remedy.fix("fix the route", context.kubectl("edit", exposure.reference))
        let listeners = parent?.source.spec.listeners ?? []
        switch condition.reason {
        case "NotAllowedByListeners":
            if let refusal = refusedKind(exposure, context) { return refusal }
            let selected = listeners.filter { $0.allowsRoutesFrom == "Selector" }
            let namespace = exposure.tenantNamespace ?? "the tenant's namespace"
            let why =
                selected.isEmpty
                ? "allowedRoutes of the listeners does not allow it"
                : "the allowedRoutes selector of listener \(ServiceWords.list(selected.map(\.name))) is matched against the labels of "
                    + "namespace \(namespace) in the management cluster, not against those of the namespace in the tenant cluster"
            let labels = selected.flatMap { listener in
                listener.allowedLabels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            }
            let gateway = parent?.reference
            return (
                why,
                labels.isEmpty
                    ? []
                    : [
                        Evidence(
                            "\(parent?.source.reference ?? "Gateway"): allowedRoutes.namespaces.selector",
                            labels.joined(separator: ","))
                    ],
                [
                    .fix(
                        "allow routes of all namespaces in the listener (allowedRoutes.namespaces.from: All)",
                        gateway.map { context.kubectl("edit", $0) })
                ]
            )
        case "NoMatchingListenerHostname":
            let own = exposure.source.spec.hostnames
            let offered = listeners.compactMap(\.hostname).filter { !$0.isEmpty }
            return (
                "none of its host names (\(ServiceWords.list(own))) matches those of the listeners (\(ServiceWords.list(offered)))",
                [Evidence("\(exposure.source.reference): spec.hostnames", own.joined(separator: ", "))], [edit]
            )
        case "NoMatchingParent":
            let reference = exposure.source.spec.parentRefs.first
            let wanted = [
                reference?.sectionName.map { "section \($0)" }, reference?.port.map { "port \($0)" },
                reference.flatMap { $0.kind.isEmpty || $0.kind == Gateway.kind ? nil : "kind \($0.kind)" },
            ].compactMap(\.self)
            if let stale = parent?.drift.first(where: { $0.field == "spec.listeners" }),
                let generated = parent?.generated.value
            {
                return (
                    "\(generated.reference) in the management cluster is outdated: it \(stale.text)",
                    [Evidence("\(generated.reference): \(stale.field)", stale.actual)], []
                )
            }
            return (
                wanted.isEmpty
                    ? "no listener of the Gateway matches its parentRef"
                    : "the Gateway has no listener for the \(wanted.joined(separator: " and ")) that its parentRef names"
                        + (listeners.isEmpty
                            ? ""
                            : " (its listeners: \(ServiceWords.list(listeners.map { "\($0.name) on port \($0.port)" })))"),
                [], [edit]
            )
        default:
            return (ServiceWords.excerpt(condition.message), [], [edit])
        }
    }
}

extension G007RouteRefused {
    /// That each listener that the route may be attached to allows only other kinds of routes; nil if one allows this kind.
    private func refusedKind(
        _ exposure: RouteExposure, _ context: CheckContext
    ) -> (String, [Evidence], [Remedy])? {
        guard let parent = exposure.parent, let reference = exposure.source.spec.parentRefs.first else { return nil }
        let listeners = parent.source.spec.listeners.filter { listener in
            (reference.sectionName ?? listener.name) == listener.name
                && (reference.port ?? listener.port) == listener.port
        }
        let own = exposure.kind.rawValue
        let refusals = listeners.compactMap { listener -> (text: String, evidence: Evidence)? in
            let supported = parent.generatedStatus?.listener(listener.name)?.supportedKinds ?? []
            let isLimited = !listener.allowedKinds.isEmpty
            let kinds = isLimited ? listener.allowedKinds : supported
            guard !kinds.isEmpty,
                !kinds.contains(where: { $0.group == RouteGroupKind.gatewayAPI && $0.kind == own })
            else { return nil }
            let names = ServiceWords.list(kinds.map(\.kind))
            return (
                isLimited
                    ? "listener \(listener.name) allows only kind \(names) (allowedRoutes.kinds)"
                    : "listener \(listener.name) of protocol \(listener.protocol) supports only kind \(names)",
                isLimited
                    ? Evidence("\(parent.source.reference): listener \(listener.name): allowedRoutes.kinds", names)
                    : Evidence("\(parent.source.reference): status.listeners[\(listener.name)].supportedKinds", names)
            )
        }
        guard !refusals.isEmpty, refusals.count == listeners.count else { return nil }
        return (
            "\(ServiceWords.list(refusals.map(\.text))), and the route is of kind \(own)",
            refusals.prefix(4).map(\.evidence),
            [
                .fix(
                    "allow kind \(own) in a listener whose protocol supports it (allowedRoutes.kinds)",
                    context.kubectl("edit", parent.reference))
            ]
        )
    }
}
