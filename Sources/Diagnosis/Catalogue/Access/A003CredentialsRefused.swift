import KubeLB
import Kubernetes
import Redaction
import Topology
import Transport

/// KLC-A003: a cluster was reached and does not accept the credentials.
struct A003CredentialsRefused: Check {
    let documentation = CheckDocumentation(
        code: "A003",
        title: "A cluster rejects the credentials",
        severity: .error,
        inputs: [],
        optionalInputs: [.tenantAccess, .managementAccess],
        meaning: """
            The API server was reached and responded with 401, a certificate or token has expired, or the credential \
            plugin of the kubeconfig failed.
            """,
        impact: "Only the version of that cluster can be read, so everything that depends on it is unknown.",
        mending: "Log in again with the method of that context, or renew the certificate or token.",
        examples: [
            .fires(
                .error, "the token has expired",
                "tenant: {access: {authenticationFailure: 'Unauthorized: token is expired'}}"),
            .fires(
                .error, "the credential plugin is not installed",
                """
                failedReads: {management: 'getting credentials: exec: executable kubelogin not found'}
                management: {access: {installHint: install kubelogin with your package manager}}
                """),
            .fires(.error, "every read is answered with 401", "failedReads: {management: 401}"),
            .silent("reads are forbidden", "management: {services: forbidden}"),
            .silent(
                "the server cannot be reached",
                "failedReads: {management: 'dial tcp 203.0.113.2:6443: i/o timeout'}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        ClusterSide.allCases.compactMap { finding(of: $0, in: context) }
    }

    private func finding(of side: ClusterSide, in context: CheckContext) -> Finding? {
        let topology = context.topology
        let access = topology.access(of: side).value
        let refused = refusedReads(of: side, in: context)
        let evidence: Evidence
        if let failure = access?.authenticationFailure, !failure.isEmpty {
            evidence = Evidence("credentials for the \(side.rawValue) cluster", TextRedactor.message(failure))
        } else if let failure = topology.failure(of: side), SideFailure(describing: failure) == .credentials {
            evidence = Evidence("reads of the \(side.rawValue) cluster", TextRedactor.message(failure))
        } else if let first = refused.first {
            let more = refused.count > 1 ? ", and \(refused.count - 1) more reads" : ""
            evidence = Evidence("\(first.input)", TextRedactor.message(first.reason) + more)
        } else {
            return nil
        }
        let title = side == .tenant ? "tenant" : "management"
        let hint = access?.installHint.flatMap { $0.isEmpty ? nil : Remedy.fix($0) }
        return Finding(
            .error, "The \(title) cluster rejects the credentials: \(evidence.value)", evidence: [evidence],
            remedies: [hint].compactMap { $0 } + [
                .fix("log in again with the method of this context, or renew its certificate or token"),
                .inspect("check your identity in the cluster", context.kubectl(side, "auth whoami")),
            ]
        ).about(side)
    }

    /// Single reads that were answered with 401: a 401 is never about one resource.
    private func refusedReads(of side: ClusterSide, in context: CheckContext) -> [(input: Input, reason: String)] {
        DeclaredInputs.all.compactMap { input in
            guard input.side == side, case .failed(let reason) = context.topology.outcome(of: input),
                reason != context.topology.failure(of: side), SideFailure.isAboutCredentials(reason)
            else { return nil }
            return (input, reason)
        }
    }
}
