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
        title: "An API server answers slowly",
        severity: .warning,
        inputs: [.tenantAccess, .managementAccess],
        meaning: """
            The first and smallest request, /version, took more than 2.5 seconds, connection included. The API server is \
            overloaded, or the way to it is.
            """,
        impact: """
            What the CCM and the manager do takes as much longer: addresses arrive late, Leases are lost, and reads end at \
            their deadline.
            """,
        mending: "Look at the load of the API server and of etcd, and at the network in between.",
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
                "The API server of the \(side.rawValue) cluster took \(tenths / 10).\(tenths % 10) s for its first answer",
                evidence: [Evidence("GET /version of the \(side.rawValue) cluster", "\(tenths / 10).\(tenths % 10) s")],
                remedies: [
                    Remedy(
                        "see what the API server says of itself",
                        command: context.kubectl(side, "get --raw /readyz?verbose")
                    ),
                    Remedy("look at the load of the control plane nodes and of etcd, and at the network in between"),
                ])
        }
    }
}
