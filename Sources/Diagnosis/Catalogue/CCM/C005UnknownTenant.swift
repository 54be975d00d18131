import KubeLB
import Kubernetes
import Topology

/// KLC-C005: the CCM works for a tenant that the management cluster does not have.
struct C005UnknownTenant: Check {
    let documentation = CheckDocumentation(
        code: "C005",
        title: "The CCM works for a Tenant that is missing or not its own",
        severity: .error,
        explains: Gate.all(of: .propagated),
        inputs: [.tenantDeployments, .tenants],
        optionalInputs: [.ccmLogs, .managementNamespaces],
        causedBy: ["A004"],
        meaning: """
            The CCM's --cluster-name must be the name of a Tenant in the management cluster, with or without the \
            prefix "tenant-". No Tenant with that name exists, or the CCM's kubeconfig is that of another tenant.
            """,
        impact: """
            The CCM writes to a namespace that does not exist or that no manager manages, so no Service of this \
            cluster becomes reachable. With the permissions of another tenant, it also exits every two minutes.
            """,
        mending: "Correct the Helm value kubelb.tenantName of the CCM, or create the Tenant.",
        examples: [
            .fires(
                .error, "a name that is no Tenant's",
                "tenant: {deployments.apps: {\(CCMExamples.deployment("--cluster-name=acne"))}}"),
            .fires(
                .error, "no Tenant has a similar name",
                "management: {tenants.kubelb.k8c.io: {acme: null, staging: {spec: {}, status: {phase: Ready}}}}"),
            .fires(
                .error, "the tenants are those of KubeLB v1.0",
                """
                management:
                  namespaces: {tenant-acme: {metadata: {ownerReferences: null, labels: {kubelb.k8c.io/managed-by: kubelb}}}}
                  tenants.kubelb.k8c.io: {acme: null}
                """),
            .fires(.error, "the Tenant is gone", "management: {tenants.kubelb.k8c.io: {acme: null}}"),
            .fires(
                .error, "the kubeconfig is another tenant's",
                """
                tenant: {pods: {\(CCMExamples.crashingPod)}}
                logs: {\(CCMExamples.log(
                    "failed to list addresses",
                    "addresses.kubelb.k8c.io is forbidden: User \\\"system:serviceaccount:tenant-other:kubelb-ccm\\\" cannot list "
                        + "resource \\\"addresses\\\" in API group \\\"kubelb.k8c.io\\\" in the namespace \\\"tenant-acme\\\""))}
                """),
            .silent(
                "the name with its prefix",
                "tenant: {deployments.apps: {\(CCMExamples.deployment("--cluster-name=tenant-acme"))}}"),
            .silent("the Tenants may not be read", "management: {tenants.kubelb.k8c.io: forbidden}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        guard let settings = topology.settings.value, let written = settings.clusterName, !settings.convertsIngressOnly,
            // A reference to an environment variable says nothing about the name.
            !written.contains("$(")
        else { return [] }
        let namespace = KubeLBNames.tenantNamespace(forClusterName: written)
        let name = KubeLBNames.tenantName(forNamespace: namespace)
        let tenants = topology.list(.management, Tenant.self)
        guard case .absent = tenants.first(where: { $0.metadata.name == name }) else {
            return foreignAccount(written, namespace, context).map { [$0] } ?? []
        }
        let names = (tenants.value?.items ?? []).map(\.metadata.name)
        let deployment = topology.deployment(of: topology.ccm).value
        return [
            Finding(
                .error, message(written, name, names, context),
                objects: deployment.map { [ObjectReference(.tenant, $0)] } ?? [],
                evidence: [
                    Evidence("CCM: --cluster-name", written),
                    Evidence(
                        "Tenants of the management cluster",
                        names.isEmpty ? "none" : ServiceWords.list(names.sorted(), limit: 8)),
                ],
                remedies: remedies(written, name, names, context))
        ]
    }

    /// The CCM's account lives in the namespace of the tenant that its kubeconfig was issued for.
    private func foreignAccount(_ written: String, _ namespace: String, _ context: CheckContext) -> Finding? {
        for (source, line) in context.topology.recognisedLines(of: context.topology.ccm) {
            guard case .forbidden(let user, _, _, namespace) = line.signature,
                let other = LogExplainer.tenantNamespace(ofAccount: user), other != namespace
            else { continue }
            let tenant = KubeLBNames.tenantName(forNamespace: other)
            let secret = CCMKubeconfig(context).object
            // LoadBalancers of this cluster's Services prove that the name is right.
            let isName = context.topology.exposures.contains { $0.loadBalancer.value?.metadata.namespace == namespace }
            let rename = Remedy.fix(
                "correct the name if Tenant \(tenant) is meant",
                context.set("kubelb.tenantName", HelmValue(tenant), of: context.topology.ccm), risk: .restart)
            return Finding(
                .error,
                "The CCM uses the kubeconfig of Tenant \(tenant), but its --cluster-name=\(written) names another",
                objects: [secret],
                evidence: [Evidence("CCM: --cluster-name", written), context.evidence(source, line)],
                remedies: CCMRemedies.copy(from: ShellWord(namespace), to: secret, context)
                    + (isName ? [] : [rename]))
        }
        return nil
    }

    /// The value of `--cluster-name` that was probably meant: a near name, or the prefix once more where the Tenant's own
    /// name begins with it.
    private func candidates(_ written: String, _ name: String, _ names: [String]) -> [String] {
        let near = names.count == 1 ? names : NearNames.of(name, among: names)
        return names.contains(written) ? [KubeLBNames.tenantPrefix + written] : near
    }

    private func message(
        _ written: String, _ name: String, _ names: [String], _ context: CheckContext
    ) -> String {
        let text =
            "The CCM's --cluster-name=\(written) refers to Tenant \(name), which does not exist in the management cluster"
        if TenantCommands.isUnowned(name, context) {
            return
                "\(text), although namespace \(KubeLBNames.tenantPrefix)\(name) does: KubeLB v1.0 registered tenants by their "
                + "namespaces, and only the managers of v1.1 and v1.2 create Tenants for them"
        }
        let candidates = candidates(written, name, names)
        if names.contains(written) {
            return "\(text); for Tenant \(written) it must be \(candidates.joined())"
        }
        if names.count == 1, let only = names.first { return "\(text); the only Tenant is \(only)" }
        return candidates.isEmpty ? text : "\(text); similar names: \(candidates.joined(separator: ", "))"
    }

    private func remedies(
        _ written: String, _ name: String, _ names: [String], _ context: CheckContext
    ) -> [Remedy] {
        let candidates = candidates(written, name, names)
        let value = candidates.first.map { HelmValue($0) } ?? .variable("NAME", "the name of the Tenant")
        let correct: Remedy = .fix(
            "correct the name of the tenant",
            context.set("kubelb.tenantName", value, of: context.topology.ccm), risk: .restart)
        let isNameWrong = !names.isEmpty && !TenantCommands.isUnowned(name, context)
        return (isNameWrong ? [correct] : []) + TenantCommands.createForCCM(name, context)
            + [.inspect("list the existing Tenants", context.listTenants)]
    }
}
