import KubeLB
import Topology

/// KLC-C018: the CCM fails and starts again several times an hour.
struct C018RepeatedRestarts: Check {
    let documentation = CheckDocumentation(
        code: "C018",
        title: "The CCM keeps restarting",
        severity: .warning,
        inputs: [.tenantDeployments, .tenantPods],
        optionalInputs: [.ccmLogs],
        causedBy: ["C003"],
        meaning: """
            The CCM's container runs, but has failed and started again at least twice within the last hour. Often it could \
            not renew its Lease, because the API server of the tenant cluster responds too slowly, or because its CPU limit \
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
                tenant: {pods: {kubelb/kubelb-ccm-1: \(RestartExamples.status("ccm", first: "11:45:00", ended: "11:55:00"))}}
                logs: {tenant/kubelb/kubelb-ccm-1/ccm.previous.log: \(RestartExamples.lostLead)}
                """),
            .fires(
                .warning, "its log is unknown",
                """
                tenant: {pods: {kubelb/kubelb-ccm-1: \(RestartExamples.status("ccm", first: "11:30:00", ended: "11:55:00"))}}
                """),
            .silent(
                "it restarted once after it had run for hours",
                """
                tenant: {pods: {kubelb/kubelb-ccm-1: \(RestartExamples.status("ccm", first: "07:30:00", ended: "11:55:00"))}}
                """),
            .silent(
                "its node was rebooted",
                """
                tenant: {pods: {kubelb/kubelb-ccm-1: \(RestartExamples.status(
                    "ccm", first: "11:30:00", ended: "11:50:00", reason: "Unknown"))}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let ccm = context.topology.ccm
        let state = CCMState(context)
        guard !(state.pods ?? []).contains(where: state.isLooping) else { return [] }
        return RepeatedRestarts(of: ccm, context).map { [$0.finding()] } ?? []
    }
}
