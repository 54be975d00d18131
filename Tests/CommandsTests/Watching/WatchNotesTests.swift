import Testing

@testable import Commands

/// What is said about watches that fail.
@Suite struct WatchNotesTests {
    @Test(arguments: [["status", "-A", "--watch"], ["doctor", "--wait=healthy"]])
    func aFailureIsSaidOnceHoweverOftenItIsTriedAgain(words: [String]) async throws {
        try await HostilePair.with("14-orphan-lb", .failure, on: .management, at: "watch=true") { pair in
            let run = await pair.run(words) { environment in
                environment.catchSignals = {
                    { pair.requests.count { $0.contains("watch=true") } >= 40 ? 2 : nil }
                }
            }
            let notes = run.error.split(separator: "\n").filter { $0.contains("cannot be watched") }
            #expect(notes.count > 5, "\(run.error)")
            #expect(Set(notes).count == notes.count, "\(run.error)")
        }
    }
}
