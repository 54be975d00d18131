#if Sandbox
    import NIOCore
    import NIOPosix

    /// The loopback addresses of one sandbox, 127.N.0.0/16: nodes 127.N.0.x, the pool 127.N.1.0 to 127.N.8.255, pods from
    /// 127.N.16.0. Held by a listening socket, so that two sandboxes never share them and none is left over after a crash.
    package struct LoopbackNetwork: Sendable {
        /// N.
        package let number: Int
        private let lock: any Channel

        /// What is tried, in this order.
        package static let numbers = 64...250

        /// Outside the ports that the kernel gives to clients.
        package static let lockPort = 61_964

        /// - Throws: `NoFreeNetwork` when all are taken.
        package static func take(
            on group: any EventLoopGroup, from numbers: some Sequence<Int> & Sendable = Self.numbers
        ) async throws -> LoopbackNetwork {
            var last: BindFailure?
            for number in numbers {
                let endpoint = SocketEndpoint(address: "127.\(number).255.254", port: lockPort, protocol: .tcp)
                guard let address = SocketAddress.loopback(endpoint.address, port: endpoint.port) else { continue }
                do {
                    let lock = try await ServerBootstrap(group: group)
                        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                        .serverChannelOption(.autoRead, value: false)
                        .bind(to: address).get()
                    return LoopbackNetwork(number: number, lock: lock)
                } catch {
                    last = BindFailure(endpoint, error)
                }
            }
            throw NoFreeNetwork(last: last)
        }

        /// The address of a node, by its number from 1 to 255.
        package func node(_ number: Int) -> String { "127.\(self.number).0.\(number)" }

        /// The first and the last address that the pool gives out.
        package var pool: (first: String, last: String) { ("127.\(number).1.0", "127.\(number).8.255") }

        /// The address of a pod, by its number from 0 on; they repeat after 60,000.
        package func pod(_ index: Int) -> String {
            let place = index % ((255 - 16) * 254)
            return "127.\(number).\(16 + place / 254).\(1 + place % 254)"
        }

        /// Lets another sandbox have the addresses.
        package func release() async { try? await lock.close().get() }
    }

    /// There are more sandboxes than addresses, or something listens on the lock's port on all of them.
    package struct NoFreeNetwork: Error, CustomStringConvertible {
        let last: BindFailure?

        package var description: String {
            "no free network 127.N.0.0/16 for the sandbox" + (last.map { " (\($0))" } ?? "")
        }
    }
#endif
