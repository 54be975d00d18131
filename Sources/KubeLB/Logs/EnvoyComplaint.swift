import Characters

/// What Envoy logs about its connection to the manager and the configuration that it gets from there.
///
/// Source of the texts: Envoy's `config_subscription/grpc` (`grpc_stream.h`, `grpc_subscription_impl.cc`,
/// `delta_subscription_state.cc`).
package enum EnvoyComplaint: Sendable, Hashable {
    /// It rejected a configuration. The listener or cluster is nil if the text does not name one.
    case rejected(resource: String?, reason: String)
    /// A stream to the manager was closed, or delivered nothing in time. Only one that is closed again and again is a fault: a
    /// manager that restarts closes it once.
    case cutOff(reason: String, isLasting: Bool)

    /// Reads a line of Envoy's log; nil for anything else.
    package init?(_ line: LogLine) {
        guard line.level == .warning || line.level == .error else { return nil }
        let text = line.message
        // `gRPC config for TYPE rejected: …`, with incremental updates `delta config for TYPE rejected: …`.
        if let start = text.firstByteRange(of: " config for "), let rejected = text.firstByteRange(of: " rejected: "),
            start.upperBound <= rejected.lowerBound
        {
            self = Self.rejection(text[rejected.upperBound...])
        } else if let closed = text.firstByteRange(of: "gRPC config stream to xds_cluster closed") {
            let rest = text[closed.upperBound...]
            // `: 14, no healthy upstream`, `since 620s ago: 14, no healthy upstream`: gRPC's status code and its message.
            let reason = rest.firstByteRange(of: ": ").map { rest[$0.upperBound...] } ?? ""
            let code = reason.prefix { $0.isNumber }
            let message = reason.dropFirst(code.count).drop { $0 == "," || $0 == " " }
            self = .cutOff(reason: String(message), isLasting: rest.hasPrefix(" since "))
        } else if text.containsBytes(of: "gRPC config: initial fetch timed out") {
            self = .cutOff(reason: "", isLasting: true)
        } else {
            return nil
        }
    }

    /// Whether a line, which is one of those, is about a certificate or key.
    package static func isAboutSecret(_ line: LogLine) -> Bool {
        line.message.containsBytes(of: "transport_sockets.tls.v3.Secret rejected: ")
    }

    /// `Error adding/updating listener(s) NAME: cannot bind '0.0.0.0:10000': Address already in use`; several follow each other
    /// on lines of their own, the first of which is taken.
    private static func rejection(_ text: Substring) -> EnvoyComplaint {
        let first = text.prefix { !$0.isNewline }
        for start in ["Error adding/updating listener(s) ", "Error adding/updating cluster(s) "] {
            guard first.hasPrefix(start), let colon = first.firstByteRange(of: ": ") else { continue }
            let name = first[..<colon.lowerBound].dropFirst(start.count)
            return .rejected(resource: String(name), reason: String(first[colon.upperBound...]))
        }
        return .rejected(resource: nil, reason: String(first))
    }
}
