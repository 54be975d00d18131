#if Sandbox
    import NIOCore

    /// An address and a port of one transport that something listens on.
    struct SocketEndpoint: Sendable, Hashable, CustomStringConvertible {
        var address: String
        var port: Int
        var `protocol`: TransportProtocol

        var description: String { "\(address):\(port)/\(`protocol`.rawValue)" }
    }

    extension SocketAddress {
        /// An address of 127.0.0.0/8, written with four numbers; nil for anything else. Nothing of the sandbox is reached
        /// from another machine, or reaches one.
        static func loopback(_ address: String, port: Int) -> SocketAddress? {
            let numbers = address.split(separator: ".", omittingEmptySubsequences: false)
            guard numbers.count == 4, numbers.first == "127", (0...65535).contains(port),
                numbers.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } && UInt8($0) != nil })
            else { return nil }
            return try? SocketAddress(ipAddress: address, port: port)
        }

        /// `ADDRESS:PORT`, as logs and banners show it.
        var text: String { "\(ipAddress ?? "-"):\(port ?? 0)" }
    }
#endif
