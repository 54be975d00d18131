import KubeLB
import Kubernetes
import Topology

/// KLC-V003: a KubeLB whose ways are not fully known.
struct V003ReducedCertainty: Check {
    /// Minor versions of KubeLB 1 whose behaviour at Layer 4 the checks describe.
    private static let knownMinors = 2...5

    let documentation = CheckDocumentation(
        code: "V003",
        title: "This KubeLB version is only partly supported",
        severity: .info,
        inputs: [.managementDeployments, .tenantStates],
        optionalInputs: [.managementPods],
        meaning: """
            A controller is not a release build or has a version that the checks were not written for; then its behaviour \
            is assumed to be that of KubeLB 1.5. Or it is the Enterprise Edition, which can route traffic in other ways.
            """,
        impact: "Findings about the data plane and the nodes may be less certain than stated.",
        mending: "No action is needed; verify such findings before you act on them.",
        examples: [
            .fires(
                .info, "the Enterprise Edition",
                "management: {tenantstates.kubelb.k8c.io: {tenant-acme/default: {status: {version: {edition: EE}}}}}"),
            .fires(.info, "a later major version", manager("v2.0.0", reported: "v2.0.0")),
            .fires(.info, "a development build", manager("v1.5.0-dev", reported: "v1.5.0-dev")),
            .fires(
                .info, "a version that is not a semantic version", manager("sha-1a2b3c4", reported: "main-1a2b3c4")),
            .fires(
                .info, "a development build of the CCM",
                """
                tenant: {pods: {kubelb/kubelb-ccm-1: {spec: {containers: [{name: ccm,
                  image: "quay.io/kubermatic/kubelb-ccm:main", args: [--cluster-name=acme]}]}}}}
                """),
            .silent("an earlier release that is known", manager("v1.3.5", reported: "v1.3.5")),
            .silent("no tag to go by, and a release in TenantState", manager("latest", reported: "v1.4.3")),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        // Without the TenantState a build without a tag could be a release all the same.
        guard let manager = ControllerVersion(of: topology.manager, in: topology), topology.tenantState.unknown == nil
        else { return [] }
        let reported = topology.tenantState.value?.version
        var reasons: [String] = []
        var evidence = [manager.evidence]
        if let reported, !reported.gitVersion.isEmpty || !reported.edition.isEmpty {
            evidence.append(
                Evidence(
                    "TenantState \(topology.tenantNamespace ?? "")/default: status.version",
                    [reported.gitVersion, reported.edition].filter { !$0.isEmpty }.joined(separator: " ")))
        }
        if reported?.edition == "EE" { reasons.append("it is the Enterprise Edition") }
        if let release = manager.release ?? reported.flatMap({ ReleaseVersion($0.gitVersion) }) {
            if release.major != 1 || !Self.knownMinors.contains(release.minor) {
                reasons.append("the checks do not cover \(release)")
            }
        } else {
            reasons.append("the manager's version \(manager.text) is not a release, so that of KubeLB 1.5 is assumed")
        }
        if let ccm = ControllerVersion(of: topology.ccm, in: topology), ccm.release == nil {
            reasons.append("the CCM's version \(ccm.text) is not a release, so that of KubeLB 1.5 is assumed")
            evidence.append(ccm.evidence)
        }
        guard !reasons.isEmpty else { return [] }
        return [
            Finding(
                .info, "This KubeLB version is only partly supported: \(reasons.joined(separator: ", and "))",
                objects: [ObjectReference(.management, manager.deployment)], evidence: evidence)
        ]
    }

    private static func manager(_ tag: String, reported: String) -> String {
        """
        management:
          pods: {kubelb/kubelb-manager-1: {spec: {containers: [{name: manager,
            image: "quay.io/kubermatic/kubelb-manager:\(tag)"}]}}}
          tenantstates.kubelb.k8c.io: {tenant-acme/default: {status: {version: {gitVersion: \(reported)}}}}
        """
    }
}
