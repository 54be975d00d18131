/// Something that is wrong with a served cluster's server, as opposed to the objects it holds.
///
/// Written `NAME[=VALUE][@PATH-SUBSTRING]` on a command line.
package struct ServedFault: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// Answers begin later; the value is the time, as `200ms`.
        case latency
        /// Priority and fairness turns the request away, to be repeated after a second.
        case tooManyRequests = "429"
        /// A `Status` that asks to repeat the request after a second.
        case unavailable = "503"
        /// No credentials are taken.
        case unauthorized = "401"
        /// The connection is reset (HTTP/2: the stream) after the headers and half of the body.
        case reset
        /// The connection is closed before any answer.
        case drop
        /// A whole answer whose body is cut in the middle.
        case truncate
        /// A request that is never answered.
        case hang
        /// Headers and half of the body, then nothing.
        case hangBody = "hang-body"
        /// The connection is taken, then nothing is ever said: neither TLS nor HTTP.
        case hangConnect = "hang-connect"
        /// A certificate for another host.
        case wrongName = "wrong-name"
        /// A certificate of another authority than the kubeconfig's.
        case unknownAuthority = "unknown-authority"
        /// A certificate of the past.
        case expired
        /// A certificate of the future.
        case notYetValid = "not-yet-valid"
        /// HTTP without TLS.
        case plainHTTP = "http"
        /// The server's clock is ahead by the value, as `90s`, or behind, as `-90s`.
        case clockSkew = "clock-skew"
        /// HTTP/1.1 only.
        case noHTTP2 = "no-h2"

        /// Where the fault bites.
        enum Scope { case connection, request, clock }

        var scope: Scope {
            switch self {
            case .hangConnect, .wrongName, .unknownAuthority, .expired, .notYetValid, .plainHTTP, .noHTTP2: .connection
            case .latency, .tooManyRequests, .unavailable, .unauthorized, .reset, .drop, .truncate, .hang, .hangBody:
                .request
            case .clockSkew: .clock
            }
        }
    }

    package var kind: Kind
    /// Of `latency` and `clock-skew`.
    package var duration: Duration
    /// How many requests or connections meet the fault; nil: all.
    package var count: Int?
    /// Part of the path, with query, of the requests that meet it; nil: all.
    package var path: String?

    package init(_ kind: Kind, duration: Duration = .zero, count: Int? = nil, path: String? = nil) {
        self.kind = kind
        self.duration = duration
        self.count = count
        self.path = path
    }

    /// Why words are no fault.
    package struct Defect: Error, Sendable, Hashable, CustomStringConvertible {
        package let description: String
    }

    /// Parses `latency=200ms`, `429=3@/api/v1/services`.
    package init(parsing text: String) throws(Defect) {
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let words = (parts.first ?? "").split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            .map(String.init)
        let name = words.first ?? ""
        let alias = ["unavailable": "503", "hang-tls": "hang-connect"][name]
        guard let kind = Kind(rawValue: alias ?? name) else {
            throw Defect(
                description: "unknown fault \"\(name)\"; must be one of "
                    + Kind.allCases.map(\.rawValue).joined(separator: ", "))
        }
        self.init(kind)
        let value = words.count == 2 ? words[1] : nil
        switch kind {
        case .latency, .clockSkew:
            guard let value, let duration = Self.duration(value), kind == .clockSkew || duration >= .zero else {
                throw Defect(
                    description: "\(name) needs a duration, such as \(name)=\(kind == .latency ? "200ms" : "90s")")
            }
            self.duration = duration
        default:
            if let value {
                guard let count = Int(value), count > 0 else {
                    throw Defect(description: "\"\(value)\" is not a valid count for \(name)")
                }
                self.count = count
            }
        }
        if parts.count == 2 {
            guard kind.scope == .request, !parts[1].isEmpty else {
                throw Defect(description: "\(name) cannot be limited to \"@\(parts[1])\"")
            }
            path = parts[1]
        }
    }

    /// `200ms`, `90s`, `-2m`; nil for anything else.
    private static func duration(_ text: String) -> Duration? {
        for (unit, milliseconds) in [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)] where text.hasSuffix(unit)
        {
            // A century: whatever is added to it does not overflow.
            guard let number = Int(text.dropLast(unit.count)), abs(number) < 3_200_000_000 else { continue }
            return .milliseconds(number * milliseconds)
        }
        return nil
    }
}
