#if Sandbox
    import NIOCore
    import NIOPosix
    import Synchronization

    /// Checks one host again and again: a connection that is made is a success.
    final class HealthCheck: Sendable {
        struct Options: Sendable {
            var interval: TimeAmount
            var timeout: TimeAmount
            var thresholds = ProxyHost.Thresholds()
        }

        private let host: ProxyHost
        private let cluster: ProxyCluster
        private let loop: any EventLoop
        private let options: Options
        private let channels: ChannelSet
        /// nil: it is over.
        private let next = Mutex<Scheduled<Void>?>(nil)
        private let isOver = Atomic(false)

        init(_ host: ProxyHost, of cluster: ProxyCluster, on loop: any EventLoop, _ options: Options, in channels: ChannelSet) {
            self.host = host
            self.cluster = cluster
            self.loop = loop
            self.options = options
            self.channels = channels
        }

        func start(in time: TimeAmount) {
            let scheduled = loop.scheduleTask(in: time) { self.check() }
            next.withLock { $0 = scheduled }
            if isOver.load(ordering: .sequentiallyConsistent) { scheduled.cancel() }
        }

        func cancel() {
            isOver.store(true, ordering: .sequentiallyConsistent)
            next.withLock { next in
                next?.cancel()
                next = nil
            }
        }

        private func check() {
            guard !isOver.load(ordering: .relaxed) else { return }
            guard let address = host.address else { return finish(.other) }
            let channels = channels
            ClientBootstrap(group: loop).connectTimeout(options.timeout)
                .channelOption(.autoRead, value: false)
                .channelInitializer { channel in channel.eventLoop.makeCompletedFuture { try channels.add(channel) } }
                .connect(to: address).whenComplete { result in
                    switch result {
                    case .success(let channel):
                        channel.close(mode: .all, promise: nil)
                        self.finish(nil)
                    case .failure(let error): self.finish(ConnectFailure(error))
                    }
                }
        }

        private func finish(_ failure: ConnectFailure?) {
            guard !isOver.load(ordering: .relaxed) else { return }
            cluster.count {
                $0.checks += 1
                if failure != nil { $0.checkFailures += 1 }
            }
            host.note(failure, options.thresholds)
            start(in: options.interval)
        }
    }
#endif
