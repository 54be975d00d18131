import KubeLB
import Kubernetes
import Synchronization
import Testing
import Topology
import Transport

@testable import Commands

/// Clusters that stay as they are and answer deletions as told.
private final class StillClusters: CleanupCluster {
    let observation: Observation
    /// What the deletions answer, one after the other; nil is yes.
    private let answers: Mutex<[APIError?]>
    private let deleted = Mutex<[String]>([])
    /// What is read anew before each deletion.
    private let fresh: Observation?
    /// What is read last of all before a deletion; nil for the cluster of the plan.
    private let lastUID: Observed<String>?
    /// What is read of a namespace by its name; nil for what the list contains.
    private let shownNamespace: Observed<Namespace>?

    init(
        _ observation: Observation, answers: [APIError?] = [], fresh: Observation? = nil,
        lastUID: Observed<String>? = nil, shownNamespace: Observed<Namespace>? = nil
    ) {
        self.observation = observation
        self.answers = Mutex(answers)
        self.fresh = fresh
        self.lastUID = lastUID
        self.shownNamespace = shownNamespace
    }

    var names: [String] { deleted.withLock { $0 } }

    func refreshed(
        _ observation: Observation, tenantNamespace: String, readsRoutes: Bool
    ) async -> Observation { fresh ?? observation }

    func origin<Item: KubernetesObject & Equatable>(
        _ kind: Item.Type, namespace: String, name: String, uid: String?
    ) async -> Observed<Item> {
        (fresh ?? observation).list(.tenant, kind).first { $0.metadata.path == "\(namespace)/\(name)" }
    }

    func namespace(_ name: String) async -> Observed<Namespace> {
        shownNamespace ?? (fresh ?? observation).list(.tenant, Namespace.self).first { $0.metadata.name == name }
    }

    func tenantUID() async -> Observed<String> {
        lastUID ?? Topology(observation).clusterUID(.tenant).map { .present($0) } ?? .absent
    }

    func delete(_ deletion: ConfirmedPlan.Deletion) async throws(APIError) {
        let answer = answers.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        if let answer { throw answer }
        deleted.withLock { $0.append(deletion.candidate.object.name) }
    }

    func removeFinalizers(_ removal: ConfirmedRemoval) async throws(APIError) {}
}

/// What comes of deletions, one by one.
@Suite struct CleanupApplicationTests {
    private static let three = leavings(
        leaving("77", of: "a"), leaving("78", of: "b"), leaving("79", of: "c"))

    private static let quiet = environment(answer: nil)

    private static func environment(answer: String?, hasTerminal: Bool = false) -> Environment {
        var environment = Environment(
            variables: [:], terminalWidth: nil, toolVersion: "0", now: { Timestamp(milliseconds: 0) },
            writeOutput: { _ in }, writeError: { _ in })
        if hasTerminal { environment.ask = { _ in answer } }
        return environment
    }

    private static func observation(_ changes: String) async throws -> Observation {
        try await withCleanupExample(changes) { try await BundleSource(path: $0).observe(ServiceSelection()) }
    }

    private static func apply(
        _ changes: String, answers: [APIError?] = [], fresh: String? = nil, lastUID: Observed<String>? = nil,
        shownNamespace: Observed<Namespace>? = nil,
        signal: @escaping @Sendable (_ deletions: Int) -> Int32? = { _ in nil }
    ) async throws -> (results: [CleanupResult], deleted: [String]) {
        let observation = try await observation(changes)
        let clusters = StillClusters(
            observation, answers: answers, fresh: fresh == nil ? nil : try await Self.observation(fresh ?? ""),
            lastUID: lastUID, shownNamespace: shownNamespace)
        let plan = CleanupPlanner(Topology(observation)).plan()
        let confirmed = try ConfirmedPlan.confirm(plan, isConfirmed: true, quiet)
        let application = CleanupApplication(
            cluster: clusters, signal: { signal(clusters.names.count) }, report: { _ in })
        return (await application.apply(confirmed, observation: observation), clusters.names)
    }

    @Test func deletesAll() async throws {
        let (results, deleted) = try await Self.apply(Self.three)
        #expect(results.map(\.outcome) == [.deleted, .deleted, .deleted])
        #expect(deleted.count == 3)
        #expect(CleanupRun.status(results, signal: nil) == .success)
    }

    @Test func goesOnAfterARefusal() async throws {
        let right = MissingRight(verb: "delete", resource: LoadBalancer.resource, namespace: "tenant-acme")
        let (results, deleted) = try await Self.apply(Self.three, answers: [nil, .forbidden(right), nil])
        #expect(results.map(\.outcome) == [.deleted, .failed, .deleted])
        #expect(deleted.count == 2)
        #expect(results.dropFirst().first?.detail?.contains("delete loadbalancers.kubelb.k8c.io") == true)
        #expect(CleanupRun.status(results, signal: nil) == .partial)
    }

    @Test func tellsWhatIsGoneAndWhatHasChanged() async throws {
        let (results, _) = try await Self.apply(Self.three, answers: [.notFound, .conflict("modified"), nil])
        #expect(results.map(\.outcome) == [.gone, .leftAlone, .deleted])
        #expect(CleanupRun.status(results, signal: nil) == .partial)
    }

    @Test func stopsWhereTheServerIsGone() async throws {
        let (results, _) = try await Self.apply(
            Self.three, answers: [nil, .transport(.cancelled, request: "DELETE x")])
        #expect(results.map(\.outcome) == [.deleted, .unanswered, .notTried])
        #expect(CleanupRun.status(results, signal: nil) == .partial)
    }

    @Test(arguments: [(Int32(2), Commands.ExitStatus.interrupted), (15, .terminated)])
    func stopsAfterTheDeletionUnderWay(signal: Int32, status: Commands.ExitStatus) async throws {
        let (results, deleted) = try await Self.apply(Self.three) { $0 >= 1 ? signal : nil }
        #expect(results.map(\.outcome) == [.deleted, .notTried, .notTried])
        #expect(deleted.count == 1)
        #expect(CleanupRun.status(results, signal: signal) == status)
    }

    @Test func leavesAloneWhatIsReadDifferently() async throws {
        let changed = leavings(leaving("77", of: "a"), leaving("78", of: "b")).replacing("\"7\"", with: "\"9\"")
        let (results, deleted) = try await Self.apply(Self.three, fresh: changed)
        #expect(results.map(\.outcome) == [.leftAlone, .leftAlone, .gone])
        #expect(deleted.isEmpty)
    }

    @Test(arguments: [
        "tenant: {services: {shop/a: {metadata: {uid: 00000000-0000-4000-8000-000000000005}, spec: {type: ClusterIP}}}}",
        "tenant: {services: {shop/other: {metadata: {uid: 00000000-0000-4000-8000-000000000077}, spec: {type: LoadBalancer}}}}",
        "management: {addresses.kubelb.k8c.io: forbidden}",
    ])
    func leavesAloneWhatIsInDoubtByThen(change: String) async throws {
        let one = leavings(leaving("77", of: "a"))
        let (results, deleted) = try await Self.apply(one, fresh: one + change)
        #expect(results.map(\.outcome) == [.leftAlone])
        #expect(deleted.isEmpty)
    }

    /// A Service that the new cluster does not have looks deleted in every read.
    @Test func stopsIfAnotherClusterTakesThePlaceOfTheTenantsMeanwhile() async throws {
        let (results, deleted) = try await Self.apply(Self.three, lastUID: .present("another"))
        #expect(results.map(\.outcome) == [.leftAlone, .notTried, .notTried])
        #expect(deleted.isEmpty)
    }

    @Test(arguments: [
        Observed<String>.absent, .failed("HTTP 500"), .forbidden(MissingRight(verb: "list", resource: "namespaces")),
    ])
    func leavesEverythingAloneIfTheClusterCannotBeIdentified(uid: Observed<String>) async throws {
        let (results, deleted) = try await Self.apply(Self.three, lastUID: uid)
        #expect(results.map(\.outcome) == [.leftAlone, .leftAlone, .leftAlone])
        #expect(deleted.isEmpty)
    }

    @Test(arguments: [
        "tenant: {services: forbidden}", "tenant: {services: failed}",
        "management: {addresses.kubelb.k8c.io: {tenant-acme/default: {spec: {addresses: [{ip: 192.0.2.31}]}}}}",
    ])
    func stopsWhereItWouldRefuseByThen(change: String) async throws {
        let (results, deleted) = try await Self.apply(Self.three, fresh: Self.three + change)
        #expect(results.map(\.outcome) == [.leftAlone, .notTried, .notTried])
        #expect(deleted.isEmpty)
    }

    private static let deletedNamespace =
        three + """
            tenant: {namespaces: {shop: null}, services: {shop/web: null}, endpointslices.discovery.k8s.io: {shop/web-1: null}}
            """

    @Test func deletesWhatBelongedToADeletedNamespace() async throws {
        let (results, deleted) = try await Self.apply(Self.deletedNamespace, shownNamespace: .absent)
        #expect(results.map(\.outcome) == [.deleted, .deleted, .deleted], "\(results)")
        #expect(deleted.count == 3)
    }

    /// A proxy may omit a namespace from lists, with everything in it.
    @Test(arguments: [Observed<Namespace>.present(Namespace()), .failed("HTTP 500"), .notCollected])
    func leavesAloneWhatBelongsToANamespaceThatOnlyListsLack(namespace: Observed<Namespace>) async throws {
        let (results, deleted) = try await Self.apply(Self.deletedNamespace, shownNamespace: namespace)
        #expect(results.map(\.outcome) == [.leftAlone, .leftAlone, .leftAlone])
        #expect(results.allSatisfy { $0.detail?.contains("namespace shop") == true }, "\(results)")
        #expect(deleted.isEmpty)
    }

    // MARK: Confirmation

    @Test(arguments: [("yes", true), ("YES", true), ("y", false), ("", false), ("no", false), (nil, false)])
    func asks(answer: String?, isConfirmed: Bool) async throws {
        let plan = CleanupPlanner(Topology(try await Self.observation(Self.three))).plan()
        let environment = Self.environment(answer: answer, hasTerminal: true)
        let confirmed = Result { try ConfirmedPlan.confirm(plan, isConfirmed: false, environment) }
        #expect((try? confirmed.get())?.deletions.count == (isConfirmed ? 3 : nil))
        if case .failure(let error) = confirmed { #expect((error as? CommandFailure)?.status == .refused) }
    }

    @Test func refusesWithoutTerminal() async throws {
        let plan = CleanupPlanner(Topology(try await Self.observation(Self.three))).plan()
        let error = #expect(throws: CommandFailure.self) {
            _ = try ConfirmedPlan.confirm(plan, isConfirmed: false, Self.quiet)
        }
        #expect(error?.status == .refused)
        #expect(error?.hint?.contains("--yes") == true)
    }

    @Test func refusesWhatThePlanRefuses() async throws {
        let observation = try await Self.observation(Self.three + "tenant: {services: forbidden}")
        let plan = CleanupPlanner(Topology(observation)).plan()
        let error = #expect(throws: CommandFailure.self) {
            _ = try ConfirmedPlan.confirm(plan, isConfirmed: true, Self.quiet)
        }
        #expect(error?.status == .refused)
    }
}
