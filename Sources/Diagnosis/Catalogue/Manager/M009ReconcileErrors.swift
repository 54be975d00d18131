import KubeLB
import Kubernetes
import Topology

/// KLC-M009: by its own count the manager gets something not done.
struct M009ReconcileErrors: Check {
    let documentation = CheckDocumentation(
        code: "M009",
        title: "The manager fails to reconcile",
        severity: .warning,
        explains: Gate.all(of: .provisioned),
        inputs: [.loadBalancers, .managerMetrics],
        optionalInputs: [.tenants, .addresses, .managerLogs],
        causedBy: ["M004", "R004", "T001", "T002", "T003", "T005", "M006", "N001", "D003"],
        meaning: """
            The manager counts its reconciliations. Some have failed, and their result is missing: its configuration \
            for the tenant's Envoy has fewer listeners than there are ports, or no LoadBalancer or no Tenant was ever \
            reconciled. Past failures stay in the counters and are not reported.
            """,
        impact: """
            Without a new configuration, Envoy keeps serving the old one: newer Services refuse connections, and a \
            restarted Envoy has no configuration.
            """,
        mending:
            "Check the manager's log for the object and the error. The most common cause is a missing Addresses/default.",
        examples: [
            .fires(
                .warning, "its configuration lacks the port of the LoadBalancer",
                metrics: MetricsExamples.manager(listeners: 0, errors: 27, successes: 3)),
            .fires(
                .warning, "since its restart it has made no configuration at all",
                metrics: MetricsExamples.manager(listeners: nil, errors: 27, successes: 0)),
            .fires(
                .warning, "no LoadBalancer was ever reconciled, and one waits",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {
                  metadata: {finalizers: null}}}}
                """, metrics: MetricsExamples.manager(loadBalancerErrors: 6, loadBalancerSuccesses: 0)),
            .fires(
                .warning, "the Tenant is not Ready",
                "management: {tenants.kubelb.k8c.io: {acme: {status: {phase: Pending}}}}",
                metrics: MetricsExamples.manager(tenantErrors: 6)),
            .fires(
                .warning, "its log says what the API server refuses",
                """
                logs: {management/kubelb/kubelb-manager-1/manager.log: '{"level":"error","ts":"2026-11-22T11:59:00.000Z",
                  "msg":"Reconciler error","controller":"envoy-cp-controller","LoadBalancer":{"name":"requeue-all-for-route",
                  "namespace":"tenant-acme"},"error":"failed to update Envoy proxy: Deployment.apps \\"envoy-tenant-acme\\" is invalid:
                  spec.template.spec.containers[0].resources.requests: Invalid value: \\"512Mi\\": must be less than or equal to memory
                  limit of 256Mi"}'}
                """, metrics: MetricsExamples.manager(listeners: 0, errors: 27, successes: 3)),
            .silent("errors that are over", metrics: MetricsExamples.manager(errors: 2, loadBalancerErrors: 3)),
            .silent(
                "fewer listeners without any error: it is about to follow",
                metrics: MetricsExamples.manager(listeners: 0)),
            .silent("after a restart, without an error", metrics: MetricsExamples.manager(listeners: nil)),
            .silent("all is well", metrics: MetricsExamples.manager()),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        let managers = topology.managerMetrics
        // Of several managers only the one that leads counts anything.
        guard let namespace = topology.tenantNamespace,
            let (source, metrics) = managers.first(where: { $0.metrics.isLeading == true }) ?? managers.first
        else { return [] }
        let problems = [
            configuration(metrics, namespace, context), loadBalancers(metrics, namespace, context),
            tenant(metrics, context),
        ].compactMap { $0 }
        guard let first = problems.first else { return [] }
        let changed = (topology.requestedLoadBalancers.value ?? []).compactMap(\.metadata.lastSpecWrite).max()
        let (age, note) = context.symptom(since: changed)
        var finding = Finding(
            min(age, .warning), "The manager fails to reconcile: \(first.message)\(note)",
            objects: [ObjectReference(.management, kind: Pod.kind, namespace: source.namespace, name: source.pod)],
            evidence: problems.map { Evidence("\(source)", $0.evidence) }, confidence: .likely,
            remedies: [context.log(of: topology.manager)])
        if Self.refersToNothing(context) { finding.suspects = ["L004"] }
        return [finding]
    }

    /// Whether a LoadBalancer of the tenant names Addresses that do not exist: no configuration is generated then.
    private static func refersToNothing(_ context: CheckContext) -> Bool {
        guard let addresses = context.topology.inTenantNamespace(Addresses.self).value else { return false }
        let known = Set(addresses.map(\.metadata.name))
        return (context.topology.requestedLoadBalancers.value ?? []).contains { loadBalancer in
            loadBalancer.spec.endpoints.contains { $0.addressesReference.map { !known.contains($0) } ?? false }
        }
    }

    private struct Problem {
        let message: String
        let evidence: String
    }

    private func configuration(_ metrics: ManagerMetrics, _ namespace: String, _ context: CheckContext) -> Problem? {
        let loadBalancers = (context.topology.requestedLoadBalancers.value ?? []).filter {
            !$0.metadata.isBeingDeleted
        }
        let due = loadBalancers.flatMap(\.envoyUpstreams).count
        let outcomes = metrics.configurations
        let made = metrics.listeners[namespace] ?? (outcomes.successes == 0 ? 0 : nil)
        guard outcomes.errors > 0, let made, made < due else { return nil }
        return Problem(
            message:
                "the configuration for the tenant's Envoy has \(made) of \(ServiceWords.count(due, "port")), after "
                + ServiceWords.count(outcomes.errors, "error")
                + (context.configurationError.map { ": \($0.text)" } ?? ""),
            evidence: "envoycp_listeners{snapshot_name=\"\(namespace)\"} "
                + "\(metrics.listeners[namespace].map { String($0) } ?? "absent"), envoycp_reconcile_total: "
                + "\(outcomes.errors) error, \(outcomes.successes) success")
    }

    private func loadBalancers(_ metrics: ManagerMetrics, _ namespace: String, _ context: CheckContext) -> Problem? {
        let outcomes = metrics.loadBalancers[namespace] ?? Outcomes()
        let waiting = (context.topology.requestedLoadBalancers.value ?? []).count {
            !$0.isAccepted && !$0.metadata.isBeingDeleted
        }
        guard outcomes.errors > 0, outcomes.successes == 0, waiting > 0 else { return nil }
        return Problem(
            message:
                "no LoadBalancer of the tenant was ever reconciled, after \(ServiceWords.count(outcomes.errors, "error")), "
                + "and \(waiting) \(waiting == 1 ? "is" : "are") pending",
            evidence: "loadbalancer_reconcile_total{namespace=\"\(namespace)\"}: \(outcomes.errors) error, 0 success")
    }

    /// Counted for all tenants together: it takes one that is not Ready to be about ours.
    private func tenant(_ metrics: ManagerMetrics, _ context: CheckContext) -> Problem? {
        let outcomes = metrics.tenants
        guard outcomes.errors > 0, outcomes.successes == 0, let tenant = context.topology.tenantObject.value,
            tenant.phase != "Ready"
        else { return nil }
        return Problem(
            message: "no Tenant was ever reconciled, after \(ServiceWords.count(outcomes.errors, "error")), and "
                + "\(tenant.reference) is not Ready",
            evidence: "tenant_reconcile_total: \(outcomes.errors) error, 0 success")
    }
}

extension CheckContext {
    /// What the controller that writes Envoy's configuration logged last about the tenant (KubeLB `envoy_cp_controller.go`), if that
    /// was within the last hour; the remedies are empty if it is not known who or what refuses.
    var configurationError: (text: String, evidence: Evidence, remedies: [Remedy])? {
        guard let namespace = topology.tenantNamespace else { return nil }
        let lines = topology.logTails(of: topology.manager).filter { !$0.source.isPrevious }.flatMap { source, tail in
            tail.errors.map { (source: source, line: $0) }
        }
        let last = lines.last { _, line in
            line.controller == "envoy-cp-controller" && line.objects.contains { $0.namespace == namespace }
                && line.time.map { now.seconds(since: $0) < 3600 } ?? false
        }
        return last.map { source, line in
            (
                ErrorDigest.text(of: line.errorText),
                Evidence("\(source)", ServiceWords.excerpt(line.errorText), at: line.time),
                WriteError(line).remedies(.management, namespace: namespace, of: .envoy, self)
            )
        }
    }
}
