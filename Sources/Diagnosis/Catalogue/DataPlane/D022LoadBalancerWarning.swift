import KubeLB
import Kubernetes
import Topology

/// KLC-D022: the load-balancer implementation warns about an envoy Service that has an address.
struct D022LoadBalancerWarning: Check {
    let documentation = CheckDocumentation(
        code: "D022",
        title: "The load balancer of the envoy Service reports a problem",
        severity: .warning,
        explains: [.probes],
        hop: .envoyService,
        inputs: [.tenantServices, .loadBalancers, .managementServices, .managementEvents],
        causedBy: ["D024"],
        meaning: """
            The envoy Service has an address, but the load-balancer implementation of the management cluster reports with a \
            Warning Event that it could not set up everything behind it: there are no nodes to send traffic to, or an update \
            was refused.
            """,
        impact: "The address may not respond, although every object shows it.",
        mending: """
            Fix what the Event names. Nodes that carry the label node.kubernetes.io/exclude-from-external-load-balancers, and \
            nodes that are NotReady, get no traffic from load balancers.
            """,
        examples: [
            .fires(.warning, "there are no nodes", event("UnAvailableLoadBalancer", "11:58:00")),
            .fires(.warning, "an update failed", event("UpdateLoadBalancerFailed", "11:58:00")),
            .silent(
                "the load balancer was set up since",
                event("SyncLoadBalancerFailed", "11:50:00", then: "EnsuredLoadBalancer")),
            .silent("an hour ago", event("UnAvailableLoadBalancer", "10:30:00")),
        ])

    private static func event(_ reason: String, _ time: String, then: String? = nil) -> String {
        let object = """
            involvedObject: {kind: Service, namespace: tenant-acme, name: envoy-00000000-0000-4000-8000-000000000001}, \
            source: {component: service-controller}
            """
        let later = then.map {
            ", tenant-acme/e2: {type: Normal, reason: \($0), message: \"Ensured load balancer\", count: 3, "
                + "lastTimestamp: \"2026-11-22T11:59:00Z\", \(object)}"
        }
        return
            "management: {events: {tenant-acme/e1: {type: Warning, reason: \(reason), message: \"no available nodes\", "
            + "count: 4, lastTimestamp: \"2026-11-22T\(time)Z\", \(object)}\(later ?? "")}}"
    }

    /// The service controller of Kubernetes reports this beside its success (`k8s.io/cloud-provider`, controllers/service).
    private static let noNodes = "UnAvailableLoadBalancer"
    /// Implementations retry a failed synchronization after at most some minutes.
    private static let recent = 1800.0

    func findings(in context: CheckContext) -> [Finding] {
        context.carriedServices.compactMap { carried in
            guard carried.envoy.isLoadBalancer, !carried.envoy.ingress.isEmpty,
                let event = standingWarning(about: carried.envoy, context)
            else { return nil }
            return finding(carried, event, context)
        }
    }

    /// The newest Warning that no later Event of its author contradicts.
    private func standingWarning(about envoy: Service, _ context: CheckContext) -> Event? {
        let metadata = envoy.metadata
        guard
            let warning = context.standingWarning(
                .management, kind: Service.kind, namespace: metadata.namespace, name: metadata.name,
                where: { !AddressRefusal.kubernetesOwn.contains($0.reporter) }),
            let time = warning.lastTimestamp, context.now.seconds(since: time) < Self.recent
        else { return nil }
        return warning
    }

    private func finding(_ carried: CarriedService, _ event: Event, _ context: CheckContext) -> Finding {
        let hasNoNodes = event.reason == Self.noNodes
        return Finding(
            .warning,
            "\(carried.service.reference): \(event.reporter.isEmpty ? "the load-balancer implementation" : event.reporter) reports "
                + "\(event.reason) for \(carried.envoy.reference): \(ServiceWords.excerpt(event.message))",
            service: context.key(carried.exposure), objects: carried.references, evidence: [Evidence(event)],
            remedies: (hasNoNodes
                ? [
                    .fix(
                        "remove the label from the nodes that should carry traffic, or get them Ready",
                        context.kubectl(
                            .management,
                            "label node \(.variable("NODE", "the name of a node")) \(D024NodesExcluded.label)-")),
                    D024NodesExcluded.showExcluded(context),
                ] : []) + [AddressRefusal.readEvents(of: carried.envoy, context)])
    }
}
