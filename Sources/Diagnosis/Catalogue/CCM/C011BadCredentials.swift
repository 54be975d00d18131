import KubeLB
import Kubernetes
import Topology

/// KLC-C011: the management cluster does not accept the CCM's credentials.
struct C011BadCredentials: Check {
    let documentation = CheckDocumentation(
        code: "C011",
        title: "The management cluster rejects the CCM's credentials",
        severity: .error,
        explains: Gate.all(of: .propagated),
        inputs: [],
        optionalInputs: [.tenantAccess, .managementNamespaces, .ccmLogs, .managerLogs],
        causedBy: ["T001", "T003", "T013"],
        meaning: """
            The token or the certificate authority in the CCM's management kubeconfig is not the one that the manager \
            issued for the tenant, or the management API server responds with 401.
            """,
        impact: "The CCM exits at startup, so no Service is propagated, updated or cleaned up.",
        mending: """
            Copy the Secret kubelb-ccm-kubeconfig of the tenant's namespace into the CCM's Secret and restart the CCM. \
            If a Tenant is recreated, it gets a new token.
            """,
        examples: [
            .fires(
                .error, "the CCM's log says 401",
                """
                tenant: {access: {secrets: null}, pods: {\(CCMExamples.crashingPod)}}
                logs: {\(CCMExamples.log(
                    "failed to create manager for kubelb cluster",
                    "failed to get server groups: the server has asked for the client to provide credentials"))}
                """),
            .fires(
                .error, "the token is not the one issued",
                """
                tenant:
                  access: \(CCMExamples.secret(
                    "exists: true, keys: [kubelb], server: \"https://mgmt.example:6443\", equalsIssued: false"))
                  pods: {\(CCMExamples.crashingPod)}
                """),
            .fires(
                .error, "the server refuses the token",
                """
                tenant: {access: \(CCMExamples.secret(
                    "exists: true, keys: [kubelb], server: \"https://mgmt.example:6443\", failure: \"401 Unauthorized\""))}
                """),
            .fires(
                .error, "the server refuses the token that was issued: a copy would change nothing",
                """
                tenant: {access: \(CCMExamples.secret(
                    "exists: true, keys: [kubelb], server: \"https://mgmt.example:6443\", equalsIssued: true, failure: \"401 Unauthorized\""))}
                """),
            .fires(
                .warning, "another token than the one issued, and the CCM is up",
                """
                tenant: {access: \(CCMExamples.secret(
                    "exists: true, keys: [kubelb], server: \"https://mgmt.example:6443\", equalsIssued: false"))}
                """),
            .fires(
                .info, "another identity of the right cluster, and it works",
                """
                tenant: {access: \(CCMExamples.secret(
                    "exists: true, keys: [kubelb], server: \"https://mgmt.example:6443\", equalsIssued: false, "
                        + "clusterUID: 00000000-0000-4000-8000-00000000aaaa"))}
                """),
            .silent(
                "it could not be compared",
                """
                tenant: {access: \(CCMExamples.secret(
                    "exists: true, keys: [kubelb], server: \"https://mgmt.example:6443\""))}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let kubeconfig = CCMKubeconfig(context)
        let state = CCMState(context)
        let log = state.standingLines.last { $0.line.signature == .managementUnauthorized }
        let logEvidence = log.map { [context.evidence($0.source, $0.line)] } ?? []
        let expected = KubeLBNames.issuedKubeconfigSecret
        if let report = kubeconfig.report(context), report.exists {
            let server = report.server ?? "the server"
            if CCMKubeconfig.isRefused(report), let failure = report.failure {
                return [
                    finding(
                        .error, "\(server) rejects the credentials in \(kubeconfig.reference)",
                        [Evidence("request to \(server)", failure)] + logEvidence, .certain, kubeconfig, context)
                ]
            }
            if report.equalsIssued == false, let severity = severity(report, state, context) {
                let namespace = context.topology.tenantNamespace ?? "the tenant's namespace"
                return [
                    finding(
                        log == nil ? severity : .error,
                        "\(kubeconfig.reference) does not contain the kubeconfig issued for \(namespace)",
                        [
                            Evidence(
                                "\(kubeconfig.reference)[\(KubeLBNames.kubeconfigKey)]",
                                "differs from \(namespace)/\(expected)[\(KubeLBNames.kubeconfigKey)]")
                        ] + logEvidence, .certain, kubeconfig, context)
                ]
            }
        }
        guard log != nil else { return [] }
        return [
            finding(
                .error, "The management cluster rejects the CCM's credentials (401)", logEvidence, .likely,
                kubeconfig, context)
        ]
    }

    /// nil where the kubeconfig is another cluster's, whose token is no matter of this check.
    private func severity(_ report: SecretReport, _ state: CCMState, _ context: CheckContext) -> Severity? {
        let namespace = context.topology.list(.management, Namespace.self).first { $0.metadata.name == "kube-system" }
        guard let uid = report.clusterUID, let expected = namespace.value?.metadata.uid, !expected.isEmpty else {
            return state.startSeverity
        }
        return uid == expected ? (report.failure == nil ? .info : state.startSeverity) : nil
    }

    private func finding(
        _ severity: Severity, _ message: String, _ evidence: [Evidence], _ confidence: Confidence,
        _ kubeconfig: CCMKubeconfig, _ context: CheckContext
    ) -> Finding {
        var finding = Finding(
            severity, message, objects: [kubeconfig.object], evidence: evidence, confidence: confidence,
            remedies: severity == .info
                ? [] : CCMRemedies.renewKubeconfig(kubeconfig, context))
        // If the manager's token is rejected, too, it is not the CCM's kubeconfig that is at fault.
        if RejectedTokens.areLogged(by: context.topology.manager, context) { finding.suspects = ["M001"] }
        return finding
    }
}
