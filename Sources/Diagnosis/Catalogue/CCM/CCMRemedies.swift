import KubeLB
import Topology
import Transport

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

    /// What fixes that the CCM cannot reach the management cluster, by how it fails.
    static func reachManagement(
        _ failure: TransportFailure?, isClockWrong: Bool, _ kubeconfig: CCMKubeconfig, _ context: CheckContext
    ) -> [Remedy] {
        let ccm = context.topology.ccm
        let deployment = "deploy/\(ccm.diagnosedDeploymentName ?? ccm.role.appName)"
        if isClockWrong {
            let node = context.topology.pods(of: ccm).value?.first?.spec.nodeName
            return [
                Remedy(
                    "compare the clock of the CCM's node with yours: its kubelet writes its time into this Lease. Then fix time "
                        + "synchronization (NTP) on the node",
                    command: context.kubectl(
                        .tenant,
                        "-n kube-node-lease get lease \(node.map { ShellWord($0) } ?? .variable("NODE")) -o yaml"
                    ).piped(into: ShellCommand("grep renewTime")).then(ShellCommand("date -u")))
            ]
        }
        if case .proxy = failure {
            return [
                Remedy(
                    "show the proxy settings of the CCM",
                    command: context.kubectl(.tenant, "-n \(ccm.namespace) set env \(deployment) --list")),
                Remedy(
                    "correct HTTPS_PROXY, or let the CCM connect directly by adding the server to NO_PROXY"
                        + (host(kubeconfig, context) == nil ? " (SERVER: the host of the management API server)" : ""),
                    command: context.kubectl(
                        .tenant,
                        "-n \(ccm.namespace) set env \(deployment) NO_PROXY=\(host(kubeconfig, context) ?? .variable("SERVER"))"
                    ),
                    risk: .restart),
            ]
        }
        switch failure {
        case .nameNotResolved(let name):
            return [
                fromPod(
                    "check whether the name resolves in a pod of the tenant cluster; if it does not, fix the cluster's DNS",
                    "nslookup \(name.map { ShellWord($0) } ?? .variable("NAME"))", context),
                advertiseServer(context), issuedKubeconfig(kubeconfig, context),
            ]
        case .tls(.unknownAuthority, _):
            return [reissue(kubeconfig, "the certificate authority of the management cluster was replaced", context)]
        case .tls(.expired, _), .tls(.outsideValidity, _), .tls(.notYetValid, _):
            return [
                Remedy(
                    "renew the serving certificate of the management API server; with kubeadm, on its nodes",
                    command: ShellCommand("kubeadm certs renew apiserver"), risk: .restart)
            ]
        case .tls(.nameMismatch, _):
            return [
                Remedy(
                    "advertise a server name that is in the certificate of the management API server, or add the name to the "
                        + "certificate"), advertiseServer(context), issuedKubeconfig(kubeconfig, context),
            ]
        default:
            return [
                fromPod(
                    "check whether a pod of the tenant cluster can connect; if it cannot, open the way (firewall, NetworkPolicy, "
                        + "routes) to the management API server",
                    "nc -zvw 5 \(host(kubeconfig, context) ?? .variable("SERVER")) \(port(kubeconfig, context))",
                    context),
                advertiseServer(context), issuedKubeconfig(kubeconfig, context),
            ]
        }
    }

    /// Runs a program of busybox in a pod that is removed afterwards.
    private static func fromPod(_ text: String, _ program: ShellWords, _ context: CheckContext) -> Remedy {
        Remedy(
            text,
            command: context.kubectl(
                .tenant,
                """
                -n \(context.topology.ccm.namespace) run kubelb-ctl-check --rm -i --restart=Never --image=busybox:1.37 -- \
                \(words: program)
                """))
    }

    /// Copies the issued kubeconfig; if the CCM has it already, it has to be issued again first.
    static func issuedKubeconfig(_ kubeconfig: CCMKubeconfig, _ context: CheckContext) -> Remedy {
        kubeconfig.report(context)?.equalsIssued == true
            ? reissue(
                kubeconfig, "the CCM already has the kubeconfig that was issued, so a copy would change nothing",
                context)
            : copyIssuedKubeconfig(kubeconfig, context)
    }

    /// The manager writes the kubeconfig again when it reconciles the Tenant, as it does when it starts.
    private static func reissue(_ kubeconfig: CCMKubeconfig, _ reason: String, _ context: CheckContext) -> Remedy {
        Remedy(
            "restart the manager so that it issues the kubeconfig again, and copy that\(nameHint(context)): \(reason)",
            command: restartManagerAndCopy(kubeconfig, context), risk: .restart)
    }

    /// A new token: Kubernetes fills the Secret that the manager creates for the CCM's ServiceAccount.
    static func reissueToken(_ kubeconfig: CCMKubeconfig, _ context: CheckContext) -> Remedy {
        Remedy(
            "issue a new token and copy the new kubeconfig\(nameHint(context)): the CCM has the one that was issued, and the "
                + "management cluster rejects it",
            command: context.kubectl(
                .management, "-n \(tenantNamespace(context)) delete secret \(KubeLBNames.ccmIdentity)"
            ).then(restartManagerAndCopy(kubeconfig, context)), risk: .delete)
    }

    private static func restartManagerAndCopy(_ kubeconfig: CCMKubeconfig, _ context: CheckContext) -> ShellCommand {
        let manager = context.topology.manager
        return CommonRemedies.restartManager(context)
            .then(
                context.kubectl(
                    .management,
                    """
                    -n \(manager.namespace) rollout status \
                    deploy/\(manager.diagnosedDeploymentName ?? KubeLBNames.managerAppName)
                    """)
            )
            .then(
                copyKubeconfig(from: tenantNamespace(context), to: kubeconfig.namespace, kubeconfig.secretName, context)
            )
    }

    /// The port of the management API server as the CCM's kubeconfig has it.
    private static func port(_ kubeconfig: CCMKubeconfig, _ context: CheckContext) -> String {
        let parts = kubeconfig.report(context)?.server?.split(separator: "/").last?.split(separator: ":") ?? []
        return parts.count > 1 ? String(parts[parts.count - 1]) : "443"
    }

    /// The host of the management API server as the CCM's kubeconfig has it.
    private static func host(_ kubeconfig: CCMKubeconfig, _ context: CheckContext) -> ShellWord? {
        guard let server = kubeconfig.report(context)?.server,
            let host = server.split(separator: "/").last?.split(separator: ":").first, !host.isEmpty
        else { return nil }
        return ShellWord(String(host))
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
