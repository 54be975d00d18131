import Documents
import Kubernetes
import Testing

@testable import Topology

/// Plans as documents, and earlier plans against later ones.
@Suite struct CleanupPlanTests {
    private static func candidate(
        _ name: String, _ verdict: CleanupCandidate.Verdict = .delete, version: String = "1", uid: String? = nil
    ) -> CleanupCandidate {
        var candidate = CleanupCandidate(
            verdict, "X001",
            CleanupObject(
                side: .management, kind: "LoadBalancer", namespace: "tenant-acme", name: name,
                uid: uid ?? "uid-\(name)",
                resourceVersion: version), origin: "shop/\(name)", originUID: name, reason: "Service gone")
        candidate.addresses = ["198.51.100.7"]
        candidate.ports = ["80/TCP"]
        candidate.created = Timestamp("2026-11-22T10:00:00Z")
        return candidate
    }

    private static func plan(_ candidates: [CleanupCandidate]) throws -> CleanupPlan {
        var plan = CleanupPlan(generatedAt: try #require(Timestamp("2026-11-22T12:00:00Z")))
        plan.tenantNamespace = "tenant-acme"
        plan.clusters = [.tenant: "t", .management: "m"]
        plan.options = CleanupOptions(includesReplaced: true, maxDeletes: 3)
        plan.candidates = candidates
        return plan
    }

    private static func document(_ plan: CleanupPlan) -> JSONObject {
        var document: JSONObject = [
            "apiVersion": "kubelb-ctl/v1", "kind": "CleanupPlan", "generatedAt": .string("\(plan.generatedAt)"),
        ]
        for (key, value) in plan.members.members { document[key] = value }
        return document
    }

    @Test func comesBackFromItsDocument() throws {
        var plan = try Self.plan([Self.candidate("a"), Self.candidate("b", .review)])
        plan.refusals = [CleanupRefusal(.tooManyDeletes, "too many", hint: "fewer")]
        #expect(try CleanupPlan(document: .object(Self.document(plan))) == plan)
    }

    @Test(arguments: ["generatedAt", "options", "candidates", "refusals", "kind", "apiVersion"])
    func nothingMayBeMissing(key: String) throws {
        var document = Self.document(try Self.plan([Self.candidate("a")]))
        document[key] = nil
        #expect(throws: CleanupPlanError.self) { try CleanupPlan(document: .object(document)) }
    }

    @Test(arguments: ["uid", "resourceVersion", "name", "cluster"])
    func nothingMayBeMissingOfAnObject(key: String) throws {
        let document = JSONValue.object(Self.document(try Self.plan([Self.candidate("a")])))
        let item = try #require(document["candidates"]?[0])
        let broken = document.merging(
            patch: ["candidates": .array([item.merging(patch: ["object": .object([key: .null])])])])
        #expect(throws: CleanupPlanError.self) { try CleanupPlan(document: broken) }
    }

    @Test(arguments: ["Namespace", "Deployment", "Secret"])
    func otherKindsAreNeverDeleted(kind: String) throws {
        let document = JSONValue.object(Self.document(try Self.plan([Self.candidate("a")])))
        let item = try #require(document["candidates"]?[0])
        let broken = document.merging(
            patch: ["candidates": .array([item.merging(patch: ["object": ["kind": .string(kind)]])])])
        #expect(throws: CleanupPlanError.self) { try CleanupPlan(document: broken) }
    }

    @Test func anEarlierPlanAgreesWhileItIsTrue() throws {
        let earlier = try Self.plan([Self.candidate("a"), Self.candidate("b"), Self.candidate("seen", .review)])
        let now = try Self.plan([Self.candidate("a"), Self.candidate("new")])
        let agreement = earlier.agreement(with: now) { $0.name == "b" }
        #expect(agreement.due.map(\.object.name) == ["a"])
        #expect(agreement.gone == ["LoadBalancer tenant-acme/b"])
        #expect(agreement.differences.isEmpty)
        let restricted = now.restricted(to: agreement.due)
        #expect(restricted.deletions.map(\.object.name) == ["a"])
        #expect(restricted.candidates.map(\.verdict) == [.delete, .review])
    }

    @Test func anyDifferenceIsNamed() throws {
        let earlier = try Self.plan([Self.candidate("a")])
        let others = [
            try Self.plan([]), try Self.plan([Self.candidate("a", .review)]),
            try Self.plan([Self.candidate("a", version: "2")]), try Self.plan([Self.candidate("a", uid: "other")]),
        ]
        for other in others { #expect(earlier.agreement(with: other) { _ in false }.differences.count == 1) }
        var elsewhere = earlier
        elsewhere.clusters[.management] = "another"
        #expect(earlier.agreement(with: elsewhere) { _ in false }.differences.count == 1)
        elsewhere = earlier
        elsewhere.tenantNamespace = "tenant-other"
        #expect(earlier.agreement(with: elsewhere) { _ in false }.differences.count == 1)
    }
}
