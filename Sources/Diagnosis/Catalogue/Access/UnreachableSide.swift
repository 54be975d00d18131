import KubeLB
import Redaction
import Topology
import Transport

/// The findings about a cluster whose API cannot be reached: KLC-A001 and KLC-A002 differ in the side alone.
enum UnreachableSide {
    static func findings(of side: ClusterSide, in context: CheckContext) -> [Finding] {
        guard let text = context.topology.failure(of: side) else { return [] }
        let title = side == .tenant ? "tenant" : "management"
        switch SideFailure(describing: text) {
        case .credentials, .notOfTheConnection: return []
        case .answered(let status):
            return [
                finding(
                    side, "The API server of the \(title) cluster responds to every request with HTTP \(status)", text,
                    [
                        .fix(
                            status == 404
                                ? "correct the server in the kubeconfig: it does not serve a Kubernetes API"
                                : "fix the API server itself, or the proxy in front of it")
                    ], context)
            ]
        case .damaged:
            return [
                finding(
                    side,
                    "The API server of the \(title) cluster sends responses that are truncated or not from Kubernetes",
                    text,
                    [.fix("check what is between this machine and the server: a proxy, a load balancer, a login page")],
                    context)
            ]
        case .transport(let failure):
            return [
                finding(
                    side, "The API server of the \(title) cluster is unreachable: \(failure.summary)", text,
                    remedies(for: failure), context)
            ]
        }
    }

    private static func finding(
        _ side: ClusterSide, _ message: String, _ text: String, _ remedies: [Remedy], _ context: CheckContext
    ) -> Finding {
        var evidence = [Evidence("reads of the \(side.rawValue) cluster", TextRedactor.message(text))]
        if let server = context.topology.access(of: side).value?.server {
            evidence.append(Evidence("server of the \(side.rawValue) cluster", server))
        }
        var remedies = remedies
        if side == .management {
            remedies.append(.fix("omit the management flags to use the CCM's own credentials, which can read less"))
        }
        return Finding(
            .error, message, evidence: evidence,
            remedies: remedies + [
                .inspect(
                    "show the server in the kubeconfig",
                    context.kubectl(side, "config view --minify -o jsonpath={.clusters[0].cluster.server}")),
                .inspect("query the API server directly", context.kubectl(side, "version")),
            ])
    }

    private static func remedies(for failure: TransportFailure) -> [Remedy] {
        switch failure {
        case .nameNotResolved: [.fix("correct the server's name in the kubeconfig, or fix DNS or the VPN")]
        case .refused, .notConnected:
            [.fix("correct the server's address and port in the kubeconfig, or start the server")]
        case .timedOut, .unreachable:
            [
                .fix("fix the VPN, the routes or the firewalls to the server"),
                .fix("set proxy-url for the cluster in the kubeconfig if a proxy is needed"),
            ]
        case .reset: [.fix("check what is between this machine and the server: a proxy, a load balancer")]
        case .proxy: [.fix("correct proxy-url in the kubeconfig, HTTPS_PROXY or NO_PROXY")]
        case .tls(let reason, _): remedies(for: reason)
        case .other: [.fix("correct the server in the kubeconfig")]
        }
    }

    private static func remedies(for reason: TLSReason) -> [Remedy] {
        switch reason {
        case .unknownAuthority: [.fix("set certificate-authority-data in the kubeconfig to the cluster's CA")]
        case .expired: [.fix("renew the API server's certificate")]
        case .notYetValid, .outsideValidity:
            [
                .fix("correct the clock of this machine or of the server, or renew the server's certificate"),
                .inspect("show this machine's clock", ShellCommand("date -u")),
            ]
        case .nameMismatch: [.fix("use a name that the certificate contains, or set tls-server-name in the kubeconfig")]
        case .commonNameOnly:
            [.fix("issue the API server's certificate again with its name among the subject alternative names (SANs)")]
        case .notTLS: [.fix("correct the scheme and port of the server in the kubeconfig")]
        case .clientCertificateRefused, .other: [.fix("correct the certificates in the kubeconfig")]
        }
    }
}
