#if Sandbox
    import NIOCore
    import Synchronization

    /// One node port of one node: its rule, whose turn it is, and which of its pods refuse connections.
    final class NodePortService: FlowRouter {
        /// A pod as it is connected to.
        struct Endpoint: Sendable, Hashable {
            var address: String
            var port: Int
        }

        private struct State {
            var rule: NodePortRule
            /// Those of the rule that this node may lead to.
            var usable: [Endpoint] = []
            var refusing: Set<Endpoint> = []
            /// Those that were asked at least once.
            var known: Set<Endpoint> = []
            var turn = 0
            var clients: [String: Endpoint] = [:]
        }

        private let node: String
        private let isPermitted: @Sendable (Int) -> Bool
        private let state: Mutex<State>
        /// Is told when an endpoint refuses that did not before.
        private let onRefusal: @Sendable () -> Void

        /// Clients that are remembered for session affinity; more are led in turn again.
        private static let mostClients = 4096

        init(
            _ rule: NodePortRule, node: String, isPermitted: @escaping @Sendable (Int) -> Bool,
            onRefusal: @escaping @Sendable () -> Void
        ) {
            self.node = node
            self.isPermitted = isPermitted
            self.onRefusal = onRefusal
            state = Mutex(State(rule: rule))
            update(rule)
        }

        var rule: NodePortRule { state.withLock { $0.rule } }

        func update(_ rule: NodePortRule) {
            let usable = rule.endpoints.filter { !rule.isLocal || $0.nodeName == node }.map {
                Endpoint(
                    address: $0.address, port: PortPermission.substitute(for: $0.port, isPermitted: isPermitted))
            }
            state.withLock { state in
                state.rule = rule
                state.usable = usable
                state.known.formIntersection(usable)
                state.refusing.formIntersection(usable)
                state.clients = rule.hasAffinity ? state.clients.filter { usable.contains($0.value) } : [:]
            }
        }

        /// Whether connections and datagrams would reach a pod: one is there, and not all that are there refuse. A kernel's
        /// node port answers with the pod's own refusal; a program that has accepted can not, so it does not listen then.
        var leadsSomewhere: Bool {
            state.withLock { state in state.usable.contains { !state.refusing.contains($0) } }
        }

        /// Whether other nodes have endpoints and this one may not lead to them.
        var lacksLocalEndpoints: Bool { state.withLock { $0.usable.isEmpty && !$0.rule.endpoints.isEmpty } }

        /// Endpoints that were never asked whether they listen, and those that refused the last time.
        var endpointsToAsk: [Endpoint] {
            state.withLock { state in
                guard state.rule.protocol == .tcp else { return [] }
                return state.usable.filter { !state.known.contains($0) || state.refusing.contains($0) }
            }
        }

        var hasRefusing: Bool { state.withLock { !$0.refusing.isEmpty } }

        /// - Returns: Whether that is news.
        @discardableResult
        func note(_ endpoint: Endpoint, isRefusing: Bool) -> Bool {
            state.withLock { state in
                guard state.usable.contains(endpoint) else { return false }
                state.known.insert(endpoint)
                if isRefusing { return state.refusing.insert(endpoint).inserted }
                return state.refusing.remove(endpoint) != nil
            }
        }

        // MARK: Routing

        func route(from client: SocketAddress) -> FlowRoute? {
            guard let endpoint = choose(for: client.ipAddress ?? ""),
                let target = SocketAddress.loopback(endpoint.address, port: endpoint.port)
            else { return nil }
            return FlowRoute(target: target, observer: Flow(service: self, endpoint: endpoint))
        }

        private func uses(_ endpoint: Endpoint) -> Bool { state.withLock { $0.usable.contains(endpoint) } }

        private func choose(for client: String) -> Endpoint? {
            state.withLock { state in
                guard !state.usable.isEmpty else { return nil }
                if state.rule.hasAffinity, let endpoint = state.clients[client] { return endpoint }
                let endpoint = state.usable[state.turn % state.usable.count]
                state.turn = (state.turn + 1) % state.usable.count
                if state.rule.hasAffinity, state.clients.count < Self.mostClients { state.clients[client] = endpoint }
                return endpoint
            }
        }

        /// A connection through the node port.
        private struct Flow: FlowObserver {
            let service: NodePortService
            let endpoint: Endpoint

            var isCurrent: Bool { service.uses(endpoint) }

            func connected() { service.note(endpoint, isRefusing: false) }

            func connectFailed(_ failure: ConnectFailure) {
                guard failure == .refused, service.rule.protocol == .tcp else { return }
                if service.note(endpoint, isRefusing: true) { service.onRefusal() }
            }

            func sent(_ bytes: Int) {}
            func received(_ bytes: Int) {}
            func receiveFailed() {}
            func ended(_ reason: FlowEnd) {}
        }
    }
#endif
