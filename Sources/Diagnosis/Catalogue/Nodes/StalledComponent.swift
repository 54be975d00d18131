import Kubernetes
import Topology

/// A component of a cluster's control plane that no longer renews its Lease, so that what it does is not done.
struct StalledComponent {
    private let component: ControlPlaneComponent
    private let lease: Lease
    private let side: ClusterSide
    private let context: CheckContext

    /// nil if it renews its Lease, and if that is unknown: the control planes of some providers show none.
    init?(_ component: ControlPlaneComponent, _ side: ClusterSide, _ context: CheckContext) {
        guard let lease = context.topology.staleLease(of: component, side) else { return nil }
        self.component = component
        self.lease = lease
        self.side = side
        self.context = context
    }

    /// For a pod of which the scheduler has said nothing.
    init?(awaitedBy pod: Pod, _ side: ClusterSide, _ context: CheckContext) {
        guard pod.awaitsScheduler else { return nil }
        self.init(.scheduler, side, context)
    }

    /// `kube-scheduler of the tenant cluster has not renewed its Lease for 53m, so no new pod gets a node`.
    var words: String {
        let age = lease.renewTime.map { " for \(Age.text(seconds: context.now.seconds(since: $0)))" } ?? ""
        let consequence =
            switch component {
            case .scheduler: "no new pod gets a node"
            case .controllerManager: "pods and EndpointSlices are not updated"
            }
        return "\(component.rawValue) of the \(side.rawValue) cluster has not renewed its Lease\(age), so "
            + consequence
    }

    var evidence: [Evidence] { context.evidence(lease) }

    var remedies: [Remedy] {
        [
            .fix("get \(component.rawValue) of the \(side.rawValue) cluster running again"),
            .inspect(
                "check its pods, if the cluster shows them, and whether it renews its Lease",
                context.kubectl(side, "-n kube-system get pods -l component=\(component.rawValue) -o wide")
                    .then(context.kubectl("get", ObjectReference(side, lease), "-o yaml"))),
        ]
    }
}
