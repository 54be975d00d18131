import LocalSystem
import Testing

@testable import Commands

@Suite struct ChangeSignalTests {
    private static let never = Duration.seconds(3600)

    @Test func whatWasRaisedBeforeIsNotWaitedFor() async {
        let signal = ChangeSignal()
        await signal.raise()
        await signal.raise()
        #expect(await signal.wait(atMost: Self.never))
    }

    @Test func aWaitEndsWithTheNextChange() async {
        let signal = ChangeSignal()
        let waiting = Task { await signal.wait(atMost: Self.never) }
        await signal.raise()
        #expect(await waiting.value)
    }

    @Test func aWaitEndsWhenItsTaskIsCancelled() async {
        let signal = ChangeSignal()
        let task = Task { await signal.wait(atMost: Self.never) }
        task.cancel()
        #expect(await !task.value)
    }

    @Test func whatWasClearedIsWaitedForAnew() async {
        let signal = ChangeSignal()
        await signal.raise()
        await signal.clear()
        let hasEnded = Locked(false)
        let task = Task {
            await signal.wait(atMost: Self.never)
            hasEnded.withLock { $0 = true }
        }
        for _ in 1...100 { await Task.yield() }
        #expect(!hasEnded.withLock { $0 })
        await signal.raise()
        await task.value
    }

    @Test func aWaitEndsWhenItsTimeIsUp() async {
        #expect(await !ChangeSignal().wait(atMost: .milliseconds(1)))
    }
}
