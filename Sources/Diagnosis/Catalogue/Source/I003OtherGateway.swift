import Documents
import KubeLB
import Kubernetes
import Topology

/// KLC-I003: a Gateway is not named as KubeLB wants it, or a route does not have exactly one such parent.
struct I003OtherGateway: Check {
    let documentation = CheckDocumentation(
        code: "I003",
        title: "KubeLB takes only Gateways named kubelb, and routes with that one parent",
        severity: .error,
        explains: [.eligibility, .parentGateway, .routeAccepted],
        inputs: [],
        optionalInputs: [.tenantGatewayClasses],
        meaning: """
            The CCM takes only Gateways that are named kubelb, and only HTTPRoutes and GRPCRoutes that have exactly one \
            entry in spec.parentRefs, with that name. What does not match leaves no trace: no event, no condition, no log \
            line.
            """,
        impact: "The Gateway gets no address; the route is not attached to it.",
        mending: "Name the Gateway kubelb, and give each route that one parent; split a route that needs several.",
        examples: [])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.routeExposures.compactMap { exposure in
            guard !exposure.isIgnored, !exposure.isLeftBehind, !exposure.isTerminating else { return nil }
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
            "\(source.reference) is named \(source.metadata.name), and KubeLB takes only Gateways named \(name)"
                + (foreign ? "; nobody in the tenant cluster serves its class \(source.className ?? "")" : ""),
            of: exposure,
            evidence: [
                Evidence("\(source.reference): metadata.name", source.metadata.name),
                Evidence("\(source.reference): spec.gatewayClassName", source.className ?? "not set"),
            ],
            remedies: [
                .fix(
                    "create it again under the name \(name), and let its routes name that as their parent",
                    context.kubectl("get", exposure.reference, "-o yaml"))
            ])
    }

    private func route(_ exposure: RouteExposure, _ context: CheckContext) -> Finding? {
        let source = exposure.source
        let parents = source.spec.parentRefs
        // What is wrong with the Gateway's name is said of the Gateway.
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
            "\(source.reference) \(problem); KubeLB takes only routes with exactly one parent, "
                + "a Gateway named \(KubeLBNames.gatewayName)",
            of: exposure, evidence: [Evidence("\(source.reference): spec.parentRefs", names.isEmpty ? "none" : names)],
            remedies: [
                .fix(
                    parents.count > 1
                        ? "leave one parent; put the others into routes of their own"
                        : "name the Gateway as its parent",
                    context.patch(
                        exposure.reference,
                        ["spec": ["parentRefs": [["name": .string(KubeLBNames.gatewayName)]]]]))
            ])
    }

    /// The CCM looks at the name alone, the Gateway's controller also at the kind.
    private func otherKind(_ exposure: RouteExposure, _ context: CheckContext) -> Finding? {
        let source = exposure.source
        guard let reference = source.spec.parentRefs.first else { return nil }
        if !reference.kind.isEmpty, reference.kind != Gateway.kind {
            return context.finding(
                .error,
                "\(source.reference) names a \(reference.kind) as its parent, and KubeLB passes on nothing but Gateways: nobody accepts it",
                of: exposure,
                evidence: [Evidence("\(source.reference): spec.parentRefs[0].kind", reference.kind)],
                remedies: [
                    .fix(
                        "name the Gateway as its parent",
                        context.patch(
                            exposure.reference, ["spec": ["parentRefs": [["name": .string(KubeLBNames.gatewayName)]]]]))
                ])
        }
        guard exposure.parent == nil, context.topology.outcome(of: .tenantGateways) == nil else { return nil }
        return context.finding(
            .error,
            "\(source.reference) is to be attached to Gateway \(reference.name), which does not exist in the tenant cluster",
            of: exposure, evidence: [Evidence("Gateways named \(reference.name)", "not found")],
            remedies: [.inspect("list the Gateways", context.kubectl(.tenant, "get \(Gateway.resource) -A"))])
    }

    private func rename(_ exposure: RouteExposure, _ parent: RouteExposure, _ context: CheckContext) -> Finding {
        var finding = context.finding(
            .error,
            "\(exposure.source.reference) is attached to \(parent.source.reference), which KubeLB does not take for its name",
            of: exposure, objects: [parent.reference],
            evidence: [Evidence("\(exposure.source.reference): spec.parentRefs[0].name", parent.source.metadata.name)],
            remedies: [
                .fix(
                    "name the Gateway as its parent once it is renamed",
                    context.patch(
                        exposure.reference,
                        ["spec": ["parentRefs": [["name": .string(KubeLBNames.gatewayName)]]]]))
            ])
        finding.suspects = ["I003"]
        return finding
    }
}
