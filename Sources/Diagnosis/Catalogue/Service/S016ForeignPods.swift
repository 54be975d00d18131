import KubeLB
import Kubernetes
import Topology

/// KLC-S016: the selector matches pods of another workload, which do not serve the port.
struct S016ForeignPods: Check {
    let documentation = CheckDocumentation(
        code: "S016",
        title: "The Service selects pods of another workload",
        severity: .warning,
        hop: .endpoints,
        inputs: [.tenantServices, .tenantPods],
        meaning: """
            The Service's selector matches Ready pods of several workloads. Those of one have a container port with the number of \
            the target port, those of another only have other container ports. Kubernetes makes all of them endpoints.
            """,
        impact: "A part of the connections goes to pods on which probably nothing listens at the port, and is refused.",
        mending:
            "Remove the label from the pods that do not belong to the Service, or add a label to its selector that they lack.",
        examples: [
            .fires(
                .warning, "somebody labelled a pod of a cache",
                pod("{app: web}", "ReplicaSet", "cache-redis-5d8f", 6379)),
            .silent("the pod has the port as well", pod("{app: web}", "ReplicaSet", "web-canary-5d8f", 8080)),
            .silent("the pod declares no port", pod("{app: web}", "ReplicaSet", "debug-5d8f", nil)),
            .silent("it has another label", pod("{app: cache}", "ReplicaSet", "cache-redis-5d8f", 6379)),
        ])

    private static func pod(_ labels: String, _ kind: String, _ owner: String, _ port: Int?) -> String {
        let ports = port.map { "ports: [{containerPort: \($0), protocol: TCP}]" } ?? "ports: null"
        return """
            tenant: {pods: {
              shop/web-1: {metadata: {ownerReferences: [{kind: ReplicaSet, name: web-7c9d, uid: u-1, controller: true}]}, spec: {
                containers: [{name: web, image: "web:1", ports: [{containerPort: 8080, protocol: TCP}]}]}},
              shop/other-1: {metadata: {labels: \(labels), ownerReferences: [{kind: \(kind), name: \(owner), uid: u-2,
                controller: true}]}, spec: {nodeName: node-a, containers: [{name: c, image: "c:1", \(ports)}]},
                status: {phase: Running, conditions: [{type: Ready, status: "True"}]}}}}
            """
    }

    func findings(in context: CheckContext) -> [Finding] {
        let exposures = context.topology.takenExposures.filter { !$0.service.selector.isEmpty }
        guard !exposures.isEmpty, let index = PodIndex(context.topology) else { return [] }
        return exposures.compactMap { exposure in
            let pods = index.selected(by: exposure.service).filter { $0.isReady && !$0.metadata.isBeingDeleted }
            let owners = Dictionary(grouping: pods) { $0.metadata.owners.first?.uid ?? "" }
            guard owners.count > 1 else { return nil }
            return exposure.service.ports.lazy.compactMap { port in
                finding(exposure, port, Array(owners.values), context)
            }.first
        }
    }

    private func finding(
        _ exposure: Exposure, _ port: ServicePort, _ workloads: [[Pod]], _ context: CheckContext
    ) -> Finding? {
        let target: Int
        switch port.targetPort {
        case .number(let number): target = number
        case nil: target = port.port
        case .name: return nil
        }
        func declares(_ pod: Pod) -> Bool {
            pod.spec.containers.flatMap(\.ports).contains {
                $0.containerPort == target && $0.protocol == port.protocol
            }
        }
        let serving = workloads.filter { $0.contains(where: declares) }
        let foreign = workloads.filter { pods in
            pods.allSatisfy { !declares($0) && !$0.spec.containers.flatMap(\.ports).isEmpty }
        }
        guard !serving.isEmpty, let first = foreign.flatMap(\.self).min(by: { $0.metadata.name < $1.metadata.name })
        else { return nil }
        let service = exposure.service
        let count = foreign.reduce(0) { $0.saturatingSum($1.count) }
        let all = workloads.reduce(0) { $0.saturatingSum($1.count) }
        let owner = first.metadata.owners.first.map { " of \($0.kind) \($0.name)" } ?? ""
        let offered = first.spec.containers.flatMap(\.ports).map { "\($0.containerPort)/\($0.protocol)" }.uniqued()
        let selector = service.selector.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(
            separator: ",")
        return Finding(
            .warning,
            "\(service.reference) also selects \(first.reference)\(owner), which has no container port \(target), the target of "
                + "\(port.label): \(count) of its \(all) endpoints probably \(count == 1 ? "refuses" : "refuse") connections",
            resource: exposure.resource,
            objects: [context.reference(exposure), ObjectReference(.tenant, first)],
            evidence: [
                service.evidence("spec.selector", selector),
                first.evidence("container ports", ServiceWords.list(offered, limit: 8)),
            ], confidence: .likely,
            remedies: [
                .fix("remove the label from the pods that do not belong to the Service"),
                .fix(
                    "or let the selector name a label that they lack",
                    context.kubectl("edit", context.reference(exposure))),
                .inspect(
                    "list the pods that it selects",
                    context.kubectl(
                        .tenant, "-n \(service.metadata.namespace) get pods -l \(selector) -o wide --show-labels")),
            ])
    }
}
