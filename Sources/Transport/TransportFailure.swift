/// Why a server could not be reached, as a value that remedies can be chosen by.
///
/// A response with a status, such as 401 or 503, is not a transport failure: the server was reached.
/// `endpoint` is `host:port` as in the text; the port is missing if the text omits it.
package enum TransportFailure: Sendable, Hashable {
    /// The name has no address, or its name server did not say.
    case nameNotResolved(host: String?)
    /// The machine answered that nothing listens on the port.
    case refused(endpoint: String?)
    /// No connection, and the text does not say whether it was refused, lost or timed out.
    case notConnected(endpoint: String?)
    case timedOut(endpoint: String?)
    /// No route to the machine or its network.
    case unreachable(endpoint: String?)
    /// The connection stood and the other side dropped it before it had answered.
    case reset(endpoint: String?)
    case tls(TLSReason, endpoint: String?)
    /// A proxy stood in between and did not pass the connection on.
    case proxy(endpoint: String?)
    /// Not recognised: the text itself, without credentials.
    case other(String)

    /// The server concerned: `host:port`, or the host alone where no port is known. Never holds credentials.
    package var endpoint: String? {
        switch self {
        case .nameNotResolved(let endpoint), .refused(let endpoint), .notConnected(let endpoint),
            .timedOut(let endpoint),
            .unreachable(let endpoint), .reset(let endpoint), .tls(_, let endpoint), .proxy(let endpoint):
            endpoint
        case .other: nil
        }
    }

    /// One line for people, without a period at its end: `connection refused by 127.0.0.1:41999`.
    package var summary: String {
        switch self {
        case .nameNotResolved(let host): "cannot resolve " + (host.map { "the name \($0)" } ?? "the server's name")
        case .refused(let endpoint): "connection refused" + suffix(" by ", endpoint)
        case .notConnected(let endpoint): "cannot connect to " + (endpoint ?? "the server")
        case .timedOut(let endpoint): "timed out" + suffix(" waiting for ", endpoint)
        case .unreachable(let endpoint): "no route to " + (endpoint ?? "the server")
        case .reset(let endpoint): "connection dropped" + suffix(" by ", endpoint)
        case .tls(let reason, let endpoint): reason.summary + suffix(", at ", endpoint)
        case .proxy(let endpoint): "the proxy" + suffix(" ", endpoint) + " did not forward the connection"
        case .other(let text): text
        }
    }
}

private func suffix(_ preposition: String, _ endpoint: String?) -> String {
    endpoint.map { preposition + $0 } ?? ""
}
