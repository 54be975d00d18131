import Characters
import KubeLB
import Kubernetes
import Topology

/// The kubeconfig by which the CCM reaches the management cluster: a key of a Secret mounted into its pods.
package struct CCMKubeconfig {
    package let namespace: String
    package let secretName: String
    /// `--kubelb-kubeconfig`, where it names another file than the default: then the Secret and its key are not known.
    package let customPath: String?

    package init(_ context: CheckContext) {
        let ccm = context.topology.ccm
        let template = context.topology.deployment(of: ccm).value?.state.template
        let secrets = (template?.volumes ?? []).filter { $0.secretName != nil }
        let volume =
            secrets.first { $0.name == KubeLBNames.ccmKubeconfigSecret } ?? secrets.first { $0.name.contains("kubelb") }
        namespace = ccm.namespace
        secretName = volume?.secretName ?? KubeLBNames.ccmKubeconfigSecret
        customPath = CCMArguments(context).value(of: "kubelb-kubeconfig").flatMap { path in
            path.hasSuffix("/.kube/\(KubeLBNames.kubeconfigKey)") ? nil : path
        }
    }

    /// `Secret kubelb/kubelb-cluster`.
    var reference: String { "Secret \(namespace)/\(secretName)" }

    var object: ObjectReference { ObjectReference(.tenant, kind: "Secret", namespace: namespace, name: secretName) }

    /// What was seen of the Secret; nil where nobody looked or it could not be read, and where no CCM needs it.
    func report(_ context: CheckContext) -> SecretReport? {
        let topology = context.topology
        guard customPath == nil, topology.settings.value?.convertsIngressOnly != true else { return nil }
        if case .absent = topology.deployment(of: topology.ccm) { return nil }
        return topology.access(of: .tenant).value?.secret(namespace: namespace, name: secretName)
    }

    /// Whether the failure seen with the Secret was one of identity rather than of the way there.
    static func isRefused(_ report: SecretReport) -> Bool {
        guard let failure = report.failure?.lowercased() else { return false }
        return ["401", "unauthorized", "provide credentials"].contains { failure.contains($0) }
    }

    /// How the reason begins if the server was not tried because no cluster may lead the tool to such a one.
    package static let notContacted = "the server is not contacted"

    /// Whether a server, as a URL or as `host:port`, is the machine or the pod that asks.
    static func isLoopback(_ server: String) -> Bool {
        let host = host(of: server)
        return host == "localhost" || host.hasPrefix("127.") || host == "::1" || host == "0.0.0.0"
    }

    /// Whether a server can be expected to respond inside its own network only: a private address, or a name without a public
    /// domain.
    static func isInternal(_ server: String) -> Bool {
        let host = String(host(of: server))
        guard let number = AddressRange.number(host) else {
            return !host.contains(":")
                && (!host.contains(".") || [".svc", ".local", ".internal"].contains { host.hasSuffix($0) })
        }
        return ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8", "100.64.0.0/10"]
            .compactMap { AddressRange($0) }.contains { $0.contains(number) }
    }

    private static func host(of server: String) -> Substring {
        var host = server[...]
        if let scheme = host.firstByteRange(of: "://") { host = host[scheme.upperBound...] }
        host = host.prefix { $0 != "/" }
        if host.hasPrefix("[") {
            host = host.dropFirst().prefix { $0 != "]" }
        } else if host.count(where: { $0 == ":" }) == 1 {
            host = host.prefix { $0 != ":" }
        }
        return host
    }
}
