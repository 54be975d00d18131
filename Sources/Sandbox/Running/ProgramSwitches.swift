#if Sandbox
    import Controllers
    import Synchronization

    /// What is done to the programs of one cluster, by the names of their containers; faults turn these switches.
    final class ProgramSwitches: Sendable {
        enum Position: Sendable, Hashable {
            case running
            /// The process is there and does nothing, as after SIGSTOP.
            case frozen
            /// The process ends with a panic, whenever it is started.
            case crashing
            /// The process runs, and its readiness probe fails.
            case notReady
        }

        private struct State {
            var positions: [Key: Position] = [:]
            var listeners: [Int: @Sendable () -> Void] = [:]
            var last = 0
        }

        private struct Key: Hashable {
            var container: String
            var podPrefix: String
        }

        private let state = Mutex(State())

        func set(_ container: String, _ position: Position, podPrefix: String = "") {
            let listeners = state.withLock { state in
                state.positions[Key(container: container, podPrefix: podPrefix)] = position
                return Array(state.listeners.values)
            }
            for listener in listeners { listener() }
        }

        func position(of container: String, in pod: String) -> Position {
            state.withLock { state in
                state.positions.first {
                    $0.key.container == container && pod.hasPrefix($0.key.podPrefix) && $0.value != .running
                }?.value ?? .running
            }
        }

        /// The positions of one container: the present one, then every change.
        func positions(of container: String, in pod: String) -> AsyncStream<Position> {
            let (stream, continuation) = AsyncStream<Position>.makeStream(bufferingPolicy: .bufferingNewest(1))
            let number = state.withLock { state in
                state.last += 1
                state.listeners[state.last] = { [weak self] in
                    guard let self else { return }
                    continuation.yield(self.position(of: container, in: pod))
                }
                return state.last
            }
            continuation.onTermination = { [weak self] _ in
                _ = self?.state.withLock { $0.listeners.removeValue(forKey: number) }
            }
            continuation.yield(position(of: container, in: pod))
            return stream
        }
    }
#endif
