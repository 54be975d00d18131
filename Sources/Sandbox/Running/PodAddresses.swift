#if Sandbox
    import DataPlane
    import Synchronization

    /// Gives each pod of all clusters a loopback address of its own.
    final class PodAddresses: Sendable {
        private let network: LoopbackNetwork
        private let next = Mutex(0)

        init(network: LoopbackNetwork) { self.network = network }

        /// Addresses come again after 60,000 pods, when the first ones are long gone.
        func address() -> String {
            network.pod(
                next.withLock { next in
                    defer { next += 1 }
                    return next
                })
        }
    }
#endif
