import Kubernetes
import Transport

/// Errors in the words of Go's clients, which whoever reads KubeLB's logs knows.
enum GoErrorText {
    /// `url` is what was asked for, `user` who asked.
    static func text(of error: any Error, url: String = "", user: String = "") -> String {
        guard let error = error as? APIError else { return "\(error)" }
        switch error {
        case .unauthorized: return "the server has asked for the client to provide credentials"
        case .transport(let failure, _): return "Get \"\(url)\": \(transport(failure, url))"
        case .conflict(let message), .invalid(let message), .gone(let message): return message
        case .forbidden(let right):
            let place = right.namespace.map { "in the namespace \"\($0)\"" } ?? "at the cluster scope"
            let parts = right.resource.split(separator: ".", maxSplits: 1).map(String.init)
            return "\(right.resource) is forbidden: User \"\(user)\" cannot \(right.verb) resource "
                + "\"\(parts.first ?? "")\" in API group \"\(parts.count > 1 ? parts[1] : "")\" \(place)"
        default: return error.summary
        }
    }

    private static func transport(_ error: TransportError, _ url: String) -> String {
        let host = url.split(separator: "/").dropFirst().first.map(String.init) ?? ""
        guard case .failed(let failure, _) = error else { return error.summary }
        switch failure {
        case .refused: return "dial tcp \(host): connect: connection refused"
        case .timedOut: return "dial tcp \(host): i/o timeout"
        default: return failure.summary
        }
    }
}
