import KubeLB
import Kubernetes
import Topology

/// KLC-G007: the Gateway refuses a route or a backend of it, by its conditions.
struct G007RouteRefused: Check {
    let documentation = CheckDocumentation(
        code: "G007",
        title: "The Gateway does not accept the route",
        severity: .error,
        explains: [.routeAccepted],
        inputs: [.routes],
        optionalInputs: [.managementHTTPRoutes, .managementGRPCRoutes, .managementGateways],
        judgesManagementAlone: true,
        causedBy: ["B001", "B002", "B005", "B006", "G001", "G002", "G004", "P004", "P005"],
        meaning: """
            The controller of the Gateway says in the route's status whether it accepts the route and finds its backends. \
            NotAllowedByListeners: allowedRoutes of the listeners does not admit it; namespaces and their labels are those of \
            the tenant's namespace in the management cluster, not of the tenant cluster. NoMatchingListenerHostname: no \
            listener has a host name of the route. NoMatchingParent: no listener has the section or port that it names.
            """,
        impact: "Requests for its hosts are not routed to it.",
        mending: "Correct the route or the listeners of the Gateway, as the reason says.",
        examples: [])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.filter(\.kind.hasParent).compactMap { exposure in
            guard let status = exposure.generatedStatus else { return nil }
            let conditions = status.parents.flatMap(\.conditions)
            guard
                let refused = conditions.first(where: { $0.type == "Accepted" && $0.status == "False" })
                    ?? conditions.first(where: { $0.type == "ResolvedRefs" && $0.status == "False" })
            else { return nil }
            return finding(exposure, refused, context)
        }
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
        let edit = Remedy.fix("correct the route", context.kubectl("edit", exposure.reference))
        let listeners = parent?.source.spec.listeners ?? []
        switch condition.reason {
        case "NotAllowedByListeners":
            let selected = listeners.filter { $0.allowsRoutesFrom == "Selector" }
            let namespace = exposure.tenantNamespace ?? "the tenant's namespace"
            let why =
                selected.isEmpty
                ? "allowedRoutes of the listeners does not admit it"
                : "the allowedRoutes selector of listener \(ServiceWords.list(selected.map(\.name))) is held against the labels of "
                    + "namespace \(namespace) in the management cluster, not against those of the tenant's own namespace"
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
                        "let the listener admit routes of all namespaces (allowedRoutes.namespaces.from: All)",
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
