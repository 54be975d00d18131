import KubeLB
import Topology

/// KLC-M013: the manager fails and starts again several times an hour.
struct M013RepeatedRestarts: Check {
    let documentation = RepeatedRestarts.documentation(
        "M013", of: .manager, inputs: [.managementPods], log: .managerLogs, causedBy: "M001")

    func findings(in context: CheckContext) -> [Finding] {
        let manager = context.topology.manager
        return RepeatedRestarts(of: manager, context).map { [$0.finding()] } ?? []
    }
}
