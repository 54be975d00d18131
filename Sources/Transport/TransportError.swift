/// Why a request to a server failed. A response with any status is none of these.
package enum TransportError: Error, Sendable, Hashable {
    case failed(TransportFailure, during: TransferPhase)
    /// The task that waited was cancelled.
    case cancelled
    /// The body is larger than its reader takes.
    case tooLarge(limit: Int)
    /// The request could not be made: libcurl is missing, a certificate or key cannot be read, …
    case unusable(String)

    /// One line for people, without a period at its end.
    package var summary: String {
        switch self {
        case .failed(.timedOut(let endpoint), let phase):
            "timed out \(phase.activity)" + (endpoint.map { " (\($0))" } ?? "")
        case .failed(.reset(let endpoint), .reading):
            "connection dropped in the middle of the response" + (endpoint.map { " (\($0))" } ?? "")
        case .failed(let failure, _): failure.summary
        case .cancelled: "cancelled"
        case .tooLarge(let limit): "the response is larger than \(limit >> 20) MiB"
        case .unusable(let reason): reason
        }
    }

    /// Whether a retry may succeed: the connection was lost, or unavailable for a moment.
    package var isDrop: Bool {
        if case .failed(.reset, _) = self { true } else { false }
    }
}

/// How far an exchange had come.
package enum TransferPhase: Sendable, Hashable {
    case connecting
    case handshake
    case waiting
    case reading

    var activity: String {
        switch self {
        case .connecting: "connecting"
        case .handshake: "in the TLS handshake"
        case .waiting: "waiting for the response"
        case .reading: "reading the response"
        }
    }
}
