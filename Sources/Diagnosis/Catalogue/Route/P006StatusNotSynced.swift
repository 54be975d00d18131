import KubeLB
import Kubernetes
import Topology

/// KLC-P006: the status of the generated object does not come back.
struct P006StatusNotSynced: Check {
    let documentation = CheckDocumentation(
        code: "P006",
        title: "The status does not come back to the tenant cluster",
        severity: .error,
        explains: [.addressCopied],
        inputs: [.routes, .tenantDeployments],
        causedBy: RouteCauses.ccm + ServiceCauses.manager,
        meaning: """
            The manager copies the status of the generated object into the Route, and the CCM from there onto the object in \
            the tenant cluster. The three differ.
            """,
        impact:
            "The tenant sees no address, or an old one; tools that wait for the status, such as external-dns, do nothing.",
        mending: "Get the CCM running; otherwise touch the object.",
        examples: [])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.compactMap { exposure in
            guard exposure.hasFinalizer, let route = exposure.route.value, route.isAccepted,
                let status = exposure.generatedStatus, status.essence != exposure.source.status.essence
            else { return nil }
            let isBehind = exposure.ownsGenerated && route.generated?.status.essence != status.essence
            let (severity, note) = context.symptom(since: exposure.lastChange)
            let said = isBehind ? nil : ControllerErrors(context.topology.ccm, context).last(of: exposure)
            let expected = words(status)
            let actual = words(exposure.source.status)
            return context.finding(
                severity,
                "The status of \(exposure.source.reference) is not that of the \(exposure.kind.rawValue) in the management cluster: "
                    + "\(isBehind ? "the manager has not copied it to the Route" : "the CCM has not copied it from the Route")\(said.map { ": \($0.error.sentence)" } ?? note)",
                of: exposure, objects: [ObjectReference(.management, route)],
                evidence: [
                    Evidence("generated \(exposure.kind.rawValue): status", expected),
                    Evidence("\(exposure.source.reference): status", actual),
                ] + (said.map { [$0.error.evidence($0.source)] } ?? []),
                remedies: [
                    context.touch(exposure, "both controllers copy it again"),
                    context.log(of: isBehind ? context.topology.manager : context.topology.ccm),
                ])
        }
    }

    private func words(_ status: RoutingStatus) -> String {
        let text = status.essence.sorted().prefix(4).joined(separator: "; ")
        return text.isEmpty ? "empty" : text
    }
}
