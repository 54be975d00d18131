import KubeLB
import Topology

/// Ways to mend the CCM's link with the management cluster, shared by several checks.
enum CCMRemedies {
    /// Puts the kubeconfig that the manager issued for the tenant into the CCM's Secret. The CCM reads it only when it
    /// starts.
    static func copyIssuedKubeconfig(_ kubeconfig: CCMKubeconfig, _ context: CheckContext) -> Remedy {
        Remedy(
            "copy the kubeconfig that the manager issued for the tenant\(nameHint(context)) and restart the CCM",
            command: copyKubeconfig(
                from: tenantNamespace(context), to: kubeconfig.namespace, kubeconfig.secretName, context),
            risk: .restart)
    }

    static func copyKubeconfig(
        from tenantNamespace: ShellWord, to namespace: String, _ secretName: String, _ context: CheckContext
    ) -> ShellCommand {
        let read = context.kubectl(
            .management,
            """
            -n \(tenantNamespace) get secret \(KubeLBNames.issuedKubeconfigSecret) \
            -o jsonpath={.data.\(KubeLBNames.kubeconfigKey)}
            """)
        let create = context.kubectl(
            .tenant,
            """
            -n \(namespace) create secret generic \(secretName) \
            --from-file=\(KubeLBNames.kubeconfigKey)=/dev/stdin --dry-run=client -o yaml
            """)
        return read.piped(into: ShellCommand("base64 -d")).piped(into: create, onNewLine: true)
            .piped(into: context.kubectl(.tenant, "apply -f -"), onNewLine: true)
            .then(CommonRemedies.restartCCM(context))
    }

    static func showLog(previous: Bool = false, _ context: CheckContext) -> Remedy {
        Remedy(
            "check the CCM's log",
            command: CommonRemedies.logs(of: context.topology.ccm, previous: previous, context))
    }

    /// The server that the manager writes into the kubeconfigs it issues comes from this ConfigMap.
    static func advertiseServer(_ context: CheckContext) -> Remedy {
        Remedy(
            "check the server that the management cluster advertises; correct it if the tenant cluster cannot reach it",
            command: context.kubectl(.management, "-n kube-public get configmap cluster-info -o yaml"))
    }

    /// The tenant's namespace as a word of a shell command.
    static func tenantNamespace(_ context: CheckContext) -> ShellWord {
        context.topology.tenantNamespace.map { ShellWord($0) } ?? .variable("NAME", prefix: KubeLBNames.tenantPrefix)
    }

    /// The tenant's name as the CCM's chart takes it.
    static func tenantName(_ context: CheckContext) -> HelmValue {
        context.topology.tenant.value.map { HelmValue($0.name) } ?? .variable("NAME")
    }

    /// What to say beside a command that has a variable in the place of the tenant's name.
    static func nameHint(_ context: CheckContext) -> String {
        context.topology.tenant.value == nil ? " (NAME: the tenant's name)" : ""
    }
}
