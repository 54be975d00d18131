import Kubernetes

/// What time it is in each cluster.
extension Observation {
    /// Seconds by which two clocks may differ without one of them being wrong; Leases allow for less.
    private static let clockTolerance = 30.0

    /// The times to compare Leases of a side with: that of its API server, and also this machine's if the two differ and the
    /// other cluster confirms only this machine's. `now` is the time of the tenant cluster, or of the only one measured.
    func times(of side: ClusterSide) -> [Timestamp] {
        // A skew is this machine's time minus the server's.
        let skews = access.compactMapValues { $0.value?.clockSkewSeconds }
        guard let common = skews[.tenant] ?? skews[.management] else { return [now] }
        let own = skews[side] ?? common
        let server = now.adding(seconds: common - own)
        guard abs(own) > Self.clockTolerance, let other = skews.first(where: { $0.key != side })?.value,
            abs(other - own) > Self.clockTolerance
        else { return [server] }
        return [server, now.adding(seconds: common)]
    }
}
