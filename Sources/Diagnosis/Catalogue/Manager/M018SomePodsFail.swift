import KubeLB
import Kubernetes
import Topology

/// KLC-M018: a pod of the manager cannot run, while another one works.
struct M018SomePodsFail: Check {
    let documentation = CheckDocumentation(
        code: "M018",
        title: "A pod of the manager cannot run",
        severity: .warning,
        inputs: [.managementDeployments, .managementPods],
        optionalInputs: [.managerLogs],
        meaning: """
            One pod of the manager is Ready and another one crash-loops, cannot pull its image or cannot be created. If it is of a \
            new revision, the rollout is stuck: the Deployment keeps the old pods until the new ones are Ready.
            """,
        impact: """
            The manager keeps working. An upgrade has no effect, or there is no standby that takes over when the running pod ends.
            """,
        mending: "Fix what the finding names, or roll back the Deployment.",
        examples: [
            .fires(
                .warning, "the new version does not know an argument of the Deployment",
                "management: {pods: {\(failing(revision: "new"))}}\n"
                    + "logs: {management/kubelb/kubelb-manager-2/manager.log: "
                    + #""flag provided but not defined: -old-option\nUsage of /kubelb:\n  -debug\n    \tEnables debug mode"}"#
            ),
            .fires(.warning, "one of two pods crashes", "management: {pods: {\(failing(revision: "old"))}}"),
            .silent(
                "the new pod is starting",
                """
                management: {pods: {\(old), kubelb/kubelb-manager-2: {metadata: {creationTimestamp: "2026-11-22T11:59:30Z",
                  labels: {app.kubernetes.io/name: kubelb-manager, pod-template-hash: new}}, status: {phase: Pending,
                  conditions: [{type: Ready, status: "False"}], containerStatuses: [{name: manager, ready: false,
                  restartCount: 0, state: {waiting: {reason: ContainerCreating}}}]}}}}
                """),
            .silent("no pod works, which is another finding", "management: {pods: {\(ManagerExamples.crashing)}}"),
        ])

    private static let old = "kubelb/kubelb-manager-1: {metadata: {labels: {pod-template-hash: old}}}"

    private static func failing(revision: String) -> String {
        """
        \(old), kubelb/kubelb-manager-2: {metadata: {creationTimestamp: "2026-11-22T11:00:00Z", labels: {
          app.kubernetes.io/name: kubelb-manager, pod-template-hash: \(revision)}}, spec: {containers: [{name: manager,
          image: "quay.io/kubermatic/kubelb-manager:v1.9.0"}]}, status: {phase: Running, conditions: [{type: Ready,
          status: "False"}], containerStatuses: [{name: manager, ready: false, restartCount: 18, state: {waiting: {
          reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 2, reason: Error}}}]}}
        """
    }

    func findings(in context: CheckContext) -> [Finding] {
        let manager = context.topology.manager
        guard let deployment = context.topology.deployment(of: manager).value,
            let pods = ManagerState(context).pods, let working = pods.first(where: \.isReady),
            let pod = pods.first(where: { !$0.isReady && PodProblem($0).isDefinite })
        else { return [] }
        let problem = PodProblem(pod)
        let isNew = Self.revision(of: pod) != Self.revision(of: working)
        let words = context.lastWords(of: manager, pod: pod.metadata.name)
        let images = [pod, working].map { manager.container(of: $0.spec)?.image }
        let versions = isNew && images[0] != images[1] ? images.compactMap { $0 } : []
        let known = words.map { context.remedies(for: $0.text, of: manager) } ?? []
        return [
            Finding(
                .warning,
                (isNew
                    ? "The rollout of the manager's \(deployment.reference) is stuck: its new \(pod.reference) cannot run"
                    : "\(pod.reference) of the manager cannot run")
                    + ": \(problem.summary)"
                    + (words.map { "; its log ends with: \(ServiceWords.excerpt($0.text))" } ?? "")
                    + ". \(working.reference) is Ready and keeps working"
                    + (versions.count == 2 ? " (image \(versions[1]); the new one is \(versions[0]))" : ""),
                objects: [ObjectReference(.management, deployment), ObjectReference(.management, pod)],
                evidence: [
                    Evidence(pod.reference, problem.summary + (problem.detail.isEmpty ? "" : ": \(problem.detail)"))
                ] + (words.map { [Evidence("\($0.source)", $0.text)] } ?? []),
                remedies: known + problem.remedies(of: manager, context)
                    + (isNew
                        ? [
                            .fix(
                                "return to the previous revision until that is fixed",
                                context.kubectl("rollout undo", ObjectReference(.management, deployment)),
                                risk: .restart)
                        ] : []))
        ]
    }

    private static func revision(of pod: Pod) -> String? { pod.metadata.labels["pod-template-hash"] }
}
