import Kubernetes
import Testing
import Topology

@testable import Commands

/// No request is sent twice, unless its answer is still unknown.
@Suite struct AskedReadsTests {
    private static func pods(_ namespace: String, _ joining: PlannedRead.Joining = .adds) -> PlannedRead {
        PlannedRead(.tenant, Pod.self, ListQuery(namespace: namespace), joining)
    }

    private static func topology(_ pods: Observed<ObjectList<Pod>>) -> Topology {
        var observation = Observation(now: Timestamp(milliseconds: 0), source: "test")
        observation.set(.tenant, pods)
        return Topology(observation)
    }

    private static func again(
        _ later: PlannedRead, after first: PlannedRead, _ pods: Observed<ObjectList<Pod>>
    ) -> Bool {
        var asked = AskedReads()
        asked.note([first])
        let open = asked.take(topology(pods)) { $0 == .tenant ? [later] : [] }
        return open[.tenant]?.isEmpty == false
    }

    @Test func withinARound() {
        let reads = AskedReads.once([
            Self.pods("shop", .addsIfRead), Self.pods("shop"), Self.pods("infra", .addsIfRead), Self.pods("shop"),
            Self.pods("infra", .addsIfRead),
            PlannedRead(.tenant, Pod.self, ListQuery(namespace: "shop", labels: "app=web")),
            PlannedRead(.tenant, Pod.self, namespace: "shop", name: "web-1"),
        ])
        #expect(
            reads.map(\.path) == [
                "/api/v1/namespaces/shop/pods", "/api/v1/namespaces/infra/pods",
                "/api/v1/namespaces/shop/pods?labelSelector=app=web", "/api/v1/namespaces/shop/pods/web-1",
            ])
        // A failure has to be noticed if any of them needs the answer.
        #expect(reads.map(\.joining) == [.adds, .addsIfRead, .adds, .adds])
    }

    /// The metadata of Secrets is another read than the Secrets.
    @Test func otherInputsOfOnePathAreRead() {
        let reads = AskedReads.once([
            PlannedRead(.tenant, Secret.self, ListQuery(namespace: "shop")),
            PlannedRead(.tenant, SecretMetadata.self, ListQuery(namespace: "shop")),
        ])
        #expect(reads.count == 2)
    }

    @Test func inLaterRounds() {
        let (shop, more) = (Self.pods("shop"), Self.pods("shop", .addsIfRead))
        let empty = Observed.present(ObjectList<Pod>())
        let right = MissingRight(verb: "list", resource: "pods")
        for outcome in [empty, .absent, .forbidden(right)] {
            #expect(!Self.again(shop, after: shop, outcome))
            #expect(!Self.again(more, after: shop, outcome))
        }
        #expect(Self.again(shop, after: shop, .failed("timed out")))
        // Nobody would have noticed that it failed.
        #expect(Self.again(shop, after: more, empty))
        #expect(Self.again(Self.pods("infra"), after: shop, empty))
    }
}
