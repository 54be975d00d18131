/// What came of one try at one IP address. Times are from its first packet.
package enum ProbeOutcome: Sendable, Hashable {
    /// TCP: connected, and the connection was kept. TLS: the handshake was made.
    case open(after: Duration)
    /// UDP: an answer of so many bytes.
    case answered(bytes: Int, after: Duration)
    /// HTTP: the head of an answer.
    case status(Int, after: Duration)
    /// A response to a request for a host.
    case responded(HostAnswer, after: Duration)
    /// The IP addresses of a host name, and those that it was compared with.
    case resolved([String], expected: [String], after: Duration)
    /// Nothing listens there: the machine said so, by RST or by ICMP.
    case refused
    /// The time was up before anything came; what was waited for.
    case noAnswer(Waiting)
    /// TCP: connected, and the other side ended the connection at once and without a word.
    case closed
    /// Connected, and the other side broke the connection off.
    case reset
    /// A router, or the last hop, said that there is no way; the system's own words.
    case unreachable(String)
    /// This machine has no way there, so nothing was sent: the system's own words.
    case noRoute(String)
    /// The name has no address, or nobody could say; the resolver's own words.
    case notResolved(String)
    /// There is no TLS, or the two sides found no terms.
    case noTLS(String)
    /// What came is no answer in HTTP.
    case noHTTP(String)
    /// The probe itself could not be made: what is at fault is here.
    case failed(String)

    /// What a probe was waiting for when it timed out.
    package enum Waiting: String, Sendable, Hashable {
        case name = "name resolution"
        case connection = "a connection"
        case handshake = "the TLS handshake"
        case answer = "a response"
    }

    /// Whether something is there that talks as it was asked to; of HTTP whatever the status.
    package var isSuccess: Bool { latency != nil }

    package var latency: Duration? {
        switch self {
        case .open(let time), .answered(_, let time), .status(_, let time), .responded(_, let time),
            .resolved(_, _, let time):
            time
        default: nil
        }
    }

    /// Whether it says nothing about the target.
    package var isInconclusive: Bool {
        switch self {
        case .noRoute, .failed: true
        default: false
        }
    }
}

/// What came of one target, at each address that it stands for.
package struct ProbeResult: Sendable, Hashable {
    package let target: ProbeTarget
    /// One for each IP address of a host name; one for the name where it has none.
    package let attempts: [Attempt]

    package struct Attempt: Sendable, Hashable {
        package let address: String
        package let outcome: ProbeOutcome

        package init(address: String, outcome: ProbeOutcome) {
            self.address = address
            self.outcome = outcome
        }
    }

    package init(target: ProbeTarget, attempts: [Attempt]) {
        self.target = target
        self.attempts = attempts
    }

    package init(target: ProbeTarget, outcome: ProbeOutcome) {
        self.init(target: target, attempts: [Attempt(address: target.address, outcome: outcome)])
    }

    /// The attempt that tells most: one that failed over there, else one that went well, else one that could not be made.
    ///
    /// A name often has addresses of a family that this machine has no way to; they do not count beside others.
    package var decisive: Attempt {
        attempts.first { !$0.outcome.isSuccess && !$0.outcome.isInconclusive } ?? attempts.first {
            $0.outcome.isSuccess
        }
            ?? attempts.first ?? Attempt(address: target.address, outcome: .failed("nothing was tried"))
    }

    package var outcome: ProbeOutcome { decisive.outcome }
}
