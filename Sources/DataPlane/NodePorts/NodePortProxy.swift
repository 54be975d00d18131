#if Sandbox
    import NIOCore
    import Synchronization

    /// kube-proxy's place on one node: leads the node ports at the node's address to pods.
    package final class NodePortProxy: Sendable {
        package struct Options: Sendable {
            /// Connections of a rule that is gone may go on for so long.
            package var drainTime: Duration = .seconds(5)
            package var idleTimeout: Duration = .seconds(3600)
            package var datagramIdleTimeout: Duration = .seconds(60)
            /// For how long a connection may be silent before a pod is connected to.
            package var silenceBeforeConnect: Duration = .milliseconds(10)
            /// What a node does that has no endpoint of a Service with policy Local while others have. Linux drops what comes
            /// then, which is `.silent`; `.refuse` shows sooner.
            package var withoutLocalEndpoints: NodePortBlocking = .refuse
            package var isPermitted: @Sendable (Int) -> Bool = PortPermission.isPermitted

            package init() {}
        }

        private struct Key: Hashable {
            var port: Int
            var `protocol`: TransportProtocol
        }

        private struct Entry: Sendable {
            var service: NodePortService
            var listener: PortListener
        }

        private struct State {
            var rules: [NodePortRule] = []
            var failures: [BindFailure] = []
            var blocking = NodePortBlocking.open
            var entries: [Key: Entry] = [:]
            /// Ask pods that refused whether they do still.
            var watches: [Key: Task<Void, Never>] = [:]
            var isStopped = false
        }

        private let node: String
        private let address: String
        private let group: any EventLoopGroup
        private let options: Options
        private let channels = ChannelSet()
        private let work = SerialWork()
        private let state = Mutex(State())

        /// - Parameters:
        ///   - node: The node's name, as endpoints name it.
        ///   - address: Its address; one of 127.0.0.0/8.
        ///   - group: The event loops of its sockets.
        ///   - options: Times, for tests.
        package init(node: String, address: String, group: any EventLoopGroup, options: Options = Options()) {
            self.node = node
            self.address = address
            self.group = group
            self.options = options
        }

        var openChannels: Int { channels.count }

        /// Where a node port listens; nil when it does not.
        package func isListening(_ port: Int, _ protocol: TransportProtocol) -> Bool {
            state.withLock { $0.entries[Key(port: port, protocol: `protocol`)]?.listener.mode == .open }
        }

        /// Replaces all rules. What stays keeps its sockets and connections, with new endpoints for new connections.
        /// - Returns: The ports that nothing listens on now; they are tried again the next time.
        @discardableResult
        package func apply(_ rules: [NodePortRule]) async -> [BindFailure] {
            await work.run { await self.replace(rules) }
        }

        package func setBlocked(_ blocking: NodePortBlocking) async {
            await work.run {
                let entries = self.state.withLock { state in
                    state.blocking = blocking
                    return Array(state.entries.values)
                }
                let failures = await concurrently(entries) { await self.listen($0) }.compactMap(\.self)
                self.state.withLock { $0.failures = failures }
            }
        }

        /// Closes everything; nothing is opened again.
        package func stop() async {
            let watches = state.withLock { state in
                state.isStopped = true
                defer { state.watches = [:] }
                return Array(state.watches.values)
            }
            for watch in watches { watch.cancel() }
            await channels.closeAndWait()
        }

        // MARK: Rules

        private func replace(_ rules: [NodePortRule]) async -> [BindFailure] {
            let isSame = state.withLock { $0.isStopped || ($0.rules == rules && $0.failures.isEmpty) }
            guard !isSame else { return [] }
            // Of two rules for one port the first one counts: an API server gives each port once.
            let keyed = rules.map { (Key(port: $0.nodePort, protocol: $0.protocol), $0) }
            let wanted = Dictionary(keyed, uniquingKeysWith: { first, _ in first })
            let (gone, touched) = update(to: wanted)
            state.withLock { $0.rules = rules }
            _ = await concurrently(gone) { entry in
                await entry.listener.retire(drainingFor: TimeAmount(self.options.drainTime))
            }
            let failures = await concurrently(touched) { key, entry in await self.refresh(key, entry) }
                .compactMap(\.self)
            state.withLock { $0.failures = failures }
            return failures
        }

        /// - Returns: What is to be closed, and what is new or changed or failed before.
        private func update(to wanted: [Key: NodePortRule]) -> (gone: [Entry], touched: [(Key, Entry)]) {
            state.withLock { state in
                let failed = Set(state.failures.map { Key(port: $0.port, protocol: $0.protocol) })
                let gone = state.entries.filter { wanted[$0.key] == nil }
                for key in gone.keys {
                    state.entries.removeValue(forKey: key)
                    state.watches.removeValue(forKey: key)?.cancel()
                }
                var touched: [(Key, Entry)] = []
                for (key, rule) in wanted {
                    if let entry = state.entries[key] {
                        let isChanged = entry.service.rule != rule
                        if isChanged { entry.service.update(rule) }
                        if isChanged || failed.contains(key) { touched.append((key, entry)) }
                    } else {
                        let entry = makeEntry(key, rule)
                        state.entries[key] = entry
                        touched.append((key, entry))
                    }
                }
                return (Array(gone.values), touched)
            }
        }

        private func makeEntry(_ key: Key, _ rule: NodePortRule) -> Entry {
            let service = NodePortService(rule, node: node, isPermitted: options.isPermitted) { [weak self] in
                guard let self else { return }
                self.work.start {
                    guard let entry = self.state.withLock({ $0.entries[key] }) else { return }
                    _ = await self.listen(entry)
                    self.watch(key, entry)
                }
            }
            var flow = FlowOptions()
            flow.idleTimeout = TimeAmount(options.idleTimeout)
            flow.datagramIdleTimeout = TimeAmount(options.datagramIdleTimeout)
            flow.silenceBeforeConnect = TimeAmount(options.silenceBeforeConnect)
            flow.resetsClients = true
            let endpoint = SocketEndpoint(address: address, port: key.port, protocol: key.protocol)
            return Entry(
                service: service,
                listener: PortListener(endpoint, group: group, router: service, options: flow, in: channels))
        }

        // MARK: Listening

        private func refresh(_ key: Key, _ entry: Entry) async -> BindFailure? {
            ask(entry.service)
            watch(key, entry)
            return await listen(entry)
        }

        /// Opens or closes the port as its rule, its pods and the node say.
        private func listen(_ entry: Entry) async -> BindFailure? {
            await entry.listener.set(mode(of: entry.service))
        }

        private func mode(of service: NodePortService) -> PortListener.Mode {
            let (blocking, isStopped) = state.withLock { ($0.blocking, $0.isStopped) }
            switch blocking {
            case _ where isStopped: return .closed
            case .refuse: return .closed
            case .silent: return .silent
            case .open where service.leadsSomewhere: return .open
            case .open where service.lacksLocalEndpoints && options.withoutLocalEndpoints == .silent: return .silent
            case .open: return .closed
            }
        }

        private func ask(_ service: NodePortService) {
            for endpoint in service.endpointsToAsk { service.note(endpoint, isRefusing: Self.isRefusing(endpoint)) }
        }

        /// A pod that does not answer at all does not refuse; one with an address of another network can not be reached.
        private static func isRefusing(_ endpoint: NodePortService.Endpoint) -> Bool {
            guard let address = SocketAddress.loopback(endpoint.address, port: endpoint.port) else { return true }
            switch ConnectAttempt.begin(address) {
            case .connected: return false
            case .failed(let failure): return failure == .refused
            case .pending(let descriptor):
                ConnectAttempt.close(descriptor)
                return false
            }
        }

        /// Asks pods that refuse again and again, less and less often, until none does or the rule is gone.
        private func watch(_ key: Key, _ entry: Entry) {
            guard entry.service.hasRefusing else { return }
            state.withLock { state in
                guard !state.isStopped, state.watches[key] == nil, state.entries[key]?.listener === entry.listener
                else { return }
                state.watches[key] = Task {
                    var pause = Duration.milliseconds(100)
                    while entry.service.hasRefusing, (try? await Task.sleep(for: pause)) != nil {
                        pause = min(pause * 2, .seconds(2))
                        self.ask(entry.service)
                        if entry.service.leadsSomewhere, entry.listener.mode == .closed {
                            _ = await self.work.run { await self.listen(entry) }
                        }
                    }
                    guard !Task.isCancelled else { return }
                    self.state.withLock { _ = $0.watches.removeValue(forKey: key) }
                    // One may have refused in the meantime.
                    self.watch(key, entry)
                }
            }
        }
    }
#endif
