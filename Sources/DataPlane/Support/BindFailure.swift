#if Sandbox
    import NIOCore

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif

    /// Why nothing listens on an address and port.
    package struct BindFailure: Error, Sendable, Hashable, CustomStringConvertible {
        package enum Reason: Sendable, Hashable {
            /// Another program has it, or another part of this one.
            case inUse
            case notPermitted
            /// Not in 127.0.0.0/8, or no address or port at all.
            case notLoopback
            case other(String)
        }

        package var address: String
        package var port: Int
        package var `protocol`: TransportProtocol
        package var reason: Reason

        init(_ endpoint: SocketEndpoint, _ reason: Reason) {
            address = endpoint.address
            port = endpoint.port
            `protocol` = endpoint.protocol
            self.reason = reason
        }

        init(_ endpoint: SocketEndpoint, _ error: any Error) {
            let reason: Reason =
                switch (error as? IOError)?.errnoCode {
                case EADDRINUSE: .inUse
                case EACCES, EPERM: .notPermitted
                default: .other("\(error)")
                }
            self.init(endpoint, reason)
        }

        package var description: String {
            let place = "cannot listen on \(address):\(port)/\(`protocol`.rawValue)"
            return switch reason {
            case .inUse: "\(place): the port is in use"
            case .notPermitted: "\(place): not permitted"
            case .notLoopback: "\(place): not an address of 127.0.0.0/8"
            case .other(let text): "\(place): \(text)"
            }
        }
    }
#endif
