import LocalSystem
import Testing

@testable import Kubernetes

/// Objects that a list and a watch keep up to date.
@Suite struct WatchedObjectsTests {
    /// A server that adds objects for ever does not fill the memory.
    @Test(.timeLimit(.minutes(5))) func aWatchAddsNoMoreObjectsThanTheLimit() async throws {
        let list = ScriptedServer.Answer.text(
            #"{"apiVersion":"v1","kind":"ServiceList","metadata":{"resourceVersion":"1"},"items":[]}"#)
        let events = (1...30).map {
            #"{"type":"ADDED","object":{"metadata":{"name":"s\#($0)","namespace":"n","resourceVersion":"\#($0)"}}}"#
                + "\n"
        }
        let added = ScriptedServer.Answer.text(events.joined())
        let server = try ScriptedServer { $0.contains("watch=true") ? added : list }
        let (failures, continuation) = AsyncStream<String>.makeStream()
        let told = Locked(0)
        let objects = WatchedObjects(
            try server.client(), Service.self, ListQuery(namespace: "n"), limit: 20,
            onChange: { _, _ in told.withLock { $0 += 1 } }, onFailure: { continuation.yield($0.summary) })
        let run = Task { await objects.run() }
        let failure = await failures.first { _ in true }
        run.cancel()
        await run.value
        #expect(failure?.contains("more than 20 objects") == true)
        #expect(await objects.all.count == 20)
        #expect(told.withLock { $0 } == 20)
    }
}
