import Kubernetes
import Testing
import Topology

@testable import Commands

/// What is seen between two looks.
@Suite struct KeptObservationTests {
    private static func service(_ name: String, _ version: String) -> Service {
        var service = Service()
        service.metadata = ObjectMeta(name: name, namespace: "shop")
        service.metadata.resourceVersion = version
        return service
    }

    private static func look(_ services: Service...) -> Observation {
        var observation = Observation(now: Timestamp(milliseconds: 1_000_000), source: "test")
        observation.set(.tenant, .present(ObjectList(items: services)))
        return observation
    }

    private static func change(
        _ service: Service
    ) -> @Sendable (inout ObservedChanges, ContinuousClock.Instant) -> Void {
        { $0.note(ObjectChange(service), .tenant, at: $1) }
    }

    private static func seen(_ sight: KeptObservation.Sight?) -> [String] {
        (sight?.observation.list(.tenant, Service.self).value?.items ?? []).map {
            "\($0.metadata.name)@\($0.metadata.resourceVersion)"
        }
    }

    @Test("a change is seen at once, and again with the look that went on meanwhile")
    func changesStay() async throws {
        let kept = KeptObservation()
        #expect(await kept.current == nil)
        let first = await kept.take(Self.look(Self.service("web", "10")), begin: .now)
        #expect(!first.isChanged)
        let begin = ContinuousClock.now
        await kept.note(Self.change(Self.service("web", "11")), isNews: true)
        let told = try #require(await kept.current)
        #expect(Self.seen(told) == ["web@11"])
        #expect(told.isChanged && told.number > first.number)
        #expect(told.observation.now == first.observation.now, "what nobody watches does not age")
        let second = await kept.take(Self.look(Self.service("web", "10")), begin: begin)
        #expect(Self.seen(second) == ["web@11"])
        #expect(second.number > told.number)
    }

    @Test("what was told before a look has been seen by it")
    func looksTakeOver() async throws {
        let kept = KeptObservation()
        _ = await kept.take(Self.look(), begin: .now)
        await kept.note(Self.change(Self.service("gone", "11")), isNews: true)
        let sight = await kept.take(Self.look(Self.service("web", "12")), begin: .now)
        #expect(Self.seen(sight) == ["web@12"])
        #expect(!sight.isChanged)
    }

    @Test("what is no news is seen with what is")
    func waitsForNews() async throws {
        let kept = KeptObservation()
        _ = await kept.take(Self.look(), begin: .now)
        await kept.note(Self.change(Self.service("a", "1")), isNews: false)
        let waiting = Task { await kept.waitForChange() }
        await kept.note(Self.change(Self.service("b", "2")), isNews: true)
        await waiting.value
        #expect(Self.seen(await kept.current) == ["a@1", "b@2"])
    }

    private static let statistics: [PlannedRead.Part] = [{ $0.damage = ["statistics"] }]

    @Test("statistics that were read since the look are seen with its objects")
    func statisticsAreSeen() async throws {
        let kept = KeptObservation()
        let begin = ContinuousClock.now
        let first = await kept.take(Self.look(Self.service("web", "10")), begin: begin)
        let waiting = Task { await kept.waitForChange() }
        await kept.take(statistics: Self.statistics, for: try #require(await kept.settled).begin)
        await waiting.value
        let sight = try #require(await kept.current)
        #expect(sight.observation.damage == ["statistics"] && Self.seen(sight) == ["web@10"])
        #expect(sight.isChanged && sight.number > first.number)
        #expect(!(await kept.take(Self.look(), begin: .now)).isChanged)
    }

    @Test("statistics do not fit objects that have changed, or another look")
    func statisticsOfOtherObjects() async throws {
        let kept = KeptObservation()
        let begin = ContinuousClock.now
        _ = await kept.take(Self.look(), begin: begin)
        _ = await kept.take(Self.look(), begin: begin.advanced(by: .seconds(1)))
        await kept.take(statistics: Self.statistics, for: begin)
        #expect(await kept.current?.observation.damage == [])
        await kept.note(
            { $0.note(ObjectChange(Self.service("a", "1")), .tenant, at: $1.advanced(by: .seconds(9))) }, isNews: true)
        #expect(await kept.settled == nil)
        await kept.take(statistics: Self.statistics, for: begin.advanced(by: .seconds(1)))
        #expect(await kept.current?.observation.damage == [])
    }

    @Test("a wait ends with its task")
    func waitsNoLongerThanItsTask() async {
        let kept = KeptObservation()
        let waiting = Task { await kept.waitForChange() }
        waiting.cancel()
        await waiting.value
        #expect(await kept.current == nil)
    }
}
