import Documents
import KubeLB
import Kubernetes
import Topology

/// KLC-A008: an API server takes its time.
struct A008SlowServer: Check {
    /// Seconds for `GET /version` with its connection: a handshake over a slow line takes less than one.
    static let tolerance = 2.5

    let documentation = CheckDocumentation(
        code: "A008",
        title: "An API server responds slowly",
        severity: .warning,
        inputs: [.tenantAccess, .managementAccess],
        meaning: """
            The first and smallest request, GET /version, took more than 2.5 seconds including the connection. The API \
            server or the network path to it is overloaded.
            """,
        impact: """
            The CCM and the manager are slowed down as well: addresses arrive late, Leases are lost, and reads time \
            out.
            """,
        mending: "Check the load of the API server and of etcd, and the network in between.",
        examples: [
            .fires(.warning, "the management API server is slow", "management: {access: {answerSeconds: 3.25}}"),
            .silent("a distant one", "tenant: {access: {answerSeconds: 1.2}}"),
            .silent("the time was not measured", "tenant: {access: {answerSeconds: null}}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        ClusterSide.allCases.compactMap { side in
            guard let seconds = context.topology.access(of: side).value?.answerSeconds, seconds.isFinite,
                seconds > Self.tolerance
            else { return nil }
            let tenths = Int(saturating: (min(seconds, 1e6) * 10).rounded())
            return Finding(
                .warning,
                "The API server of the \(side.rawValue) cluster took \(tenths / 10).\(tenths % 10) s for its first response",
                evidence: [Evidence("GET /version of the \(side.rawValue) cluster", "\(tenths / 10).\(tenths % 10) s")],
                remedies: [
                    .fix("reduce the load of the control plane nodes and of etcd, or fix the network in between"),
                    .inspect("check the health of the API server", context.kubectl(side, "get --raw /readyz?verbose")),
                ]
            ).about(side)
        }
    }
}
