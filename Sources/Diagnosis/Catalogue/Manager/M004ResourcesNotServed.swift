import KubeLB
import Kubernetes
import Topology

/// KLC-M004: the management cluster does not serve KubeLB's custom resources.
struct M004ResourcesNotServed: Check {
    let documentation = CheckDocumentation(
        code: "M004",
        title: "The management cluster does not serve KubeLB's custom resources",
        severity: .error,
        explains: Gate.all(of: .propagated),
        inputs: [.managementDiscovery],
        optionalInputs: [.loadBalancers, .customResourceDefinitions, .managerLogs, .tenants],
        causedBy: ["A004", "A005"],
        meaning: """
            LoadBalancers, Addresses, Tenants and Configs are custom resources of kubelb.k8c.io/v1alpha1, and newer versions \
            need more of them. One of their CRDs is not installed, or the API server does not serve it.
            """,
        impact: "Neither the CCM nor the manager can work: nothing is propagated or provisioned.",
        mending: "Apply the CRDs of the manager's chart; Helm installs CRDs once and does not upgrade them.",
        examples: [
            .fires(
                .error, "LoadBalancers are not served",
                """
                management:
                  discovery.kubelb.k8c.io: {resources: [{name: addresses}, {name: configs}, {name: tenants}]}
                  loadbalancers.kubelb.k8c.io: absent
                """),
            .fires(
                .error, "a definition is not established",
                """
                management:
                  discovery.kubelb.k8c.io: {resources: [{name: addresses}, {name: loadbalancers}, {name: tenants}]}
                  customresourcedefinitions.apiextensions.k8s.io: {configs.kubelb.k8c.io: {status: {conditions: [
                    {type: Established, status: "False", reason: NotAccepted, message: "the names conflict"}]}}}
                """),
            .fires(
                .error, "the manager was upgraded without the CRDs, and misses a kind",
                """
                logs: {management/kubelb/kubelb-manager-1/manager.log: '{"level":"error","ts":"2026-11-22T11:58:00.000Z",\
                "logger":"controller-runtime.source.Kind","msg":"if kind is a CRD, it should be installed before calling Start",\
                "kind":"SyncSecret.kubelb.k8c.io","error":"no matches for kind \\"SyncSecret\\" in version \\"kubelb.k8c.io/v1alpha1\\""}'}
                management:
                  discovery.kubelb.k8c.io: {resources: [{name: addresses}, {name: configs}, {name: loadbalancers}, {name: tenants}]}
                  pods: {\(ManagerExamples.crashing)}
                """),
            .fires(
                .error, "the Tenant cannot be reconciled without a kind",
                """
                management:
                  discovery.kubelb.k8c.io: {resources: [{name: addresses}, {name: configs}, {name: loadbalancers}, {name: tenants}]}
                  tenants.kubelb.k8c.io: {acme: {status: {phase: Failed, conditions: [{type: Ready, status: "False",
                    reason: ReconciliationFailed, lastTransitionTime: "2026-11-22T11:50:00Z",
                    message: "no matches for kind \\"TenantState\\" in version \\"kubelb.k8c.io/v1alpha1\\""}]}}}
                """),
            .silent(
                "a kind that was missing is served now",
                """
                logs: {management/kubelb/kubelb-manager-1/manager.log: '{"level":"error","ts":"2026-11-22T11:58:00.000Z",\
                "logger":"controller-runtime.source.Kind","msg":"if kind is a CRD, it should be installed before calling Start",\
                "kind":"Route.kubelb.k8c.io","error":"no matches for kind \\"Route\\" in version \\"kubelb.k8c.io/v1alpha1\\""}'}
                """),
            .silent(
                "discovery is out of date: the list was read",
                "management: {discovery.kubelb.k8c.io: {resources: [{name: addresses}, {name: configs}, {name: tenants}]}}"
            ),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        let served: Set<String>
        switch topology.discovery(of: .management) {
        case .present(let resources): served = resources.names
        // The group itself is unknown to the API server.
        case .absent: served = []
        case .forbidden, .failed, .notCollected: return []
        }
        var missing = KubeLBNames.requiredResources.filter { !served.contains($0) }
        // What could be listed is served, whatever an older discovery document says.
        if topology.list(.management, LoadBalancer.self).value != nil {
            missing = missing.filter { $0 != "loadbalancers" && isSurelyMissing($0, topology) }
        }
        let complaints = complaints(context).filter { !served.contains($0.resource) && !missing.contains($0.resource) }
        missing += complaints.map(\.resource).uniqued()
        guard !missing.isEmpty else { return [] }
        let conditions = missing.compactMap { established($0, topology) }
        return [
            Finding(
                .error,
                "The management cluster does not serve \(missing.map { "\($0).\(KubeLBNames.group)" }.joined(separator: ", "))",
                evidence: [
                    Evidence(
                        "discovery of \(KubeLBNames.group)/\(KubeLBNames.apiVersion)",
                        served.isEmpty ? "not served" : served.sorted().joined(separator: ", "))
                ] + complaints.map(\.evidence) + conditions,
                remedies: [
                    HelmRelease(of: topology.manager).applyCRDs(context)
                ])
        ]
    }

    /// Kinds of KubeLB that the manager misses, by its log and by the condition of the Tenant.
    private func complaints(_ context: CheckContext) -> [(resource: String, evidence: Evidence)] {
        let lines = context.topology.recognisedLines(of: context.topology.manager).compactMap { source, line in
            if case .crdMissing(let kind) = line.signature { (kind, context.evidence(source, line)) } else { nil }
        }
        let tenant = context.topology.tenantObject.value
        let condition = tenant?.readyCondition.flatMap { condition in
            if case .crdMissing(let kind) = LogSignature(error: condition.message), let tenant {
                (
                    kind,
                    tenant.evidence(
                        "condition Ready", condition.message, at: condition.lastTransitionTime)
                )
            } else {
                nil
            }
        }
        return (lines + [condition].compactMap { $0 }).map { kind, evidence in
            // All of KubeLB's kinds form their plural like that, but for Addresses, which is one already.
            let name = kind.lowercased()
            return (resource: name.hasSuffix("s") ? name : name + "s", evidence: evidence)
        }
    }

    /// Beside a LoadBalancer list that was read, discovery alone may be old: the definition has to say so, too.
    private func isSurelyMissing(_ resource: String, _ topology: Topology) -> Bool {
        switch definition(of: resource, topology) {
        case .absent: true
        case .present(let definition):
            definition.conditions.contains { $0.type == "Established" && $0.status == "False" }
        case .forbidden, .failed, .notCollected: false
        }
    }

    private func established(_ resource: String, _ topology: Topology) -> Evidence? {
        guard let definition = definition(of: resource, topology).value,
            let condition = definition.conditions.first(where: { $0.type == "Established" && $0.status != "True" })
        else { return nil }
        return definition.evidence(
            "Established", "\(condition.status) (\(condition.reason): \(condition.message))",
            at: condition.lastTransitionTime)
    }

    private func definition(of resource: String, _ topology: Topology) -> Observed<CustomResourceDefinition> {
        topology.list(.management, CustomResourceDefinition.self).first {
            $0.metadata.name == "\(resource).\(KubeLBNames.group)"
        }
    }
}
