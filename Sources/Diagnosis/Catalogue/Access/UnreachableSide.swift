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
                    side, "The API server of the \(title) cluster answers every request with HTTP \(status)", text,
                    [
                        Remedy(
                            status == 404
                                ? "check the server in the kubeconfig: what answers there is not a Kubernetes API"
                                : "look at the API server itself, or at the proxy in front of it",
                            command: serverCommand(side, context))
                    ], context)
            ]
        case .damaged:
            return [
                finding(
                    side, "The API server of the \(title) cluster gives answers that are cut off, or not Kubernetes'",
                    text,
                    [
                        Remedy(
                            "check what stands between here and the server: a proxy, a load balancer, a sign-in page",
                            command: serverCommand(side, context))
                    ], context)
            ]
        case .transport(let failure):
            return [
                finding(
                    side, "The API of the \(title) cluster cannot be reached: \(failure.summary)", text,
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
        remedies.append(Remedy("ask the API server itself", command: context.kubectl(side, "version")))
        if side == .management {
            remedies.append(
                Remedy("name no management cluster: the CCM's own credentials are used then, with a narrower view"))
        }
        return Finding(.error, message, evidence: evidence, remedies: remedies)
    }

    private static func remedies(
        for failure: TransportFailure, _ side: ClusterSide, _ context: CheckContext
    ) -> [Remedy] {
        let server = serverCommand(side, context)
        switch failure {
        case .nameNotResolved:
            return [Remedy("check the server's name in the kubeconfig, the DNS and the VPN", command: server)]
        case .refused, .notConnected:
            return [Remedy("check the server's address and port in the kubeconfig, and that it runs", command: server)]
        case .timedOut, .unreachable:
            return [
                Remedy("check the VPN, the route and the firewall to the server", command: server),
                Remedy("where a proxy is needed, set proxy-url for the cluster in the kubeconfig"),
            ]
        case .reset:
            return [Remedy("check what stands between here and the server: a proxy, a load balancer", command: server)]
        case .proxy:
            return [Remedy("check proxy-url in the kubeconfig, HTTPS_PROXY and NO_PROXY", command: server)]
        case .tls(let reason, _): return [remedy(for: reason, server)]
        case .other: return [Remedy("check the server in the kubeconfig", command: server)]
        }
    }

    private static func remedy(for reason: TLSReason, _ server: ShellCommand) -> Remedy {
        switch reason {
        case .unknownAuthority:
            Remedy("put the cluster's CA into certificate-authority-data of the kubeconfig", command: server)
        case .expired: Remedy("renew the API server's certificate", command: server)
        case .notYetValid, .outsideValidity:
            Remedy(
                "compare the clocks of both machines, then the dates of the server's certificate",
                command: ShellCommand("date -u"))
        case .nameMismatch:
            Remedy("use a name that the certificate holds, or set tls-server-name in the kubeconfig", command: server)
        case .notTLS: Remedy("check scheme and port of the server in the kubeconfig", command: server)
        case .clientCertificateRefused, .other: Remedy("check the certificates in the kubeconfig", command: server)
        }
    }

    private static func serverCommand(_ side: ClusterSide, _ context: CheckContext) -> ShellCommand {
        context.kubectl(side, "config view --minify -o jsonpath={.clusters[0].cluster.server}")
    }
}
