import KubeLB
import Kubernetes
import Topology

/// KLC-A006: the clock of this machine and a cluster's do not agree.
struct A006ClockSkew: Check {
    /// Seconds; tokens and Leases bear less than a minute.
    static let tolerance = 30.0

    let documentation = CheckDocumentation(
        code: "A006",
        title: "The clock of a cluster differs from this machine's",
        severity: .warning,
        inputs: [.tenantAccess, .managementAccess],
        meaning: """
            The Date header of an API server differs by more than 30 seconds from the time of the machine that sent \
            the request. One of the two clocks is wrong.
            """,
        impact:
            "Tokens and certificates may be rejected, and the ages of objects and Leases are off by the same amount.",
        mending: "Synchronize both clocks, usually with NTP.",
        examples: [
            .fires(.warning, "the management cluster is behind", "management: {access: {clockSkewSeconds: 95.5}}"),
            .fires(.warning, "the tenant cluster is ahead", "tenant: {access: {clockSkewSeconds: -31}}"),
            .silent("half a minute", "tenant: {access: {clockSkewSeconds: 30}}"),
            .silent("the skew was not measured", "tenant: {access: {clockSkewSeconds: null}}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        ClusterSide.allCases.compactMap { side in
            guard let skew = context.topology.access(of: side).value?.clockSkewSeconds, skew.isFinite,
                abs(skew) > Self.tolerance
            else { return nil }
            let length = Age.text(seconds: min(abs(skew), 1e15))
            return Finding(
                .warning,
                "The clock of the \(side.rawValue) cluster is \(length) \(skew > 0 ? "behind" : "ahead of") this machine's",
                evidence: [
                    Evidence("Date header of the \(side.rawValue) cluster's API server", "differs by \(length)")
                ],
                remedies: [
                    .fix(
                        "synchronize the clocks of this machine and of the control plane nodes of the \(side.rawValue) cluster (NTP)"
                    ),
                    .inspect(
                        "check whether this machine's clock is synchronized", ShellCommand("timedatectl status")),
                ]
            ).about(side)
        }
    }
}
