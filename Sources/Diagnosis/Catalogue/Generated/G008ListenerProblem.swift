import KubeLB
import Kubernetes
import Topology

/// KLC-G008: a listener of a Gateway does not work, by its conditions.
struct G008ListenerProblem: Check {
    let documentation = CheckDocumentation(
        code: "G008",
        title: "A listener of the Gateway does not work",
        severity: .error,
        explains: [.listeners],
        inputs: [.routes],
        optionalInputs: [.managementGateways, .managementSecrets],
        judgesManagementAlone: true,
        causedBy: ["K001", "K002", "K004"],
        meaning: """
            The controller of the Gateway says of each listener whether it works. Conflicted: two listeners of one port \
            differ in protocol, or have the same host name. ResolvedRefs False: a certificate is missing. The Gateway itself \
            and its routes look accepted all the same.
            """,
        impact: "Requests to the port or host name of the listener fail.",
        mending:
            "Give each protocol a port of its own, each host name one listener, and each HTTPS listener a certificate.",
        examples: [])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.filter { $0.kind == .gateway && $0.ownsGenerated }.flatMap {
            exposure -> [Finding] in
            let broken = (exposure.generatedStatus?.listeners ?? []).filter { $0.problem != nil }
            let groups = Dictionary(grouping: broken) { $0.problem ?? "" }
            return groups.sorted { $0.key < $1.key }.map { finding(exposure, $0.key, $0.value, context) }
        }
    }

    private func finding(
        _ exposure: RouteExposure, _ reason: String, _ broken: [ListenerStatus], _ context: CheckContext
    ) -> Finding {
        let declared = exposure.source.spec.listeners.filter { listener in broken.contains { $0.name == listener.name }
        }
        let names = ServiceWords.list(
            declared.map { "\($0.name) (\($0.protocol)\($0.hostname.map { " \($0)" } ?? ""))" })
        let ports = ServiceWords.list(declared.map { String($0.port) }.uniqued())
        let isConflict = broken.contains { $0.condition("Conflicted")?.status == "True" }
        let text = broken.flatMap(\.conditions).first { $0.reason == reason }?.message ?? ""
        let message =
            isConflict
            ? "Listeners \(names) of \(exposure.source.reference) conflict on port \(ports): \(reason)"
            : "Listener \(names) of \(exposure.source.reference) does not work: \(reason)"
                + (text.isEmpty ? "" : ": \(ServiceWords.excerpt(text))")
        return context.finding(
            .error, message, of: exposure, objects: [exposure.generatedReference].compactMap(\.self),
            evidence: broken.flatMap { listener in
                listener.conditions.filter {
                    ($0.status == "False") != ($0.type == "Conflicted") || $0.reason == reason
                }.map {
                    Evidence(
                        "\(exposure.source.reference): status.listeners[\(listener.name)].conditions[\($0.type)]",
                        "\($0.status) (\($0.reason))", at: $0.lastTransitionTime)
                }
            }.prefix(6).map(\.self),
            remedies: [
                .fix(
                    isConflict ? "give each of them a port of its own, or one protocol" : "correct the listener",
                    context.kubectl("edit", exposure.reference))
            ])
    }
}
