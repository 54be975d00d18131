import Kubernetes
import Topology

/// Flags of the CCM that only checks of its set-up look at.
struct CCMArguments {
    private let container: PodSpec.Container?

    init(_ context: CheckContext) {
        let ccm = context.topology.ccm
        container = context.topology.deployment(of: ccm).value.flatMap { ccm.container(of: $0.state.template) }
    }

    /// nil if the flag is not given.
    func value(of flag: String) -> String? { container?.value(ofFlag: flag) }
}
