#if Sandbox
    import Synchronization

    /// Gives each pod a loopback address of its own.
    final class PodAddresses: Sendable {
        private let next: Mutex<Int>
        private let network: Int

        /// The pods of one cluster of the sandbox `127.network.0.0/16`; each cluster has a block of addresses to itself.
        init(network: Int, block: Int) {
            self.network = network
            next = Mutex(block << 11)
        }

        /// Addresses come again after 2,000 pods, when the first ones are long gone.
        func address() -> String {
            let number = next.withLock { next in
                let block = next >> 11
                next = (block << 11) + ((next & 2047) + 1) % 2040
                return next
            }
            return "127.\(network).\(number >> 8).\(number & 255 == 0 ? 1 : number & 255)"
        }
    }
#endif
