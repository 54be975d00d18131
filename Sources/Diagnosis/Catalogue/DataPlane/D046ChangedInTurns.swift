import Characters
import KubeLB
import Kubernetes
import Topology

/// KLC-D046: two programs undo each other's changes, and pods are replaced each time.
struct D046ChangedInTurns: Check {
    let documentation = CheckDocumentation(
        code: "D046",
        title: "Settings are changed back and forth",
        severity: .warning,
        inputs: [.managementDeployments],
        optionalInputs: [.managementDaemonSets, .configs, .tenants, .managementEvents, .tenantEvents],
        meaning: """
            Two programs, such as Flux and Argo CD, both manage the Config, a Tenant, or the Deployment of Envoy, the manager \
            or the CCM, and each undoes what the other wrote. Events show it if a Deployment returns to an earlier pod template \
            again and again; field managers and the generation show who writes an object, and how often.
            """,
        impact: """
            Each change of spec.envoyProxy of the Config replaces the Envoy pods of all tenants, which ends the connections through \
            them. Other settings are in effect half of the time.
            """,
        mending: "Let one program manage the object: remove it from the sources of the other.",
        examples: [
            .fires(
                .warning, "Flux and Argo CD both apply the Config, and Envoy is rolled out each time",
                config(generation: 63) + events(("a", 30), ("b", 30))),
            .fires(
                .warning, "Flux and Argo CD both apply the Tenant",
                """
                management: {tenants.kubelb.k8c.io: {acme: {metadata: {generation: 48,
                  creationTimestamp: "2026-11-22T08:00:00Z", managedFields: [\(writes("f:loadBalancer"))]}}}}
                """),
            .fires(
                .warning, "Envoy is rolled out back and forth, for an unknown reason",
                "management:" + events(("a", 8), ("b", 7))),
            .fires(
                .warning, "the CCM is rolled out back and forth",
                """
                tenant:
                  events:
                    kubelb/e1: \(event("kubelb", "kubelb-ccm", "a", 12))
                    kubelb/e2: \(event("kubelb", "kubelb-ccm", "b", 12))
                """),
            .silent(
                "Envoy was rolled out to new templates", "management:" + events(("a", 1), ("b", 1), ("c", 1), ("d", 1))),
            .silent("it was rolled back twice", "management:" + events(("a", 2), ("b", 2))),
            .silent("one ReplicaSet is scaled to 0 every night", "management:" + events(("a", 12))),
            .silent(
                "it has come to rest", "management:" + events(("a", 30), ("b", 30), last: "2026-11-22T10:50:00Z")),
            .silent("two programs apply the Config, and agree", config(generation: 3)),
        ])

    /// Field managers of an object that has the marks of both programs.
    private static func writes(_ field: String) -> String {
        func entry(_ manager: String, _ time: String) -> String {
            "{manager: \(manager), operation: Apply, time: \"2026-11-22T\(time)Z\", "
                + "fieldsV1: {\"f:spec\": {\"\(field)\": {}}}}"
        }
        return entry("kustomize-controller", "11:57:00") + ", " + entry("argocd-controller", "11:59:00")
    }

    private static func config(generation: Int) -> String {
        """
        management:
          configs.kubelb.k8c.io: {kubelb/default: {metadata: {generation: \(generation),
            creationTimestamp: "2026-11-22T08:00:00Z", labels: {kustomize.toolkit.fluxcd.io/name: base},
            annotations: {argocd.argoproj.io/tracking-id: "platform:kubelb.k8c.io/Config:kubelb/default"},
            managedFields: [\(writes("f:envoyProxy"))]}}}
        """
    }

    private static func event(
        _ namespace: String, _ name: String, _ template: String, _ count: Int, last: String = "2026-11-22T11:59:00Z"
    ) -> String {
        "{type: Normal, reason: ScalingReplicaSet, count: \(count), firstTimestamp: \"2026-11-22T09:30:00Z\", "
            + "lastTimestamp: \"\(last)\", message: Scaled up replica set \(name)-\(template) from 0 to 1, "
            + "involvedObject: {kind: Deployment, namespace: \(namespace), name: \(name)}}"
    }

    private static func events(_ templates: (String, Int)..., last: String = "2026-11-22T11:59:00Z") -> String {
        "\n  events:\n"
            + templates.map { template, count in
                "    tenant-acme/\(template): \(event("tenant-acme", "envoy-tenant-acme", template, count, last: last))"
            }.joined(separator: "\n")
    }

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        var findings: [Finding] = []
        var settings = [topology.config.value.map { ObjectWriters(.config, $0.metadata, context) }].compactMap(\.self)
        if let tenant = topology.tenantObject.value {
            settings.append(ObjectWriters(ObjectReference(.management, tenant), tenant.metadata, context))
        }
        if let envoy = topology.envoyWorkload.value, envoy.kind == Deployment.kind,
            let rollouts = RolloutsInTurns(D005EnvoyMissing.reference(envoy), context)
        {
            let own = ObjectWriters(D005EnvoyMissing.reference(envoy), envoy.metadata, context)
            let writers = settings.first(where: \.isContested) ?? own
            settings.removeAll(where: \.isContested)
            var finding = finding(
                rollouts, writers, "all Envoy pods are replaced, and their connections end", context)
            finding.concernsEveryService = true
            finding.common = writers.common(context)
            findings.append(finding)
        }
        for controller in [topology.ccm, topology.manager] {
            guard let deployment = topology.deployment(of: controller).value,
                let rollouts = RolloutsInTurns(ObjectReference(controller.role.side, deployment), context)
            else { continue }
            let writers = ObjectWriters(rollouts.deployment, deployment.metadata, context)
            findings.append(finding(rollouts, writers, "the \(controller.role.title) is restarted", context))
        }
        findings += settings.filter { $0.isRewritten(context) }.map { writers -> Finding in
            var finding = Finding(
                .warning, "\(writers.sentence(context)): each undoes what the other wrote", objects: [writers.object],
                evidence: writers.evidence, confidence: .likely, remedies: writers.remedies(context))
            finding.common = writers.common(context)
            return finding
        }
        return findings
    }

    private func finding(
        _ rollouts: RolloutsInTurns, _ writers: ObjectWriters, _ effect: String, _ context: CheckContext
    ) -> Finding {
        Finding(
            .warning,
            "\(rollouts.sentence(context)): \(effect) each time"
                + (writers.isContested ? ". \(writers.sentence(context))" : ""),
            objects: [rollouts.deployment, writers.object].uniqued(), evidence: rollouts.evidence + writers.evidence,
            remedies: writers.remedies(context))
    }
}

/// A Deployment that returns to an earlier pod template again and again.
private struct RolloutsInTurns {
    let deployment: ObjectReference
    private let count: Int
    /// The last ones, one for each of the templates.
    private let events: [Event]

    /// nil if Events do not show that at least two of its ReplicaSets were scaled up from 0 several times, and lately.
    init?(_ deployment: ObjectReference, _ context: CheckContext) {
        let events =
            context.topology.events(
                deployment.side, kind: deployment.kind, namespace: deployment.namespace, name: deployment.name) ?? []
        var starts: [String: [Event]] = [:]
        for event in events where event.reason == "ScalingReplicaSet" {
            guard let name = event.message.word(after: "Scaled up replica set "),
                event.message.containsBytes(of: " from 0 to ")
            else { continue }
            starts[name, default: []].append(event)
        }
        let repeated = starts.values.filter { Self.total($0) >= Self.repeated }
            .sorted { (Self.total($0), $0[0].message) > (Self.total($1), $1[0].message) }
        guard repeated.count > 1, let last = repeated.joined().compactMap(\.lastTimestamp).max(),
            context.now.seconds(since: last) < Self.recent
        else { return nil }
        self.deployment = deployment
        self.events = repeated.prefix(3).compactMap(\.last)
        count = repeated.map(Self.total).reduce(0) { $0.saturatingSum($1) }
    }

    private static func total(_ events: [Event]) -> Int { events.map(\.count).reduce(0) { $0.saturatingSum($1) } }

    private static let repeated = 3
    /// Seconds.
    private static let recent = 1800.0

    func sentence(_ context: CheckContext) -> String {
        let first = context.age(of: events.compactMap(\.firstTimestamp).min()).map { " in \($0)" } ?? ""
        let last = context.age(of: events.compactMap(\.lastTimestamp).max()).map { ", last \($0) ago" } ?? ""
        return "\(deployment.description) is rolled out back and forth between \(events.count) pod templates "
            + "(\(count) times\(first)\(last))"
    }

    var evidence: [Evidence] { events.map { Evidence($0) } }
}
