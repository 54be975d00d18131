import Characters
import KubeLB
import Kubernetes
import Topology

/// What the controller of a generated Ingress or Gateway without an address reports in an Event about it, or in its log.
struct ReportedFailure {
    /// `FailedBuildModel: …`
    let text: String
    let evidence: Evidence
    let remedy: Remedy

    /// nil if nothing is reported, or if only programs that do not serve it report something.
    init?(
        _ exposure: RouteExposure, _ generated: RouteSource, _ loggers: [RoutingLogger], _ context: CheckContext
    ) {
        let metadata = generated.metadata
        let event = context.standingWarning(
            .management, kind: generated.kind.rawValue, namespace: metadata.namespace, name: metadata.name,
            since: exposure.lastChange ?? metadata.creationTimestamp, where: { !Self.isOfOther($0) })
        if let event {
            text = "\(event.reason): \(ServiceWords.excerpt(event.message))"
            evidence = Evidence(event)
            remedy = Self.remedy(event.message, context)
            return
        }
        let error = loggers.lazy.filter { $0.exposures.contains { $0 === exposure } }.compactMap { logger in
            context.repeatedErrors(of: logger).last { $0.names(metadata) }
        }.first
        guard let error else { return nil }
        text = "its controller logs \(error.text)"
        evidence = error.evidence
        remedy = Self.remedy(error.text, context)
    }

    /// Whether it is from cert-manager, external-dns or a policy engine.
    private static func isOfOther(_ event: Event) -> Bool {
        let others = ["cert-manager", "external-dns", "kyverno", "gatekeeper"]
        return event.reason == "PolicyViolation" || others.contains { event.reporter.hasPrefix($0) }
    }

    private static func remedy(_ message: String, _ context: CheckContext) -> Remedy {
        // AWS Load Balancer Controller, `pkg/ingress/model_build_target_group.go`.
        guard message.containsBytes(of: "Instance targets") else {
            return .fix("fix what the controller reports")
        }
        // The Services of backends in the management cluster are always of type ClusterIP.
        return .fix(
            "let the controller use the addresses of pods, because KubeLB creates Services of type ClusterIP",
            context.patch(
                .config,
                ["spec": ["defaultAnnotations": ["ingress": [targetType: "ip"]]]]))
    }

    private static let targetType = "alb.ingress.kubernetes.io/target-type"

    static let examples: [CheckExample] = [
        .firesOnRoutes(
            .error, "an Event shows that the controller wants node ports, ten seconds after the start",
            """
            \(controller("10"))  events: {tenant-acme/e1: {type: Warning, reason: FailedBuildModel, count: 3,
                lastTimestamp: '2026-11-22T10:00:05Z', message: "Failed build model due to ingress: \(error)",
                source: {component: ingress}, involvedObject: {kind: Ingress, namespace: tenant-acme, name: shop-site}}}
            """),
        .firesOnRoutes(
            .error, "the log of the controller shows it",
            """
            \(controller("40"))  pods: {kube-system/aws-1: {metadata: {labels: *labels}, spec: {containers: [{name: controller}]},
                status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}}
            logs:
              management/kube-system/aws-1/controller.log: |

            """
                + ["15", "20", "30"].map { second in
                    "    {\"level\":\"error\",\"ts\":\"2026-11-22T10:00:\(second)Z\",\"msg\":\"Reconciler error\","
                        + "\"name\":\"shop-site\",\"namespace\":\"tenant-acme\",\"error\":\"ingress: \(error)\"}"
                }.joined(separator: "\n")),
        .firesOnRoutes(
            .info, "only external-dns warns about it",
            """
            \(controller("10"))  events: {tenant-acme/e1: {type: Warning, reason: Failed, lastTimestamp: '2026-11-22T10:00:05Z',
                message: no record, source: {component: external-dns}, involvedObject: {kind: Ingress, namespace: tenant-acme,
                name: shop-site}}}
            """),
    ]

    private static let error =
        "tenant-acme/shop-site: TargetGroup port is empty. When using Instance targets, your service must be of type 'NodePort' "
        + "or 'LoadBalancer'"

    /// The AWS Load Balancer Controller serves Ingress `shop/site`, which was created so many seconds ago and has no address.
    private static func controller(_ second: String) -> String {
        """
        now: '2026-11-22T10:00:\(second)Z'
        management:
          ingressclasses.networking.k8s.io: {nginx: {spec: {controller: ingress.k8s.aws/alb}}}
          ingresses.networking.k8s.io: {tenant-acme/shop-site: {status: null}}
          deployments.apps: {kube-system/aws-load-balancer-controller: {metadata: {labels: &labels {
            app.kubernetes.io/name: aws-load-balancer-controller}}, spec: {replicas: 1, selector: {matchLabels: *labels},
            template: {metadata: {labels: *labels}, spec: {containers: [{name: controller,
            image: 'public.ecr.aws/eks/aws-load-balancer-controller:v2.14.0'}]}}}, status: {readyReplicas: 1}}}

        """
    }
}
