import KubeLB
import Kubernetes
import Topology
import Transport

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
                "delete the tenant's token, which the issued kubeconfig has as well",
                context.kubectl(.management, "-n \(namespace) delete secret \(KubeLBNames.ccmIdentity)"), risk: .delete),
            .then("let the manager issue a new one", touchTenant(context)),
            .then("copy the new kubeconfig", copyKubeconfig(from: namespace, to: kubeconfig.object, context)),
            context.thenRestart(context.topology.ccm),
        ]
    }

    /// What fixes that the CCM cannot reach the management cluster, by how it fails.
    static func reachManagement(
        _ failure: TransportFailure?, isClockWrong: Bool, _ kubeconfig: CCMKubeconfig, _ context: CheckContext
    ) -> [Remedy] {
        if isClockWrong {
            let node = context.topology.pods(of: context.topology.ccm).value?.first?.spec.nodeName
            let name = node.map { ShellWord($0) } ?? .variable("NODE", "the node of the CCM's pod")
            return [
                .fix("fix time synchronization (NTP) on the CCM's node"),
                .inspect(
                    "compare the clock of the node with yours: its kubelet writes its time into this Lease",
                    context.kubectl(.tenant, "-n kube-node-lease get lease \(name) -o yaml")
                        .piped(into: ShellCommand("grep renewTime")).then(ShellCommand("date -u"))),
            ]
        }
        if case .proxy = failure {
            let ccm = context.reference(context.topology.ccm)
            let server = host(kubeconfig, context) ?? .variable("SERVER", "the host of the management API server")
            return [
                .fix(
                    "let the CCM connect without the proxy; if NO_PROXY has a value already, add the server to it",
                    context.kubectl("set env", ccm, "NO_PROXY=\(server)"), risk: .restart),
                .fix("correct HTTPS_PROXY", context.kubectl("edit", ccm), risk: .restart),
                .inspect("show the proxy settings of the CCM", context.kubectl("set env", ccm, "--list")),
            ]
        }
        // The server in the kubeconfigs that the manager issues comes from this ConfigMap.
        let advertised = ObjectReference(
            .management, kind: ConfigMap.kind, namespace: "kube-public", name: "cluster-info")
        let copy = copyKubeconfig(from: tenantNamespace(context), to: kubeconfig.object, context)
        return copyIssuedKubeconfig(kubeconfig, context) + [
            .fix(
                "if the tenant cluster cannot reach the server that the management cluster advertises, correct it",
                context.kubectl("edit", advertised)),
            .then("let the manager issue the kubeconfig again", touchTenant(context)),
            .then("copy it", copy), context.thenRestart(context.topology.ccm),
            .inspect(
                "show the server that the management cluster advertises", context.kubectl("get", advertised, "-o yaml")),
        ]
    }

    /// The host of the management API server as the CCM's kubeconfig has it.
    private static func host(_ kubeconfig: CCMKubeconfig, _ context: CheckContext) -> ShellWord? {
        guard let server = kubeconfig.report(context)?.server,
            let host = server.split(separator: "/").last?.split(separator: ":").first, !host.isEmpty
        else { return nil }
        return ShellWord(String(host))
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
