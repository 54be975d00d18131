import KubeLB
import Kubernetes
import Topology

/// KLC-V001: the CCM is a minor version or more behind the manager.
struct V001MinorMismatch: Check {
    let documentation = CheckDocumentation(
        code: "V001",
        title: "The CCM has an older minor version than the manager",
        severity: .warning,
        inputs: [.tenantDeployments, .managementDeployments],
        optionalInputs: [.managementPods, .tenantStates, .configs],
        meaning: """
            The images of the manager and of the CCM have different minor versions. The upgrade order is correct, the \
            manager first, but the CCM has not been upgraded yet. During the first hour of the manager's pod this is only a \
            note: an upgrade may be in progress.
            """,
        impact: "One of them may not understand fields that the other writes.",
        mending: "Upgrade the CCM to the manager's minor version.",
        examples: [
            .fires(.warning, "the manager is a minor version ahead", manager("v1.5.0")),
            .fires(
                .warning, "the manager's image has no tag, TenantState names its version",
                """
                management:
                  pods: {kubelb/kubelb-manager-1: {spec: {containers: [{name: manager,
                    image: "quay.io/kubermatic/kubelb-manager@sha256:0123456789abcdef"}]}}}
                  tenantstates.kubelb.k8c.io: {tenant-acme/default: {status: {version: {gitVersion: v1.5.1}}}}
                """),
            .fires(
                .info, "the manager was upgraded ten minutes ago",
                """
                management:
                  pods: {kubelb/kubelb-manager-1: {metadata: {creationTimestamp: "2026-11-22T11:50:00Z"},
                    spec: {containers: [{name: manager, image: "quay.io/kubermatic/kubelb-manager:v1.5.0"}]}}}
                """),
            .silent("another patch version", manager("v1.4.9")),
            .silent(
                "the new image cannot be pulled: the pod that runs has the old one",
                """
                management: {deployments.apps: {kubelb/kubelb-manager: {spec: {template: {spec: {containers: [{name: manager,
                  image: "quay.io/kubermatic/kubelb-manager:v1.5.0"}]}}}}}}
                """),
            .silent("a development build", manager("v1.5.0-dev")),
            .silent("the CCM is the newer one: that is another finding", manager("v1.3.5")),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        guard let ccm = ControllerVersion(of: context.topology.ccm, in: context.topology),
            let manager = ControllerVersion.manager(in: context.topology), let ccmRelease = ccm.release,
            let managerRelease = manager.release, ccmRelease < managerRelease,
            !ccmRelease.hasSameMinor(as: managerRelease)
        else { return [] }
        let started = (context.topology.pods(of: context.topology.manager).value ?? [])
            .compactMap(\.metadata.creationTimestamp).max()
        let isInProgress = started.map { context.now.seconds(since: $0) < Self.upgradeTime } ?? false
        return [
            Finding(
                isInProgress ? .info : .warning,
                "The CCM is \(ccm.text) and the manager \(manager.text): different minor versions",
                objects: [ObjectReference(.tenant, ccm.deployment), ObjectReference(.management, manager.deployment)],
                evidence: [ccm.evidence, manager.evidence],
                remedies: [
                    .fix(
                        "upgrade the CCM to the manager's version",
                        HelmRelease(of: context.topology.ccm).upgrade(to: manager.text, context),
                        risk: .restart)
                ])
        ]
    }

    private static let upgradeTime = 3600.0

    private static func manager(_ tag: String) -> String {
        """
        management:
          pods: {kubelb/kubelb-manager-1: {spec: {containers: [{name: manager,
            image: "quay.io/kubermatic/kubelb-manager:\(tag)"}]}}}
          deployments.apps: {kubelb/kubelb-manager: {spec: {template: {spec: {containers: [{name: manager,
            image: "quay.io/kubermatic/kubelb-manager:\(tag)"}]}}}}}
        """
    }
}
