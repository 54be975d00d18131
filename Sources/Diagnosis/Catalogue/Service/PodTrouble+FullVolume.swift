import Kubernetes
import Topology

extension PodTrouble {
    /// Where a container that fails has no room to write, as its log shows; nil if it does not show that.
    func fullVolume(of pod: Pod) -> String? {
        let failing = pod.containerStatuses.first(where: \.isCrashLooping) ?? pod.unreadyContainers.first
        guard let name = failing?.name, let words = context.topology.lastWords(of: name, in: pod),
            FullDisk.isMeant(by: words)
        else { return nil }
        let mounted = Set(pod.spec.containers.filter { $0.name == name }.flatMap(\.mounts).map(\.name))
        let claimed = pod.spec.volumes.filter { $0.claimName != nil }
        let used = claimed.filter { mounted.contains($0.name) }
        let claims = (used.isEmpty ? claimed : used).compactMap(\.claimName)
            .map { "PersistentVolumeClaim \(pod.metadata.namespace)/\($0)" }
        guard let first = claims.first else { return "the disk of node \(pod.spec.nodeName ?? "")" }
        return claims.count == 1 ? first : "one of \(ServiceWords.list(claims))"
    }
}
