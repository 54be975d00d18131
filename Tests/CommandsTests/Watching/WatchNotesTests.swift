import Testing

@testable import Commands

/// What is said about watches that fail.
@Suite struct WatchNotesTests {
    @Test(arguments: [["status", "-A", "--watch"], ["doctor", "--wait=healthy"]])
    func aFailureIsSaidOnceHoweverOftenItIsTriedAgain(words: [String]) async throws {
        try await HostilePair.with("14-orphan-lb", .failure, on: .management, at: "watch=true") { pair in
            let run = await pair.run(words) { environment in
                // Until six kinds have been tried again, and so been reported.
                environment.catchSignals = { _ in
                    {
                        let watches = pair.requests.filter { $0.contains("watch=true") }
                        let kinds = Dictionary(grouping: watches) { $0.prefix { $0 != "?" } }
                        return watches.count >= 40 && kinds.count { $0.value.count > 1 } > 5 ? 2 : nil
                    }
                }
            }
            let notes = run.error.split(separator: "\n").filter { $0.contains("cannot be watched") }
            #expect(notes.count > 5, "\(run.error)")
            #expect(Set(notes).count == notes.count, "\(run.error)")
        }
    }

    /// To read the clusters takes dozens of requests. A watch that begins again, because the server has ended it, is no reason to.
    @Test(arguments: [Misbehaviour.failure, .expired])
    func watchesThatEndAreNoReasonToReadTheClustersAgain(misbehaviour: Misbehaviour) async throws {
        try await HostilePair.with("01-healthy", misbehaviour, on: .management, at: "watch=true") { pair in
            let begin = ContinuousClock.now
            _ = await pair.run(["status", "-A", "--watch"]) { environment in
                environment.catchSignals = { _ in
                    { pair.requests.count { $0.contains("watch=true") } >= 40 ? 2 : nil }
                }
            }
            let seconds = (ContinuousClock.now - begin) / .seconds(1)
            let looks = pair.management.requests.count { $0.contains("/version") }
            // The first one, one after all watches have begun, and one at each interval.
            #expect(Double(looks) < 4 + seconds / 5)
        }
    }
}
