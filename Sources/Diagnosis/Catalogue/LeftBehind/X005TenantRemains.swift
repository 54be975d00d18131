import KubeLB
import Kubernetes
import Topology

/// KLC-X005: an Envoy without work, or a namespace without its Tenant.
struct X005TenantRemains: Check {
    let documentation = CheckDocumentation(
        code: "X005",
        title: "Orphaned Envoy or tenant namespace",
        severity: .warning,
        hop: .envoy,
        inputs: [.loadBalancers, .routes, .managementDeployments, .managementNamespaces, .tenants],
        optionalInputs: [.managementDaemonSets, .tenantStates],
        causedBy: ["C005", "T001"],
        meaning: """
            The manager removes a tenant's Envoy with its last LoadBalancer or Route, and the namespace with the \
            Tenant. Here an Envoy runs without either, or a namespace with KubeLB's label has no Tenant.
            """,
        impact: "Pods run for no purpose; the contents of a namespace without a Tenant are no longer managed.",
        mending: "Check what it contains, then delete it or recreate the Tenant.",
        examples: [
            .fires(
                .warning, "Envoy runs, and there is neither LoadBalancer nor Route",
                """
                tenant: {services: {shop/web: null}}
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}}
                """),
            .fires(
                .warning, "the Tenant is gone, its namespace stands",
                "management: {tenants.kubelb.k8c.io: {acme: null}}"),
            .fires(
                .info, "the Enterprise Edition has other things that need an Envoy",
                """
                tenant: {services: {shop/web: null}}
                management:
                  loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}
                  tenantstates.kubelb.k8c.io: {tenant-acme/default: {status: {version: {edition: EE}}}}
                """),
            .silent(
                "a Route remains",
                """
                tenant: {services: {shop/web: null}}
                management:
                  loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}
                  routes.kubelb.k8c.io: {tenant-acme/route: {}}
                """),
            .silent(
                "the namespace is going as well",
                """
                management:
                  tenants.kubelb.k8c.io: {acme: null}
                  namespaces: {tenant-acme: {metadata: {deletionTimestamp: "2026-11-22T11:59:00Z"}, status: {phase: Terminating}}}
                """),
            .silent(
                "another tenant's namespace has no Tenant",
                "management: {namespaces: {tenant-other: {metadata: {labels: {kubelb.k8c.io/managed-by: kubelb}}}}}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        idleEnvoys(context) + namespaceWithoutTenant(context)
    }

    // MARK: Envoy

    /// The tenant's Envoy, a Deployment or a DaemonSet.
    private struct IdleEnvoy {
        let kind: String
        let metadata: ObjectMeta
        let state: WorkloadState

        var reference: String { "\(kind) \(metadata.path)" }
    }

    private func idleEnvoys(_ context: CheckContext) -> [Finding] {
        let topology = context.topology
        guard let namespace = topology.tenantNamespace, let loadBalancers = topology.loadBalancers.value,
            let routes = topology.routes.value, loadBalancers.isEmpty, routes.isEmpty
        else { return [] }
        let isEnterprise = topology.tenantState.value?.version?.edition == "EE"
        let workloads =
            workloads(Deployment.self, namespace, topology) + workloads(DaemonSet.self, namespace, topology)
        return workloads.map { finding($0, isEnterprise: isEnterprise, context) }
    }

    private func workloads<Item: Workload>(_ kind: Item.Type, _ namespace: String, _ topology: Topology)
        -> [IdleEnvoy]
    {
        let name = KubeLBNames.envoyWorkloadName(forTenantNamespace: namespace)
        return (topology.list(.management, kind).value?.items ?? [])
            .filter { $0.metadata.namespace == namespace && $0.metadata.name == name && !$0.metadata.isBeingDeleted }
            .map { IdleEnvoy(kind: Item.kind, metadata: $0.metadata, state: $0.state) }
    }

    private func finding(_ workload: IdleEnvoy, isEnterprise: Bool, _ context: CheckContext) -> Finding {
        let namespace = workload.metadata.namespace
        let (severity, note) = LeftBehindWords.severity(created: workload.metadata.creationTimestamp, context)
        let reference = ObjectReference(
            .management, kind: workload.kind, namespace: namespace, name: workload.metadata.name,
            resourceVersion: workload.metadata.resourceVersion)
        let edition = isEnterprise ? " (the Enterprise Edition may need it for other purposes)" : ""
        return Finding(
            isEnterprise ? .info : severity,
            "\(workload.reference) is orphaned with \(ServiceWords.count(workload.state.desired, "replica")): \(namespace) "
                + "contains no LoadBalancers or Routes\(note)\(edition)",
            objects: [reference],
            evidence: [
                Evidence("LoadBalancers and Routes in \(namespace)", "none"),
                Evidence(
                    "\(workload.reference): Ready", "\(workload.state.ready) of \(workload.state.desired)",
                    at: workload.metadata.creationTimestamp),
            ],
            confidence: isEnterprise ? .possible : .certain,
            remedies: [
                .fix(
                    "delete it; the manager recreates it with the next LoadBalancer",
                    context.kubectl("delete", reference), risk: .delete),
                context.log(of: context.topology.manager),
            ])
    }

    // MARK: Namespace

    private func namespaceWithoutTenant(_ context: CheckContext) -> [Finding] {
        let topology = context.topology
        guard let tenant = topology.tenant.value, case .absent = topology.tenantObject,
            let namespace = topology.namespaceObject.value, !namespace.metadata.isBeingDeleted,
            namespace.phase != "Terminating",
            namespace.metadata.labels[KubeLBNames.managedByLabel] != nil
                || namespace.metadata.owners.contains(where: { $0.kind == Tenant.kind })
        else { return [] }
        let count = topology.loadBalancers.value?.count
        return [
            Finding(
                .warning,
                "\(namespace.reference) exists without its Tenant \(tenant.name)"
                    + (count.map { "; it contains \($0) LoadBalancer\($0 == 1 ? "" : "s")" } ?? ""),
                objects: [ObjectReference(.management, namespace)],
                evidence: [
                    namespace.evidence(
                        "label \(KubeLBNames.managedByLabel)",
                        namespace.metadata.labels[KubeLBNames.managedByLabel] ?? "none",
                        at: namespace.metadata.creationTimestamp),
                    Evidence("Tenants of the management cluster", "none named \(tenant.name)"),
                ],
                remedies: [
                    .inspect(
                        "check what it contains before you do anything else",
                        context.kubectl(
                            .management,
                            "-n \(namespace.metadata.name) get \(LoadBalancer.resource),\(Route.resource),services,deployments"
                        )),
                    .fix(
                        "recreate the Tenant if anything of it is needed", TenantCommands.create(tenant.name, context)),
                    .fix(
                        "delete the namespace if nothing in it is needed",
                        context.kubectl("delete", ObjectReference(.management, namespace)), risk: .delete),
                ])
        ]
    }
}
