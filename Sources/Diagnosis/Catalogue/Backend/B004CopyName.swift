import KubeLB
import Kubernetes
import Topology

/// KLC-B004: somebody's own Service has the name of a NodePort copy.
struct B004CopyName: Check {
    let documentation = CheckDocumentation(
        code: "B004",
        title: "The CCM overwrites a Service that has the name of a NodePort copy",
        severity: .warning,
        inputs: [.tenantServices],
        meaning: """
            The CCM copies a ClusterIP backend as a NodePort Service named <name>-nodeport. If a Service of that name \
            already exists, it overwrites type, ports, selector and labels of it without asking whose it is.
            """,
        impact: "Whoever uses the Service of that name reaches the pods of another Service.",
        mending: "Rename one of the two Services.",
        examples: [])

    func findings(in context: CheckContext) -> [Finding] {
        let own = ["kubelb", "ccm", "manager"]
        return context.topology.takenRoutes.flatMap { exposure in
            exposure.backends.uniqued(by: \.path).compactMap { backend -> Finding? in
                guard let copy = backend.copy?.value else { return nil }
                let isManaged = copy.metadata.labels[KubeLBNames.managedByLabel] != nil
                let writers = copy.metadata.managedFields.filter { $0.ownsSpec && $0.subresource.isEmpty }.map(
                    \.manager)
                let foreign = writers.filter { writer in !own.contains { writer.containsBytes(of: $0) } }
                let isOlder = isManaged && !foreign.isEmpty
                guard !isManaged || isOlder else { return nil }
                return context.finding(
                    .warning,
                    "\(copy.reference) was not made by the CCM, but has the name of the NodePort copy of backend "
                        + "\(backend.path): the CCM \(isManaged ? "has overwritten" : "overwrites") it",
                    of: exposure, objects: [ObjectReference(.tenant, copy)],
                    evidence: [
                        isManaged
                            ? Evidence(
                                "\(copy.reference): metadata.managedFields[].manager",
                                ServiceWords.list(foreign.uniqued()))
                            : Evidence("\(copy.reference): metadata.labels[\(KubeLBNames.managedByLabel)]", "not set")
                    ],
                    remedies: [
                        .fix(
                            "create that Service again under another name",
                            context.kubectl("get", ObjectReference(.tenant, copy), "-o yaml"))
                    ])
            }
        }
    }
}
