import Characters
import KubeLB
import Kubernetes
import Redaction
import Topology
import Transport

/// KLC-C017: the CCM fails on a Service, by its log.
struct C017ServiceErrors: Check {
    let documentation = CheckDocumentation(
        code: "C017",
        title: "The CCM logs errors for the Service",
        severity: .error,
        explains: Gate.all(of: .propagated),
        inputs: [.tenantServices, .tenantDeployments],
        optionalInputs: [.ccmLogs],
        causedBy: [
            "A002", "R002", "R003", "T006", "C001", "C003", "C005", "C009", "C010", "C011", "C019", "T001", "T003",
            "M004",
        ],
        meaning: """
            The CCM failed to reconcile this Service in the last minutes, and the Service is not in its expected \
            state. The finding quotes the last error.
            """,
        impact:
            "The finalizer, the LoadBalancer, an update to it, or the address is missing.",
        mending: "The error says what failed. The CCM retries by itself, with increasing back-off.",
        examples: [
            .fires(
                .error, "the LoadBalancer could not be written",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}}
                logs: {tenant/kubelb/kubelb-ccm-1/ccm.log: '{"level":"error","ts":"2026-11-22T11:59:30.000Z",\
                "msg":"Reconciler error","controller":"service-controller","Service":{"name":"web","namespace":"shop"},\
                "namespace":"shop","name":"web","error":"admission webhook denied the request"}'}
                """),
            .fires(
                .error, "a change of the Service does not arrive",
                """
                tenant: {services: {shop/web: {spec: {ports: [
                  {name: http, port: 80, protocol: TCP, targetPort: 8080, nodePort: 31999}]}}}}
                logs: {tenant/kubelb/kubelb-ccm-1/ccm.log: '{"level":"error","ts":"2026-11-22T11:59:30.000Z",\
                "msg":"Reconciler error","controller":"service-controller","Service":{"name":"web","namespace":"shop"},\
                "namespace":"shop","name":"web","error":"admission webhook denied the request"}'}
                """),
            .fires(
                .error, "an admission policy refuses the LoadBalancer, and the management cluster may not be read",
                """
                tenant: {services: {shop/web: {status: {loadBalancer: null}}}}
                management: {loadbalancers.kubelb.k8c.io: forbidden}
                \(Self.log(["11:58:30", "11:59:10"]))
                """),
            .fires(
                .error, "the same of a Service that has its address, where an update of the LoadBalancer is refused",
                """
                management: {loadbalancers.kubelb.k8c.io: forbidden}
                \(Self.log(["11:58:10", "11:58:30", "11:59:10"]))
                """),
            .silent(
                "the LoadBalancers may not be read, the address is there, and a write lost a race",
                """
                management: {loadbalancers.kubelb.k8c.io: forbidden}
                \(Self.log(["11:59:55"]))
                """),
            .silent(
                "an error of yesterday, and everything is done",
                """
                logs: {tenant/kubelb/kubelb-ccm-1/ccm.log: '{"level":"error","ts":"2026-11-21T11:59:30.000Z",\
                "msg":"Reconciler error","controller":"service-controller","Service":{"name":"web","namespace":"shop"},\
                "namespace":"shop","name":"web","error":"admission webhook denied the request"}'}
                """),
            .silent(
                "an error of five minutes ago: a CCM at work would have tried again",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}}
                logs: {tenant/kubelb/kubelb-ccm-1/ccm.log: '{"level":"error","ts":"2026-11-22T11:55:00.000Z",\
                "msg":"Reconciler error","controller":"service-controller","Service":{"name":"web","namespace":"shop"},\
                "namespace":"shop","name":"web","error":"admission webhook denied the request"}'}
                """),
            .silent(
                "another Service's error",
                """
                management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}}
                logs: {tenant/kubelb/kubelb-ccm-1/ccm.log: '{"level":"error","ts":"2026-11-22T11:59:30.000Z",\
                "msg":"Reconciler error","controller":"service-controller","Service":{"name":"api","namespace":"shop"},\
                "namespace":"shop","name":"api","error":"admission webhook denied the request"}'}
                """),
        ])

    private static func log(_ times: [String]) -> String {
        let lines = times.map { time in
            #"""
                {"level":"error","ts":"2026-11-22T\#(time).000Z","msg":"Reconciler error","controller":"service-controller","Service":{"name":"web","namespace":"shop"},"namespace":"shop","name":"web","error":"loadbalancers.kubelb.k8c.io \"00000000-0000-4000-8000-000000000001\" is forbidden: ValidatingAdmissionPolicy 'labels' with binding 'labels' denied request: expression 'object.metadata.labels.team != \"\"' resulted in error: no such key: team"}
            """#
        }
        return """
            logs:
              tenant/kubelb/kubelb-ccm-1/ccm.log: |
            \(lines.joined(separator: "\n"))
            """
    }

    func findings(in context: CheckContext) -> [Finding] {
        let topology = context.topology
        let tails = topology.logTails(of: topology.ccm).filter { !$0.source.isPrevious }
        // Errors about Services are rare; without any there is nothing to look for in 10,000 of them.
        let named = Set(
            tails.flatMap { _, tail in tail.lines.filter { $0.level == .error }.flatMap(\.objects).map(\.name) })
        guard !named.isEmpty else { return [] }
        let evidence = CCMState(context).logEvidence
        return topology.exposures.compactMap { exposure in
            let service = exposure.service.metadata
            guard exposure.isTaken, named.contains(service.name), exposure.isUnfinishedByCCM != false else {
                return nil
            }
            let errors = tails.flatMap { source, tail in
                tail.errors(naming: service.name, namespace: service.namespace).map { (source: source, line: $0) }
            }
            // Its LoadBalancer cannot be read: only the Service, or that the CCM does not get over the error, shows what is missing.
            guard
                exposure.isUnfinishedByCCM == true || exposure.addresses.isEmpty
                    || LogLine.failures(in: errors.map(\.line)) >= Self.lastingFailures
            else { return nil }
            let fields = exposure.loadBalancer.value?.metadata.managedFields ?? []
            let written = fields.filter { $0.ownsSpec && !$0.manager.hasPrefix("kubectl") }.compactMap(\.time).max()
            guard let last = errors.last, last.line.isRecent(at: context.now),
                evidence.stand(errors.map(\.line), written: written, changed: service.lastSpecWrite)
            else { return nil }
            return WriteError.finding(
                "The CCM fails to reconcile \(exposure.service.reference)", exposure.resource,
                context.reference(exposure), tenantNamespace: exposure.tenantNamespace, last, of: errors.map(\.line),
                context)
        }
    }

    /// A write that loses a race fails once.
    private static let lastingFailures = 3
}
