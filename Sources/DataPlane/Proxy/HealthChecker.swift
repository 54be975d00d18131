#if Sandbox
    import NIOCore
    import Synchronization

    /// Runs the health checks of one proxy, each again and again, all on one timer.
    final class HealthChecker: Sendable {
        struct Options: Sendable {
            /// From the end of a check to the begin of the next.
            var interval: TimeAmount
            var timeout: TimeAmount
            var thresholds = ProxyHost.Thresholds()
        }

        private struct Pending {
            var check: HealthCheck
            var descriptor: Int32
            var end: NIODeadline
        }

        private struct State {
            /// Hosts that were never checked; their turn is at once.
            var fresh = Queue<HealthCheck>()
            /// In the order of their time, since all wait equally long.
            var waiting = Queue<(due: NIODeadline, check: HealthCheck)>()
            var pending: [Pending] = []
            var timer: RepeatedTask?
            var isStopped = false
        }

        private let group: any EventLoopGroup
        private let options: Options
        private let state = Mutex(State())
        private let pause: TimeAmount

        /// New hosts that are begun with at a time, so that they do not hold up what else the event loop has to do.
        private static let mostFresh = 50

        init(_ options: Options, on group: any EventLoopGroup) {
            self.options = options
            self.group = group
            pause = .milliseconds(min(max(options.interval.nanoseconds / 50_000_000, 1), 20))
        }

        /// Begins to check hosts of a cluster.
        /// - Returns: The checks, in the same order.
        func add(_ hosts: [ProxyHost], of cluster: ProxyCluster) -> [HealthCheck] {
            let checks = hosts.map { HealthCheck($0, of: cluster) }
            state.withLock { state in
                guard !state.isStopped else { return }
                for check in checks { state.fresh.append(check) }
                guard state.timer == nil else { return }
                state.timer = group.next().scheduleRepeatedTask(initialDelay: .zero, delay: pause) { _ in self.tick() }
            }
            return checks
        }

        func stop() {
            state.withLock { state in
                state.isStopped = true
                state.timer?.cancel()
                for pending in state.pending { ConnectAttempt.close(pending.descriptor) }
                state = State(isStopped: true)
            }
        }

        private func tick() {
            let now = NIODeadline.now()
            state.withLock { state in
                guard !state.isStopped else { return }
                lookAfterPending(&state, now)
                for _ in 0..<Self.mostFresh {
                    guard let check = state.fresh.popFirst() else { break }
                    begin(check, &state, now)
                }
                for _ in 0..<share(of: state.waiting.count) {
                    guard let first = state.waiting.first, first.due <= now else { break }
                    _ = state.waiting.popFirst()
                    begin(first.check, &state, now)
                }
            }
        }

        /// A little more than has its turn at a time when all are spread evenly; what came together is spread by it.
        private func share(of count: Int) -> Int {
            1 + Int(Int64(count) * pause.nanoseconds * 5 / (options.interval.nanoseconds * 4 + 1))
        }

        private func lookAfterPending(_ state: inout State, _ now: NIODeadline) {
            guard !state.pending.isEmpty else { return }
            let pending = state.pending
            state.pending = []
            for (item, progress) in zip(pending, ConnectAttempt.ask(pending.map(\.descriptor))) {
                if progress == nil, now < item.end, !item.check.isOver {
                    state.pending.append(item)
                    continue
                }
                ConnectAttempt.close(item.descriptor)
                switch progress {
                case .connected: finish(item.check, nil, &state, now)
                case .failed(let failure): finish(item.check, failure, &state, now)
                case .pending, nil: finish(item.check, .timedOut, &state, now)
                }
            }
        }

        private func begin(_ check: HealthCheck, _ state: inout State, _ now: NIODeadline) {
            guard !check.isOver else { return }
            guard let address = check.host.address else { return finish(check, .other, &state, now) }
            switch ConnectAttempt.begin(address) {
            case .connected: finish(check, nil, &state, now)
            case .failed(let failure): finish(check, failure, &state, now)
            case .pending(let descriptor):
                state.pending.append(Pending(check: check, descriptor: descriptor, end: now + options.timeout))
            }
        }

        private func finish(
            _ check: HealthCheck, _ failure: ConnectFailure?, _ state: inout State, _ now: NIODeadline
        ) {
            guard !check.isOver else { return }
            check.note(failure, options.thresholds)
            state.waiting.append((now + options.interval, check))
        }

        /// First in, first out, with little moving of what is in it.
        private struct Queue<Element> {
            private var elements: [Element] = []
            private var start = 0

            var count: Int { elements.count - start }

            var first: Element? { start < elements.count ? elements[start] : nil }

            mutating func append(_ element: Element) { elements.append(element) }

            mutating func popFirst() -> Element? {
                guard let first else { return nil }
                start += 1
                if start > 64, start * 2 > elements.count {
                    elements.removeFirst(start)
                    start = 0
                }
                return first
            }
        }
    }
#endif
