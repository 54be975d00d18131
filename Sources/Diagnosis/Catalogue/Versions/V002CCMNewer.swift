import KubeLB
import Kubernetes
import Topology

/// KLC-V002: the CCM is newer than the manager.
struct V002CCMNewer: Check {
    let documentation = CheckDocumentation(
        code: "V002",
        title: "The CCM is newer than the manager",
        severity: .error,
        inputs: [.tenantDeployments, .managementDeployments],
        optionalInputs: [.managementPods, .tenantStates, .configs, .tenantServices, .loadBalancers],
        meaning: """
            The CCM's image is newer than the manager's. KubeLB is upgraded starting with the management cluster: a \
            manager supports older CCMs, not newer ones. If only the patch version is newer, this is just a note.
            """,
        impact: "The CCM may write fields, or need CRDs and permissions, that the management cluster does not have.",
        mending: "Upgrade the CRDs and the manager to the CCM's version, or downgrade the CCM to the manager's.",
        examples: [
            .fires(.error, "the CCM is a minor version ahead", ccm("v1.5.0")),
            .fires(.info, "the CCM is a patch version ahead", ccm("v1.4.4")),
            .fires(
                .error, "the manager's image has no tag, Config names its version",
                """
                management:
                  pods: {kubelb/kubelb-manager-1: {spec: {containers: [{name: manager,
                    image: "quay.io/kubermatic/kubelb-manager:latest"}]}}}
                  tenantstates.kubelb.k8c.io: {tenant-acme/default: null}
                  configs.kubelb.k8c.io: {kubelb/default: {status: {version: {gitVersion: v1.3.5}}}}
                """),
            .fires(
                .error, "a field that the CCM writes is not in the LoadBalancer",
                ccm("v1.5.0") + "\n---\ntenant: {services: {shop/web: {spec: {sessionAffinity: ClientIP}}}}"),
            .silent("the CCM is behind", ccm("v1.3.5")),
            .silent("a development build", ccm("v1.6.0-dev")),
        ])

    /// API servers drop fields that their CRDs do not have.
    private func dropped(_ context: CheckContext) -> [Evidence] {
        let fields = context.topology.takenExposures.flatMap(\.drift).filter { $0.effect == .spec && $0.isLacking }
            .map(\.field).uniqued()
        return fields.isEmpty
            ? []
            : [
                Evidence(
                    "fields of LoadBalancers that the CCM writes, and the older CRDs may drop",
                    ServiceWords.list(fields, limit: 4))
            ]
    }

    func findings(in context: CheckContext) -> [Finding] {
        guard let ccm = ControllerVersion(of: context.topology.ccm, in: context.topology),
            let manager = ControllerVersion.manager(in: context.topology), let ccmRelease = ccm.release,
            let managerRelease = manager.release, managerRelease < ccmRelease
        else { return [] }
        let isPatch = ccmRelease.hasSameMinor(as: managerRelease)
        return [
            Finding(
                isPatch ? .info : .error,
                "The CCM (\(ccm.text)) is newer than the manager (\(manager.text))"
                    + (isPatch ? ", by a patch version only" : "; upgrade the manager first"),
                objects: [ObjectReference(.tenant, ccm.deployment), ObjectReference(.management, manager.deployment)],
                evidence: [ccm.evidence, manager.evidence] + dropped(context),
                remedies: isPatch
                    ? []
                    : [
                        HelmRelease(of: context.topology.manager).applyCRDs(version: ccm.text, context),
                        .then(
                            "upgrade the manager",
                            HelmRelease(of: context.topology.manager).upgrade(to: ccm.text, context), risk: .restart),
                        .fix(
                            "downgrade the CCM to the manager's version",
                            HelmRelease(of: context.topology.ccm).upgrade(to: manager.text, context),
                            risk: .restart),
                    ])
        ]
    }

    private static func ccm(_ tag: String) -> String {
        """
        tenant: {pods: {kubelb/kubelb-ccm-1: {spec: {containers: [{name: ccm,
          image: "quay.io/kubermatic/kubelb-ccm:\(tag)", args: [--cluster-name=acme]}]}}}}
        """
    }
}
