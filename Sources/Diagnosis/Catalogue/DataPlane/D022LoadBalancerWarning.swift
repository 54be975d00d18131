import KubeLB
import Kubernetes
import Topology

/// KLC-D022: the load-balancer implementation warns about an envoy Service that has an address.
struct D022LoadBalancerWarning: Check {
    let documentation = CheckDocumentation(
        code: "D022",
        title: "The load balancer of the envoy Service reports a problem",
        severity: .warning,
        explains: [.probes],
        hop: .envoyService,
        inputs: [.tenantServices, .loadBalancers, .managementServices, .managementEvents],
        optionalInputs: [.managementDeployments, .managementDaemonSets, .targetGroupBindings],
        judgesManagementAlone: true,
        causedBy: ["D024"],
        meaning: """
            The envoy Service has an address, but the load-balancer implementation of the management cluster reports with a \
            Warning Event that it could not set up everything behind it: there are no nodes to send traffic to, or an update \
            was refused. Or an Event requests a change that somebody has to make, such as a firewall rule in a shared VPC of \
            Google Cloud.
            """,
        impact: "The address may not respond, although every object shows it.",
        mending: """
            Fix what the Event names. Nodes that carry the label node.kubernetes.io/exclude-from-external-load-balancers, and \
            nodes that are NotReady, get no traffic from load balancers.
            """,
        examples: [
            .fires(.warning, "there are no nodes", event("UnAvailableLoadBalancer", "11:58:00")),
            .fires(.warning, "an update failed", event("UpdateLoadBalancerFailed", "11:58:00")),
            .silent(
                "the load balancer was set up since",
                event("SyncLoadBalancerFailed", "11:50:00", then: "EnsuredLoadBalancer")),
            .silent("there are nodes again", event("UnAvailableLoadBalancer", "11:50:00", then: "UpdatedLoadBalancer")),
            .fires(
                .warning, "success is reported although there are no nodes",
                event("UnAvailableLoadBalancer", "11:50:00", then: "EnsuredLoadBalancer")),
            .fires(
                .warning, "the controller only tries again",
                event("SyncLoadBalancerFailed", "11:50:00", then: "EnsuringLoadBalancer")),
            .silent(
                "another implementation reports its success in its own words",
                event("FailedDeployModel", "11:50:00", then: "SuccessfullyReconciled")),
            .silent(
                "the address was assigned later",
                event(
                    "SyncLoadBalancerFailed", "11:50:00",
                    also: """
                        , services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {metadata: {managedFields: [
                          {manager: cloud-controller-manager, operation: Update, subresource: status,
                            time: "2026-11-22T11:55:00Z", fieldsV1: {"f:status": {"f:loadBalancer": {}}}}]}}}
                        """)),
            .silent(
                "the warning is about a Service of the same name that is gone",
                event(
                    "SyncLoadBalancerFailed", "11:50:00",
                    also: """
                        , services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {metadata: {
                          creationTimestamp: "2026-11-22T11:52:00Z"}}}
                        """)),
            .silent(
                "a policy engine reports a violation that it does not refuse", event("PolicyViolation", "11:58:00")),
            .fires(.info, "an annotation by its former name", event("deprecatedAnnotation", "11:58:00")),
            .fires(
                .warning, "the targets of a port cannot be registered",
                """
                management:
                  targetgroupbindings.elbv2.k8s.aws: {tenant-acme/k8s-tenantac-envoy000-1: {spec: {serviceRef: {
                    name: envoy-00000000-0000-4000-8000-000000000001, port: 80}}}}
                  events: {tenant-acme/e1: {type: Warning, reason: FailedNetworkReconcile, count: 18,
                    message: "expected exactly one securityGroup tagged with kubernetes.io/cluster/mgmt for eni eni-1, got: [a b]",
                    lastTimestamp: "2026-11-22T11:58:00Z", source: {component: targetGroupBinding},
                    involvedObject: {kind: TargetGroupBinding, namespace: tenant-acme, name: k8s-tenantac-envoy000-1}}}
                """),
            .silent("an hour ago", event("UnAvailableLoadBalancer", "10:30:00")),
            .fires(.warning, "somebody has to create a firewall rule", manualChange()),
            .silent(
                "the rule exists: the controller has synchronized the load balancer since",
                manualChange(ensuring: "11:40:00", ensured: "11:40:20")),
            .fires(
                .warning, "the synchronization that requested it ended with success",
                manualChange(ensuring: "11:10:00", ensured: "11:20:20")),
        ])

    private static func event(_ reason: String, _ time: String, then: String? = nil, also: String = "") -> String {
        let object = """
            involvedObject: {kind: Service, namespace: tenant-acme, name: envoy-00000000-0000-4000-8000-000000000001}, \
            source: {component: service-controller}
            """
        let later = then.map {
            ", tenant-acme/e2: {type: Normal, reason: \($0), message: \"Ensured load balancer\", count: 3, "
                + "lastTimestamp: \"2026-11-22T11:59:00Z\", \(object)}"
        }
        return
            "management: {events: {tenant-acme/e1: {type: Warning, reason: \(reason), message: \"no available nodes\", "
            + "count: 4, lastTimestamp: \"2026-11-22T\(time)Z\", \(object)}\(later ?? "")}\(also)}"
    }

    /// The cloud provider of Google requests a firewall rule at 11:20; a synchronization began and ended.
    private static func manualChange(ensuring: String? = nil, ensured: String? = nil) -> String {
        let object = """
            involvedObject: {kind: Service, namespace: tenant-acme, name: envoy-00000000-0000-4000-8000-000000000001}
            """
        let events = [
            ("LoadBalancerManualChange", "11:20:00", "Firewall change required by security admin: `gcloud compute`"),
            ("EnsuringLoadBalancer", ensuring, "Ensuring load balancer"),
            ("EnsuredLoadBalancer", ensured, "Ensured load balancer"),
        ].compactMap { reason, time, message in
            time.map {
                "tenant-acme/\(reason.lowercased()): {type: Normal, reason: \(reason), message: \"\(message)\", "
                    + "lastTimestamp: \"2026-11-22T\($0)Z\", \(object), source: {component: gce-cloudprovider}}"
            }
        }
        return "management: {events: {\(events.joined(separator: ", "))}}"
    }

    /// The service controller of Kubernetes reports this beside its success (`k8s.io/cloud-provider`, controllers/service).
    private static let noNodes = "UnAvailableLoadBalancer"
    /// Warnings of what works all the same: MetalLB's of annotations by their former names.
    private static let harmless: Set<String> = ["deprecatedAnnotation"]
    /// Implementations retry a failed synchronization after at most some minutes.
    private static let recent = 1800.0

    func findings(in context: CheckContext) -> [Finding] {
        let warned = context.carriedServices.compactMap { carried -> (CarriedService, Event)? in
            guard carried.envoy.isLoadBalancer, !carried.envoy.ingress.isEmpty else { return nil }
            if let event = context.standingWarning(about: carried.envoy), isRecent(event, Self.recent, context) {
                return (carried, event)
            }
            guard let event = context.manualChange(of: carried.envoy),
                isRecent(event, ManualChange.lifetime, context)
            else { return nil }
            return (carried, event)
        }
        guard !warned.isEmpty else { return [] }
        let balancers = LoadBalancers(context)
        return warned.map { finding($0, $1, balancers.author(of: $1, about: $0.envoy), balancers, context) }
    }

    private func isRecent(_ event: Event, _ limit: Double, _ context: CheckContext) -> Bool {
        event.lastTimestamp.map { context.now.seconds(since: $0) < limit } ?? false
    }

    private func finding(
        _ carried: CarriedService, _ event: Event, _ author: LoadBalancerImplementation?, _ balancers: LoadBalancers,
        _ context: CheckContext
    ) -> Finding {
        let name = author?.name ?? (event.reporter.isEmpty ? "the load-balancer implementation" : event.reporter)
        return Finding(
            Self.harmless.contains(event.reason) ? .info : .warning,
            "\(carried.service.reference): \(name) reports \(event.reason) for \(carried.envoy.reference): "
                + ErrorDigest.text(of: event.message, about: carried.envoy.metadata.path),
            resource: carried.exposure.resource, objects: carried.references, evidence: [Evidence(event)],
            confidence: event.isWarning ? .certain : .likely,
            remedies: !event.isWarning
                ? ManualChange.remedies(name)
                : event.reason == Self.noNodes
                    ? [
                        .fix(
                            "remove the label from the nodes that should carry traffic, or get them Ready",
                            context.kubectl(
                                .management,
                                "label node \(.variable("NODE", "the name of a node")) \(D024NodesExcluded.label)-")),
                        D024NodesExcluded.showExcluded(context),
                    ] : remedies(carried.envoy, event, author, balancers, context))
    }

    private func remedies(
        _ envoy: Service, _ event: Event, _ author: LoadBalancerImplementation?, _ balancers: LoadBalancers,
        _ context: CheckContext
    ) -> [Remedy] {
        let known = RefusalKind("\(event.reason): \(event.message)").remedies(
            for: event.message, author, about: envoy, context)
        return known.isEmpty
            ? [.fix("fix what the message names")] + [balancers.log(of: author)].compactMap { $0 } : known
    }
}
