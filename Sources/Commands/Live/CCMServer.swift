import Characters
import Diagnosis
import Kubernetes
import Transport

/// What may be done with the server that the CCM's kubeconfig names. The kubeconfig is a Secret of the tenant cluster: who may
/// write there decides where the tool connects to, and what it presents.
struct CCMServer: Sendable {
    /// `--insecure-ccm-server`.
    var allowsAny = false
    /// Told which server gets the CCM's credentials; nil if nobody wants to know.
    var note: (@Sendable (String) -> Void)?

    /// Why the server is not contacted; nil if it may be.
    func refusal(of access: ClusterAccess) -> String? {
        guard !allowsAny else { return nil }
        let refusal =
            UntrustedServer.refusal(of: access.server)
            ?? access.proxyURL.flatMap { proxy in
                // A proxy need not be encrypted: TLS goes through it.
                UntrustedServer.refusal(of: "https://" + Self.address(of: proxy)).map { "proxy-url: \($0)" }
            }
        return refusal.map { "\(CCMKubeconfig.notContacted): \($0); use --insecure-ccm-server to contact it anyway" }
    }

    /// Without its scheme, and without a password, which is nobody's business.
    private static func address(of proxy: String) -> Substring {
        let rest = proxy.firstByteRange(of: "://").map { proxy[$0.upperBound...] } ?? proxy[...]
        return rest.lastIndex(of: "@").map { rest[rest.index(after: $0)...] } ?? rest
    }

    /// Where the CCM's credentials are sent.
    static func destination(of access: ClusterAccess) -> String {
        access.server + (access.proxyURL.map { " through the proxy \(address(of: $0))" } ?? "")
    }

    func client(
        for access: ClusterAccess, name: String, timeout: Duration? = nil, from tenant: APIClient
    ) -> APIClient {
        note?("sending the CCM's credentials to \(Self.destination(of: access))")
        return tenant.forOtherServer(access, name: name, timeout: timeout, refusesLinkLocal: !allowsAny)
    }
}
