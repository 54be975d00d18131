#if Sandbox
    /// What a proxy counts of its configuration, in the words of Envoy's statistics.
    struct ConfigurationCounts: Sendable {
        var clusterUpdates = 0
        var listenerUpdates = 0
        var failures = 0
        var clustersAdded = 0
        var clustersModified = 0
        var clustersRemoved = 0
        var listenersAdded = 0
        var listenersModified = 0
        var listenersRemoved = 0
        /// Milliseconds since 1970 of the last update.
        var updateTime: Int64 = 0

        /// A configuration comes with clusters and listeners at once; each is an update when the version is new.
        mutating func note(from old: ProxyConfiguration?, to new: ProxyConfiguration) {
            clusterUpdates += 1
            listenerUpdates += 1
            updateTime = UTCTime.now
            let (added, modified, removed) = Self.compare(
                (old?.clusters ?? []).map { ($0.name, $0) }, new.clusters.map { ($0.name, $0) })
            clustersAdded += added
            clustersModified += modified
            clustersRemoved += removed
            let listeners = Self.compare(
                (old?.listeners ?? []).map { ($0.cluster, $0) }, new.listeners.map { ($0.cluster, $0) })
            listenersAdded += listeners.added
            listenersModified += listeners.modified
            listenersRemoved += listeners.removed
        }

        private static func compare<Item: Equatable>(
            _ old: [(String, Item)], _ new: [(String, Item)]
        ) -> (added: Int, modified: Int, removed: Int) {
            let old = Dictionary(old, uniquingKeysWith: { first, _ in first })
            let new = Dictionary(new, uniquingKeysWith: { first, _ in first })
            let kept = new.filter { old[$0.key] != nil }
            return (new.count - kept.count, kept.count { old[$0.key] != $0.value }, old.count - kept.count)
        }
    }
#endif
