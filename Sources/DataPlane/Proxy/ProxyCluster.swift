#if Sandbox
    import NIOCore
    import Synchronization

    /// One cluster of a proxy: its hosts, whose turn it is, and its statistics.
    final class ProxyCluster: Sendable {
        /// In the words of Envoy's statistics.
        struct Counts: Sendable {
            var connections = 0
            var active = 0
            var connectFailures = 0
            var connectTimeouts = 0
            var noneHealthy = 0
            var destroyed = 0
            var destroyedByEndpoint = 0
            var idleTimeouts = 0
            var sentBytes = 0
            var receivedBytes = 0
            var requests = 0
            var pendingRequests = 0
            var sentDatagrams = 0
            var receivedDatagrams = 0
            var refusedDatagrams = 0
            var checks = 0
            var checkFailures = 0
            var membershipChanges = 0
            var updates = 0
        }

        private struct State {
            var configuration: ProxyConfiguration.Cluster
            var hosts: [ProxyHost] = []
            var turn = 0
            var counts = Counts()
        }

        private let state: Mutex<State>

        init(_ configuration: ProxyConfiguration.Cluster) { state = Mutex(State(configuration: configuration)) }

        var configuration: ProxyConfiguration.Cluster { state.withLock { $0.configuration } }
        var hosts: [ProxyHost] { state.withLock { $0.hosts } }
        var counts: Counts { state.withLock { $0.counts } }
        /// Only TCP is checked: KubeLB's checks make a connection.
        var isChecked: Bool { configuration.protocol == .tcp }

        func count(_ change: (inout Counts) -> Void) { state.withLock { change(&$0.counts) } }

        /// Takes over a configuration; endpoints that stay keep their health and their statistics.
        /// - Returns: The hosts that are new, and those that are gone.
        func update(_ configuration: ProxyConfiguration.Cluster) -> (new: [ProxyHost], gone: [ProxyHost]) {
            state.withLock { state in
                let known = Dictionary(
                    state.hosts.map { ($0.endpoint, $0) }, uniquingKeysWith: { first, _ in first })
                var new: [ProxyHost] = []
                var seen: Set<ProxyEndpoint> = []
                let hosts = configuration.endpoints.filter { seen.insert($0).inserted }.map { endpoint in
                    if let host = known[endpoint] { return host }
                    let host = ProxyHost(endpoint, isChecked: configuration.protocol == .tcp)
                    new.append(host)
                    return host
                }
                let gone = state.hosts.filter { !seen.contains($0.endpoint) }
                if !new.isEmpty || !gone.isEmpty { state.counts.membershipChanges += 1 }
                state.counts.updates += 1
                state.configuration = configuration
                state.hosts = hosts
                return (new, gone)
            }
        }

        /// The host for a client, of those that are healthy.
        func choose(for client: SocketAddress) -> ProxyHost? {
            state.withLock { state in
                let healthy = state.hosts.filter { $0.address != nil && $0.health.isHealthy }
                guard !healthy.isEmpty else { return nil }
                if state.configuration.hasPersistence {
                    let source = client.ipAddress ?? ""
                    // Each client ranks the hosts in its own way: those that come and go move no other client.
                    return healthy.max { Self.rank($0, source) < Self.rank($1, source) }
                }
                state.turn += 1
                return healthy[(state.turn - 1) % healthy.count]
            }
        }

        private static func rank(_ host: ProxyHost, _ client: String) -> UInt64 {
            StableHash.of("\(client) \(host.endpoint.address):\(host.endpoint.port)")
        }
    }

    /// The same in every process, unlike Swift's own hashes.
    enum StableHash {
        /// FNV-1a with 64 bits, and a last mixing step, since texts that differ at their end differ little otherwise.
        static func of(_ text: String) -> UInt64 {
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325
            for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
            hash = (hash ^ (hash >> 33)) &* 0xFF51_AFD7_ED55_8CCD
            return hash ^ (hash >> 33)
        }
    }
#endif
