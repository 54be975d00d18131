#if Sandbox
    import NIOCore
    import Synchronization

    /// A listener of a proxy, and its statistics.
    final class ProxyListener: Sendable {
        struct Counts: Sendable {
            var connections = 0
            var active = 0
            var destroyed = 0
            var receivedBytes = 0
            var sentBytes = 0
            var receivedDatagrams = 0
            var sentDatagrams = 0
            var idleTimeouts = 0
        }

        let port: Int
        let `protocol`: TransportProtocol
        private let state: Mutex<(cluster: ProxyCluster, counts: Counts)>

        init(_ configuration: ProxyConfiguration.Listener, cluster: ProxyCluster) {
            port = configuration.port
            `protocol` = configuration.protocol
            state = Mutex((cluster, Counts()))
        }

        /// Its name is the listener's, too.
        var cluster: ProxyCluster { state.withLock { $0.cluster } }
        var counts: Counts { state.withLock { $0.counts } }

        func lead(to cluster: ProxyCluster) { state.withLock { $0.cluster = cluster } }

        func count(_ change: (inout Counts) -> Void) { state.withLock { change(&$0.counts) } }
    }

    /// Leads what comes to one external address and port to the listener that is behind it at the time.
    final class ProxyRouter: FlowRouter {
        private let listener: Mutex<ProxyListener>
        private let accessLog: @Sendable (String) -> Void

        init(_ listener: ProxyListener, accessLog: @escaping @Sendable (String) -> Void) {
            self.listener = Mutex(listener)
            self.accessLog = accessLog
        }

        func lead(to listener: ProxyListener) { self.listener.withLock { $0 = listener } }

        func route(from client: SocketAddress) -> FlowRoute? {
            let listener = listener.withLock { $0 }
            let cluster = listener.cluster
            let flow = ProxyFlow(client: client, listener: listener, cluster: cluster, accessLog: accessLog)
            guard let host = cluster.choose(for: client), let address = host.address else {
                flow.endWithoutHost()
                return nil
            }
            flow.begin(with: host)
            let configuration = cluster.configuration
            return FlowRoute(
                target: address, sendsProxyHeader: configuration.sendsProxyHeader && configuration.protocol == .tcp,
                observer: flow)
        }
    }

    /// One connection or session through a proxy: what it adds to the statistics, and its line in the access log.
    final class ProxyFlow: FlowObserver {
        private struct State {
            var host: ProxyHost?
            var flags = "-"
            var isConnected = false
            var sent = 0
            var received = 0
        }

        private let client: SocketAddress
        private let listener: ProxyListener
        private let cluster: ProxyCluster
        private let accessLog: @Sendable (String) -> Void
        private let start = UTCTime.now
        private let clock = NIODeadline.now()
        private let isStream: Bool
        private let state = Mutex(State())

        init(
            client: SocketAddress, listener: ProxyListener, cluster: ProxyCluster,
            accessLog: @escaping @Sendable (String) -> Void
        ) {
            self.client = client
            self.listener = listener
            self.cluster = cluster
            self.accessLog = accessLog
            isStream = listener.protocol == .tcp
            listener.count {
                $0.connections += 1
                $0.active += 1
            }
        }

        func endWithoutHost() {
            cluster.count { $0.noneHealthy += 1 }
            state.withLock { $0.flags = "UH" }
            leave()
        }

        func begin(with host: ProxyHost) {
            state.withLock { $0.host = host }
            guard isStream else { return }
            host.count { $0.connections += 1 }
            cluster.count {
                $0.connections += 1
                $0.pendingRequests += 1
            }
        }

        // MARK: FlowObserver

        var isCurrent: Bool {
            guard let host = state.withLock({ $0.host }) else { return false }
            return cluster.hosts.contains { $0 === host }
        }

        func connected() {
            let host = state.withLock { state in
                state.isConnected = true
                return state.host
            }
            guard isStream else { return }
            host?.count { $0.active += 1 }
            cluster.count {
                $0.active += 1
                $0.requests += 1
            }
        }

        func connectFailed(_ failure: ConnectFailure) {
            let host = state.withLock { state in
                state.flags = "UF,URX"
                return state.host
            }
            guard isStream else { return }
            host?.count { $0.connectFailures += 1 }
            cluster.count {
                $0.connectFailures += 1
                $0.destroyed += 1
                $0.destroyedByEndpoint += 1
                if failure == .timedOut { $0.connectTimeouts += 1 }
            }
        }

        func sent(_ bytes: Int) {
            state.withLock { $0.sent += bytes }
            listener.count {
                $0.receivedBytes += bytes
                $0.receivedDatagrams += 1
            }
            cluster.count {
                $0.sentBytes += bytes
                if !isStream { $0.sentDatagrams += 1 }
            }
        }

        func received(_ bytes: Int) {
            state.withLock { $0.received += bytes }
            listener.count {
                $0.sentBytes += bytes
                $0.sentDatagrams += 1
            }
            cluster.count {
                $0.receivedBytes += bytes
                if !isStream { $0.receivedDatagrams += 1 }
            }
        }

        func receiveFailed() { cluster.count { $0.refusedDatagrams += 1 } }

        func ended(_ reason: FlowEnd) {
            let (host, isConnected) = state.withLock { ($0.host, $0.isConnected) }
            if isStream, isConnected {
                host?.count { $0.active -= 1 }
                cluster.count {
                    $0.active -= 1
                    $0.destroyed += 1
                    if reason == .byEndpoint { $0.destroyedByEndpoint += 1 }
                    if reason == .idle { $0.idleTimeouts += 1 }
                }
            }
            if reason == .idle { listener.count { $0.idleTimeouts += 1 } }
            leave()
        }

        private func leave() {
            listener.count {
                $0.active -= 1
                $0.destroyed += 1
            }
            let state = state.withLock { $0 }
            let entry = AccessLogEntry(
                start: start, flags: state.flags, bytesReceived: state.sent, bytesSent: state.received,
                milliseconds: (NIODeadline.now() - clock).nanoseconds / 1_000_000, downstream: client.text,
                upstream: state.host.map { "\($0.endpoint.address):\($0.endpoint.port)" } ?? "-")
            accessLog(entry.text)
        }
    }
#endif
