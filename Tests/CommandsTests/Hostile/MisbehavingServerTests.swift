import APIServer
import Commands
import Documents
import LocalSystem
import TestSupport
import Testing

/// A healthy pair of clusters whose API server on one side misbehaves: every command ends, within a bound of requests, and
/// says nothing about the clusters that follows from the wrong answers alone.
@Suite(.serialized, .timeLimit(.minutes(20)))
struct MisbehavingServerTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let misbehaviour: Misbehaviour
        let side: ServedSide
        var place = "/"

        var testDescription: String { "\(misbehaviour.name), \(side.rawValue), \(place)" }
    }

    /// Every misbehaviour on every side and place, or each of them at one place in turn.
    static func cases(
        _ misbehaviours: [Misbehaviour], _ places: [(ServedSide, String)] = [(.tenant, "/"), (.management, "/")]
    ) -> [Case] {
        misbehaviours.enumerated().flatMap { index, misbehaviour in
            places.enumerated().filter { TestExtent.isWhole || $0.offset == index % places.count }.map { _, place in
                Case(misbehaviour: misbehaviour, side: place.0, place: place.1)
            }
        }
    }

    /// Those of the recorded clusters themselves, which serving them changes a little: nobody plays the CCM's part.
    private static let ownCodes = Locked<[String: Set<String>]>([:])

    /// Findings that follow from the wrong answers: about the access to a cluster they may be, about the cluster they are false.
    func falseCodes(_ run: Run, of name: String = "01-healthy") async throws -> [String] {
        var own = Self.ownCodes.withLock { $0[name] }
        if own == nil {
            own = Set(try await HostilePair.honest(name) { try codes(await $0.run(["doctor", "-o", "json"])) })
            Self.ownCodes.withLock { $0[name] = own }
        }
        return try codes(run).filter { own?.contains($0) != true && !$0.hasPrefix("KLC-A") && !$0.hasPrefix("KLC-R") }
    }

    private func codes(_ run: Run) throws -> [String] {
        let report = try JSONValue(parsing: Array(run.output.utf8))
        return (report["findings"]?.array ?? []).compactMap { $0["code"]?.string }
    }

    @Test(arguments: cases(Misbehaviour.lies + Misbehaviour.broken))
    func aHealthyClusterHasNoFindings(example: Case) async throws {
        try await HostilePair.with("01-healthy", example.misbehaviour, on: example.side) { pair in
            let run = await pair.run(["doctor", "-o", "json"])
            #expect(run.status != .usage)
            let found = try await falseCodes(run)
            #expect(found.isEmpty)
            #expect(run.status != .success, "\(run.output.prefix(400))")
            #expect(pair.requests.count < 1000)
        }
    }

    /// One kind of the many: what is missing is said, and never taken for absent.
    @Test(
        arguments: cases(
            Misbehaviour.lies,
            [(.tenant, "/services"), (.management, "/loadbalancers"), (.management, "/tenants"), (.tenant, "/nodes")]))
    func oneKindThatCannotBeReadIsUnknown(example: Case) async throws {
        try await HostilePair.with("01-healthy", example.misbehaviour, on: example.side, at: example.place) { pair in
            let run = await pair.run(["doctor", "-o", "json"])
            let found = try await falseCodes(run)
            #expect(found.isEmpty)
            #expect(run.status != .success)
        }
    }

    /// "No pods of the CCM" is only reported if the server answered that, and nothing else is wrong with it.
    @Test(arguments: cases(Misbehaviour.lies))
    func logsReportNothingAbsent(example: Case) async throws {
        try await HostilePair.with("01-healthy", example.misbehaviour, on: example.side) { pair in
            let run = await pair.run(["logs", "--tail", "5"])
            #expect(!run.error.contains("no pods"), "\(run.error)")
            #expect(run.status != .success, "\(run.error)")
        }
    }

    /// LoadBalancers that could not be read may belong to this cluster.
    @Test(arguments: cases(Misbehaviour.lies, [(.management, "/"), (.management, "/loadbalancers"), (.tenant, "/")]))
    func cleanupReportsNothingAbsent(example: Case) async throws {
        try await HostilePair.with("14-orphan-lb", example.misbehaviour, on: example.side, at: example.place) { pair in
            let run = await pair.run(["cleanup"])
            #expect(!run.output.contains("no LoadBalancer in"), "\(run.output)")
        }
    }

    @Test(arguments: [ServedSide.tenant, .management])
    func anEmptyListThatNoAPIServerSendsIsNotTheAbsenceOfPods(side: ServedSide) async throws {
        try await HostilePair.with("01-healthy", .emptyPodList, on: side, at: "/pods?") { pair in
            let run = await pair.run(["logs", "--tail", "5"])
            #expect(!run.error.contains("no pods"), "\(run.error)")
            #expect(run.status == .undetermined, "\(run.error)")
        }
    }

    // MARK: Deletions

    /// One LoadBalancer of this cluster is orphaned and one is not; whatever the tenant's server answers instead of its
    /// Services, the live one stays, and the orphan stays unless everything about it was read.
    @Test(
        arguments: cases(
            Misbehaviour.lies + Misbehaviour.broken,
            ["/services", "/", "/services?", "/nodes", "/services/", "/namespaces", "/apis/"].map { (.tenant, $0) }))
    func nothingAliveIsDeleted(example: Case) async throws {
        try await nothingAliveIsDeleted(example)
    }

    /// The same for the management cluster, which tells which LoadBalancers there are and who writes them.
    @Test(
        arguments: cases(
            Misbehaviour.lies + Misbehaviour.broken,
            ["/loadbalancers", "/", "/addresses", "/namespaces"].map { (.management, $0) }))
    func nothingAliveIsDeletedBehindTheManagementCluster(example: Case) async throws {
        try await nothingAliveIsDeleted(example)
    }

    private func nothingAliveIsDeleted(_ example: Case) async throws {
        try await HostilePair.with("14-orphan-lb", example.misbehaviour, on: example.side, at: example.place) { pair in
            let run = await pair.run(["cleanup", "--yes"], timeout: "1s")
            let deletions = pair.requests.filter { $0.hasPrefix("DELETE") }
            #expect(!deletions.contains { $0.contains("8bc27dc3-1141-4666-9cbe-0c82eefe9277") }, "\(run.output)")
            if example.place.hasPrefix("/services") { #expect(deletions.isEmpty, "\(run.output)") }
        }
    }

    /// The law would hold for a clean-up that does nothing.
    @Test func anHonestServerGetsTheDeletion() async throws {
        try await HostilePair.honest("14-orphan-lb") { pair in
            let run = await pair.run(["cleanup", "--yes"])
            let deletions = pair.requests.filter { $0.hasPrefix("DELETE") }
            #expect(deletions.count == 1, "\(run.output)\(run.error)")
            #expect(deletions.first?.contains("2aa0d4f0-adc3-4c96-9ec8-e112609ef183") == true)
        }
    }
}
