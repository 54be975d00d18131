/// Which program a container asks for.
package struct ProgramRequest: Sendable, Hashable {
    package var namespace: String
    package var pod: String
    package var container: String
    package var image: String
}

/// How long a container that ended is left alone: the first pause, doubled up to the longest.
package struct BackOff: Sendable, Hashable {
    package var first: Duration
    package var longest: Duration

    /// A kubelet's own are 10 s and 5 min.
    package init(first: Duration = .seconds(10), longest: Duration = .seconds(300)) {
        self.first = first
        self.longest = longest
    }

    func pause(afterRestarts count: Int) -> Duration { min(longest, first * (1 << min(count, 10))) }
}
