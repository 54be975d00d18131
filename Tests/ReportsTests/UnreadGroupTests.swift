import Kubernetes
import Testing
import Topology

@testable import Reports

/// Reads that failed for one reason are one line, cut after a few.
@Suite struct UnreadGroupTests {
    private static let archive = UnknownReason.failed(UnknownReason.incompleteArchive + "truncated")

    private static func failed(_ input: Input, _ reason: String) -> StageUnknown {
        StageUnknown(input: input, reason: .failed(reason))
    }

    private static let pods = MissingRight(verb: "list", resource: "pods")

    @Test(arguments: [
        // One read keeps its request; several name themselves.
        ([failed(.tenantPods, "GET /api/v1/pods: timed out")], ["tenant/pods: failed: GET /api/v1/pods: timed out"]),
        (
            [failed(.tenantPods, "GET /api/v1/pods: timed out"), failed(.tenantNodes, "GET /api/v1/nodes: timed out")],
            ["tenant/pods, tenant/nodes: failed: timed out"]
        ),
        // Another reason, or the other cluster.
        (
            [
                failed(.tenantPods, "GET /api/v1/pods: timed out"), failed(.tenantNodes, "HTTP 500"),
                failed(.managementPods, "GET /api/v1/pods: timed out"),
            ],
            [
                "tenant/pods: failed: GET /api/v1/pods: timed out", "tenant/nodes: failed: HTTP 500",
                "management/pods: failed: GET /api/v1/pods: timed out",
            ]
        ),
        (
            [Input.tenantPods, .managementPods, .tenantNodes, .tenantServices, .tenantEvents]
                .map { StageUnknown(input: $0, reason: archive) },
            [
                "tenant/pods, management/pods, tenant/nodes and 2 more reads: failed: not in the archive, which is "
                    + "incomplete: truncated"
            ]
        ),
        (
            [StageUnknown(input: .tenantPods, reason: .forbidden(pods)), failed(.tenantNodes, "HTTP 500")],
            ["tenant/pods: forbidden: needs \(pods)", "tenant/nodes: failed: HTTP 500"]
        ),
    ])
    func oneLineForEachReason(unknowns: [StageUnknown], lines: [String]) {
        #expect(UnreadGroup.groups(of: unknowns).map(\.text) == lines)
    }
}
