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
                        Remedy(
                            status == 404
                                ? "check the server in the kubeconfig: it does not serve a Kubernetes API"
                                : "check the API server itself, or the proxy in front of it",
                            command: serverCommand(side, context))
                    ], context)
            ]
        case .damaged:
            return [
                finding(
                    side,
                    "The API server of the \(title) cluster sends responses that are truncated or not from Kubernetes",
                    text,
                    [
                        Remedy(
                            "check what is between this machine and the server: a proxy, a load balancer, a login page",
                            command: serverCommand(side, context))
                    ], context)
            ]
        case .transport(let failure):
            return [
                finding(
                    side, "The API server of the \(title) cluster is unreachable: \(failure.summary)", text,
                    remedies(for: failure, side, context), context)
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
        remedies.append(Remedy("query the API server directly", command: context.kubectl(side, "version")))
        if side == .management {
            remedies.append(
                Remedy("omit the management flags to use the CCM's own credentials, which can read less"))
        }
        return Finding(.error, message, evidence: evidence, remedies: remedies)
    }

    private static func remedies(
        for failure: TransportFailure, _ side: ClusterSide, _ context: CheckContext
    ) -> [Remedy] {
        let server = serverCommand(side, context)
        switch failure {
        case .nameNotResolved:
            return [Remedy("check the server's name in the kubeconfig, DNS and the VPN", command: server)]
        case .refused, .notConnected:
            return [
                Remedy("check the server's address and port in the kubeconfig, and that it is running", command: server)
            ]
        case .timedOut, .unreachable:
            return [
                Remedy("check the VPN, the routes and the firewalls to the server", command: server),
                Remedy("set proxy-url for the cluster in the kubeconfig if a proxy is needed"),
            ]
        case .reset:
            return [
                Remedy("check what is between this machine and the server: a proxy, a load balancer", command: server)
            ]
        case .proxy:
            return [Remedy("check proxy-url in the kubeconfig, HTTPS_PROXY and NO_PROXY", command: server)]
        case .tls(let reason, _): return [remedy(for: reason, server)]
        case .other: return [Remedy("check the server in the kubeconfig", command: server)]
        }
    }

    private static func remedy(for reason: TLSReason, _ server: ShellCommand) -> Remedy {
        switch reason {
        case .unknownAuthority:
            Remedy("set certificate-authority-data in the kubeconfig to the cluster's CA", command: server)
        case .expired: Remedy("renew the API server's certificate", command: server)
        case .notYetValid, .outsideValidity:
            Remedy(
                "compare the clocks of both machines, then the dates of the server's certificate",
                command: ShellCommand("date -u"))
        case .nameMismatch:
            Remedy(
                "use a name that the certificate contains, or set tls-server-name in the kubeconfig", command: server)
        case .notTLS: Remedy("check the scheme and port of the server in the kubeconfig", command: server)
        case .clientCertificateRefused, .other: Remedy("check the certificates in the kubeconfig", command: server)
        }
    }

    private static func serverCommand(_ side: ClusterSide, _ context: CheckContext) -> ShellCommand {
        context.kubectl(side, "config view --minify -o jsonpath={.clusters[0].cluster.server}")
    }
}
