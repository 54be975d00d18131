import KubeLB
import Kubernetes
import Topology

/// KLC-D028: the tenant's Envoy pods run, but not as their workload wants them.
struct D028RolloutStuck: Check {
    let documentation = CheckDocumentation(
        code: "D028",
        title: "The rollout of Envoy is stuck",
        severity: .warning,
        hop: .envoy,
        inputs: [.loadBalancers, .managementDeployments, .managementPods],
        optionalInputs: [.managementDaemonSets, .configs, .routes, .managementEvents],
        causedBy: ["D006"],
        meaning: """
            The template of the Deployment was changed, as by an upgrade of the manager, but its pods are still those of the \
            old template: the Deployment is paused, its new pods are refused, or they do not become Ready in time.
            """,
        impact: """
            The old Envoy pods keep serving. An upgrade that may fix a vulnerability is not applied, and the tenant's Envoy pods \
            differ from those of other tenants.
            """,
        mending: "Resume the rollout, or remove what refuses the new pods. It then continues by itself.",
        examples: [
            .fires(
                .warning, "the Deployment is paused",
                rollout("spec: {paused: true}, ", "{type: Progressing, status: Unknown, reason: DeploymentPaused}")),
            .fires(
                .warning, "a quota admits no new pod",
                rollout(
                    "",
                    """
                    {type: ReplicaFailure, status: "True", reason: FailedCreate, message: 'pods "envoy-tenant-acme-x" is
                    forbidden: exceeded quota: limits, requested: pods=1, used: pods=2, limited: pods=2'}
                    """)),
            .fires(
                .warning, "it does not progress",
                rollout("", "{type: Progressing, status: \"False\", reason: ProgressDeadlineExceeded}")),
            .silent(
                "a rollout is in progress",
                rollout("", "{type: Progressing, status: \"True\", reason: ReplicaSetUpdated}")),
            .silent(
                "it is paused, and all pods are of its template",
                """
                management: {deployments.apps: {tenant-acme/envoy-tenant-acme: {spec: {paused: true}, status: {conditions: [
                  {type: Progressing, status: Unknown, reason: DeploymentPaused}]}}}}
                """),
            .silent(
                "no old pod is left to serve, which is another fault",
                """
                management: {deployments.apps: {tenant-acme/envoy-tenant-acme: {status: {updatedReplicas: 0, readyReplicas: 0,
                  conditions: [{type: Progressing, status: "False", reason: ProgressDeadlineExceeded}]}}}}
                """),
        ])

    private static func rollout(_ spec: String, _ condition: String) -> String {
        """
        management: {deployments.apps: {tenant-acme/envoy-tenant-acme: {\(spec)status: {updatedReplicas: null, conditions: [
          \(condition)]}}}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        guard context.envoyDemand != nil, let workload = context.topology.envoyWorkload.value,
            workload.kind == Deployment.kind, workload.state.ready > 0, workload.state.updated < workload.state.desired,
            let obstacle = Obstacle(workload, context)
        else { return [] }
        let state = workload.state
        let reference = D005EnvoyMissing.reference(workload)
        let wanted = Self.image(of: state.template)
        let running = (context.topology.envoyPods.value ?? []).compactMap { Self.image(of: $0.spec) }.uniqued().sorted()
        let images = wanted.flatMap { wanted in
            let old = running.filter { $0 != wanted }
            return old.isEmpty ? nil : ", with image \(wanted); others run \(ServiceWords.list(old))"
        }
        var finding = Finding(
            .warning,
            "The rollout of \(workload.reference) \(obstacle.words). \(state.updated) of "
                + "\(ServiceWords.count(state.desired, "pod")) \(state.updated == 1 ? "has" : "have") its new template"
                + (images ?? ""),
            objects: [reference],
            evidence: obstacle.evidence + [
                workload.evidence("status.updatedReplicas", "\(state.updated) of \(state.desired)")
            ],
            remedies: obstacle.remedies)
        finding.suspects = obstacle.suspects
        return [finding]
    }

    private static func image(of spec: PodSpec) -> String? {
        spec.containers.first { $0.name == "envoy-proxy" }?.image
    }

    /// Why a rollout does not go on.
    private struct Obstacle {
        let words: String
        let evidence: [Evidence]
        let remedies: [Remedy]
        var suspects: [CheckCode] = []

        init?(_ workload: EnvoyWorkload, _ context: CheckContext) {
            let conditions = workload.state.conditions
            let progress = conditions.first { $0.type == "Progressing" }
            let reference = D005EnvoyMissing.reference(workload)
            if progress?.reason == "DeploymentPaused" {
                words = "is paused" + context.forAge(of: progress?.lastTransitionTime)
                evidence = [
                    workload.evidence(
                        "condition Progressing", "DeploymentPaused (spec.paused)", at: progress?.lastTransitionTime)
                ]
                remedies = [
                    .fix("resume it", context.kubectl("rollout resume", reference), risk: .restart)
                ]
                return
            }
            let refusal = PodRefusal(
                of: workload.kind, workload.metadata, conditions: conditions.filter { $0.type == "ReplicaFailure" },
                .management, in: context)
            if conditions.contains(where: { $0.type == "ReplicaFailure" && $0.status == "True" }), let refusal {
                words = "is stuck: no new pods are created: \(refusal.cause)"
                evidence = [refusal.evidence]
                let known = refusal.remedies(of: .envoy, context)
                remedies = known.isEmpty ? context.inspectEnvoys(of: workload) : known
                suspects = refusal.suspects
                return
            }
            guard let progress, progress.status == "False" else { return nil }
            words = "is stuck: it has not progressed" + context.forAge(of: progress.lastTransitionTime)
            evidence = [
                workload.evidence(
                    "condition Progressing", "\(progress.reason): \(progress.message)", at: progress.lastTransitionTime)
            ]
            remedies =
                [
                    .inspect("see how far it is", context.kubectl("rollout status", reference, "--watch=false"))
                ] + context.inspectEnvoys(of: workload)
        }
    }
}
