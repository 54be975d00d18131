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
                // A proxy need not be encrypted: TLS goes through it. Its password is nobody's business.
                let rest = proxy.firstByteRange(of: "://").map { proxy[$0.upperBound...] } ?? proxy[...]
                let url = "https://" + (rest.lastIndex(of: "@").map { rest[rest.index(after: $0)...] } ?? rest)
                return UntrustedServer.refusal(of: url).map { "proxy-url: \($0)" }
            }
        return refusal.map { "\(CCMKubeconfig.notContacted): \($0); use --insecure-ccm-server to contact it anyway" }
    }

    func client(
        for access: ClusterAccess, name: String, timeout: Duration? = nil, from tenant: APIClient
    ) -> APIClient {
        note?("sending the CCM's credentials to \(access.server)")
        return tenant.forOtherServer(access, name: name, timeout: timeout, refusesLinkLocal: !allowsAny)
    }
}
