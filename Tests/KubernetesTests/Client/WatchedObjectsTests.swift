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

    /// An object is found by the keys that it has now, not by those that it had, and not once it is gone.
    @Test(.timeLimit(.minutes(5))) func objectsAreFoundByTheirKeys() async throws {
        func service(_ name: String, _ label: String, _ version: Int) -> String {
            #"{"metadata":{"name":"\#(name)","namespace":"n","resourceVersion":"\#(version)","labels":{"app":"\#(label)"}}}"#
        }
        let list = ScriptedServer.Answer.text(
            #"{"apiVersion":"v1","kind":"ServiceList","metadata":{"resourceVersion":"1"},"items":["#
                + [service("a", "web", 1), service("b", "web", 1), service("c", "db", 1)].joined(separator: ",") + "]}")
        let changed = ScriptedServer.Answer.text(
            #"{"type":"MODIFIED","object":\#(service("a", "db", 2))}"# + "\n"
                + #"{"type":"DELETED","object":\#(service("c", "db", 3))}"# + "\n")
        let server = try ScriptedServer { $0.contains("watch=true") ? changed : list }
        let (deletions, continuation) = AsyncStream<String>.makeStream()
        let objects = WatchedObjects(
            try server.client(), Service.self, ListQuery(namespace: "n"),
            index: ObjectIndex { Set($0.metadata.labels.values) }
        ) { change, service in
            if change == .deleted { continuation.yield(service.metadata.name) }
        }
        let run = Task { await objects.run() }
        #expect(await deletions.first { _ in true } == "c")
        run.cancel()
        await run.value
        #expect(await objects.all(with: "web").map(\.metadata.name) == ["b"])
        #expect(await objects.all(with: "db").map(\.metadata.name) == ["a"])
        #expect(await objects.all(with: "none").isEmpty)
    }
}
