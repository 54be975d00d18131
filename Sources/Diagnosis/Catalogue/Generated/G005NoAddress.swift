import KubeLB
import Kubernetes
import Topology

/// KLC-G005: a generated Ingress or Gateway has no address, although somebody serves it.
struct G005NoAddress: Check {
    let documentation = CheckDocumentation(
        code: "G005",
        title: "The generated Ingress or Gateway has no address",
        severity: .error,
        explains: [.address],
        inputs: [.routes, .managementServices],
        optionalInputs: [.managementGateways, .managementIngresses, .managementEvents, .managementDeployments],
        judgesManagementAlone: true,
        causedBy: RouteCauses.manager + ["G001", "G002", "P004"],
        meaning: """
            The controller that serves the Ingress or Gateway publishes the address of its own Service of type LoadBalancer. \
            That Service has none, or its proxies do not run.
            """,
        impact: "The host names have nowhere to lead to.",
        mending: "Fix what the Events of that Service say: usually the pool of addresses is used up.",
        examples: [])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.compactMap { exposure in
            guard !exposure.kind.hasParent, exposure.ownsGenerated, let generated = exposure.generated.value,
                let status = exposure.generatedStatus,
                context.topology.servingController(of: exposure)?.problem == nil
            else { return nil }
            let programmed = status.condition("Programmed")
            guard status.addresses.isEmpty || programmed?.status == "False" else { return nil }
            return finding(exposure, generated, programmed, context)
        }
    }

    private func finding(
        _ exposure: RouteExposure, _ generated: RouteSource, _ programmed: Condition?, _ context: CheckContext
    ) -> Finding {
        let (age, note) = context.symptom(since: exposure.lastChange)
        let services = proxies(exposure, generated, context)
        let waiting = services.first { $0.ingress.isEmpty }
        let warning = waiting.flatMap { context.standingWarning(about: $0) }
        // Addresses take a moment, of which nothing tells yet.
        let isFresh = exposure.lastChange.map { context.now.seconds(since: $0) < Self.usual } ?? false
        let severity: Severity = warning != nil || age == .error ? .error : isFresh ? .info : .warning
        var evidence: [Evidence] = []
        if let programmed, programmed.status != "True" {
            evidence.append(
                Evidence(
                    "\(generated.reference): status.conditions[Programmed]",
                    "\(programmed.status) (\(programmed.reason): \(programmed.message))",
                    at: programmed.lastTransitionTime))
        } else {
            evidence.append(Evidence("\(generated.reference): status.loadBalancer", "no address"))
        }
        if let waiting { evidence.append(Evidence("\(waiting.reference): status.loadBalancer", "no address")) }
        if let warning { evidence.append(Evidence(warning)) }
        var message = "\(generated.reference), made of \(exposure.source.reference), has no address"
        if let waiting { message += ": \(waiting.reference), its load balancer, has none" }
        if let warning { message += " (\(warning.reason): \(ServiceWords.excerpt(warning.message)))" }
        if waiting == nil, let programmed, programmed.status == "False" {
            message += ": \(programmed.reason): \(ServiceWords.excerpt(programmed.message))"
        }
        return context.finding(
            severity, message + (severity == .error ? "" : note), of: exposure,
            objects: [generated.reference(on: .management)]
                + (waiting.map { [ObjectReference(.management, $0)] } ?? []),
            evidence: evidence,
            remedies: [
                waiting.map {
                    .fix(
                        "give it an address: extend the pool, or free addresses that nobody needs",
                        context.kubectl("describe", ObjectReference(.management, $0)))
                }
                    ?? .fix(
                        "fix what the controller says",
                        context.kubectl("describe", generated.reference(on: .management)))
            ])
    }

    /// Seconds that an address usually takes.
    private static let usual = 15.0

    /// The Services of type LoadBalancer through which the controller serves it.
    private func proxies(_ exposure: RouteExposure, _ generated: RouteSource, _ context: CheckContext) -> [Service] {
        let services = (context.topology.list(.management, Service.self).value?.items ?? []).filter(\.isLoadBalancer)
        if exposure.kind == .gateway {
            return services.filter {
                $0.metadata.labels[KubeLBNames.owningGatewayNameLabel] == generated.metadata.name
                    && $0.metadata.labels[KubeLBNames.owningGatewayNamespaceLabel] == generated.metadata.namespace
            }
        }
        guard case .controller(_, let workloads?)? = context.topology.servingController(of: exposure)?.state else {
            return []
        }
        return services.filter { service in
            workloads.contains { workload in
                workload.metadata.namespace == service.metadata.namespace && !service.selector.isEmpty
                    && service.selector.allSatisfy { workload.state.templateLabels[$0.key] == $0.value }
            }
        }
    }
}
