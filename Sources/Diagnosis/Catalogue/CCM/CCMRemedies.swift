import KubeLB
import Kubernetes
import Topology

/// Remedies for the CCM's link with the management cluster and its settings, shared by several checks.
enum CCMRemedies {
    /// Puts the kubeconfig that the manager issued for the tenant into the CCM's Secret. The CCM reads it only when it
    /// starts.
    static func copyIssuedKubeconfig(_ kubeconfig: CCMKubeconfig, _ context: CheckContext) -> [Remedy] {
        copy(from: tenantNamespace(context), to: kubeconfig.object, context)
    }

    static func copy(from tenantNamespace: ShellWord, to secret: ObjectReference, _ context: CheckContext) -> [Remedy] {
        [
            .fix(
                "copy the kubeconfig that the manager issued for the tenant",
                copyKubeconfig(from: tenantNamespace, to: secret, context)),
            context.thenRestart(context.topology.ccm),
        ]
    }

    static func copyKubeconfig(
        from tenantNamespace: ShellWord, to secret: ObjectReference, _ context: CheckContext
    ) -> ShellCommand {
        let read = context.kubectl(
            .management,
            """
            -n \(tenantNamespace) get secret \(KubeLBNames.issuedKubeconfigSecret) \
            -o jsonpath={.data.\(KubeLBNames.kubeconfigKey)}
            """)
        let create = context.kubectl(
            beside: secret,
            """
            create secret generic \(secret.name) \
            --from-file=\(KubeLBNames.kubeconfigKey)=/dev/stdin --dry-run=client -o yaml
            """)
        return read.piped(into: ShellCommand("base64 -d")).piped(into: create, onNewLine: true)
            .piped(into: context.kubectl(.tenant, "apply -f -"), onNewLine: true)
    }

    /// Copies the issued kubeconfig, or has a new one issued if the CCM has that already.
    static func renewKubeconfig(_ kubeconfig: CCMKubeconfig, _ context: CheckContext) -> [Remedy] {
        guard kubeconfig.report(context)?.equalsIssued == true else { return copyIssuedKubeconfig(kubeconfig, context) }
        let namespace = tenantNamespace(context)
        return [
            .fix(
                "delete the tenant's token and the kubeconfig that was issued with it",
                context.kubectl(
                    .management,
                    """
                    -n \(namespace) delete secret \(KubeLBNames.ccmIdentity) \(KubeLBNames.issuedKubeconfigSecret)
                    """), risk: .delete),
            .then(
                "let the manager issue new ones", touchTenant(context).then(waitForKubeconfig(in: namespace, context))),
            .then("copy the new kubeconfig", copyKubeconfig(from: namespace, to: kubeconfig.object, context)),
            context.thenRestart(context.topology.ccm),
        ]
    }

    /// Returns when the manager has issued a kubeconfig for a tenant: copied earlier, it would be empty.
    static func waitForKubeconfig(in tenantNamespace: ShellWord, _ context: CheckContext) -> ShellCommand {
        context.kubectl(
            .management,
            """
            -n \(tenantNamespace) wait --for=create secret/\(KubeLBNames.issuedKubeconfigSecret) --timeout=60s
            """)
    }

    static func setTenantName(_ context: CheckContext) -> Remedy {
        .fix(
            "set the tenant name", context.set("kubelb.tenantName", tenantName(context), of: context.topology.ccm),
            risk: .restart)
    }

    static func manageAnyClass(_ context: CheckContext) -> Remedy {
        .fix(
            "let the CCM manage Services of any class",
            context.set("kubelb.useLoadBalancerClass", "false", of: context.topology.ccm), risk: .restart)
    }

    // MARK: The tenant

    /// Makes the manager reconcile the Tenant: it creates what is missing in the tenant's namespace.
    static func touchTenant(_ context: CheckContext) -> ShellCommand {
        context.topology.onlyTenant.map { context.touch(.tenant($0)) }
            ?? context.touch(.management, "\(Tenant.resource) \(.variable("NAME", "the name of the Tenant"))")
    }

    /// The tenant's namespace as a word of a shell command.
    static func tenantNamespace(_ context: CheckContext) -> ShellWord {
        context.topology.tenantNamespace.map { ShellWord($0) }
            ?? context.topology.onlyTenant.map { ShellWord(KubeLBNames.tenantPrefix + $0) }
            ?? .variable("NAME", "the name of the Tenant", prefix: KubeLBNames.tenantPrefix)
    }

    /// The tenant's name as the CCM's chart takes it.
    static func tenantName(_ context: CheckContext) -> HelmValue {
        context.topology.onlyTenant.map { HelmValue($0) } ?? .variable("NAME", "the name of the Tenant")
    }
}
