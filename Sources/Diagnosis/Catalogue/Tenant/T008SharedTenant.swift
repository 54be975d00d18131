import KubeLB
import Kubernetes
import Topology

/// KLC-T008: a second cluster works under the same tenant.
struct T008SharedTenant: Check {
    let documentation = CheckDocumentation(
        code: "T008",
        title: "Two clusters appear to share the tenant",
        severity: .error,
        inputs: [.addresses, .tenantNodes],
        optionalInputs: [.tenantLeases, .ccmLogs, .tenantAccess],
        meaning: """
            Each CCM writes the addresses of its own cluster's nodes to Addresses/default, and LoadBalancers named by \
            its own Services. The tenant's namespace contains objects that this cluster's CCM cannot have written.
            """,
        impact: """
            The two CCMs overwrite each other's node addresses, so traffic for one cluster is sent to the nodes of the \
            other. Objects that look orphaned may belong to the other cluster and must not be deleted.
            """,
        mending: "Give each cluster its own Tenant, and correct the Helm value kubelb.tenantName of its CCM.",
        examples: [
            .fires(
                .error, "all node addresses are another cluster's",
                """
                management: {addresses.kubelb.k8c.io: {tenant-acme/default: {spec: {addresses: [{ip: 192.0.2.31},
                  {ip: 192.0.2.32}]}}}}
                """),
            .fires(
                .warning, "an address of a node that is gone, and one of this cluster's",
                "tenant: {nodes: {node-b: null}}"),
            .silent(
                "an address of a node that is gone, and no CCM is running",
                """
                tenant: {nodes: {node-b: null}, deployments.apps: {kubelb/kubelb-ccm: {spec: {replicas: 0}}},
                  leases.coordination.k8s.io: {kubelb/19f32e7b.ccm.kubelb.k8c.io: {spec: {
                  renewTime: "2026-11-22T11:00:00.000000Z"}}}}
                """),
            .silent(
                "an address of a node that is gone, and the CCM may not list nodes",
                """
                tenant: {nodes: {node-b: null}, access: {reviews: [
                  {subject: ccm, verb: list, resource: nodes, allowed: false}]}}
                """),
            .fires(
                .error, "a LoadBalancer that is younger than the Service of its name, and another one",
                "management: {loadbalancers.kubelb.k8c.io: {\(foreign("77", of: "web")), \(foreign("78", of: "other"))}}"
            ),
            .fires(
                .warning, "two young LoadBalancers of Services that are not here",
                "management: {loadbalancers.kubelb.k8c.io: {\(foreign("77", of: "one")), \(foreign("78", of: "two"))}}"),
            .silent(
                "one LoadBalancer whose Service is not here",
                "management: {loadbalancers.kubelb.k8c.io: {\(foreign("77", of: "one"))}}"),
            .silent(
                "two of them, older than what this CCM wrote last",
                """
                management: {loadbalancers.kubelb.k8c.io: {\(foreign("77", of: "one", created: "2026-11-22T09:00:00Z")),
                  \(foreign("78", of: "two", created: "2026-11-22T09:00:00Z"))}}
                """),
            .silent(
                "all nodes are younger than the list, which the CCM has not written since",
                """
                tenant: {nodes: {
                  node-a: {metadata: {creationTimestamp: "2026-11-22T11:00:00Z"}},
                  node-b: {metadata: {creationTimestamp: "2026-11-22T11:00:00Z"}}}}
                management: {addresses.kubelb.k8c.io: {tenant-acme/default: {metadata: {managedFields: [
                  {manager: ccm, operation: Update, time: "2026-11-20T11:00:00Z", fieldsV1: {"f:spec": {"f:addresses": {}}}}]},
                  spec: {addresses: [{ip: 192.0.2.31}, {ip: 192.0.2.32}]}}}}
                """),
            .silent(
                "no node has an address that the CCM could write, so the list is what it wrote before",
                """
                tenant: {nodes: {
                  node-a: {status: {addresses: [{type: InternalIP, address: 10.0.0.11}]}},
                  node-b: {status: {addresses: [{type: InternalIP, address: 10.0.0.12}]}}}}
                """),
            .silent(
                "somebody wrote the addresses by hand, which is another fault",
                """
                management: {addresses.kubelb.k8c.io: {tenant-acme/default: {metadata: {managedFields: [
                  {manager: kubectl-edit, operation: Update, time: "2026-11-22T11:00:00Z",
                    fieldsV1: {"f:spec": {"f:addresses": {}}}}]}, spec: {addresses: [{ip: 192.0.2.31}]}}}}
                """),
            .silent(
                "an address of another type",
                "management: {addresses.kubelb.k8c.io: {tenant-acme/default: {spec: {addresses: [{ip: 10.0.0.11}]}}}}"),
            .silent(
                "the address of a node that is not Ready",
                """
                tenant: {nodes: {node-b: {status: {conditions: [{type: Ready, status: "False",
                  lastTransitionTime: "2026-11-22T11:00:00Z"}]}}}}
                """),
            .silent(
                "another tenant's addresses",
                "management: {addresses.kubelb.k8c.io: {tenant-other/default: {spec: {addresses: [{ip: 192.0.2.31}]}}}}"
            ),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        guard let tenant = context.diagnosedTenant, isOwn(tenant, topology) else { return [] }
        let loadBalancers = ForeignLoadBalancers(topology)
        // What no CCM wrote, or this cluster's cannot change, is no trace of another cluster: KLC-N003.
        let isExplained = topology.foreignAddressesWrite != nil || AddressesWriteError(context) != nil
        let addresses = loadBalancers == nil && isExplained ? nil : foreignAddresses(context)
        guard addresses != nil || loadBalancers != nil else { return [] }
        let isSure = addresses?.isSure == true || loadBalancers?.isSure == true
        let clauses = [addresses?.clause, loadBalancers?.clause].compactMap { $0 }
        let leftOver = isSure ? "" : "; these may also be leftovers of this cluster"
        return [
            Finding(
                isSure ? .error : .warning,
                "Another cluster \(isSure ? "appears to use" : "may use") Tenant \(tenant.name) as well: "
                    + clauses.joined(separator: ", and ") + leftOver,
                objects: (addresses.map { [ObjectReference(.management, $0.object)] } ?? [])
                    + (loadBalancers?.all.prefix(4).map { ObjectReference(.management, $0) } ?? []),
                evidence: (addresses?.evidence ?? []) + (loadBalancers?.evidence ?? []),
                confidence: isSure ? .likely : .possible, remedies: remedies(tenant, context))
        ]
    }

    /// Whether the tenant looked at is the one under which this cluster's CCM works, and not just one that was asked for.
    private func isOwn(_ tenant: TenantIdentity, _ topology: Topology) -> Bool {
        guard let name = topology.settings.value?.clusterName else { return true }
        return KubeLBNames.tenantNamespace(forClusterName: name) == tenant.namespace
    }

    // MARK: Addresses

    private struct ForeignAddresses {
        let object: Addresses
        let clause: String
        let evidence: [Evidence]
        let isSure: Bool
    }

    private func foreignAddresses(_ context: CheckContext) -> ForeignAddresses? {
        let topology = context.topology
        guard let object = topology.defaultAddresses.value, let nodes = topology.nodes.value else { return nil }
        let known = Set(nodes.flatMap { $0.addresses.map(\.address) })
        let foreign = object.addresses.filter { !known.contains($0) }
        // Without an address of its type the CCM cannot write: what is listed is what it wrote before (KLC-N002).
        guard !foreign.isEmpty, topology.expectedAddresses.value?.isEmpty == false else { return nil }
        let written = object.metadata.managedFields.compactMap(\.time).max()
        // Of nodes that were replaced since: this cluster's CCM has not followed (KLC-N003).
        if isOlder(written, than: nodes) { return nil }
        // A CCM writes the whole list. Beside addresses of this cluster's own a foreign one may be that of a node that is
        // gone; where its CCM cannot have followed its nodes, it is (KLC-N003).
        let isMixed = foreign.count < object.addresses.count
        let follows = canFollow(topology)
        if isMixed, !follows { return nil }
        return ForeignAddresses(
            object: object,
            clause: "\(object.reference) lists \(NodeWords.list(foreign)), which no node of this cluster has",
            evidence: [
                object.evidence("spec.addresses", NodeWords.list(object.addresses), at: written),
                Evidence(
                    "addresses of this cluster's \(nodes.count) node\(nodes.count == 1 ? "" : "s")",
                    known.isEmpty ? "none" : NodeWords.list(known.sorted())),
            ],
            isSure: follows && !isMixed)
    }

    /// Whether the list was last written before all of this cluster's nodes were created: then its CCM has not followed.
    private func isOlder(_ written: Timestamp?, than nodes: [Node]) -> Bool {
        guard let written, let oldest = nodes.compactMap(\.metadata.creationTimestamp).min() else { return false }
        return written < oldest
    }

    /// Whether this cluster's CCM is at work.
    private func canFollow(_ topology: Topology) -> Bool {
        guard let deployment = topology.deployment(of: topology.ccm).value, deployment.state.desired > 0,
            topology.isLeaseStale(of: topology.ccm) != true
        else { return false }
        return !mayNotReadNodes(topology)
    }

    /// What the CCM listed last stays (KLC-R002).
    private func mayNotReadNodes(_ topology: Topology) -> Bool {
        (topology.access(of: .tenant).value?.reviews ?? []).contains { review in
            review.subject == "ccm" && !review.isAllowed && review.resource == Node.resource
                && ["list", "watch"].contains(review.verb)
        }
    }

    // MARK: Remedies

    private func remedies(_ tenant: TenantIdentity, _ context: CheckContext) -> [Remedy] {
        [
            .inspect(
                "list the Services that the LoadBalancers were created from",
                context.kubectl(
                    .management,
                    """
                    -n \(tenant.namespace) get \(LoadBalancer.resource) --sort-by=.metadata.creationTimestamp \
                    -L \(KubeLBNames.originNamespaceLabel) -L \(KubeLBNames.originNameLabel)
                    """)),
            .inspect(
                "check whether the list of addresses alternates, which means another cluster writes it",
                context.kubectl(
                    "get",
                    ObjectReference(
                        .management, kind: Addresses.kind, namespace: tenant.namespace,
                        name: KubeLBNames.defaultAddresses), "-o yaml --watch")),
            .fix(
                "give the other cluster its own Tenant and kubeconfig, and set kubelb.tenantName of its CCM to it; "
                    + "do not delete anything in \(tenant.namespace) before that"),
        ]
    }

    private static func foreign(_ number: String, of name: String, created: String = "2026-11-22T11:00:00Z") -> String {
        """
        tenant-acme/00000000-0000-4000-8000-0000000000\(number): {metadata: {creationTimestamp: "\(created)",
          finalizers: [kubelb.k8c.io/cleanup], labels: {kubelb.k8c.io/origin-ns: shop, kubelb.k8c.io/origin-name: \(name)}},
          spec: {type: LoadBalancer, ports: [{name: http, port: 80, protocol: TCP}]}}
        """
    }
}

/// LoadBalancers that this cluster's CCM seems not to have written.
private struct ForeignLoadBalancers {
    /// In the order of their names; at least two.
    let all: [LoadBalancer]
    /// Whether one of them was made from a Service of a name that is taken here, after the Service here was made: this
    /// cluster never had that Service.
    let isSure: Bool
    let evidence: [Evidence]

    var clause: String {
        "\(all.count) LoadBalancers without a Service here were created after this CCM's last write"
    }

    /// nil where there are fewer than two, or the lists are not known. One alone may well be left behind (KLC-X001).
    init?(_ topology: Topology) {
        guard let inventory = LeftBehindInventory(topology) else { return nil }
        var lastOwnWrite: Timestamp?
        for case (let loadBalancer, .live) in inventory.entries {
            let writes = loadBalancer.metadata.managedFields.filter(\.ownsSpec).compactMap(\.time)
            lastOwnWrite = ([lastOwnWrite, loadBalancer.metadata.creationTimestamp] + writes).compactMap { $0 }.max()
        }
        guard let lastOwnWrite else { return nil }
        var found: [LoadBalancer] = []
        var isSure = false
        for (loadBalancer, standing) in inventory.entries {
            guard let created = loadBalancer.metadata.creationTimestamp, created > lastOwnWrite else { continue }
            switch standing {
            case .ownerless: found.append(loadBalancer)
            case .replaced(let service):
                guard let made = service.metadata.creationTimestamp, created > made else { continue }
                found.append(loadBalancer)
                isSure = true
            case .live, .protected: continue
            }
        }
        guard found.count >= 2 else { return nil }
        all = found
        self.isSure = isSure
        evidence =
            [Evidence("last write of this CCM to a LoadBalancer", "\(lastOwnWrite)", at: lastOwnWrite)]
            + found.prefix(4).map { loadBalancer in
                loadBalancer.evidence(
                    "origin labels",
                    loadBalancer.origin.map { "\($0.namespace)/\($0.name)" } ?? "none",
                    at: loadBalancer.metadata.creationTimestamp)
            }
    }
}
