#if Sandbox
    import Dispatch

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif

    /// SIGINT and SIGTERM, which no longer end the process from the making of this value to the first of them.
    struct TerminationSignals: Sendable {
        private let arrivals: AsyncStream<Void>
        // SAFETY: kept only, because a source that is let go falls silent; nobody touches them.
        private nonisolated(unsafe) let sources: [any DispatchSourceSignal]

        init() {
            let (arrivals, arrival) = AsyncStream<Void>.makeStream()
            self.arrivals = arrivals
            sources = [SIGINT, SIGTERM].map { number in
                signal(number, SIG_IGN)
                let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
                source.setEventHandler {
                    // A second signal ends a process that does not stop.
                    signal(number, SIG_DFL)
                    arrival.yield()
                }
                source.resume()
                return source
            }
        }

        /// Returns when the first of them has arrived.
        func first() async {
            for await _ in arrivals { return }
        }
    }
#endif
