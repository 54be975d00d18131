import KubeLB
import Kubernetes
import Topology

/// KLC-S014: a Service is stopped, and no other check says why.
struct S014Unexplained: LastResortCheck {
    let documentation = CheckDocumentation(
        code: "S014",
        title: "The Service is stopped, and no check explains why",
        severity: .error,
        inputs: [.tenantServices],
        optionalInputs: [
            .tenantDeployments, .tenantEndpointSlices, .tenantNodes, .loadBalancers, .addresses, .managementServices,
            .managementDeployments, .managementDaemonSets, .managementPods, .configs, .envoyMetrics, .probes, .ccmLogs,
            .managerLogs, .tenants, .tenantStates,
        ], judgesManagementAlone: true,
        meaning: """
            One of the five stages of the Service is not ok, and no other check found the cause. Usually the objects \
            that would show it could not be read: for example, the CCM's own credentials can read only LoadBalancers \
            and Addresses in the management cluster. The finding quotes what the controllers log.
            """,
        impact: "The Service has no address, or its address does not lead to its pods.",
        mending: """
            Retry with more permissions, above all with credentials for the management cluster. If everything could be \
            read, check the path and the logs of the Service next, and please report the case to the authors of \
            kubelb-ctl.
            """,
        examples: [
            .fires(
                .error, "with the CCM's own credentials all that shows is a LoadBalancer without an address",
                seenByTheCCM),
            .fires(
                .warning, "the same, of a Service that is 20 seconds old",
                "now: \"2026-11-22T10:00:20Z\"\n" + seenByTheCCM),
            .fires(
                .error, "the CCM keeps logging an error that no check knows",
                """
                \(seenByTheCCM)
                logs:
                  tenant/kubelb/kubelb-ccm-1/ccm.log: |
                \(["11:57:30", "11:58:30", "11:59:30"].map { time in
                    """
                        {"level":"error","ts":"2026-11-22T\(time).000Z","msg":"Reconciler error","controller":"node-controller",\
                    "Node":{"name":"node-a"},"namespace":"","name":"node-a","error":"the list of nodes is inconsistent"}
                    """
                }.joined(separator: "\n"))
                """),
            .silent("all stages are ok"),
            .silent(
                "another check knows why",
                "management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: null}}"),
            .silent(
                "a stage is unknown, which is another thing than stopped",
                "management: {services: forbidden, loadbalancers.kubelb.k8c.io: forbidden}"),
        ])

    private static let seenByTheCCM = """
        tenant: {services: {shop/web: {status: {loadBalancer: null}}}}
        management:
          loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {
            status: {loadBalancer: null}}}
          services: forbidden
          tenants.kubelb.k8c.io: forbidden
          deployments.apps: forbidden
          pods: forbidden
          configs.kubelb.k8c.io: forbidden
        """

    func finding(of resource: StagedResource, in context: CheckContext) -> Finding? {
        guard case .service(let exposure) = resource.subject else { return nil }
        let stopped = resource.stages.stopped
        let unread = unread(at: stopped?.gate, context)
        let (severity, note) = context.symptom(since: exposure.lastChange)
        let stage = stopped.map { "\($0.stage.title): \($0.detail)" } ?? "an unknown stage"
        let why = unread.isEmpty ? "No check explains why" : "The objects that would show the cause could not be read"
        let errors = UnexplainedErrors(
            about: [
                exposure.service.metadata, exposure.loadBalancer.value?.metadata, exposure.envoyService.value?.metadata,
            ], context)
        return Finding(
            severity, "\(exposure.service.reference) is stopped at \(stage)\(note). \(why)\(errors.clause)",
            resource: exposure.resource, objects: [context.reference(exposure)],
            evidence: [
                exposure.service.evidence(
                    "last change", exposure.lastChange?.description ?? "unknown",
                    at: exposure.lastChange)
            ] + errors.evidence + unread.prefix(6).map { Evidence("\($0.input)", "\($0.reason)") },
            remedies: errors.remedies + remedies(exposure, unread: unread, context))
    }

    /// What the checks that could explain the gate could not read: first what most of them need.
    private func unread(at gate: Gate?, _ context: CheckContext) -> [(input: Input, reason: UnknownReason)] {
        var uses: [Input: Int] = [:]
        for check in Catalogue.checks where gate.map(check.documentation.explains.contains) ?? false {
            for input in check.documentation.inputs { uses[input, default: 0] += 1 }
        }
        return uses.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .filter { !context.topology.position.hides($0.key.side) }
            .compactMap { input, _ in context.topology.outcome(of: input).map { (input, $0) } }
    }

    private func remedies(
        _ exposure: Exposure, unread: [(input: Input, reason: UnknownReason)], _ context: CheckContext
    ) -> [Remedy] {
        if !exposure.isServiceVisible {
            return [
                exposure.loadBalancer.value.map {
                    .inspect(
                        "inspect the LoadBalancer",
                        context.kubectl("get", ObjectReference(.management, $0), "-o yaml"))
                }, context.log(of: context.topology.manager),
            ].compactMap(\.self)
        }
        let metadata = exposure.service.metadata
        let argument: ShellWords = "svc/\(metadata.name) -n \(metadata.namespace)"
        var remedies: [Remedy] = []
        if context.topology.hasCCMIdentityOnly {
            remedies.append(
                .inspect(
                    "retry with credentials for the management cluster, or ask somebody who has them",
                    context.topology.bundle == nil
                        ? context.tool("status \(words: argument)", isManagementUnknown: true) : nil))
        } else if unread.contains(where: { if case .forbidden = $0.reason { true } else { false } }) {
            remedies.append(
                .inspect("print the RBAC permissions that the tool needs", context.tool("doctor --print-rbac")))
        }
        return remedies + [
            .inspect("trace its path, hop by hop", context.tool("trace \(words: argument)")),
            .inspect("check the controllers' logs for it", context.tool("logs \(words: argument)")),
        ]
    }
}
