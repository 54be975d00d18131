import KubeLB
import Kubernetes
import Topology

/// KLC-A007: the server's certificate is not verified.
struct A007InsecureTLS: Check {
    let documentation = CheckDocumentation(
        code: "A007",
        title: "The API server's certificate is not verified",
        severity: .warning,
        inputs: [.tenantAccess, .managementAccess],
        meaning: """
            The kubeconfig sets insecure-skip-tls-verify for the cluster, or the option was given: any server that \
            responds at the address is trusted as the API server.
            """,
        impact: "Anyone on the network path can read and modify the credentials and everything that is transferred.",
        mending: "Add the cluster's CA to the kubeconfig and remove insecure-skip-tls-verify.",
        examples: [
            .fires(.warning, "the management cluster", "management: {access: {insecureSkipTLSVerify: true}}"),
            .silent("the field is not there", "tenant: {access: {insecureSkipTLSVerify: null}}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        ClusterSide.allCases.compactMap { side in
            guard let access = context.topology.access(of: side).value, access.skipsTLSVerification else { return nil }
            let clusterName = context.kubectl(side, "config view --minify -o jsonpath={.contexts[0].context.cluster}")
            return Finding(
                .warning, "The certificate of the \(side.rawValue) cluster's API server is not verified",
                evidence: [
                    Evidence(
                        "access to the \(side.rawValue) cluster: insecure-skip-tls-verify",
                        "true" + (access.server.map { ", server \($0)" } ?? ""))
                ],
                remedies: [
                    .fix("save the cluster's CA certificate as ca.crt"),
                    .then(
                        "verify the certificate with it",
                        ShellCommand(
                            """
                            kubectl config set-cluster \(.output(of: clusterName)) --insecure-skip-tls-verify=false \
                            \(option: "--kubeconfig", context.topology.kubeconfig(of: side)?.path)
                            """
                        ).continued("--certificate-authority=ca.crt --embed-certs=true")),
                ]
            ).about(side)
        }
    }
}
