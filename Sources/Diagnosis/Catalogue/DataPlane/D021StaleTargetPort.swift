import KubeLB
import Kubernetes
import Topology

/// KLC-D021: the LoadBalancer reports another Envoy port than its envoy Service uses.
struct D021StaleTargetPort: Check {
    let documentation = CheckDocumentation(
        code: "D021",
        title: "The LoadBalancer status shows a stale Envoy port",
        severity: .warning,
        hop: .loadBalancerStatus,
        inputs: [.tenantServices, .loadBalancers, .managementServices],
        optionalInputs: [.tenantStates, .configs],
        meaning: """
            The status of the LoadBalancer records which Envoy port each port maps to, as a copy of the envoy \
            Service's target ports. The two differ: the status is stale. Traffic follows the Service.
            """,
        impact:
            "None on traffic, but the port in the status refers to the wrong metrics of Envoy.",
        mending: "No fix needed; any change to the LoadBalancer makes the manager update the status.",
        examples: [
            .fires(
                .warning, "the port was reallocated",
                """
                management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {spec: {ports: [
                  {name: http, port: 80, protocol: TCP, targetPort: 10007}]}}}}
                """),
            .fires(
                .info, "it was allocated seconds ago",
                """
                now: "2026-11-22T10:00:05Z"
                management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {spec: {ports: [
                  {name: http, port: 80, protocol: TCP, targetPort: 10007}]}}}}
                """),
            .silent(
                "somebody else changed the envoy Service, which is another fault",
                TargetPortExamples.moved(by: "kubectl-edit")),
            .silent(
                "the ports come in another order",
                """
                tenant: {services: {shop/web: {spec: {ports: [
                  {name: http, port: 80, protocol: TCP, targetPort: 8080, nodePort: 31080},
                  {name: admin, port: 81, protocol: TCP, targetPort: 8081, nodePort: 31081}]}}}}
                management:
                  loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {
                    spec: {ports: [{name: http, port: 80, protocol: TCP}, {name: admin, port: 81, protocol: TCP}],
                      endpoints: [{addressesReference: {name: default}, ports: [
                        {name: http, port: 31080, protocol: TCP}, {name: admin, port: 31081, protocol: TCP}]}]},
                    status: {service: {ports: [
                      {name: http, port: 80, protocol: TCP, targetPort: 10000, upstreamTargetPort: 31080},
                      {name: admin, port: 81, protocol: TCP, targetPort: 10001, upstreamTargetPort: 31081}]}}}}
                  services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {spec: {ports: [
                    {name: admin, port: 81, protocol: TCP, targetPort: 10001},
                    {name: http, port: 80, protocol: TCP, targetPort: 10000}]}}}
                """),
        ])

    /// A port of the status beside the same port of the envoy Service.
    private struct Difference {
        let label: String
        let reported: Int
        let used: Int
    }

    func findings(in context: CheckContext) -> [Finding] {
        context.carriedServices.compactMap { carried in
            let differences = Self.differences(carried)
            return differences.isEmpty ? nil : finding(carried, differences, context)
        }
    }

    private static func differences(_ carried: CarriedService) -> [Difference] {
        let used = Dictionary(
            carried.envoy.ports.map { (key($0.name, $0.protocol), $0) }, uniquingKeysWith: { first, _ in first })
        // If Envoy does not listen there, it is the Service that is wrong: KLC-D001.
        let unserved = Set(UnservedTargetPort.all(in: carried.envoy, of: carried.loadBalancer).map(\.label))
        return (carried.loadBalancer.status?.ports ?? []).compactMap { reported in
            guard !unserved.contains(reported.label), let port = used[key(reported.name, reported.protocol)],
                case .number(let number) = port.targetPort,
                let target = reported.targetPort, target != number
            else { return nil }
            return Difference(label: reported.label, reported: target, used: number)
        }
    }

    private static func key(_ name: String?, _ protocolName: String) -> String { "\(name ?? "")/\(protocolName)" }

    private func finding(_ carried: CarriedService, _ differences: [Difference], _ context: CheckContext) -> Finding {
        let (severity, note) = context.symptom(since: carried.lastChange)
        let isSettled = severity == .error && !context.mayBypassNodePorts
        let words = differences.map { "\($0.label) at \($0.reported) instead of \($0.used)" }
        return Finding(
            isSettled ? .warning : .info,
            "The LoadBalancer of \(carried.service.reference) reports \(ServiceWords.list(words)); the envoy Service is "
                + "correct\(note)",
            resource: carried.exposure.resource, objects: carried.references,
            evidence: [
                carried.loadBalancer.evidence(
                    "status.service.ports",
                    ServiceWords.list(differences.map { "\($0.label) to \($0.reported)" }, limit: 10)),
                carried.envoy.evidence(
                    "spec.ports",
                    ServiceWords.list(differences.map { "\($0.label) to \($0.used)" }, limit: 10),
                    at: carried.envoy.metadata.lastSpecWrite),
            ],
            remedies: isSettled
                ? [context.retry(carried.loadBalancer, "updates its status (traffic is not affected)")] : [])
    }
}

/// Changes to the healthy pair that this check and KLC-D001 tell apart.
enum TargetPortExamples {
    /// The envoy Service sends to another port of the manager's range than the LoadBalancer's status has, by that field manager.
    static func moved(by manager: String) -> String {
        """
        management:
          loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: {metadata: {managedFields: [
            {manager: kubelb, operation: Update, subresource: status, time: "2026-11-22T10:00:05Z",
              fieldsV1: {"f:status": {"f:service": {}}}}]}}}
          services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {metadata: {managedFields: [
            {manager: \(manager), operation: Update, time: "2026-11-22T11:00:00Z",
              fieldsV1: {"f:spec": {"f:ports": {}}}}]}, spec: {ports: [
            {name: http, port: 80, protocol: TCP, targetPort: 10007}]}}}
        """
    }
}
