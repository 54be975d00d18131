import Characters
import KubeLB
import Kubernetes
import Topology

/// KLC-P004: the manager has accepted a Route, but the object that it generates from it is missing or outdated.
struct P004NotGenerated: Check {
    let documentation = CheckDocumentation(
        code: "P004",
        title: "The generated object is missing or outdated in the management cluster",
        severity: .error,
        explains: [.generated],
        hop: .generated,
        inputs: [.routes],
        optionalInputs: Input.generatedRoutes + Input.admission + [
            .tenants, .configs, .resourceQuotas, .customResourceDefinitions, .managementIngressClasses,
            .managementDeployments, .managementDaemonSets, .managementPods, .managerLogs, .tenantStates,
            .managementEvents, .managementServices, .managementEndpointSlices,
        ],
        judgesManagementAlone: true,
        causedBy: RouteCauses.manager + ["G004", "G006", "P005"],
        meaning: """
            From each Route the manager generates an Ingress, Gateway or route in the tenant's namespace of the management \
            cluster. Up to v1.4.3 it drops every error of that step: it logs nothing, sets no condition, reports no Event and \
            does not retry. If the API server rejects the object, it is simply missing.
            """,
        impact: "The object is not served. Its status stays empty, or is never updated.",
        mending: "Fix what rejects the object, then touch it: the manager does not retry by itself.",
        examples: [
            .firesOnRoutes(
                .error, "a condition of the Route has the error",
                RouteExamples.ingressRoute(
                    """
                    status: {resources: {route: {conditions: [{type: ResourceAppliedSuccessfully, status: 'False',
                    reason: InstallationFailed, message: 'admission webhook "validate.example.com" denied the request'}]}}}
                    """)),
            .firesOnRoutes(
                .error, "the webhook of ingress-nginx, none of whose pods is Ready, does not respond", Self.stopped),
            .firesOnRoutes(
                .error, "another Gateway exists in the tenant's namespace",
                "management: {gateways.gateway.networking.k8s.io: {tenant-acme/kubelb: null, tenant-acme/other: {}}}"),
            .firesOnRoutes(
                .error, "another tenant has the host",
                """
                management: {ingresses.networking.k8s.io: {tenant-acme/shop-site: null, tenant-other/blog-site: {spec: {
                  ingressClassName: nginx, rules: [{host: shop.example.com, http: {paths: [{path: /, backend: {}}]}}]}}}}
                """),
            .firesOnRoutes(
                .error, "a quota is exhausted",
                """
                management:
                  httproutes.gateway.networking.k8s.io: {tenant-acme/shop-app: null}
                  resourcequotas: {tenant-acme/objects: {status: {hard: {count/httproutes.gateway.networking.k8s.io: '1'},
                    used: {count/httproutes.gateway.networking.k8s.io: '1'}}}}
                """),
            .firesOnRoutes(
                .error, "a GRPCRoute is missing, and nothing shows why",
                "\(RouteExamples.grpcRoute)management: {grpcroutes.gateway.networking.k8s.io: {tenant-acme/shop-rpc: null}}"
            ),
            .firesOnRoutes(
                .warning, "the Route was created 15 seconds ago",
                """
                management:
                  ingresses.networking.k8s.io: {tenant-acme/shop-site: null}
                  routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000031: {metadata: {
                    creationTimestamp: '2026-11-22T11:59:45Z'}}}
                """),
            .firesOnRoutes(
                .error, "the Gateway of another name is reported by the manager",
                """
                management:
                  gateways.gateway.networking.k8s.io: {tenant-acme/kubelb: null, tenant-acme/other: {}}
                  routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000032: {
                    status: {resources: {route: {conditions: [{type: ResourceAppliedSuccessfully, status: 'False',
                    reason: InstallationFailed, message: maximum of 1 Gateway object(s) per tenant is supported}]}}}}}
                """),
            .firesOnRoutes(.error, "a new host of a route is refused by a policy", Self.refused("Deny")),
            .firesOnRoutes(.error, "a new host of a route is missing, and the policy only warns", Self.refused("Warn")),
            .firesOnRoutes(
                .error, "a new host of an Ingress is taken by another tenant",
                RouteExamples.changed(
                    .ingress, "site", "31",
                    """
                    ingressClassName: kubelb, rules: [{host: blog.example.com, http: {paths: [{path: /, pathType: Prefix,
                      backend: {service: {name: api, port: {number: 80}}}}]}}]
                    """)
                        + """
                        management: {ingresses.networking.k8s.io: {tenant-other/blog-site: {spec: {ingressClassName: nginx,
                          rules: [{host: blog.example.com, http: {paths: [{path: /, backend: {}}]}}]}}}}
                        """),
            .firesOnRoutes(
                .error, "a listener of the Gateway is missing, and a webhook checks Gateways",
                RouteExamples.changed(
                    .gateway, "kubelb", "32",
                    """
                    gatewayClassName: kubelb, listeners: [{name: http, port: 80, protocol: HTTP},
                      {name: admin, port: 8080, protocol: HTTP}]
                    """)
                        + """
                        management: {validatingwebhookconfigurations.admissionregistration.k8s.io: {ports: {webhooks: [{rules: [{
                          apiGroups: [gateway.networking.k8s.io], resources: [gateways], operations: [UPDATE]}]}]}}}
                        """),
            .firesOnRoutes(
                .error, "a field of a rule is not in the CRDs of the management cluster",
                RouteExamples.changed(.httpRoute, "app", "33", RouteExamples.appRoute("retry: {attempts: 3}, "))
                    + """
                    management: {customresourcedefinitions.apiextensions.k8s.io: {httproutes.gateway.networking.k8s.io: {
                      metadata: {annotations: {gateway.networking.k8s.io/channel: standard}}}}}
                    """),
            .firesOnRoutes(
                .error, "traffic goes to another backend",
                "management: {httproutes.gateway.networking.k8s.io: {tenant-acme/shop-app: {spec: {rules: [{backendRefs: [{\n"
                    + "  group: '', kind: Service, name: shop-app-old, port: 80, weight: 1}]}]}}}}"),
            .firesOnRoutes(
                .warning, "a host was added 15 seconds ago",
                "now: '2026-11-22T10:00:15Z'\n" + Self.refused("Deny")),
            .firesOnRoutes(
                .error, "the object of an earlier Route is stuck being deleted",
                """
                management: {ingresses.networking.k8s.io: {tenant-acme/shop-site: {metadata: {
                  deletionTimestamp: '2026-11-22T10:00:00Z', finalizers: [ingress.k8s.aws/resources], ownerReferences: [{
                  apiVersion: kubelb.k8c.io/v1alpha1, kind: Route, name: former, uid: 00000000-0000-4000-8000-000000000099}]}}}}
                """),
            .firesOnRoutes(
                .error, "Kyverno reports that a policy blocks the Ingress",
                """
                management:
                  ingresses.networking.k8s.io: {tenant-acme/shop-site: null}
                  events: {default/e1: {type: Warning, reason: PolicyViolation, count: 1, lastTimestamp: '2026-11-22T11:59:00Z',
                    message: 'Ingress tenant-acme/shop-site: [tls] fail (blocked); validation error: spec.tls is missing',
                    source: {component: kyverno-admission}, involvedObject: {kind: ClusterPolicy, name: require-tls}}}
                """),
            .firesOnRoutes(.error, "ingress-nginx logs that its webhook rejects the Ingress", Self.webhookLog),
            .firesOnRoutes(
                .error, "a path with pathType Prefix is a regular expression, and ingress-nginx has a webhook",
                RouteExamples.changed(
                    .ingress, "site", "31",
                    """
                    ingressClassName: kubelb, rules: [{host: shop.example.com, http: {paths: [{path: '/v2(/|$)(.*)',
                      pathType: Prefix, backend: {service: {name: api, port: {number: 80}}}}]}}]
                    """) + Self.webhook),
            .firesOnRoutes(
                .error, "a snippet is propagated, and ingress-nginx has a webhook",
                """
                tenant: {ingresses.networking.k8s.io: {shop/site: {metadata: {annotations: {
                  nginx.ingress.kubernetes.io/configuration-snippet: 'deny all;'}}}}}
                ---
                management: {configs.kubelb.k8c.io: {kubelb/default: {spec: {propagateAllAnnotations: true}}}}
                ---
                \(Self.webhook)
                """),
            .silentOnRoutes("everything is generated", RouteExamples.grpcRoute),
            .silentOnRoutes(
                "the API server of the management cluster has added a default",
                "management: {httproutes.gateway.networking.k8s.io: {tenant-acme/shop-app: {spec: {rules: [{backendRefs: [{\n"
                    + "  group: '', kind: Service, name: shop-app-api, port: 80, weight: 1}], timeouts: {request: 0s}}]}}}}"
            ),
            .silentOnRoutes(
                "the manager has not accepted the Route",
                """
                management:
                  ingresses.networking.k8s.io: {tenant-acme/shop-site: null}
                  routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000031: {metadata: {finalizers: null}}}
                """),
            .silentOnRoutes("Ingresses cannot be read", "management: {ingresses.networking.k8s.io: forbidden}"),
        ])

    /// ingress-nginx has a webhook, and the Ingress is missing.
    private static let webhook = """
        management:
          ingresses.networking.k8s.io: {tenant-acme/shop-site: null}
          deployments.apps: {ingress-nginx/ingress-nginx-controller: {spec: {template: {spec: {containers: [{name: controller,
            image: 'registry.k8s.io/ingress-nginx/controller:v1.15.1', args: [--validating-webhook=:8443]}]}}}}}
        """

    private static let stopped =
        RouteExamples.ingressRoute(
            """
            status: {resources: {route: {conditions: [{type: ResourceAppliedSuccessfully, status: 'False',
            reason: InstallationFailed, message: 'failed to create Ingress: Internal error occurred: failed calling webhook
            "validate.nginx.ingress.kubernetes.io": failed to call webhook: Post
            "https://ingress-nginx-controller-admission.ingress-nginx.svc:443/networking/v1/ingresses?timeout=10s": no endpoints
            available for service "ingress-nginx-controller-admission"'}]}}}
            """)
            + """
            \n---
            management: {ingresses.networking.k8s.io: {tenant-acme/shop-site: null},
              deployments.apps: {ingress-nginx/ingress-nginx-controller: {spec: {replicas: 0}, status: {readyReplicas: 0,
                availableReplicas: 0}}}}
            """

    private static let webhookLog = """
        management:
          ingresses.networking.k8s.io: {tenant-acme/shop-site: null}
          pods: {ingress-nginx/nginx-1: {metadata: {labels: {app.kubernetes.io/name: ingress-nginx}},
            spec: {containers: [{name: controller}]}, status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}}
        logs:
          management/ingress-nginx/nginx-1/controller.log: |
            E1122 11:30:00.000001  7 main.go:96] "invalid ingress configuration" err="risky annotation" ingress="tenant-acme/shop-site"
        """

    /// HTTPRoute `shop/app` has one more host than what is generated from it.
    private static func refused(_ action: String) -> String {
        RouteExamples.changed(
            .httpRoute, "app", "33", RouteExamples.appRoute("", hosts: "app.example.com, app.example.org"))
                + """
                management:
                  validatingadmissionpolicies.admissionregistration.k8s.io: {hosts: {spec: {matchConstraints: {resourceRules: [{
                    apiGroups: [gateway.networking.k8s.io], resources: [httproutes], operations: [CREATE, UPDATE]}]},
                    validations: [{expression: 'false', message: only hosts of example.com}]}}}
                  validatingadmissionpolicybindings.admissionregistration.k8s.io: {hosts: {spec: {policyName: hosts,
                    validationActions: [\(action)]}}}
                """
    }

    func findings(in context: CheckContext) -> [Finding] {
        context.topology.takenRoutes.compactMap { exposure in
            guard let route = exposure.route.value, route.isAccepted, !route.metadata.isBeingDeleted else { return nil }
            if let failure = route.generated?.failure {
                return failure.message.containsBytes(of: "maximum of 1 Gateway")
                    ? unapplied(exposure, route, context) ?? reported(exposure, route, failure, context)
                    : reported(exposure, route, failure, context)
            }
            return replaced(exposure, route, context) ?? unapplied(exposure, route, context)
        }
    }

    /// The object that was generated from an earlier Route is still there, and cannot go.
    private func replaced(_ exposure: RouteExposure, _ route: Route, _ context: CheckContext) -> Finding? {
        guard let former = exposure.generated.value, !exposure.ownsGenerated,
            let held = HeldDeletion(
                .management, kind: former.kind.rawValue, resource: former.kind.resource, former.metadata)
        else { return nil }
        let (severity, note) = context.routeSymptom(since: held.since)
        let reference = former.reference(on: .management)
        return context.finding(
            severity,
            "\(former.reference), generated from an earlier Route, is stuck being deleted\(held.sentence(context)), so the manager "
                + "cannot create it for \(exposure.source.reference)\(severity == .error ? "" : note)",
            of: exposure, objects: [reference, ObjectReference(.management, route)], evidence: held.evidence,
            remedies: [
                .fix("start the controller of the finalizer, so that it removes it"),
                .fix(
                    "if that controller is no longer installed, remove the finalizer",
                    context.patch(reference, ["metadata": ["finalizers": .null]]), risk: .delete),
                .then("touch the object, because the manager does not retry", context.touch(exposure.reference)),
            ])
    }

    private func reported(
        _ exposure: RouteExposure, _ route: Route, _ failure: Condition, _ context: CheckContext
    ) -> Finding {
        let error = WriteError(failure.message, at: failure.lastTransitionTime)
        var finding = error.finding(
            "The manager cannot apply the \(exposure.kind.rawValue) that it generates from \(exposure.source.reference)",
            exposure.resource, objects: [exposure.reference, ObjectReference(.management, route)],
            evidence: Evidence(
                "\(route.reference): status.resources.route.conditions", failure.message, at: failure.lastTransitionTime
            ),
            remedies: error.remedies(
                .management, namespace: route.metadata.namespace, by: context.topology.manager,
                retry: exposure.reference, context))
        // An ingress controller that is down serves no other tenant, either.
        finding.common =
            error.namespaceOfStoppedWebhook.flatMap {
                ServedClass.common(ofMissing: exposure, webhookIn: $0, context)
            } ?? error.commonCause(namespace: route.metadata.namespace, context)
        // The manager retries, so an error that persists is none that passes.
        finding.severity = max(finding.severity, context.routeSymptom(since: exposure.lastChange).severity)
        return finding
    }

    /// The generated object is missing or outdated; nil if it is neither, or if that is unknown.
    private func unapplied(_ exposure: RouteExposure, _ route: Route, _ context: CheckContext) -> Finding? {
        let source = exposure.source
        let differences = exposure.drift
        let isMissing = if case .absent = exposure.generated { true } else { false }
        guard isMissing || !differences.isEmpty else { return nil }
        let name =
            exposure.generated.value?.metadata.name
            ?? KubeLBNames.generatedName(
                exposure.kind, namespace: source.metadata.namespace, name: source.metadata.name) ?? "…"
        let object = "\(exposure.kind.rawValue) \(route.metadata.namespace)/\(name)"
        let state =
            isMissing
            ? "missing"
            : "outdated: it \(ServiceWords.list(differences.map(\.text), limit: 3))"
        let evidence =
            isMissing
            ? [Evidence(object, "not found")]
            : differences.uniqued(by: \.field).prefix(3).flatMap {
                [
                    Evidence("\(route.reference): \($0.field)", $0.expected),
                    Evidence("\(object): \($0.field)", $0.actual),
                ]
            }
        let trial = context.topology.dryRun(of: route)
        if case .refused(let message) = trial {
            return rejected(exposure, route, "\(object) of \(source.reference) is \(state)", message, evidence, context)
        }
        let answer = trial.map { [Evidence("dry run of \(object)", $0.text)] } ?? []
        let retry = Remedy.then(
            "touch the object, because the manager does not retry", context.touch(exposure.reference))
        let (severity, note) = context.routeSymptom(since: exposure.lastChange)
        // What the API server accepts now, no policy or webhook refuses.
        if let obstacle = GenerationObstacle.of(exposure, differences, context),
            obstacle.isCertain || trial != .accepted
        {
            var finding = context.finding(
                obstacle.isCertain ? .error : severity,
                "\(object) of \(source.reference) is \(state)\(obstacle.isCertain ? "" : note)\(obstacle.sentence)",
                of: exposure, objects: obstacle.objects, evidence: evidence + obstacle.evidence + answer,
                remedies: obstacle.remedies + [retry])
            if !obstacle.isCertain { finding.confidence = .likely }
            return finding
        }
        return context.finding(
            severity,
            "The manager has accepted the Route of \(source.reference), but \(object) is \(state)\(note). Up to v1.4.3 it drops "
                + "the API server's errors"
                + (trial == .accepted
                    ? ". The API server accepts the object now (dry run), so whatever rejected it is gone" : ""),
            of: exposure, objects: [ObjectReference(.management, route)], evidence: evidence + answer,
            remedies: [
                context.touch(exposure, "the manager retries"), context.log(of: context.topology.manager),
                .inspect(
                    "see what rejects it, without writing anything; --dry-run-apply does the same",
                    dryRun(exposure, route.metadata.namespace, isMissing, context)),
            ])
    }

    /// The API server refuses what the manager should apply, as a dry run has shown.
    private func rejected(
        _ exposure: RouteExposure, _ route: Route, _ failure: String, _ message: String, _ evidence: [Evidence],
        _ context: CheckContext
    ) -> Finding {
        let error = WriteError(message)
        var finding = error.finding(
            "\(failure), because the API server rejects it", exposure.resource,
            objects: [exposure.reference, ObjectReference(.management, route)],
            evidence: Evidence("dry run", "rejected: \(message)"),
            remedies: error.remedies(
                .management, namespace: route.metadata.namespace, by: context.topology.manager,
                retry: exposure.reference, context))
        finding.severity = .error
        finding.confidence = .certain
        finding.evidence += evidence
        return finding
    }

    private func dryRun(
        _ exposure: RouteExposure, _ namespace: String, _ isMissing: Bool, _ context: CheckContext
    ) -> ShellCommand {
        let metadata = exposure.source.metadata
        return context.kubectl(
            .tenant, "-n \(metadata.namespace) get \(exposure.kind.resource) \(metadata.name) -o json"
        )
        .piped(
            into: ShellCommand(
                "jq {apiVersion,kind,spec,metadata:{name:(.metadata.namespace+\"-\"+.metadata.name),namespace:\"\(namespace)\"}}"
            ), onNewLine: true
        )
        .piped(
            into: isMissing
                ? context.kubectl(.management, "create --dry-run=server -f -")
                : context.kubectl(.management, "apply --server-side --force-conflicts --dry-run=server -f -"),
            onNewLine: true)
    }
}

extension DryRunApply.Answer {
    /// Under `dry run of Ingress …`.
    fileprivate var text: String {
        switch self {
        case .accepted: "accepted"
        case .refused(let message): "rejected: \(message)"
        case .unknown(let reason): "not answered: \(reason)"
        }
    }
}
