import Characters
import KubeLB
import Topology
import Transport

/// Why nothing of a cluster could be read, told apart by what mends it.
enum SideFailure: Sendable, Hashable {
    /// The server was reached and did not accept the credentials, or there were none to show.
    case credentials
    /// The server was reached and answered with this HTTP status.
    case answered(Int)
    /// The server was reached, and what it answers is cut off or no answer of Kubernetes.
    case damaged
    case transport(TransportFailure)
    /// Refused for want of rights, or never tried: nothing is wrong with the connection.
    case notOfTheConnection

    init(describing text: String) {
        if Self.isAboutCredentials(text) {
            self = .credentials
        } else if let status = Self.status(in: text) {
            self = status == 403 ? .notOfTheConnection : .answered(status)
        } else if ["not collected", "not read", "not asked", "not tried"].contains(where: {
            text.lowercased().hasPrefix($0)
        }) {
            self = .notOfTheConnection
        } else {
            let failure = TransportFailure(describing: text)
            // The read that every side begins with; only a body that came can be wrong in another way.
            if case .other = failure, text.hasPrefix("GET /version: ") {
                self = .damaged
            } else {
                self = .transport(failure)
            }
        }
    }

    /// Whether a failure is a 401, an expired credential or a credential plugin that did not work (client-go's words).
    static func isAboutCredentials(_ text: String) -> Bool {
        let lowered = text.lowercased()
        if phrases.contains(where: { lowered.containsBytes(of: $0) }) { return true }
        if case .tls(.clientCertificateRefused, _) = TransportFailure(describing: text) { return true }
        return false
    }

    private static let phrases = [
        "http 401", "401 unauthorized", "asked for the client to provide credentials", "getting credentials:",
        "exec plugin", "token has expired", "token is expired",
    ]

    /// `HTTP 503`, as a bundle's manifest notes an answer.
    private static func status(in text: String) -> Int? {
        guard text.hasPrefix("HTTP ") else { return nil }
        return Int(text.dropFirst(5).prefix { $0.isNumber })
    }
}
