/// Pods that were made and have not been seen yet, so that nobody makes them twice.
actor PendingPods {
    private var names: [String: ContinuousClock.Instant] = [:]
    /// After this time a pod that was never seen is taken for lost.
    private static let patience = Duration.seconds(10)

    func note(_ name: String) { names[name] = .now }

    /// Of the names that begin so, those that are not among the ones seen.
    func count(prefix: String, seen: Set<String>) -> Int {
        let old = ContinuousClock.now - Self.patience
        names = names.filter { $0.value > old && !seen.contains($0.key) }
        return names.keys.count { $0.hasPrefix(prefix) }
    }
}
