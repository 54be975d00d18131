import KubeLB
import Topology

/// KLC-A001: nothing of the tenant cluster can be read for want of a connection.
struct A001TenantUnreachable: Check {
    let documentation = CheckDocumentation(
        code: "A001",
        title: "The tenant cluster's API server is unreachable",
        severity: .error,
        inputs: [],
        optionalInputs: [.tenantAccess],
        meaning: """
            The connection to the API server of the tenant cluster failed, or the server answers every request with an \
            error or with truncated documents. The finding distinguishes DNS failures, refused connections, timeouts \
            and TLS handshake failures.
            """,
        impact: "Services, nodes and the CCM cannot be read, so nearly every other check is unknown.",
        mending: """
            Check the server in the kubeconfig, the network path to it (VPN, proxy, firewall) and the certificates \
            until kubectl version succeeds with the same context.
            """,
        examples: [
            .fires(
                .error, "nothing listens on the port",
                "failedReads: {tenant: 'dial tcp 203.0.113.1:6443: connect: connection refused'}"),
            .fires(
                .error, "the server's certificate is of an unknown authority",
                "failedReads: {tenant: 'tls: failed to verify certificate: x509: certificate signed by unknown authority'}"
            ),
            .fires(.error, "every request is answered with 503", "failedReads: {tenant: 503}"),
            .fires(
                .error, "answers are cut off",
                "failedReads: {tenant: 'GET /version: gitTreeState: the document ends in the middle at byte 98'}"),
            .silent(
                "the server was reached and refuses the credentials",
                "failedReads: {tenant: 'the server has asked for the client to provide credentials'}"),
            .silent(
                "the other side cannot be reached",
                "failedReads: {management: 'dial tcp 203.0.113.1:6443: connect: connection refused'}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        UnreachableSide.findings(of: .tenant, in: context)
    }
}
