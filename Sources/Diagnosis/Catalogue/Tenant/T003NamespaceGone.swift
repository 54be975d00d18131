import KubeLB
import Kubernetes
import Topology

/// KLC-T003: the tenant's namespace in the management cluster is missing or on its way out.
struct T003NamespaceGone: Check {
    let documentation = CheckDocumentation(
        code: "T003",
        title: "The tenant's namespace is missing or Terminating",
        severity: .error,
        explains: Gate.all(of: .propagated),
        inputs: [.managementNamespaces],
        optionalInputs: [.tenants, .routes, .syncSecrets, .managerLogs],
        causedBy: ["A004", "A005", "C005", "M001", "M002", "M008", "T001"],
        meaning: """
            The manager creates a namespace for every Tenant, and the CCM writes LoadBalancers and Addresses to it. It \
            does not exist, or is being deleted and accepts no new objects.
            """,
        impact: """
            No Service of the tenant cluster can be propagated; the contents of the namespace are lost or about to be.
            """,
        mending: """
            Let the deletion finish by removing what blocks it, or recreate the Tenant; the manager creates the \
            namespace when it reconciles the Tenant.
            """,
        examples: [
            .fires(.error, "there is no such namespace", "management: {namespaces: {tenant-acme: null}}"),
            .fires(
                .error, "it hangs in Terminating",
                """
                management: {namespaces: {tenant-acme: {metadata: {deletionTimestamp: "2026-11-22T11:00:00Z"},
                  status: {phase: Terminating, conditions: [{type: NamespaceFinalizersRemaining, status: "True",
                    reason: SomeFinalizersRemain, message: "kubelb.k8c.io/cleanup in 1 resource instances"}]}}}}
                """),
            .fires(
                .warning, "the Tenant was made twenty seconds ago",
                """
                management:
                  namespaces: {tenant-acme: null}
                  tenants.kubelb.k8c.io: {acme: {metadata: {creationTimestamp: "2026-11-22T11:59:40Z"}}}
                """),
            .fires(
                .error, "it hangs in Terminating for a LoadBalancer that somebody else's finalizer holds",
                """
                management:
                  namespaces: {tenant-acme: {metadata: {deletionTimestamp: "2026-11-22T11:00:00Z"},
                    status: {phase: Terminating}}}
                  loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {metadata: {
                    deletionTimestamp: "2026-11-22T11:50:00Z", finalizers: [example.com/hold]}}}
                """),
            .fires(
                .error, "it hangs in Terminating for a finalizer of its own",
                """
                management: {namespaces: {tenant-acme: {metadata: {deletionTimestamp: "2026-11-22T11:00:00Z",
                  finalizers: [example.com/hold]}, status: {phase: Terminating}}}}
                """),
            .fires(
                .error, "it is gone, and its Tenant is held by a finalizer",
                """
                management:
                  namespaces: {tenant-acme: null}
                  tenants.kubelb.k8c.io: {acme: {metadata: {deletionTimestamp: "2026-11-20T11:00:00Z",
                    finalizers: [example.com/archive]}, status: {phase: Terminating}}}
                """),
            .fires(
                .error, "the API server rejects its name",
                """
                management:
                  namespaces: {tenant-acme: null}
                  tenants.kubelb.k8c.io: {acme: {status: {phase: Failed, conditions: [{type: Ready, status: "False",
                    reason: ReconciliationFailed, message: "failed to reconcile namespace: Namespace is invalid"}]}}}
                """),
            .fires(
                .error, "a manager that reports no phase logs why it cannot create it",
                """
                management:
                  namespaces: {tenant-acme: null}
                  tenants.kubelb.k8c.io: {acme: {status: null}}
                logs: {management/kubelb/kubelb-manager-1/manager.log: '{"level":"error","ts":"2026-11-22T11:59:00.000Z",
                  "msg":"Reconciler error","controller":"tenant-controller","Tenant":{"name":"acme"},"namespace":"","name":"acme",
                  "error":"failed to reconcile namespace: forbidden"}'}
                """),
            .silent("the namespaces may not be read", "management: {namespaces: forbidden}"),
            .silent(
                "another tenant's namespace is going",
                """
                management: {namespaces: {tenant-other: {metadata: {deletionTimestamp: "2026-11-22T11:00:00Z"},
                  status: {phase: Terminating}}}}
                """),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        guard let tenant = context.diagnosedTenant else { return [] }
        switch context.topology.namespaceObject {
        case .absent: return [missing(tenant, context)]
        case .present(let namespace) where namespace.isTerminating: return [terminating(namespace, tenant, context)]
        default: return []
        }
    }

    private func missing(_ tenant: TenantIdentity, _ context: CheckContext) -> Finding {
        let object = context.topology.tenantObject
        let (severity, note) = context.symptom(since: object.value?.metadata.creationTimestamp)
        var evidence = [Evidence("Namespaces of the management cluster", "none named \(tenant.namespace)")]
        var remedies = [context.log(of: context.topology.manager)]
        let failed = FailedTenant(context)
        switch object {
        case .present(let object):
            evidence.append(
                object.evidence(
                    "status.phase", object.phase.isEmpty ? "none" : object.phase,
                    at: object.metadata.creationTimestamp))
            // The manager creates nothing for a Tenant that is going.
            if object.metadata.isBeingDeleted { break }
            remedies.append(
                failed?.lacksNamespace == true
                    ? .fix("fix what keeps the manager from creating the namespace")
                    : .fix(
                        "touch the Tenant so that the manager creates the namespace",
                        context.touch(ObjectReference(.management, object))))
        case .absent:
            evidence.append(Evidence("Tenants of the management cluster", "none named \(tenant.name)"))
            remedies = [
                .fix(
                    "create the Tenant, if its name is right; the manager then creates the namespace",
                    TenantCommands.create(tenant.name, context))
            ]
        default: break
        }
        var finding = Finding(
            severity,
            "Namespace \(tenant.namespace) does not exist in the management cluster\(note)"
                + (failed.map { ". \($0.words)" } ?? ""),
            objects: [ObjectReference(.management, kind: Namespace.kind, name: tenant.namespace)], evidence: evidence,
            remedies: remedies)
        if object.value?.metadata.isBeingDeleted == true || failed?.lacksNamespace == true {
            finding.suspects = ["T002"]
        }
        return finding
    }

    private func terminating(_ namespace: Namespace, _ tenant: TenantIdentity, _ context: CheckContext) -> Finding {
        let topology = context.topology
        let since = namespace.metadata.deletionTimestamp
        let holders = [
            held(topology.loadBalancers.value, "LoadBalancer"), held(topology.routes.value, "Route"),
            held(topology.inTenantNamespace(SyncSecret.self).value, "SyncSecret"),
        ].compactMap { $0 }
        var evidence = [namespace.evidence("status.phase", namespace.phase, at: since)]
        if !holders.isEmpty { evidence.append(Evidence("remaining contents", holders.joined(separator: "; "))) }
        let blocked =
            (topology.loadBalancers.value ?? []).compactMap { HeldDeletion(.management, $0) }
            + (topology.routes.value ?? []).compactMap { HeldDeletion(.management, $0) }
            + (topology.inTenantNamespace(SyncSecret.self).value ?? []).compactMap { HeldDeletion(.management, $0) }
            + [HeldDeletion(.management, namespace)].compactMap { $0 }
        let foreign = blocked.filter { !$0.foreign.isEmpty }
        evidence += foreign.prefix(2).flatMap(\.evidence)
        evidence += namespace.conditions.filter { $0.status == "True" }.map { condition in
            namespace.evidence(
                "condition \(condition.type)", "\(condition.reason): \(condition.message)",
                at: condition.lastTransitionTime)
        }
        let isTenantGoing = topology.tenantObject.value?.metadata.isBeingDeleted == true
        let resources = [LoadBalancer.resource, Route.resource, SyncSecret.resource].joined(separator: ",")
        var finding = Finding(
            .error,
            "\(namespace.reference) of the management cluster is being deleted\(context.forAge(of: since))"
                + (isTenantGoing ? ", as is Tenant \(tenant.name)" : "")
                + (holders.isEmpty ? "" : "; it still contains \(holders.joined(separator: "; "))"),
            objects: [ObjectReference(.management, namespace)], evidence: evidence,
            remedies: (foreign.first?.remedies(context) ?? [.fix("remove what blocks the deletion")]) + [
                .then(
                    "once the namespace is gone, touch the Tenant so that the manager recreates it",
                    context.touch(.tenant(tenant.name))),
                .inspect(
                    "list what blocks it, with the finalizers",
                    context.kubectl(
                        .management,
                        """
                        -n \(tenant.namespace) get \(resources) -o custom-columns=KIND:.kind,NAME:.metadata.name,\
                        DELETED:.metadata.deletionTimestamp,FINALIZERS:.metadata.finalizers
                        """)),
                context.log(of: topology.manager),
            ])
        if isTenantGoing { finding.suspects = ["T002"] }
        return finding
    }

    /// `2 LoadBalancers (a, b)`.
    private func held(_ objects: [some KubernetesObject]?, _ kind: String) -> String? {
        guard let objects, !objects.isEmpty else { return nil }
        let names = NodeWords.list(objects.map(\.metadata.name).sorted())
        return "\(objects.count) \(kind)\(objects.count == 1 ? "" : "s") (\(names))"
    }
}

extension Namespace {
    /// Whether it takes no new objects any more.
    var isTerminating: Bool { metadata.isBeingDeleted || phase == "Terminating" }
}
