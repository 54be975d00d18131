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
            .fires(
                .error, "the last one wrote, and another keeps assigning its own address",
                fight(count: 12)),
            .silent("another one gave an address once, before it was replaced", fight(count: 1)),
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

    private static func fight(count: Int) -> String {
        """
        management:
          services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {metadata: {managedFields: [
            {manager: kube-vip, operation: Update, subresource: status, time: "2026-11-22T11:59:39Z",
              fieldsV1: {"f:status": {"f:loadBalancer": {"f:ingress": {}}}}}]}}}
          events: {tenant-acme/e1: {type: Normal, reason: IPAllocated, message: 'Assigned IP ["198.51.100.31"]',
            count: \(count), lastTimestamp: "2026-11-22T11:59:35Z", source: {component: metallb-controller},
            involvedObject: {kind: Service, namespace: tenant-acme, name: envoy-00000000-0000-4000-8000-000000000001}}}
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
            guard Set(writers.map(\.manager)).count > 1 || rival(of: carried.envoy, context) != nil else { return nil }
            return finding(carried, writers, context)
        }
    }

    /// An Event by which another implementation than the last writer gives an address again and again: the list of managers
    /// keeps only the last write of those that overwrite each other's fields.
    private func rival(of envoy: Service, _ context: CheckContext) -> Event? {
        guard let writer = LoadBalancerImplementation.lastWriter(of: envoy) else { return nil }
        let events = context.topology.events(
            .management, kind: Service.kind, namespace: envoy.metadata.namespace, name: envoy.metadata.name)
        return events?.last { event in
            guard !event.isWarning, event.count >= Self.repeated, Self.assigned.contains(event.reason),
                let time = event.lastTimestamp, context.now.seconds(since: time) < Self.window,
                let author = LoadBalancerImplementation.reporting(event.reason, as: event.reporter)
            else { return false }
            return author != writer && !author.usesServiceController
        }
    }

    /// How often an address is given before it is one fight and not one change.
    private static let repeated = 3
    private static let assigned: Set<String> = ["IPAllocated", "AddressAssigned"]

    private func finding(
        _ carried: CarriedService, _ writers: [ManagedFieldsEntry], _ context: CheckContext
    ) -> Finding {
        let envoy = carried.envoy
        let events =
            context.topology.events(
                .management, kind: Service.kind, namespace: envoy.metadata.namespace, name: envoy.metadata.name) ?? []
        let reporters = events.filter { !AddressRefusal.kubernetesOwn.contains($0.reporter) }
        let rival = rival(of: envoy, context).map(\.reporter)
        let names = (writers.map(\.manager) + [rival].compactMap { $0 }).uniqued()
        let also = reporters.map(\.reporter).filter { !$0.isEmpty && $0 != rival }.uniqued()
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
