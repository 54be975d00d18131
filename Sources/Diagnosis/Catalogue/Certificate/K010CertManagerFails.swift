import Characters
import KubeLB
import Kubernetes
import Topology

/// KLC-K010: cert-manager fails again and again on an object of the tenant, before it says so in a Certificate.
struct K010CertManagerFails: Check {
    let documentation = CheckDocumentation(
        code: "K010",
        title: "cert-manager repeats an error about a certificate in its log",
        severity: .error,
        explains: [.certificates, .listeners],
        inputs: [.routes, .certificates, .managementSecrets, .managementDeployments],
        optionalInputs: [.managementIngresses, .managementGateways, .managementPods, .managementEvents, .managerLogs],
        judgesManagementAlone: true,
        meaning: """
            cert-manager in the management cluster cannot create or update the objects for a certificate: usually because its own \
            webhook cannot be called. The CA of that webhook comes from cert-manager's cainjector. The Certificate, if there is one, \
            does not show this; only the log of cert-manager does.
            """,
        impact: "The certificate is not issued, and HTTPS is served with a self-signed certificate of the controller.",
        mending: "Fix the cause that the log names; for the webhook, get cert-manager's cainjector and webhook Ready.",
        examples: [
            .firesOnRoutes(.error, "the webhook is not trusted", log()),
            .firesOnRoutes(.error, "the webhook is not trusted, because the cainjector does not run", log(injector: 0)),
            .firesOnRoutes(.error, "a quota allows no further Certificate", log("exceeded quota: limits")),
            .firesOnRoutes(
                .error, "the webhook of ingress-nginx is not trusted",
                log(
                    untrusted.replacingBytes(
                        of: "webhook.cert-manager.io", with: "validate.nginx.ingress.kubernetes.io"
                    )
                    .replacingBytes(of: "cert-manager-webhook.cert-manager", with: "admission.ingress-nginx"))),
            .silentOnRoutes("the error is about another object", log(key: "tenant-other/shop-site")),
            .silentOnRoutes("it failed once", log(count: 1)),
            .silentOnRoutes("it failed hours ago", log(hour: "03")),
            .silentOnRoutes(
                "the certificate is there",
                log() + "\n---\nmanagement: {secrets.metadata: {tenant-acme/shop-cert: {metadata: {}}}}"),
            .silentOnRoutes("cert-manager does not run"),
        ])

    private static let untrusted =
        "Internal error occurred: failed calling webhook \\\"webhook.cert-manager.io\\\": failed to call webhook: Post "
        + "\\\"https://cert-manager-webhook.cert-manager.svc:443/validate?timeout=30s\\\": tls: failed to verify certificate: x509: "
        + "certificate signed by unknown authority"

    private static func log(
        _ error: String = untrusted, key: String = "tenant-acme/shop-site", count: Int = 4, hour: String = "11",
        injector ready: Int = 1
    ) -> String {
        let lines = (1...count).map {
            "    E1122 \(hour):5\($0):03.571865       1 controller.go:150] \"re-queuing item due to error processing\" err=\"\(error)\" "
                + "logger=\"cert-manager.controller\" key=\"\(key)\" controller=\"ingress-shim\""
        }
        return """
            management:
              ingresses.networking.k8s.io: {tenant-acme/shop-site: {metadata: {annotations: {
                cert-manager.io/cluster-issuer: letsencrypt}}, spec: {tls: [{hosts: [shop.example.com], secretName: shop-cert}]}}}
              deployments.apps:
                cert-manager/cert-manager: {spec: {replicas: 1, selector: {matchLabels: {app: cert-manager}}, template: {
                  metadata: {labels: {app: cert-manager}}, spec: {containers: [{name: cert-manager-controller,
                  image: 'quay.io/jetstack/cert-manager-controller:v1.21.0'}]}}}, status: {replicas: 1, readyReplicas: 1}}
                cert-manager/cert-manager-cainjector: {spec: {replicas: 1, selector: {matchLabels: {app: cainjector}}, template: {
                  metadata: {labels: {app: cainjector}}, spec: {containers: [{name: cainjector,
                  image: 'quay.io/jetstack/cert-manager-cainjector:v1.21.0'}]}}}, status: {replicas: 1, readyReplicas: \(ready)}}
              pods:
                cert-manager/cert-manager-1: {metadata: {labels: {app: cert-manager}}, spec: {containers: [{
                  name: cert-manager-controller}]}, status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
                cert-manager/cainjector-1: {metadata: {labels: {app: cainjector}}, spec: {containers: [{name: cainjector}]},
                  status: {phase: Pending, conditions: [{type: Ready, status: 'False'}], containerStatuses: [{name: cainjector,
                  ready: false, state: {waiting: {reason: ImagePullBackOff, message: no such image}}}]}}
            logs:
              management/cert-manager/cert-manager-1/cert-manager-controller.log: |

            """ + lines.joined(separator: "\n")
    }

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.certificateLoggers.flatMap { logger -> [Finding] in
            let errors = context.repeatedErrors(of: logger, fewest: 2)
            return logger.exposures.compactMap { exposure in
                errors.last { concerns($0, exposure) }.map { finding($0, exposure, logger, context) }
            }
        }
    }

    /// Its lines name the generated object, or what it makes for one of its certificates: `shop-tls-1-2345678`. What fails later
    /// than the API server's answer is in the status of those.
    private func concerns(_ error: RepeatedError, _ exposure: RouteExposure) -> Bool {
        guard let generated = exposure.generated.value else { return false }
        let statement = error.group.latest.statement
        return (Refusal(statement) != nil || Self.refusals.contains { statement.containsBytes(of: $0) })
            && error.group.lines.contains { line in
                line.objects.contains { object in
                    object.namespace == generated.metadata.namespace
                        && (object.name == generated.metadata.name
                            || generated.certificates.contains { object.name.hasPrefix($0.name) })
                }
            }
    }

    /// Answers of the API server that `Refusal` does not know.
    private static let refusals = [
        "denied the request", "forbidden", "could not find the requested resource", "connection refused", "i/o timeout",
        "is invalid",
    ]

    private func finding(
        _ error: RepeatedError, _ exposure: RouteExposure, _ logger: RoutingLogger, _ context: CheckContext
    ) -> Finding {
        let statement = error.group.latest.statement
        let refusal = Refusal(statement)
        var webhook: String?
        var (isOwn, isDistrusted) = (false, false)
        if case .unreachable(let name, _, let fault)? = refusal {
            webhook = name
            isOwn = name.containsBytes(of: "cert-manager")
            isDistrusted = fault == .certificateExpired || fault == .authorityUnknown
        }
        let stopped = isOwn ? helper(of: logger, isDistrusted: isDistrusted, context) : nil
        let fixes: [Remedy] =
            if let stopped {
                [.fix("get the pods of \(stopped.reference) Ready")]
            } else if isOwn, isDistrusted {
                [.fix("let cert-manager's cainjector and webhook renew the CA: restart them", risk: .restart)]
            } else {
                refusal?.remedies(.management, namespace: exposure.tenantNamespace ?? "", context)
                    ?? [.fix("fix what the error names")]
            }
        let why = stopped.map { workload in
            "; \(workload.reference), "
                + (workload.isInjector ? "which tells the API server the CA of the webhook" : "the webhook itself")
                + ", has \(workload.workload.state.ready) of \(workload.workload.state.desired) pods Ready"
                + (ManagementPods(context).trouble(of: workload.workload).map { " (\($0))" } ?? "")
        }
        return context.finding(
            .error,
            "cert-manager cannot request a certificate for \(exposure.source.reference): "
                + (webhook.map { "the API server cannot call webhook \($0): " } ?? "") + error.text + (why ?? ""),
            of: exposure,
            objects: [exposure.generatedReference, stopped?.workload.object, logger.workload.object].compactMap(\.self),
            evidence: [error.evidence]
                + (stopped.map {
                    [Evidence("\($0.reference): ready", "\($0.workload.state.ready) of \($0.workload.state.desired)")]
                } ?? []),
            remedies: fixes + [context.log(of: logger.workload)])
    }

    private struct Helper {
        let workload: ServingController.Workload
        let isInjector: Bool
        var reference: String { workload.reference }
    }

    /// What the webhook needs and does not run, by the images beside cert-manager.
    private func helper(of logger: RoutingLogger, isDistrusted: Bool, _ context: CheckContext) -> Helper? {
        let beside = (context.topology.list(.management, Deployment.self).value?.items ?? []).filter {
            $0.metadata.namespace == logger.workload.metadata.namespace && $0.state.ready == 0
        }
        func running(_ mark: String) -> ServingController.Workload? {
            beside.first { deployment in
                deployment.state.template.containers.contains { $0.image.containsBytes(of: mark) }
            }.map(ServingController.Workload.init)
        }
        let injector = running("cert-manager-cainjector").map { Helper(workload: $0, isInjector: true) }
        let webhook = running("cert-manager-webhook").map { Helper(workload: $0, isInjector: false) }
        return isDistrusted ? injector ?? webhook : webhook ?? injector
    }
}
