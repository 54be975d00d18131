import KubeLB
import Kubernetes
import Topology

/// KLC-N001: Envoy does not know the tenant's nodes.
struct N001NoAddresses: Check {
    let documentation = CheckDocumentation(
        code: "N001",
        title: "The tenant's Addresses/default is missing",
        severity: .error,
        explains: [.nodeAddresses],
        hop: .addresses,
        inputs: [.addresses, .tenantDeployments],
        optionalInputs: [.configs, .ccmLogs], judgesManagementAlone: true,
        causedBy: [
            "A002", "R002", "R003", "T006", "C001", "C002", "C003", "C004", "C005", "C009", "C010", "C011", "C019",
            "C013",
            "T001",
            "T003",
            "M004", "N002",
        ],
        meaning: """
            The CCM writes the addresses of the Ready nodes to the object Addresses/default in the tenant's namespace, \
            and Envoy sends traffic to them. The object does not exist or is empty.
            """,
        impact: """
            Envoy's configuration stops changing for all Services of the tenant: working Services keep working, new \
            ones get an address that refuses connections, and a restarted Envoy has no configuration.
            """,
        mending: """
            Make sure that the CCM is running and that a Ready node has an address of the type that the CCM uses; its \
            node controller then writes the object. If the API server refuses it, the finding quotes the CCM's log: before \
            v1.4.2, for example, the CRD requires an IP address, so that host names (--node-address-type=Hostname) are refused.
            """,
        examples: [
            .fires(.error, "missing", "management: {addresses.kubelb.k8c.io: {tenant-acme/default: null}}"),
            .fires(
                .error, "empty", "management: {addresses.kubelb.k8c.io: {tenant-acme/default: {spec: {addresses: []}}}}"
            ),
            .fires(
                .warning, "missing, 20 seconds after the CCM's start",
                """
                management: {addresses.kubelb.k8c.io: {tenant-acme/default: null}}
                tenant: {pods: {kubelb/kubelb-ccm-1: {status: {containerStatuses: [{name: ccm, ready: true, restartCount: 0,
                  state: {running: {startedAt: "2026-11-22T11:59:40Z"}}}]}}}}
                """),
            .fires(
                .error, "the CRD is older than the CCM, which writes host names",
                """
                management: {addresses.kubelb.k8c.io: {tenant-acme/default: null}}
                logs: {tenant/kubelb/kubelb-ccm-1/ccm.log: '{"level":"error","ts":"2026-11-22T11:55:00.000Z",\
                "logger":"kubelb.node.reconciler","msg":"unable to create addresses","name":"node-a","error":\
                "Addresses.kubelb.k8c.io \\"default\\" is invalid: [spec.addresses[0].ip: Required value, \
                spec.addresses[1].ip: Required value]"}'}
                """),
            .silent(
                "missing in mTLS mode, where the nodes are not used",
                """
                management: {addresses.kubelb.k8c.io: {tenant-acme/default: null},
                  configs.kubelb.k8c.io: {kubelb/default: {spec: {backendTransport: {mode: MTLS}}}}}
                """),
            .fires(
                .warning, "it is being deleted, and a finalizer holds it",
                """
                management: {addresses.kubelb.k8c.io: {tenant-acme/default: {metadata: {
                  deletionTimestamp: "2026-11-22T11:50:00Z", finalizers: [example.com/hold]}}}}
                """),
            .silent("it may not be read", "management: {addresses.kubelb.k8c.io: forbidden}"),
            .silent(
                "another tenant's is missing",
                "management: {namespaces: {tenant-other: {metadata: {labels: {kubelb.k8c.io/managed-by: kubelb}}}}}"),
        ])

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        guard let namespace = topology.tenantNamespace, topology.settings.value?.convertsIngressOnly != true else {
            return []
        }
        // Whether anything writes for the tenant at all only its LoadBalancers tell here.
        if topology.position.hides(.tenant), topology.exposures.isEmpty { return [] }
        let reference = "Addresses \(namespace)/\(KubeLBNames.defaultAddresses)"
        let state: String
        switch topology.defaultAddresses {
        case .absent: state = "does not exist"
        case .present(let addresses) where addresses.addresses.isEmpty: state = "is empty"
        case .present(let addresses): return going(addresses, context)
        case .forbidden, .failed, .notCollected: return []
        }
        let (age, note) = context.symptom(since: CCMState(context).newestStart)
        guard topology.config.value?.usesNodePorts != false else { return [] }
        let failure = AddressesWriteError(context)
        var finding =
            Finding(
                failure?.isLasting == true ? .error : age,
                "\(reference) \(state), so the configuration of the tenant's Envoy is not updated, and new Services get no "
                    + "traffic" + (failure.map { ". \($0.sentence)" } ?? note),
                objects: [
                    ObjectReference(
                        .management, kind: Addresses.kind, namespace: namespace, name: KubeLBNames.defaultAddresses)
                ],
                evidence: [Evidence(reference, state == "is empty" ? "no addresses" : "not found")]
                    + (failure.map { [$0.evidence] } ?? []),
                remedies: failure?.remediesForMissing ?? remedies(context))
        finding.suspects = failure?.suspects ?? []
        return [finding]
    }

    /// Without the tenant cluster it is unknown whether its nodes have addresses: a restart helps only if they do.
    private func remedies(_ context: CheckContext) -> [Remedy] {
        let topology = context.topology
        let log = context.log(of: topology.ccm)
        guard topology.position.hides(.tenant) else {
            return [
                context.restart(topology.ccm, " so that its node controller writes the object"), log,
                .inspect("list the addresses of the nodes", context.listTenantNodes),
            ]
        }
        return [
            .inspect(
                "check that a Ready node of the tenant cluster has an address; if so, restart the CCM",
                context.listTenantNodes), log,
        ]
    }
    /// Envoy keeps the addresses until the object is gone; the CCM recreates it after that.
    private func going(_ addresses: Addresses, _ context: CheckContext) -> [Finding] {
        guard let held = HeldDeletion(.management, addresses) else { return [] }
        let (severity, note) = context.symptom(since: held.since)
        return [
            Finding(
                min(severity, .warning),
                "\(addresses.reference) has been terminating\(held.sentence(context)). The CCM recreates it when it is "
                    + "gone\(note)",
                objects: [ObjectReference(.management, addresses)], evidence: held.evidence,
                remedies: held.remedies(context))
        ]
    }
}
