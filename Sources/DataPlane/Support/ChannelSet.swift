#if Sandbox
    import NIOCore
    import Synchronization

    /// The open channels of one part, so that all of them can be closed, and counted.
    final class ChannelSet: Sendable {
        private struct State {
            var open: [ObjectIdentifier: any Channel] = [:]
            var takesMore = true
            /// Wait until nothing is open.
            var waiting: [CheckedContinuation<Void, Never>] = []
        }

        private let state = Mutex(State())
        /// Holds them, too: a proxy has all channels of its listeners.
        private let parent: ChannelSet?

        init(in parent: ChannelSet? = nil) { self.parent = parent }

        var count: Int { state.withLock { $0.open.count } }

        /// Holds the channel until it is closed. To be called where it is set up, before anything can happen on it.
        /// - Throws: When the set was closed: the channel has to be closed, too.
        func add(_ channel: any Channel) throws {
            try parent?.add(channel)
            let isTaken = state.withLock { state in
                if state.takesMore { state.open[ObjectIdentifier(channel)] = channel }
                return state.takesMore
            }
            guard isTaken else { throw ChannelError.ioOnClosedChannel }
            channel.closeFuture.whenComplete { _ in
                self.remove(channel)
            }
        }

        private func remove(_ channel: any Channel) {
            let waiting = state.withLock { state in
                state.open.removeValue(forKey: ObjectIdentifier(channel))
                guard state.open.isEmpty else { return [CheckedContinuation<Void, Never>]() }
                defer { state.waiting = [] }
                return state.waiting
            }
            for continuation in waiting { continuation.resume() }
        }

        /// The same as a step of a bootstrap, for channels that need nothing else.
        var initializer: @Sendable (any Channel) -> EventLoopFuture<Void> {
            { channel in channel.eventLoop.makeCompletedFuture { try self.add(channel) } }
        }

        /// Closes what is open, and whatever comes later.
        func close() {
            let open = state.withLock { state in
                state.takesMore = false
                return Array(state.open.values)
            }
            for channel in open { channel.close(mode: .all, promise: nil) }
        }

        /// Closes everything, and waits until it is closed.
        func closeAndWait() async {
            close()
            await withCheckedContinuation { continuation in
                let isDone = state.withLock { state in
                    if !state.open.isEmpty { state.waiting.append(continuation) }
                    return state.open.isEmpty
                }
                if isDone { continuation.resume() }
            }
        }
    }
#endif
