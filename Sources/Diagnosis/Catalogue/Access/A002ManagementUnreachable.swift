import KubeLB
import Topology

/// KLC-A002: nothing of the management cluster can be read for want of a connection.
struct A002ManagementUnreachable: Check {
    let documentation = CheckDocumentation(
        code: "A002",
        title: "The management cluster's API server is unreachable",
        severity: .error,
        inputs: [],
        optionalInputs: [.managementAccess],
        meaning: """
            The connection to the API server of the management cluster failed, or the server answers every request \
            with an error or with truncated documents. This is seen from where the reads were made; it does not say \
            whether the CCM can reach the server.
            """,
        impact:
            "LoadBalancers, the manager and Envoy cannot be read, so everything beyond the tenant cluster is unknown.",
        mending: """
            Check the server in the kubeconfig, the network path to it and the certificates. If only the CCM can reach \
            the management cluster, omit the management flags so that the CCM's own credentials are used.
            """,
        examples: [
            .fires(
                .error, "the name cannot be resolved",
                "failedReads: {management: 'dial tcp: lookup mgmt.example on 10.0.0.2:53: no such host'}"),
            .fires(
                .error, "no answer",
                "failedReads: {management: 'dial tcp 203.0.113.2:6443: i/o timeout'}"),
            .silent("the management cluster forbids the reads", "failedReads: {management: 403}"),
            .silent("it refuses the credentials", "failedReads: {management: 401}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        UnreachableSide.findings(of: .management, in: context)
    }
}
