import KubeLB
import Kubernetes
import Topology

/// KLC-I004: a name is too long for what KubeLB makes of it.
struct I004LongName: Check {
    let documentation = CheckDocumentation(
        code: "I004",
        title: "A name is too long for KubeLB",
        severity: .error,
        explains: [.wellFormed, .backends],
        inputs: [],
        optionalInputs: [.tenantServices],
        meaning: """
            The CCM writes the name of the object into a label of the Route, and a label holds at most 63 characters. The \
            NodePort copy of a ClusterIP Service has its name with the suffix -nodeport, so that name may have at most 54.
            """,
        impact:
            "The API server refuses the Route or the copy, and nothing of the object reaches the management cluster.",
        mending: "Choose a shorter name.",
        examples: [])

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.compactMap { exposure in
            let source = exposure.source
            if exposure.malformation == .longName {
                return context.finding(
                    .error,
                    "The name of \(source.reference) is too long: \(source.metadata.name.utf8.count) characters, "
                        + "but the Route's label \(KubeLBNames.originNameLabel) holds at most 63",
                    of: exposure, evidence: [Evidence("\(source.reference): metadata.name", source.metadata.name)],
                    remedies: [
                        .fix(
                            "create it again under a shorter name",
                            context.kubectl("get", exposure.reference, "-o yaml"))
                    ])
            }
            guard let backend = exposure.backends.first(where: { $0.defect == .longName }) else { return nil }
            let copy = KubeLBNames.nodePortCopy(ofService: backend.name)
            return context.finding(
                .error,
                "The name of Service \(backend.path) is too long for its NodePort copy: \(copy) has "
                    + "\(copy.utf8.count) characters, at most 63 are allowed",
                of: exposure, evidence: [Evidence("Service \(backend.path): metadata.name", backend.name)],
                remedies: [
                    .fix("create a Service of type NodePort, which is used as it is, or one with a shorter name")
                ])
        }
    }
}
