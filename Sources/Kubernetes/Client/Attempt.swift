import Characters
import Documents
import Transport

/// One try of a request, and whether another one makes sense.
enum Attempt {
    struct Failure: Error {
        let error: APIError
        /// What the server itself asks for.
        private let askedPause: Duration?

        init(_ error: APIError, head: HTTPHead? = nil, body: [UInt8] = []) {
            self.error = error
            let seconds = head?["retry-after"].flatMap { Int($0) } ?? APIStatus(body: body)?.retryAfterSeconds
            askedPause = seconds.map { .bounded(seconds: Double($0)) }
        }

        /// How long to wait before the next try; nil where another try would not help or might do something twice.
        func pause(afterTries tries: Int, of call: APICall) -> Duration? {
            guard call.method == "GET", call.mayRetry else { return nil }
            let backoff = Backoff.pause(afterTries: tries)
            switch error {
            // A pod behind the API server does not respond, and the server has tried.
            case .unavailable(_, let message) where message.containsBytes(of: "error trying to reach service"):
                return nil
            // Never sooner than the back-off, whatever the server asks for.
            case .unavailable: return max(askedPause ?? backoff, backoff)
            case .transport(let error, _) where error.isDrop && tries < Attempt.dropLimit: return backoff
            default: return nil
            }
        }
    }

    /// A connection that drops this often in a row is no accident.
    private static let dropLimit = 4
}
