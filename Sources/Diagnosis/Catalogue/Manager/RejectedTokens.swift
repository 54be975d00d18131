import KubeLB
import Topology

/// The API server of the management cluster does not accept the token of the manager's ServiceAccount: whom else it rejects, and
/// what fixes it.
struct RejectedTokens {
    /// Begins with a full stop; empty if nothing is known of others.
    let sentence: String
    let evidence: [Evidence]
    let remedies: [Remedy]

    init(_ context: CheckContext) {
        let ccm = context.topology.recognisedLines(of: context.topology.ccm).last {
            $0.line.signature == .managementUnauthorized
        }
        sentence =
            ccm == nil
            ? ""
            : ". It rejects the CCM's token as well, so it probably no longer accepts any ServiceAccount token that was issued before: "
                + "its key for them was replaced"
        evidence = ccm.map { [context.evidence($0.source, $0.line)] } ?? []
        remedies = [
            .fix(
                "if the key for ServiceAccount tokens was replaced, let kube-apiserver accept the old public key as well: it takes "
                    + "one --service-account-key-file for each key"),
            .fix(
                "or have new tokens issued: restart the pods of the management cluster that use the API, delete the token Secrets "
                    + "of the CCMs, and give the CCMs their new kubeconfigs"),
            .inspect(
                "see which keys the API server has",
                context.kubectl(.management, "-n kube-system get pods -l component=kube-apiserver -o yaml")
                    .piped(into: ShellCommand("grep service-account"))),
        ]
    }

    /// Whether the manager's log ends with that.
    static func areLogged(by manager: Controller, _ context: CheckContext) -> Bool {
        context.topology.recognisedLines(of: manager).contains { $0.line.signature == .managementUnauthorized }
    }
}
