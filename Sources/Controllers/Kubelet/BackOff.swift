/// How long a container that ended is left alone.
package struct BackOff: Sendable, Hashable {
    package var first: Duration
    package var longest: Duration

    /// A kubelet's own are 10 s and 5 min.
    package init(first: Duration = .seconds(10), longest: Duration = .seconds(300)) {
        self.first = first
        self.longest = longest
    }

    /// The pause after so many restarts in a row: none before the first, then `first`, doubled up to `longest`.
    func pause(afterRestarts count: Int) -> Duration {
        guard count > 0 else { return .zero }
        return min(longest, first * (1 << min(count - 1, 10)))
    }

    /// Whether a container that ran so long begins anew with its restarts (a kubelet forgets after twice the longest pause).
    func isForgotten(after run: Duration) -> Bool { run >= longest * 2 }
}

extension Duration {
    /// As Go prints it, in whole milliseconds: `10s`, `1m20s`, `5m0s`, `200ms`.
    var goText: String {
        let milliseconds = components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
        guard milliseconds >= 1000 else { return milliseconds == 0 ? "0s" : "\(milliseconds)ms" }
        let seconds = milliseconds / 1000 % 60
        let fraction = milliseconds % 1000
        var digits = fraction == 0 ? "" : "." + String(1000 + fraction).dropFirst()
        while digits.hasSuffix("0") { digits.removeLast() }
        let (hours, minutes) = (milliseconds / 3_600_000, milliseconds / 60_000 % 60)
        return (hours > 0 ? "\(hours)h" : "") + (hours > 0 || minutes > 0 ? "\(minutes)m" : "") + "\(seconds)\(digits)s"
    }
}
