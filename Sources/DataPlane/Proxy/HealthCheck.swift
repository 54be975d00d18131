#if Sandbox
    import Synchronization

    /// The checks of one host: a connection that is made is a success.
    final class HealthCheck: Sendable {
        let host: ProxyHost
        private let cluster: ProxyCluster
        private let isCancelled = Atomic(false)

        init(_ host: ProxyHost, of cluster: ProxyCluster) {
            self.host = host
            self.cluster = cluster
        }

        var isOver: Bool { isCancelled.load(ordering: .relaxed) }

        /// What is under way does not count any more.
        func cancel() { isCancelled.store(true, ordering: .relaxed) }

        func note(_ failure: ConnectFailure?, _ thresholds: ProxyHost.Thresholds) {
            guard !isOver else { return }
            cluster.count {
                $0.checks += 1
                if failure != nil { $0.checkFailures += 1 }
            }
            host.note(failure, thresholds)
        }
    }
#endif
