import Characters
import KubeLB
import Kubernetes
import Topology

/// KLC-D036: an autoscaler and the manager set the number of Envoy pods in turns.
struct D036ScaledByOther: Check {
    let documentation = CheckDocumentation(
        code: "D036",
        title: "An autoscaler and the manager scale Envoy against each other",
        severity: .warning,
        inputs: [.managementDeployments],
        optionalInputs: [.managementEvents, .managementDaemonSets, .configs],
        meaning: """
            The manager sets the replicas of the Envoy Deployment to spec.envoyProxy.replicas of the Tenant or the Config whenever it \
            reconciles. A HorizontalPodAutoscaler for the same Deployment is undone each time. Events show both: the autoscaler \
            scales the Deployment up, and it is scaled down again without the autoscaler.
            """,
        impact:
            "Envoy pods are started and stopped again and again. Each one that stops ends the connections that it has.",
        mending: "Delete the autoscaler, and set the number in spec.envoyProxy.replicas of the Config or the Tenant.",
        examples: [
            .fires(.warning, "the autoscaler wants six, the Config two", scaling(down: "6 to 2")),
            .silent(
                "the autoscaler itself scales down",
                scaling(down: "6 to 2", more: "New size: 2; reason: All metrics below target")),
            .silent("it happened once", scaling(down: "6 to 2", count: 1)),
        ])

    private static func scaling(down: String, more: String? = nil, count: Int = 23) -> String {
        func event(_ name: String, _ kind: String, _ reason: String, _ message: String) -> String {
            "tenant-acme/\(name): {type: Normal, reason: \(reason), message: \"\(message)\", count: \(count), "
                + "lastTimestamp: \"2026-11-22T11:56:00Z\", involvedObject: {kind: \(kind), namespace: tenant-acme, "
                + "name: envoy-tenant-acme}, source: {component: \(kind == Deployment.kind ? "deployment-controller" : "hpa")}}"
        }
        let events =
            [
                event(
                    "e1", EnvoyWorkload.autoscalerKind, "SuccessfulRescale",
                    "New size: 6; reason: Current number of replicas below Spec.MinReplicas"),
                event(
                    "e2", Deployment.kind, "ScalingReplicaSet", "Scaled up replica set envoy-tenant-acme-1 from 2 to 6"),
                event(
                    "e3", Deployment.kind, "ScalingReplicaSet",
                    "Scaled down replica set envoy-tenant-acme-1 from \(down)"),
            ] + (more.map { [event("e4", EnvoyWorkload.autoscalerKind, "SuccessfulRescale", $0)] } ?? [])
        return "management:\n  events:\n" + events.map { "    \($0)" }.joined(separator: "\n")
    }

    func findings(in context: CheckContext) -> [Finding] {
        guard let workload = context.topology.envoyWorkload.value, workload.kind == Deployment.kind else { return [] }
        let metadata = workload.metadata
        let scaled = context.topology.events(
            .management, kind: Deployment.kind, namespace: metadata.namespace, name: metadata.name)
        let downs = (scaled ?? []).filter {
            $0.message.hasPrefix("Scaled down") && $0.count >= Self.repeated && isRecent($0, context)
        }
        guard let down = downs.last, let size = Self.size(down, after: " to ") else { return [] }
        let rescales = (context.topology.list(.management, Event.self).value?.items ?? [])
            .filter {
                $0.objectKind == EnvoyWorkload.autoscalerKind && $0.objectNamespace == metadata.namespace
                    && $0.reason == "SuccessfulRescale" && isRecent($0, context)
            }
            .sorted { ($0.lastTimestamp?.milliseconds ?? 0) < ($1.lastTimestamp?.milliseconds ?? 0) }
        guard let rescale = rescales.last(where: { $0.count >= Self.repeated }),
            let wanted = Self.size(rescale, after: "New size: "), wanted != size,
            !rescales.contains(where: { Self.size($0, after: "New size: ") == size })
        else { return [] }
        let autoscaler = ObjectReference(
            .management, kind: EnvoyWorkload.autoscalerKind, namespace: metadata.namespace, name: rescale.objectName)
        return [
            Finding(
                .warning,
                "HorizontalPodAutoscaler \(metadata.namespace)/\(rescale.objectName) and the manager both set the replicas of "
                    + "\(workload.reference): the autoscaler to \(wanted), and the manager back to \(size) "
                    + "(spec.envoyProxy.replicas), \(ServiceWords.count(down.count, "time"))",
                objects: [D005EnvoyMissing.reference(workload), autoscaler],
                evidence: [Evidence(rescale), Evidence(down)], confidence: .likely,
                remedies: [
                    .fix("delete the autoscaler", context.kubectl("delete", autoscaler), risk: .delete),
                    .then(
                        "set the number of Envoy pods: spec.envoyProxy.replicas of the Config, or of the Tenant",
                        context.kubectl("edit", .config), risk: .restart),
                ])
        ]
    }

    private func isRecent(_ event: Event, _ context: CheckContext) -> Bool {
        event.lastTimestamp.map { context.now.seconds(since: $0) < Self.recent } ?? false
    }

    private static func size(_ event: Event, after word: String) -> Int? {
        guard let start = event.message.lastByteRange(of: word) else { return nil }
        return Int(event.message[start.upperBound...].prefix { $0.isASCII && $0.isNumber })
    }

    /// Seconds.
    private static let recent = 1800.0
    private static let repeated = 3
}
