import KubeLB
import Topology

/// Ways to mend the CCM's link with the management cluster, shared by several checks.
enum CCMRemedies {
    /// Puts the kubeconfig that the manager issued for the tenant into the CCM's Secret. The CCM reads it only when it
    /// starts.
    static func copyIssuedKubeconfig(_ kubeconfig: CCMKubeconfig, _ context: CheckContext) -> Remedy {
        let namespace = Shell.quote(kubeconfig.namespace)
        let read = context.kubectl(
            .management,
            "-n \(tenantNamespace(context)) get secret \(KubeLBNames.issuedKubeconfigSecret)"
                + " -o jsonpath='{.data.\(KubeLBNames.kubeconfigKey)}' | base64 -d")
        let create = context.kubectl(
            .tenant,
            "-n \(namespace) create secret generic \(Shell.quote(kubeconfig.secretName))"
                + " --from-file=\(KubeLBNames.kubeconfigKey)=/dev/stdin --dry-run=client -o yaml")
        return Remedy(
            "copy the kubeconfig that the manager issued for the tenant\(nameHint(context)), and restart the CCM",
            command: "\(read) \\\n  | \(create) \\\n  | \(context.kubectl(.tenant, "apply -f -"))\n"
                + CommonRemedies.restartCCM(context),
            risk: .restart)
    }

    static func showLog(previous: Bool = false, _ context: CheckContext) -> Remedy {
        Remedy(
            "see what the CCM says",
            command: CommonRemedies.logs(of: context.topology.ccm, previous: previous, context))
    }

    /// The server that the manager writes into the kubeconfigs it issues comes from this ConfigMap.
    static func advertiseServer(_ context: CheckContext) -> Remedy {
        Remedy(
            "see which server the management cluster advertises, and correct it where the tenant cluster cannot reach it",
            command: context.kubectl(.management, "-n kube-public get configmap cluster-info -o yaml"))
    }

    /// The tenant's namespace as a word of a shell command.
    static func tenantNamespace(_ context: CheckContext) -> String {
        context.topology.tenantNamespace.map(Shell.quote) ?? "\"\(KubeLBNames.tenantPrefix)$NAME\""
    }

    /// The tenant's name as a word of a shell command.
    static func tenantName(_ context: CheckContext) -> String {
        context.topology.tenant.value.map { Shell.quote($0.name) } ?? "\"$NAME\""
    }

    /// What to say beside a command that has a variable in the place of the tenant's name.
    static func nameHint(_ context: CheckContext) -> String {
        context.topology.tenant.value == nil ? " (NAME: the tenant's name)" : ""
    }
}
