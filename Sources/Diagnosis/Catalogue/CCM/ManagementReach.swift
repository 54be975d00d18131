import Characters
import KubeLB
import Kubernetes
import Topology
import Transport

/// Why the CCM does not reach the management API server, beyond the failure itself, and what fixes it.
struct ManagementReach {
    /// A sentence without its full stop; nil if both clusters show no more than the failure.
    let words: String?
    let objects: [ObjectReference]
    let evidence: [Evidence]
    let remedies: [Remedy]

    /// `error` is the text of which the failure was made.
    init(
        _ failure: TransportFailure?, error: String = "", isClockWrong: Bool, _ kubeconfig: CCMKubeconfig,
        _ context: CheckContext
    ) {
        let reach = Finder(failure: failure, kubeconfig: kubeconfig, context: context)
        if let dns = reach.dns {
            (words, objects, evidence, remedies) = (dns.words, dns.objects, dns.evidence, dns.remedies)
        } else if let policies = reach.policies {
            words =
                "\(policies.names) of the tenant cluster \(policies.doNotAllow) \(reach.need.words) from the CCM's pods"
            objects = policies.references(.tenant)
            evidence = policies.evidence
            remedies = reach.allow(policies)
        } else {
            (words, objects, evidence) = (nil, [], [])
            remedies = isClockWrong ? reach.clock : reach.remedies(error)
        }
    }
}

private struct Finder {
    let failure: TransportFailure?
    let kubeconfig: CCMKubeconfig
    let context: CheckContext

    /// Whether the failure can come from packets that are dropped or rejected on their way.
    private var isPath: Bool {
        switch failure {
        case .timedOut, .unreachable, .notConnected, .refused, .nameNotResolved: true
        case .reset, .tls, .proxy, .other, nil: false
        }
    }

    private var isName: Bool { if case .nameNotResolved = failure { true } else { false } }

    var dns: ClusterDNS? { isName ? ClusterDNS(downIn: .tenant, context) : nil }

    // MARK: NetworkPolicies

    /// What the CCM's pods have to reach.
    struct Need {
        let host: String?
        let port: Int
        let `protocol`: String

        var words: String { "\(`protocol`) \(port)\(host.map { " to \($0)" } ?? "")" }
    }

    var need: Need {
        if isName { return Need(host: nil, port: 53, protocol: "UDP") }
        let server = kubeconfig.report(context)?.server.flatMap(Self.authority)
        let endpoint = failure?.endpoint.map { Self.split($0) } ?? server
        return Need(host: endpoint?.host, port: endpoint?.port ?? server?.port ?? 443, protocol: "TCP")
    }

    /// The policies around the CCM's pods, if they do not allow what it needs.
    var policies: PodPolicies? {
        guard isPath, let pod = context.topology.pods(of: context.topology.ccm).value?.first,
            !pod.spec.hostNetwork, let all = context.topology.list(.tenant, NetworkPolicy.self).value,
            let policies = PodPolicies(
                all.items, .egress, namespace: pod.metadata.namespace, labels: pod.metadata.labels)
        else { return nil }
        let need = need
        let isAllowed =
            isName
            ? policies.allows(need.port, need.protocol)
            : policies.allowsOutside(need.port, need.protocol, need.host)
        return isAllowed ? nil : policies
    }

    func allow(_ policies: PodPolicies) -> [Remedy] {
        let role = context.topology.ccm.role
        let namespace = policies.restricting[0].metadata.namespace
        return [
            .fix(
                "add a NetworkPolicy that allows it; policies are additive",
                context.allow(
                    .tenant, .egress, [(need.port, need.protocol)], namespace: namespace,
                    labels: [KubeLBNames.appNameLabel: role.appName])),
            .inspect("show the policies", context.networkPolicies(.tenant, namespace: namespace)),
        ]
    }

    // MARK: Remedies by the failure

    func remedies(_ error: String) -> [Remedy] {
        switch failure {
        case .nameNotResolved(let host): return resolve(host, isMissing: error.containsBytes(of: "no such host"))
        case .timedOut, .unreachable:
            return [
                .fix(
                    "allow connections from the tenant cluster to \(serverWords): check firewalls, security groups and "
                        + "routing"),
                .inspect("list the node on which the CCM runs", listCCM), advertised,
            ]
        case .tls(.nameMismatch(let name), _):
            return [
                .fix(
                    "add \(name.map { "the name \($0)" } ?? "the name") to the certificate of the management API server (its "
                        + "SANs), and restart the API server"),
                .fix(
                    "use a server name that the certificate lists: correct it in ConfigMap kube-public/cluster-info, from "
                        + "which the manager takes it",
                    context.kubectl("edit", clusterInfo)),
                issueAgain, handOver,
                .inspect("show the names that the certificate lists", certificate("-ext subjectAltName")),
            ]
        case .tls(.commonNameOnly, _):
            return [
                .fix(
                    "issue the certificate that is presented at \(serverWords) again, with that name among its subject "
                        + "alternative names (SANs): it belongs to the management API server, or to a load balancer in front of it"
                ),
                .inspect("show the names that the certificate lists", certificate("-subject -ext subjectAltName")),
            ]
        case .tls(.other(let text), _):
            return [Self.handshake(text, serverWords), .inspect("show the certificate", certificate("-text"))]
        case .tls(.expired, _), .tls(.outsideValidity, _):
            return [
                .fix("renew the certificate of the management API server"),
                .inspect("show its validity", certificate("-dates")),
            ]
        case .tls(.unknownAuthority, _) where isCurrent:
            return [
                .fix(
                    "correct certificate-authority-data in ConfigMap kube-public/cluster-info: the kubeconfig is the issued "
                        + "one and has the wrong CA",
                    context.kubectl("edit", clusterInfo)),
                issueAgain, handOver,
            ]
        case .tls(.notTLS, _):
            return [
                .fix(
                    "correct the server's port: what listens there does not speak TLS",
                    context.kubectl("edit", clusterInfo)),
                issueAgain, handOver, advertised,
            ]
        case .refused where isCurrent && !isLoopback:
            return [
                .fix("check that the management API server or its load balancer listens at \(serverWords)"), advertised,
            ]
        case .proxy: return proxy
        default: return reissue
        }
    }

    /// Another kubeconfig changes nothing about what the server presents, or which versions of TLS it speaks.
    private static func handshake(_ text: String, _ server: String) -> Remedy {
        text.containsBytes(of: "x509: ")
            ? .fix(
                "replace the certificate that is presented at \(server), by the management API server or a load balancer in front "
                    + "of it: the CCM does not accept it, for the reason that the error names")
            : .fix(
                "check what terminates TLS at \(server), the management API server or a load balancer in front of it: the CCM needs "
                    + "TLS 1.2 or later")
    }

    var clock: [Remedy] {
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

    private var proxy: [Remedy] {
        let ccm = context.reference(context.topology.ccm)
        let host = kubeconfig.report(context)?.server.map { ShellWord(Self.authority($0).host) }
        let server = host ?? .variable("SERVER", "the host of the management API server")
        return [
            .fix(
                "let the CCM connect without the proxy; if NO_PROXY has a value already, add the server to it",
                context.kubectl("set env", ccm, "NO_PROXY=\(server)"), risk: .restart),
            .fix("correct HTTPS_PROXY", context.kubectl("edit", ccm), risk: .restart),
            .inspect("show the proxy settings of the CCM", context.kubectl("set env", ccm, "--list")),
        ]
    }

    /// Copies the issued kubeconfig, or has it issued with another server.
    private var reissue: [Remedy] {
        let copy = CCMRemedies.copyKubeconfig(
            from: CCMRemedies.tenantNamespace(context), to: kubeconfig.object, context)
        return CCMRemedies.copyIssuedKubeconfig(kubeconfig, context) + [
            .fix(
                "if the tenant cluster cannot reach the server that the management cluster advertises, correct it",
                context.kubectl("edit", clusterInfo)),
            issueAgain, .then("copy it", copy), context.thenRestart(context.topology.ccm), advertised,
        ]
    }

    /// `isMissing`: a name server said that there is no such name.
    private func resolve(_ host: String?, isMissing: Bool) -> [Remedy] {
        let name = host ?? "the server's name"
        let fix: Remedy =
            isMissing
            ? .fix("create a DNS record for \(name) that the tenant cluster resolves, or use an address as server")
            : .fix("check the DNS of the tenant cluster and its upstream name servers: they do not resolve \(name)")
        return [
            fix,
            .inspect(
                "list the DNS pods", context.kubectl(.tenant, "-n kube-system get pods -l k8s-app=kube-dns -o wide")),
        ] + (isMissing ? [advertised] : [])
    }

    private var issueAgain: Remedy {
        .then("let the manager issue the kubeconfig again", CCMRemedies.touchTenant(context))
    }

    private var handOver: Remedy { .then("give it to the CCM, and restart the CCM") }

    /// Whether the CCM has the kubeconfig that the manager issued: copying it again changes nothing.
    private var isCurrent: Bool { kubeconfig.report(context)?.equalsIssued == true }

    private var isLoopback: Bool { failure?.endpoint.map(CCMKubeconfig.isLoopback) ?? false }

    private var serverWords: String { failure?.endpoint ?? kubeconfig.report(context)?.server ?? "the server" }

    private var listCCM: ShellCommand {
        let ccm = context.topology.ccm
        return context.kubectl(
            .tenant, "-n \(ccm.namespace) get pods -l \(KubeLBNames.appNameLabel)=\(ccm.role.appName) -o wide")
    }

    /// The server in the kubeconfigs that the manager issues comes from this ConfigMap.
    private var clusterInfo: ObjectReference {
        ObjectReference(.management, kind: ConfigMap.kind, namespace: "kube-public", name: "cluster-info")
    }

    private var advertised: Remedy {
        .inspect(
            "show the server that the management cluster advertises", context.kubectl("get", clusterInfo, "-o yaml"))
    }

    /// What the server presents, as a field of its certificate.
    private func certificate(_ field: ShellWords) -> ShellCommand? {
        guard let endpoint = failure?.endpoint else { return nil }
        return ShellCommand("openssl s_client -connect \(endpoint)").withoutInput
            .piped(into: ShellCommand("openssl x509 -noout \(words: field)"))
    }

    // MARK: Servers

    /// `kubelb.example.net:6443` and `[2001:db8::1]:6443`; the port is nil if the text has none.
    private static func split(_ endpoint: some StringProtocol) -> (host: String, port: Int?) {
        guard let colon = endpoint.lastIndex(of: ":"), let port = Int(endpoint[colon...].dropFirst()) else {
            return (String(endpoint), nil)
        }
        let host = endpoint[..<colon]
        return (host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : String(host), port)
    }

    private static func authority(_ server: String) -> (host: String, port: Int?) {
        let rest = server.firstByteRange(of: "://").map { server[$0.upperBound...] } ?? server[...]
        return split(rest.prefix { $0 != "/" })
    }
}
