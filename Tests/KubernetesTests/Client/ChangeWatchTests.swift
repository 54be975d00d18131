import LocalSystem
import Testing

@testable import Kubernetes

/// Changes are told once each, over ended watches, lost connections and gaps.
@Suite struct ChangeWatchTests {
    private typealias Answer = ScriptedServer.Answer

    private static func list(_ version: Int) -> Answer {
        .text(#"{"kind":"ServiceList","metadata":{"resourceVersion":"\#(version)"},"items":[]}"#)
    }

    private static func events(_ versions: Int...) -> Answer {
        .text(versions.map(modified).joined())
    }

    private static func modified(_ version: Int) -> String {
        #"{"type":"MODIFIED","object":{"metadata":{"name":"s\#(version)","namespace":"n","resourceVersion":"\#(version)"}}}"#
            + "\n"
    }

    private static let gone = Answer.text(
        #"{"type":"ERROR","object":{"kind":"Status","status":"Failure","message":"too old","code":410}}"# + "\n")

    /// What a watch told until it ended by itself, as all of these do at a 403.
    private func told(_ answers: Answer...) async throws -> (told: [String], targets: [String]) {
        let server = try ScriptedServer(answers + [.text(#"{"kind":"Status","message":"no","code":403}"#, 403)])
        let told = Locked<[String]>([])
        await ChangeWatch<Service>(client: try server.client(), query: ListQuery(namespace: "n")).run(
            onChange: { change in told.withLock { $0.append(change.object.metadata.name) } },
            onState: { error in told.withLock { $0.append(error.map { "\($0.summary.prefix(9))" } ?? "begun") } })
        return (told.withLock { $0 }, server.targets)
    }

    @Test func `a watch that ends goes on where it was`() async throws {
        let result = try await told(Self.list(5), Self.events(6, 7), Self.events(8))
        #expect(result.told == ["begun", "s6", "s7", "s8", "forbidden"])
        let path = "/api/v1/namespaces/n/services"
        let versions = result.targets.dropFirst().map { $0.split(separator: "resourceVersion=").last?.prefix(1) }
        #expect(result.targets.first == "\(path)?limit=1")
        #expect(versions == ["5", "7", "8"])
    }

    @Test func `after a gap it begins anew, and says so`() async throws {
        let result = try await told(Self.list(5), Self.gone, Self.list(9), Self.events(10))
        #expect(result.told == ["begun", "begun", "s10", "forbidden"])
    }

    @Test func `a watch that breaks is told, and begun anew`() async throws {
        let broken = Answer.text(Self.modified(6) + #"{"type":"MODIF"#)
        let result = try await told(Self.list(5), broken, Self.list(9), Self.events(10))
        #expect(result.told == ["begun", "s6", "watch of ", "begun", "s10", "forbidden"])
    }

    /// To begin a watch again takes two requests, and a cluster gets 20 retries a second.
    @Test(.timeLimit(.minutes(5))) func `many watches that fail share the pace of retries`() async throws {
        let server = try ScriptedServer { $0.contains("limit=1") ? Self.list(5) : Self.gone }
        let client = try server.client()
        let (begun, continuation) = AsyncStream<Void>.makeStream()
        let start = ContinuousClock.now
        await withTaskGroup { group in
            for _ in 0..<10 {
                group.addTask {
                    await ChangeWatch<Service>(client: client, query: ListQuery()).run(
                        onChange: { _ in }, onState: { if $0 == nil { continuation.yield() } })
                }
            }
            var count = 0
            for await _ in begun {
                count += 1
                if count == 40 { break }
            }
            group.cancelAll()
        }
        // The first 10 begin at once; the other 30 take 60 retries.
        #expect(ContinuousClock.now - start > .seconds(2.2))
    }

    @Test func `recorded events are decoded`() throws {
        let lines = Recorded.body("watch-services.ndjson").split(separator: 0x0A).map(Array.init)
        let events = try lines.map { line in try WatchLine<Service>(line) }
        #expect(events.map { $0.change?.isDeleted } == [false, false, true, nil])
        #expect(events.allSatisfy { $0.version?.isEmpty == false })
        #expect(events.prefix(3).allSatisfy { $0.change?.object.metadata.name.isEmpty == false })
    }

    @Test func `a recorded version that is too old is gone`() {
        let line = Recorded.body("watch-old-rv-stream.ndjson").prefix { $0 != 0x0A }
        #expect {
            _ = try WatchLine<Service>(Array(line))
        } throws: { error in
            if case APIError.gone = error { true } else { false }
        }
    }

    @Test func `a kind that is not served is given up`() async throws {
        let server = try ScriptedServer(.text("404 page not found", 404))
        let told = Locked(0)
        await ChangeWatch<Service>(client: try server.client(), query: ListQuery()).run(
            onChange: { _ in Issue.record("a change") },
            onState: { error in
                #expect(error != nil)
                told.withLock { $0 += 1 }
            })
        #expect(told.withLock { $0 } == 1)
    }
}
