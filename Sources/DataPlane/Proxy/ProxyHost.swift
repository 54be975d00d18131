#if Sandbox
    import NIOCore
    import Synchronization

    /// One endpoint of a cluster: whether it is healthy, and what was done with it.
    final class ProxyHost: Sendable {
        struct Health: Sendable, Equatable {
            var isHealthy: Bool
            /// The last check that failed got no answer at all.
            var hasTimedOut = false
            fileprivate var isChecked = false
            fileprivate var successes = 0
            fileprivate var failures = 0
        }

        struct Counts: Sendable {
            var connections = 0
            var active = 0
            var connectFailures = 0
        }

        /// After how many checks in a row a host changes sides; KubeLB sets 3 and 2.
        struct Thresholds: Sendable {
            var unhealthy = 3
            var healthy = 2
        }

        let endpoint: ProxyEndpoint
        /// nil when it is no address of this machine; nothing reaches it then.
        let address: SocketAddress?
        private let state: Mutex<(health: Health, counts: Counts)>

        init(_ endpoint: ProxyEndpoint, isChecked: Bool) {
            self.endpoint = endpoint
            address = SocketAddress.loopback(endpoint.address, port: endpoint.port)
            state = Mutex((Health(isHealthy: !isChecked), Counts()))
        }

        var health: Health { state.withLock { $0.health } }
        var counts: Counts { state.withLock { $0.counts } }

        func count(_ change: (inout Counts) -> Void) { state.withLock { change(&$0.counts) } }

        /// Takes note of a check. The first one of a host decides at once when it succeeds; until then it is not healthy.
        func note(_ failure: ConnectFailure?, _ thresholds: Thresholds) {
            state.withLock { state in
                defer { state.health.isChecked = true }
                guard let failure else {
                    state.health.failures = 0
                    state.health.successes += 1
                    if !state.health.isChecked || state.health.successes >= thresholds.healthy {
                        state.health.isHealthy = true
                        state.health.hasTimedOut = false
                    }
                    return
                }
                state.health.successes = 0
                state.health.failures += 1
                if state.health.failures >= thresholds.unhealthy { state.health.isHealthy = false }
                if !state.health.isHealthy { state.health.hasTimedOut = failure == .timedOut }
            }
        }
    }
#endif
