#if Sandbox
    import NIOCore

    /// Decides where a new connection, or the first datagram of a client, is led.
    protocol FlowRouter: Sendable {
        /// nil: there is nowhere to lead it. Called on event loops, several at once.
        func route(from client: SocketAddress) -> FlowRoute?
    }

    /// Where one connection or session goes.
    struct FlowRoute: Sendable {
        var target: SocketAddress
        /// Whether the endpoint is first told of the client in a PROXY protocol v2 header (TCP only).
        var sendsProxyHeader = false
        var observer: any FlowObserver
    }

    /// Is told what becomes of one connection or session. Called on its event loop.
    protocol FlowObserver: Sendable {
        /// Whether the endpoint is still one of those that may be led to. A session of datagrams ends when it is not; a
        /// connection ends with its endpoint.
        var isCurrent: Bool { get }
        func connected()
        func connectFailed(_ failure: ConnectFailure)
        /// Bytes from the client to the endpoint: of one datagram, or of a piece of the stream.
        func sent(_ bytes: Int)
        func received(_ bytes: Int)
        /// The endpoint refused a datagram.
        func receiveFailed()
        /// Exactly once, whatever happened before.
        func ended(_ reason: FlowEnd)
    }

    enum ConnectFailure: Sendable {
        case refused
        case timedOut
        case other
    }

    enum FlowEnd: Sendable {
        case byClient
        case byEndpoint
        case idle
        case notConnected
    }

    /// How connections and sessions are treated.
    struct FlowOptions: Sendable {
        var connectTimeout: TimeAmount = .seconds(5)
        var idleTimeout: TimeAmount = .hours(1)
        var datagramIdleTimeout: TimeAmount = .seconds(60)
        /// For how long a new connection may be silent before the endpoint is connected to. A client that is gone by then,
        /// as every health check is, costs the endpoint nothing.
        var silenceBeforeConnect: TimeAmount?
        /// Whether a client whose endpoint fails or resets is reset, as if there were no proxy in between; else closed.
        var resetsClients = false
        /// More sessions at once are not begun; Envoy's limit of connections to a cluster is the same.
        var mostSessions = 1024
    }

    extension ConnectFailure {
        init(_ error: any Error) {
            switch error {
            case ChannelError.connectTimeout: self = .timedOut
            case let error as IOError where error.isRefusal: self = .refused
            default: self = .other
            }
        }
    }
#endif
