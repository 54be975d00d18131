import KubeLB
import Topology

/// KLC-M013: the manager fails and starts again several times an hour.
struct M013RepeatedRestarts: Check {
    let documentation = CheckDocumentation(
        code: "M013",
        title: "The manager keeps restarting",
        severity: .warning,
        inputs: [.managementPods],
        optionalInputs: [.managerLogs],
        causedBy: ["M001"],
        meaning: """
            The manager's container runs, but has failed and started again at least twice within the last hour. Often it could \
            not renew its Lease, because the API server of the management cluster responds too slowly, or because its CPU limit \
            throttles it.
            """,
        impact: """
            After each restart nothing is reconciled until it leads again, which takes up to 15 seconds, or longer if it waits in \
            back-off.
            """,
        mending: "Fix what the log of its last run shows: a slow API server, a low CPU limit, or a crash.",
        examples: [
            .fires(
                .warning, "it loses the leader election every ten minutes",
                """
                management: {pods: {kubelb/kubelb-manager-1: \(RestartExamples.status("manager", first: "11:45:00", ended: "11:55:00"))}}
                logs: {management/kubelb/kubelb-manager-1/manager.previous.log: \(RestartExamples.lostLead)}
                """),
            .fires(
                .warning, "its log is unknown",
                """
                management: {pods: {kubelb/kubelb-manager-1: \(RestartExamples.status("manager", first: "11:30:00", ended: "11:55:00"))}}
                """),
            .silent(
                "it restarted once after it had run for hours",
                """
                management: {pods: {kubelb/kubelb-manager-1: \(RestartExamples.status("manager", first: "07:30:00", ended: "11:55:00"))}}
                """),
            .silent(
                "its node was rebooted",
                """
                management: {pods: {kubelb/kubelb-manager-1: \(RestartExamples.status(
                    "manager", first: "11:30:00", ended: "11:50:00", reason: "Unknown"))}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let manager = context.topology.manager
        return RepeatedRestarts(of: manager, context).map { [$0.finding()] } ?? []
    }
}
