#if Sandbox
    import NIOCore
    import Synchronization

    /// Envoy's place for one tenant: leads the tenant's external addresses to the node ports of its nodes.
    ///
    /// A listener has no socket of its own. The address and port that an external load balancer would lead to it, its
    /// binding, is the socket; without a binding or without a listener there is none, and clients are refused.
    package final class LayerFourProxy: Sendable {
        package struct Options: Sendable {
            /// Between two checks of a host; KubeLB's default is 5 s.
            package var healthCheckInterval: Duration = .seconds(5)
            package var healthCheckTimeout: Duration = .seconds(5)
            package var connectTimeout: Duration = .seconds(5)
            package var idleTimeout: Duration = .seconds(3600)
            /// Of UDP sessions.
            package var datagramIdleTimeout: Duration = .seconds(60)
            /// Connections of a listener or binding that is gone may go on for so long.
            package var drainTime: Duration = .seconds(5)
            package var isPermitted: @Sendable (Int) -> Bool = PortPermission.isPermitted

            package init() {}

            package init(healthCheckInterval: Duration) { self.healthCheckInterval = healthCheckInterval }
        }

        struct PortKey: Hashable, Sendable {
            var port: Int
            var `protocol`: TransportProtocol
        }

        fileprivate struct OpenBinding: Sendable {
            var listener: PortListener
            var router: ProxyRouter
        }

        struct State {
            var configuration: ProxyConfiguration?
            var clusters: [String: ProxyCluster] = [:]
            var listeners: [PortKey: ProxyListener] = [:]
            fileprivate var checks: [ObjectIdentifier: HealthCheck] = [:]
            fileprivate var bindings: Set<ProxyBinding> = []
            fileprivate var open: [ProxyBinding: OpenBinding] = [:]
            var isConnected = false
            var counts = ConfigurationCounts()
            fileprivate var isStopped = false
        }

        private let group: any EventLoopGroup
        private let options: Options
        private let accessLog: @Sendable (String) -> Void
        private let channels = ChannelSet()
        private let checker: HealthChecker
        private let work = SerialWork()
        let state = Mutex(State())
        let start = NIODeadline.now()

        /// - Parameters:
        ///   - group: The event loops of its sockets and health checks.
        ///   - options: Times, for tests.
        ///   - accessLog: Gets a line when a connection or session ends.
        package init(
            group: any EventLoopGroup, options: Options = Options(),
            accessLog: @escaping @Sendable (String) -> Void = { _ in }
        ) {
            self.group = group
            self.options = options
            self.accessLog = accessLog
            checker = HealthChecker(
                .init(
                    interval: TimeAmount(options.healthCheckInterval), timeout: TimeAmount(options.healthCheckTimeout)),
                on: group)
        }

        var openChannels: Int { channels.count }

        /// Whether the control plane is there. Without it everything goes on as it was configured last.
        package func setConnected(_ isConnected: Bool) {
            state.withLock { state in
                if state.isConnected, !isConnected { state.counts.failures += 1 }
                state.isConnected = isConnected
            }
        }

        /// Replaces the configuration. What stays keeps its connections, health and statistics; the same version again is
        /// no update.
        package func apply(_ configuration: ProxyConfiguration) async {
            await work.run {
                guard self.take(configuration) else { return }
                _ = await self.rebind()
            }
        }

        /// Replaces the bindings.
        package func bind(_ bindings: [ProxyBinding]) async -> BindOutcome {
            await work.run {
                self.state.withLock { $0.bindings = Set(bindings) }
                return await self.rebind()
            }
        }

        /// Closes everything; nothing is opened again.
        package func stop() async {
            state.withLock { state in
                state.isStopped = true
                for check in state.checks.values { check.cancel() }
                state.checks = [:]
            }
            checker.stop()
            await channels.closeAndWait()
        }

        // MARK: Configuration

        /// - Returns: Whether anything changed.
        private func take(_ configuration: ProxyConfiguration) -> Bool {
            state.withLock { state in
                guard !state.isStopped, state.configuration != configuration else { return false }
                state.counts.note(from: state.configuration, to: configuration)
                let clusters = Dictionary(
                    configuration.clusters.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
                for (name, wanted) in clusters { update(name, wanted, &state) }
                for (name, cluster) in state.clusters where clusters[name] == nil {
                    state.clusters.removeValue(forKey: name)
                    drop(cluster.hosts, &state)
                }
                var listeners: [PortKey: ProxyListener] = [:]
                for listener in configuration.listeners {
                    guard let cluster = state.clusters[listener.cluster] else { continue }
                    let key = PortKey(port: listener.port, protocol: listener.protocol)
                    let known = state.listeners[key] ?? ProxyListener(listener, cluster: cluster)
                    known.lead(to: cluster)
                    listeners[key] = known
                }
                state.listeners = listeners
                state.configuration = configuration
                return true
            }
        }

        private func update(_ name: String, _ wanted: ProxyConfiguration.Cluster, _ state: inout State) {
            if let known = state.clusters[name], known.configuration == wanted { return }
            if let known = state.clusters[name], known.configuration.protocol != wanted.protocol {
                drop(known.hosts, &state)
                state.clusters.removeValue(forKey: name)
            }
            let cluster = state.clusters[name] ?? ProxyCluster(wanted)
            state.clusters[name] = cluster
            let (new, gone) = cluster.update(wanted)
            drop(gone, &state)
            guard cluster.isChecked else { return }
            for (host, check) in zip(new, checker.add(new, of: cluster)) {
                state.checks[ObjectIdentifier(host)] = check
            }
        }

        private func drop(_ hosts: [ProxyHost], _ state: inout State) {
            for host in hosts { state.checks.removeValue(forKey: ObjectIdentifier(host))?.cancel() }
        }

        // MARK: Sockets

        /// Opens and closes sockets until there is one for each binding that has a listener.
        private func rebind() async -> BindOutcome {
            let (gone, wanted) = state.withLock { state in
                guard !state.isStopped else { return ([OpenBinding](), [(ProxyBinding, OpenBinding)]()) }
                let gone = state.open.filter { !state.bindings.contains($0.key) || listener(for: $0.key, state) == nil }
                for binding in gone.keys { state.open.removeValue(forKey: binding) }
                var wanted: [(ProxyBinding, OpenBinding)] = []
                for binding in state.bindings {
                    guard let listener = listener(for: binding, state) else { continue }
                    let open = state.open[binding] ?? makeBinding(binding, listener)
                    open.router.lead(to: listener)
                    state.open[binding] = open
                    wanted.append((binding, open))
                }
                return (Array(gone.values), wanted)
            }
            let drainTime = TimeAmount(options.drainTime)
            _ = await concurrently(gone) { await $0.listener.retire(drainingFor: drainTime) }
            var outcome = BindOutcome()
            for (binding, open) in wanted where open.listener.endpoint.port != binding.port {
                outcome.substitutes.append(.init(binding: binding, port: open.listener.endpoint.port))
            }
            outcome.failures = await concurrently(wanted.filter { $0.1.listener.mode != .open }) { _, open in
                await open.listener.set(.open)
            }.compactMap(\.self)
            return outcome
        }

        private func listener(for binding: ProxyBinding, _ state: borrowing State) -> ProxyListener? {
            state.listeners[PortKey(port: binding.listenerPort, protocol: binding.protocol)]
        }

        private func makeBinding(_ binding: ProxyBinding, _ listener: ProxyListener) -> OpenBinding {
            let router = ProxyRouter(listener, accessLog: accessLog)
            var flow = FlowOptions()
            flow.connectTimeout = TimeAmount(options.connectTimeout)
            flow.idleTimeout = TimeAmount(options.idleTimeout)
            flow.datagramIdleTimeout = TimeAmount(options.datagramIdleTimeout)
            let endpoint = SocketEndpoint(
                address: binding.address,
                port: PortPermission.substitute(for: binding.port, isPermitted: options.isPermitted),
                protocol: binding.protocol)
            return OpenBinding(
                listener: PortListener(endpoint, group: group, router: router, options: flow, in: channels),
                router: router)
        }
    }
#endif
