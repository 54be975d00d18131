import Documents
import Kubernetes
import Testing
import Topology

@testable import Commands

/// Taking finalizers off a named object: only where they hold something up, and exactly what was shown.
@Suite struct FinalizerTests {
    private static let uid = "00000000-0000-4000-8000-000000000077"

    private static func propose(_ changes: String, _ word: String) async throws -> FinalizerProposal {
        let observation = try await withCleanupExample(changes) {
            try await BundleSource(path: $0).observe(ServiceSelection())
        }
        let named = try ResourceArguments([word])
        let argument = try #require(
            named.services.first.map(FinalizerArgument.service) ?? named.routes.first.map(FinalizerArgument.routing))
        return try FinalizerProposal.make(argument, namespace: "shop", Topology(observation))
    }

    private static func stuck(_ finalizers: String) -> String {
        """
        tenant: {services: {shop/web: {metadata: {deletionTimestamp: "2026-11-22T11:00:00Z", uid: svc,
          finalizers: [\(finalizers)]}}}}
        """
    }

    @Test func takesOffKubeLBsAlone() async throws {
        let proposal = try await Self.propose(
            Self.stuck("kubelb.k8c.io/cleanup, example.com/mine, kubelb.k8c.io/lb-finalizer"), "svc/web")
        #expect(proposal.finalizers.map(\.index) == [0, 2])
        let operations = (proposal.patch.array ?? []).map {
            "\($0["op"]?.string ?? "") \($0["path"]?.string ?? "") \($0["value"]?.string ?? "")"
        }
        #expect(
            operations == [
                "test /metadata/uid svc", "test /metadata/finalizers/2 kubelb.k8c.io/lb-finalizer",
                "remove /metadata/finalizers/2 ", "test /metadata/finalizers/0 kubelb.k8c.io/cleanup",
                "remove /metadata/finalizers/0 ",
            ])
    }

    @Test func saysThatTheLoadBalancerStays() async throws {
        let changes = """
            tenant: {services: {shop/web: {metadata: {deletionTimestamp: "2026-11-22T11:00:00Z"}}}}
            """
        let proposal = try await Self.propose(changes, "svc/web")
        #expect(proposal.consequences.contains { $0.contains("will be orphaned") })
    }

    @Test func takesThemOffALoadBalancerThatCannotGo() async throws {
        let changes = leavings(leaving("77", of: "old", metadata: "deletionTimestamp: \"2026-11-22T11:00:00Z\","))
        let proposal = try await Self.propose(changes, "lb/\(Self.uid)")
        #expect(proposal.object.name == Self.uid)
        #expect(proposal.finalizers.map(\.name) == ["kubelb.k8c.io/cleanup"])
        let environment = Environment(
            variables: [:], terminalWidth: nil, toolVersion: "0", now: { Timestamp(milliseconds: 0) },
            writeOutput: { _ in }, writeError: { _ in })
        // Its own confirmation: the name, not a yes.
        for (answer, isRight) in [("yes", false), (Self.uid, true)] {
            var environment = environment
            environment.ask = { _ in answer }
            let removal = Result { try ConfirmedRemoval.confirm(proposal, isConfirmed: false, environment) }
            #expect(((try? removal.get()) != nil) == isRight)
        }
        #expect(throws: CommandFailure.self) {
            _ = try ConfirmedRemoval.confirm(proposal, isConfirmed: false, environment)
        }
    }

    struct Refused: Sendable {
        let changes: String
        let word: String
        let status: Commands.ExitStatus
    }

    @Test(arguments: [
        Refused(changes: "", word: "svc/web", status: .refused),
        Refused(changes: leavings(leaving("77", of: "old")), word: "lb/\(uid)", status: .refused),
        Refused(changes: "", word: "svc/none", status: .notFound),
        Refused(changes: "", word: "lb/\(uid)", status: .notFound),
        Refused(changes: "tenant: {services: forbidden}", word: "svc/web", status: .undetermined),
        Refused(changes: "tenant: {services: forbidden}", word: "lb/\(uid)", status: .refused),
    ])
    func refuses(example: Refused) async throws {
        let error = await #expect(throws: CommandFailure.self) {
            _ = try await Self.propose(example.changes, example.word)
        }
        #expect(error?.status == example.status)
    }
}
