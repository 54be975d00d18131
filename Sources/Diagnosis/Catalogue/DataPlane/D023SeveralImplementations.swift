import KubeLB
import Kubernetes
import Topology

/// KLC-D023: two load-balancer implementations write the status of one envoy Service.
struct D023SeveralImplementations: Check {
    let documentation = CheckDocumentation(
        code: "D023",
        title: "Several load-balancer implementations serve the envoy Service",
        severity: .error,
        explains: [.address],
        hop: .envoyService,
        inputs: [.tenantServices, .loadBalancers, .managementServices],
        optionalInputs: [.managementEvents], judgesManagementAlone: true,
        meaning: """
            More than one program writes the address into the status of the envoy Service, each overwriting the others: for \
            example MetalLB and the ServiceLB of K3s, or MetalLB and a cloud controller.
            """,
        impact: "The address changes all the time, and clients reach it only now and then.",
        mending: """
            Keep one implementation for these Services: disable the other, or give the Services a loadBalancerClass that only \
            one of them serves.
            """,
        examples: [
            .fires(.error, "two programs wrote within seconds", writers("11:59:50", "11:59:55")),
            .silent("the other one wrote hours ago, before it was replaced", writers("09:00:00", "11:59:55")),
            .silent("only one writes"),
        ])

    private static func writers(_ first: String, _ second: String) -> String {
        let fields = "fieldsV1: {\"f:status\": {\"f:loadBalancer\": {\"f:ingress\": {}}}}"
        return """
            management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {metadata: {managedFields: [
              {manager: controller, operation: Update, subresource: status, time: "2026-11-22T\(first)Z", \(fields)},
              {manager: k3s, operation: Update, subresource: status, time: "2026-11-22T\(second)Z", \(fields)}]}}}}
            """
    }

    /// Writers whose last writes are this close together, in seconds, write by turns.
    private static let window = 300.0

    func findings(in context: CheckContext) -> [Finding] {
        context.carriedServices.compactMap { carried in
            guard carried.envoy.isLoadBalancer else { return nil }
            let writers = carried.envoy.metadata.managedFields
                .filter { $0.subresource == "status" && $0.members.contains("status") }
                .filter { $0.time.map { context.now.seconds(since: $0) < Self.window } ?? false }
            guard Set(writers.map(\.manager)).count > 1 else { return nil }
            return finding(carried, writers, context)
        }
    }

    private func finding(
        _ carried: CarriedService, _ writers: [ManagedFieldsEntry], _ context: CheckContext
    ) -> Finding {
        let envoy = carried.envoy
        let events =
            context.topology.events(
                .management, kind: Service.kind, namespace: envoy.metadata.namespace, name: envoy.metadata.name) ?? []
        let reporters = events.filter { !AddressRefusal.kubernetesOwn.contains($0.reporter) }
        let names = writers.map(\.manager).uniqued()
        let also = reporters.map(\.reporter).filter { !$0.isEmpty }.uniqued()
        return Finding(
            .error,
            "\(carried.service.reference): \(names.count) programs overwrite the address of \(envoy.reference) by turns: "
                + names.joined(separator: ", ") + (also.isEmpty ? "" : " (Events of \(also.joined(separator: ", ")))"),
            resource: carried.exposure.resource, objects: carried.references,
            evidence: writers.map { writer in
                envoy.evidence("status written by", writer.manager, at: writer.time)
            } + reporters.suffix(4).map { Evidence($0) },
            remedies: [
                .fix(
                    "disable one implementation, or set spec.loadBalancer.class of the Tenant or the Config to a class that only one "
                        + "of them serves"),
                AddressRefusal.showClasses(context),
                AddressRefusal.readEvents(of: envoy, context),
            ])
    }
}
