import Characters
import KubeLB
import Kubernetes
import Topology

/// KLC-D042: something deletes the envoy Service, and the manager recreates it, again and again.
struct D042DeletedAgain: Check {
    let documentation = CheckDocumentation(
        code: "D042",
        title: "Something keeps deleting the envoy Service",
        severity: .warning,
        explains: [.envoyService, .address, .probes],
        hop: .envoyService,
        inputs: [.tenantServices, .loadBalancers, .managementServices], optionalInputs: [.managementEvents],
        judgesManagementAlone: true,
        meaning: """
            The envoy Service is much younger than its LoadBalancer, and Events show that it was deleted before: a clean-up \
            policy (Kyverno's ClusterCleanupPolicy or CleanupPolicy), a job or another tool deletes it, and the manager recreates it.
            """,
        impact: """
            Each time all connections break, and most clouds assign another address or host name, so that DNS records and \
            firewall rules of clients are wrong.
            """,
        mending: """
            Exempt the tenants' namespaces, or Services with the label kubelb.k8c.io/lb-name, from what deletes them. Kyverno's \
            Events name its policy; for other tools, the audit log of the API server shows who sent the delete requests.
            """,
        examples: [
            .fires(
                .warning, "a clean-up policy deletes it every hour",
                recreated("11:00:33") + events(policy: "Service/tenant-acme/\(name)", deleted: ["11:00:01"])),
            .fires(
                .warning, "it was deleted three times, nobody says by whom",
                recreated("11:40:33") + events(deleted: ["10:20:01", "11:00:01", "11:40:01"])),
            .silent("it was deleted twice", recreated("11:40:33") + events(deleted: ["11:20:01", "11:40:01"])),
            .silent(
                "somebody deleted it three times within minutes",
                recreated("11:40:33") + events(deleted: ["11:37:01", "11:38:01", "11:40:01"])),
            .silent(
                "MetalLB gave it an address several times, as it does after changes",
                recreated("11:40:33") + events(deleted: ["10:20:01", "11:00:01", "11:40:01"], reason: "IPAllocated")),
            .silent(
                "the policy deletes other Services",
                recreated("10:00:03") + events(policy: "Service/previews/pr-412")),
            .silent(
                "it is as old as its LoadBalancer",
                recreated("10:00:03") + events(deleted: ["09:20:01", "09:40:01"])),
            .silent("it was recreated, and no Event is left", recreated("11:00:33")),
        ])

    private static let name = "envoy-00000000-0000-4000-8000-000000000001"

    private static func recreated(_ time: String) -> String {
        """
        management:
          services: {tenant-acme/\(name): {metadata: {creationTimestamp: "2026-11-22T\(time)Z"}}}
        """
    }

    private static func events(
        policy target: String? = nil, deleted times: [String] = [], reason: String = "DeletedLoadBalancer"
    ) -> String {
        let deletions = times.map {
            """
            tenant-acme/e\($0.filter(\.isNumber)): {type: Normal, reason: \(reason), message: "Deleted load balancer",
                lastTimestamp: "2026-11-22T\($0)Z", source: {component: service-controller},
                involvedObject: {kind: Service, namespace: tenant-acme, name: \(name)}}
            """
        }
        let policies = [target].compactMap(\.self).map {
            """
            default/p1: {type: Normal, reason: PolicyApplied, message: "successfully cleaned up the target resource \($0)",
                lastTimestamp: "2026-11-22T11:00:01Z", source: {component: kyverno-cleanup},
                involvedObject: {kind: ClusterCleanupPolicy, name: unowned}}
            """
        }
        return "\n  events: {\((deletions + policies).joined(separator: ",\n    "))}"
    }

    func findings(in context: CheckContext) -> [Finding] {
        let policies = Self.policyEvents(context)
        return context.topology.takenExposures.compactMap { exposure in
            guard let loadBalancer = exposure.loadBalancer.value, !loadBalancer.metadata.isBeingDeleted,
                loadBalancer.metadata.creationTimestamp != nil
            else { return nil }
            let name = KubeLBNames.envoyServiceName(forLoadBalancer: loadBalancer.metadata.name)
            let envoy: Service?
            let created: Timestamp
            switch exposure.envoyService {
            case .present(let service):
                guard let time = exposure.envoyServiceRecreated else { return nil }
                (envoy, created) = (service, time)
            case .absent: (envoy, created) = (nil, context.now)
            case .forbidden, .failed, .notCollected: return nil
            }
            let path = "\(loadBalancer.metadata.namespace)/\(name)"
            let cleaned = policies.filter { Self.names(path, $0.message) }
            let deletions = Self.deletions(of: name, loadBalancer.metadata, before: created, context)
            guard !cleaned.isEmpty || Self.isRepeated(deletions) else { return nil }
            return finding(exposure, loadBalancer, envoy, path, cleaned, deletions, context)
        }
    }

    /// Events of policies that delete objects (Kyverno `pkg/event`, `cmd/cleanup-controller`).
    private static func policyEvents(_ context: CheckContext) -> [Event] {
        (context.topology.list(.management, Event.self).value?.items ?? []).filter {
            $0.objectKind.hasSuffix("CleanupPolicy") && $0.message.containsBytes(of: "successfully cleaned up")
        }
    }

    private static func names(_ path: String, _ message: String) -> Bool {
        message.hasSuffix(path) || message.containsBytes(of: path + " ") || message.containsBytes(of: path + ",")
    }

    /// When load balancers of earlier Services of this name were deleted.
    private static func deletions(
        of name: String, _ loadBalancer: ObjectMeta, before created: Timestamp, _ context: CheckContext
    ) -> [Event] {
        let events =
            context.topology.events(.management, kind: Service.kind, namespace: loadBalancer.namespace, name: name)
            ?? []
        return events.filter { event in
            event.reason == "DeletedLoadBalancer"
                && event.lastTimestamp.map { created.seconds(since: $0) > 0 } ?? false
        }
    }

    /// Whether somebody who tries something would not have done it: several times, over a while.
    private static func isRepeated(_ deletions: [Event]) -> Bool {
        let times = deletions.compactMap(\.lastTimestamp).sorted()
        guard times.count >= 3, let first = times.first, let last = times.last else { return false }
        return last.seconds(since: first) >= 1800
    }

    private func finding(
        _ exposure: Exposure, _ loadBalancer: LoadBalancer, _ envoy: Service?, _ path: String, _ cleaned: [Event],
        _ deletions: [Event], _ context: CheckContext
    ) -> Finding {
        let policy = cleaned.last.map { event in
            ObjectReference(
                .management, kind: event.objectKind, namespace: event.objectNamespace, name: event.objectName)
        }
        let count = max(cleaned.map(\.count).max() ?? 0, cleaned.count, deletions.count)
        let times = count == 1 ? "once" : "\(count) times"
        let last = (cleaned + deletions).compactMap(\.lastTimestamp).max()
        let who =
            policy.map { "\($0.description), a clean-up policy of Kyverno, has deleted" } ?? "Something has deleted"
        return Finding(
            .warning,
            "\(who) the envoy Service of \(exposure.service.reference) \(times)"
                + (context.age(of: last).map { ", last \($0) ago" } ?? "")
                + "; the manager recreates it each time, and its address may change",
            resource: exposure.resource,
            objects: [
                context.reference(exposure), ObjectReference(.management, loadBalancer),
                ObjectReference(
                    .management, kind: Service.kind, namespace: loadBalancer.metadata.namespace,
                    name: KubeLBNames.envoyServiceName(forLoadBalancer: loadBalancer.metadata.name)),
            ] + [policy].compactMap(\.self),
            evidence: (cleaned.isEmpty ? deletions : cleaned).suffix(3).map { Evidence($0) }
                + [
                    loadBalancer.evidence(
                        "metadata.creationTimestamp", loadBalancer.metadata.creationTimestamp?.description ?? "unknown")
                ]
                + (envoy.map {
                    [
                        $0.evidence(
                            "metadata.creationTimestamp", $0.metadata.creationTimestamp?.description ?? "unknown")
                    ]
                } ?? []),
            confidence: policy == nil ? .likely : .certain, remedies: remedies(policy, context))
    }

    private func remedies(_ policy: ObjectReference?, _ context: CheckContext) -> [Remedy] {
        guard let policy else {
            return [
                .fix("exempt Services with the label \(KubeLBNames.loadBalancerNameLabel) from what deletes them"),
                .inspect(
                    "look for policies and jobs that delete Services",
                    context.kubectl(
                        .management, "get clustercleanuppolicies.kyverno.io,cleanuppolicies.kyverno.io,cronjobs -A")),
            ]
        }
        return [
            .fix(
                "exempt the tenants' namespaces, or Services with the label \(KubeLBNames.loadBalancerNameLabel), from the policy",
                context.kubectl("edit", policy)),
            .inspect("see what it matches", context.kubectl("get", policy, "-o yaml")),
        ]
    }
}
