import KubeLB
import Kubernetes
import Testing
import Topology

@testable import Commands

/// A tenant cluster that shows a namespace but not its objects, or fewer Services than its CCM counts.
@Suite struct HiddenNamespaceTests {
    private static let orphan =
        leavings(leaving("77", of: "old")).replacing("origin-ns: shop", with: "origin-ns: team")
        + "tenant: {namespaces: {team: {}}}"

    private static func plan(_ change: (inout Observation) -> Void) async throws -> CleanupPlan {
        var observation = try await withCleanupExample(orphan) {
            try await BundleSource(path: $0).observe(ServiceSelection())
        }
        change(&observation)
        return CleanupPlanner(Topology(observation)).plan()
    }

    private static func certificates(in namespaces: String...) -> Observed<ObjectList<RootCertificate>> {
        .present(
            ObjectList(
                items: namespaces.map { namespace in
                    var certificate = RootCertificate()
                    certificate.metadata.name = RootCertificate.name
                    certificate.metadata.namespace = namespace
                    return certificate
                }))
    }

    @Test func nothingIsDeletedIfNoObjectOfItsNamespaceIsVisible() async throws {
        let plan = try await Self.plan { $0.set(.tenant, Self.certificates(in: "default", "kube-system", "shop")) }
        #expect(plan.candidates.map(\.verdict) == [.review])
        #expect(plan.candidates.first?.reason.contains("no object in namespace team is visible") == true)
    }

    @Test(arguments: [
        Observed<ObjectList<RootCertificate>>.failed("HTTP 500"),
        .forbidden(MissingRight(verb: "list", resource: "configmaps")),
    ])
    func nothingIsDeletedIfThatIsUnknown(certificates: Observed<ObjectList<RootCertificate>>) async throws {
        let plan = try await Self.plan { $0.set(.tenant, certificates) }
        #expect(plan.candidates.map(\.verdict) == [.review])
    }

    @Test func isDeletedIfAnObjectOfItsNamespaceIsVisible() async throws {
        let plan = try await Self.plan { $0.set(.tenant, Self.certificates(in: "default", "team")) }
        #expect(plan.candidates.map(\.verdict) == [.delete], "\(plan.candidates)")
    }

    /// A bundle has no such ConfigMaps, and nothing is deleted with one.
    @Test func isJudgedInBundlesWithoutThem() async throws {
        let plan = try await Self.plan { _ in }
        #expect(plan.candidates.map(\.verdict) == [.delete], "\(plan.candidates)")
    }

    @Test(arguments: [(0, CleanupCandidate.Verdict.delete), (1, .review)])
    func comparesWhatTheCCMCounts(count: Int, verdict: CleanupCandidate.Verdict) async throws {
        let page = """
            kubelb_ccm_managed_services{namespace="shop"} 1
            kubelb_ccm_managed_services{namespace="team"} \(count)
            process_start_time_seconds 1

            """
        let plan = try await Self.plan { observation in
            let source = MetricsSource(.ccm, namespace: "kubelb", pod: "kubelb-ccm-1")
            observation.metrics[source] = PodMetrics.decode(Array(page.utf8), of: source)
        }
        #expect(plan.candidates.map(\.verdict) == [verdict], "\(plan.candidates)")
    }
}
