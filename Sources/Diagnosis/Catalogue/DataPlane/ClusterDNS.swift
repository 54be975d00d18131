import Kubernetes
import Topology

/// Why names of a cluster do not resolve: none of its DNS pods is Ready.
struct ClusterDNS {
    /// A sentence without its full stop.
    let words: String
    let objects: [ObjectReference]
    let evidence: [Evidence]
    let remedies: [Remedy]

    /// nil if a DNS pod is Ready, and if none was found: clusters may run their DNS elsewhere.
    init?(downIn side: ClusterSide, _ context: CheckContext) {
        let pods = context.topology.systemPods(side, SystemComponent.dns)
        guard let pod = pods.first, !pods.contains(where: \.isReady) else { return nil }
        let problem = PodProblem(pod)
        words =
            "The DNS of the \(side.rawValue) cluster is down: "
            + (pods.count == 1 ? "its only pod is not Ready" : "none of its \(pods.count) pods is Ready")
            + ", \(problem.summary)"
        objects = pods.prefix(3).map { ObjectReference(side, $0) }
        evidence = pods.prefix(3).map {
            Evidence($0.reference, $0 == pod ? problem.detail(orElse: "not Ready") : PodProblem($0).summary)
        }
        remedies = problem.remedies(of: "the cluster's DNS", side, context)
    }
}

extension PodProblem {
    fileprivate func detail(orElse other: String) -> String { detail.isEmpty ? other : detail }
}
