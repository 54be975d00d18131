extension ProbeOutcome: CustomStringConvertible {
    /// A few words for people: `14 ms`, `refused`, `timed out waiting for a connection`.
    package var description: String {
        switch self {
        case .open(let time): Latency.text(time)
        case .answered(let bytes, let time): "\(bytes) byte\(bytes == 1 ? "" : "s"), \(Latency.text(time))"
        case .status(let status, let time): "\(status), \(Latency.text(time))"
        case .responded(let answer, let time): "\(answer.status), \(Latency.text(time))"
        case .resolved(let addresses, _, let time): "\(addresses.joined(separator: ",")), \(Latency.text(time))"
        case .refused: "refused"
        case .noAnswer(let waiting): "timed out waiting for \(waiting.rawValue)"
        case .closed: "accepted and closed immediately"
        case .reset: "reset"
        case .unreachable(let reason): "unreachable: \(reason)"
        case .noRoute(let reason): "no route to the address from this machine: \(reason)"
        case .notResolved(let reason): "name resolution failed: \(reason)"
        case .noTLS(let reason): "TLS failed: \(reason)"
        case .noHTTP(let reason): "HTTP failed: \(reason)"
        case .failed(let reason): "could not be probed: \(reason)"
        }
    }
}

/// Words for short times.
package enum Latency {
    /// `<1 ms`, `14 ms`, `1.2 s`.
    package static func text(_ time: Duration) -> String {
        let milliseconds = milliseconds(time)
        if milliseconds < 1 { return "<1 ms" }
        if milliseconds < 1000 { return "\(Int(milliseconds.rounded())) ms" }
        let tenths = Int((milliseconds / 100).rounded())
        return "\(tenths / 10).\(tenths % 10) s"
    }

    /// To the microsecond.
    package static func milliseconds(_ time: Duration) -> Double { (time / .microseconds(1)).rounded() / 1000 }
}
