#if Sandbox
    import NIOCore
    import Synchronization

    /// The open channels of one part, so that all of them can be closed, and counted.
    final class ChannelSet: Sendable {
        private struct State {
            var open: [ObjectIdentifier: any Channel] = [:]
            var takesMore = true
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
                self.state.withLock { _ = $0.open.removeValue(forKey: ObjectIdentifier(channel)) }
            }
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
            let open = state.withLock { Array($0.open.values) }
            for channel in open { try? await channel.closeFuture.get() }
        }
    }
#endif
