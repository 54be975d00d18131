import Kubernetes
import Topology

/// Commands for either cluster. They reach it as the tool itself did, with the options that it was given.
extension CheckContext {
    /// `kubectl --context acme get nodes`.
    package func kubectl(_ side: ClusterSide, _ arguments: ShellWords) -> ShellCommand {
        let target = topology.kubeconfig(of: side)?.kubectlOptions ?? "--context \(Self.contextVariable(side))"
        return ShellCommand("kubectl \(words: target) \(words: arguments)")
    }

    /// `helm --kube-context acme upgrade …`.
    package func helm(_ side: ClusterSide, _ arguments: ShellWords) -> ShellCommand {
        let target =
            topology.kubeconfig(of: side)?.helmOptions ?? "--kube-context \(Self.contextVariable(side))"
        return ShellCommand("helm \(words: target) \(words: arguments)")
    }

    /// `kubelb-ctl trace svc/web -n shop`, of the clusters or the bundle that this run has read.
    package func tool(
        _ arguments: ShellWords, isSwapped: Bool = false, isManagementUnknown: Bool = false
    ) -> ShellCommand {
        if let bundle = topology.bundle {
            return ShellCommand("kubelb-ctl \(words: arguments) --from-bundle \(bundle)")
        }
        var (tenant, management) = (topology.kubeconfig(of: .tenant), topology.kubeconfig(of: .management))
        if isSwapped { swap(&tenant, &management) }
        let hidden: ShellWords =
            topology.position.hides(.tenant) ? "--context \(Self.contextVariable(.tenant))" : ""
        let first = tenant?.options(prefix: "--") ?? hidden
        let second: ShellWords =
            isManagementUnknown
            ? "--management-context \(Self.contextVariable(.management))"
            : management?.options(prefix: "--management-") ?? ""
        return ShellCommand("kubelb-ctl \(words: arguments) \(words: first) \(words: second)")
    }

    /// Stands for a context that is not known; the shell stops the command if it is not set.
    private static func contextVariable(_ side: ClusterSide) -> ShellWord {
        .variable(side.rawValue.uppercased(), "a kubectl context")
    }

    /// The variables that stand for contexts in a text with commands.
    package static func contextVariables(in text: String) -> [String] {
        ClusterSide.allCases.map { $0.rawValue.uppercased() }.filter { text.contains("${\($0):?") }
    }
}

extension KubeconfigRequest {
    /// As kubectl takes them.
    var kubectlOptions: ShellWords { options(prefix: "--") }

    /// As helm takes them; nil if it has no options for what was asked for.
    var helmOptions: ShellWords? {
        guard cluster == nil, user == nil, impersonatedUID == nil, impersonatedExtra.isEmpty, clientCertificate == nil,
            clientKey == nil
        else { return nil }
        return """
            \(option: "--kubeconfig", path) \(option: "--kube-context", context) \
            \(option: "--kube-apiserver", server) \(option: "--kube-ca-file", certificateAuthority) \
            \(option: "--kube-tls-server-name", tlsServerName) \
            \(flag: "--kube-insecure-skip-tls-verify", skipsTLSVerification) \
            \(flag: "--kube-token", token != nil) \(words: tokenValue) \
            \(option: "--kube-as-user", impersonatedUser) \(options: "--kube-as-group", impersonatedGroups)
            """
    }

    /// The options of kubectl with another beginning.
    func options(prefix: String) -> ShellWords {
        """
        \(option: prefix + "kubeconfig", path) \(option: prefix + "context", context) \
        \(option: prefix + "cluster", cluster) \(option: prefix + "user", user) \
        \(option: prefix + "as", impersonatedUser) \(options: prefix + "as-group", impersonatedGroups) \
        \(option: prefix + "as-uid", impersonatedUID) \(options: prefix + "as-user-extra", impersonatedExtra) \
        \(words: overrides(prefix: prefix))
        """
    }

    /// What replaces parts of the kubeconfig. A token is never printed: whoever pastes the command sets it.
    private func overrides(prefix: String) -> ShellWords {
        """
        \(option: prefix + "server", server) \(option: prefix + "certificate-authority", certificateAuthority) \
        \(option: prefix + "tls-server-name", tlsServerName) \
        \(flag: prefix + "insecure-skip-tls-verify", skipsTLSVerification) \
        \(option: prefix + "client-certificate", clientCertificate) \(option: prefix + "client-key", clientKey) \
        \(flag: prefix + "token", token != nil) \(words: tokenValue)
        """
    }

    private var tokenValue: ShellWords {
        token == nil ? "" : "\(ShellWord.variable("TOKEN", "a token for the cluster"))"
    }
}
