import KubeLB
import Kubernetes
import Topology

/// KLC-B004: a Service that the CCM did not create has the name of a NodePort copy.
struct B004CopyName: Check {
    let documentation = CheckDocumentation(
        code: "B004",
        title: "The CCM overwrites a Service that has the name of a NodePort copy",
        severity: .warning,
        inputs: [.tenantServices],
        meaning: """
            The CCM copies a ClusterIP backend as a NodePort Service named <name>-nodeport. If a Service of that name \
            already exists, the CCM overwrites its type, ports, selector and labels, even if it did not create it.
            """,
        impact: "Clients of the Service of that name reach the pods of another Service.",
        mending: "Rename one of the two Services.",
        examples: [
            .firesOnRoutes(
                .warning, "the Service lacks the label of a copy",
                """
                tenant: {services: {shop/api-nodeport: {metadata: {labels: {kubelb.k8c.io/managed-by: null}}}}}
                """),
            .firesOnRoutes(
                .warning, "kubectl wrote the spec of the Service",
                """
                tenant: {services: {shop/api-nodeport: {metadata: {managedFields: [
                  {manager: kubectl-client-side-apply, operation: Update, time: "2026-11-22T09:00:00Z", fieldsV1: {"f:spec": {}}},
                  {manager: ccm, operation: Update, time: "2026-11-22T10:00:00Z", fieldsV1: {"f:spec": {}}}]}}}}
                """),
            .silentOnRoutes(
                "only the CCM wrote its spec",
                """
                tenant: {services: {shop/api-nodeport: {metadata: {managedFields: [
                  {manager: ccm, operation: Update, time: "2026-11-22T10:00:00Z", fieldsV1: {"f:spec": {}}},
                  {manager: kubectl-annotate, operation: Update, time: "2026-11-22T11:00:00Z", fieldsV1: {"f:metadata": {}}}]}}}}
                """),
            .silentOnRoutes(
                "the backend is of type NodePort, which is not copied",
                """
                tenant: {services: {shop/api: {spec: {type: NodePort, ports: [{name: http, port: 80, protocol: TCP,
                  targetPort: 8080, nodePort: 31090}]}}, shop/api-nodeport: {metadata: {labels: null}}}}
                """),
        ])

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
                    "\(copy.reference) was not created by the CCM, but has the name of the NodePort copy of backend "
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
                        .fix("recreate that Service under another name"),
                        .inspect("show the object", context.kubectl("get", ObjectReference(.tenant, copy), "-o yaml")),
                    ])
            }
        }
    }
}
