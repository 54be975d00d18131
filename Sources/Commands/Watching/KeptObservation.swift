import Kubernetes
import Topology

/// What the last look observed, with what watches have told since: so a change is seen when it is told, not when the
/// clusters have been read again.
actor KeptObservation {
    private var look: (observation: Observation, begin: ContinuousClock.Instant)?
    private var changes = ObservedChanges()
    /// Whether statistics have been read since the look.
    private var hasNewStatistics = false
    private var number = 0
    private let signal = ChangeSignal()

    /// What is seen at one moment.
    struct Sight: Sendable {
        let observation: Observation
        /// Grows with everything that is new.
        let number: Int
        let time: Timestamp
        /// Whether anything has changed since the look.
        let isChanged: Bool
    }

    /// Takes the place of the last look. What was told before `begin` was there to be seen.
    func take(_ observation: Observation, begin: ContinuousClock.Instant) -> Sight {
        look = (observation, begin)
        hasNewStatistics = false
        changes.forget(before: begin)
        number += 1
        return sight(of: observation, begin)
    }

    /// Takes in what a watch has told; what is no news is shown with what is.
    func note(_ change: @Sendable (inout ObservedChanges, ContinuousClock.Instant) -> Void, isNews: Bool) async {
        change(&changes, .now)
        number += 1
        if isNews { await signal.raise() }
    }

    /// The last look, if no object has changed since: statistics of now then fit its objects. Otherwise another look is due.
    var settled: (observation: Observation, begin: ContinuousClock.Instant)? { changes.isEmpty ? look : nil }

    /// Takes in statistics that were read for the look that began at `begin`.
    func take(statistics parts: [PlannedRead.Part], for begin: ContinuousClock.Instant) async {
        guard changes.isEmpty, let look, look.begin == begin else { return }
        var observation = look.observation
        for part in parts { part(&observation) }
        self.look = (observation, begin)
        hasNewStatistics = true
        number += 1
        await signal.raise()
    }

    /// Returns when something has changed since this was called last, or when the task is cancelled.
    func waitForChange() async {
        await signal.wait(atMost: .seconds(3600))
        // Changes come in swarms.
        try? await Task.sleep(for: .milliseconds(100))
        await signal.clear()
    }

    /// nil before the first look.
    var current: Sight? { look.map { sight(of: $0.observation, $0.begin) } }

    private func sight(of observation: Observation, _ begin: ContinuousClock.Instant) -> Sight {
        guard !changes.isEmpty || hasNewStatistics else {
            return Sight(observation: observation, number: number, time: observation.now, isChanged: false)
        }
        var changed = observation
        changes.apply(to: &changed)
        let elapsed = (ContinuousClock.now - begin).components.seconds
        return Sight(
            observation: changed, number: number, time: observation.now.adding(seconds: Double(elapsed)),
            isChanged: true)
    }
}
