import Kubernetes
import Topology

/// Why names of a cluster do not resolve: none of its DNS pods is Ready, those of the cache on each node are not, or its DNS
/// is scaled to 0.
struct ClusterDNS {
    /// A sentence without its full stop.
    let words: String
    let objects: [ObjectReference]
    let evidence: [Evidence]
    let remedies: [Remedy]

    /// nil if a DNS pod is Ready, and if neither pods nor a Deployment were found: clusters may run their DNS elsewhere.
    init?(downIn side: ClusterSide, _ context: CheckContext) {
        let caches = context.topology.systemPods(side, [SystemComponent.nodeLocalDNS])
        let isCache = !caches.isEmpty && !caches.contains(where: \.isReady)
        let pods = isCache ? caches : context.topology.systemPods(side, SystemComponent.dns)
        guard let pod = pods.first else {
            guard let stopped = Self.stopped(side, context) else { return nil }
            words = "The DNS of the \(side.rawValue) cluster is down: \(StoppedWorkload(stopped, side).words)"
            objects = [ObjectReference(side, stopped)]
            evidence = StoppedWorkload(stopped, side).evidence
            remedies = [
                StoppedWorkload(stopped, side).start(context, replicas: 2),
                .inspect(
                    "check what scaled it down, for example an autoscaler",
                    context.kubectl("describe", ObjectReference(side, stopped))),
            ]
            return
        }
        guard !pods.contains(where: \.isReady) else { return nil }
        let problem = PodProblem(pod)
        let name = isCache ? "node-local-dns, the DNS cache on each node" : "The DNS"
        words =
            "\(name) of the \(side.rawValue) cluster\(isCache ? ", is" : " is") down: "
            + (pods.count == 1 ? "its only pod is not Ready" : "none of its \(pods.count) pods is Ready")
            + ", \(problem.summary)"
        objects = pods.prefix(3).map { ObjectReference(side, $0) }
        evidence = pods.prefix(3).map {
            Evidence($0.reference, $0 == pod ? problem.detail(orElse: "not Ready") : PodProblem($0).summary)
        }
        remedies = problem.remedies(of: "the cluster's DNS", side, context)
    }

    private static func stopped(_ side: ClusterSide, _ context: CheckContext) -> Deployment? {
        let deployments = context.topology.list(side, Deployment.self).value?.items ?? []
        let dns = deployments.filter { deployment in
            SystemComponent.dns.contains { $0.includes(labels: deployment.state.templateLabels) }
        }
        return dns.allSatisfy { $0.state.desired == 0 } ? dns.first : nil
    }
}

extension PodProblem {
    fileprivate func detail(orElse other: String) -> String { detail.isEmpty ? other : detail }
}
