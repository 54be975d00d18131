import KubeLB
import Topology

/// KLC-C018: the CCM fails and starts again several times an hour.
struct C018RepeatedRestarts: Check {
    let documentation = RepeatedRestarts.documentation(
        "C018", of: .ccm, inputs: [.tenantDeployments, .tenantPods], log: .ccmLogs, causedBy: "C003")

    func findings(in context: CheckContext) -> [Finding] {
        let ccm = context.topology.ccm
        let state = CCMState(context)
        guard !(state.pods ?? []).contains(where: state.isLooping) else { return [] }
        return RepeatedRestarts(of: ccm, context).map { [$0.finding()] } ?? []
    }
}
