import Kubernetes
import LocalSystem
import Testing

@testable import Commands

/// What a terminal shows while something is waited for.
@Suite struct ProgressTests {
    /// The seconds of the first line that each of two reads shows.
    private func seconds(of environment: Environment) async -> [Int] {
        let seconds = Locked<[Int]>([])
        for _ in 0..<2 {
            let (lines, sink) = AsyncStream.makeStream(of: String.self)
            var environment = environment
            environment.isErrorTerminal = true
            environment.writeError = { sink.yield($0) }
            let activity = RequestActivity()
            let ticket = activity.begin("the API server")
            await ProgressLine(environment, activity).during {
                for await line in lines {
                    guard let found = line.firstMatch(of: #/([0-9]+) s: waiting for the API server/#) else { continue }
                    seconds.withLock { $0.append(Int(found.1) ?? -1) }
                    break
                }
            }
            activity.end(ticket)
        }
        return seconds.withLock { $0 }
    }

    @Test func theTimeOfAWaitIsThatOfAllReads() async {
        var environment = Environment(
            variables: [:], terminalWidth: nil, toolVersion: "", now: { Timestamp(milliseconds: 0) },
            writeOutput: { _ in }, writeError: { _ in })
        #expect(environment.waiting(false).waitBegin == nil)
        environment = environment.waiting(true)
        #expect(environment.waitBegin != nil)
        environment.waitBegin = .now - .seconds(100)
        // It began before: a wait within a wait is part of it.
        #expect(environment.waiting(true).waitBegin == environment.waitBegin)
        let seconds = await seconds(of: environment)
        #expect(seconds.count == 2 && seconds.allSatisfy { $0 >= 100 }, "\(seconds)")
    }
}
