import Characters
import Kubernetes
import Topology

/// What a load-balancer implementation says about a Service that it gives no address: proof that there is one.
struct AddressRefusal {
    /// Who says it, as it names itself: `metallb-controller`, `service-controller`, the domain of a condition.
    let author: String
    let reason: String
    /// Without the Service's own name, which MetalLB puts in front.
    let message: String
    let evidence: Evidence
    let remedies: [Remedy]

    /// A condition of the Service that is not met, or else its newest warning Event.
    init?(of service: Service, in context: CheckContext) {
        let metadata = service.metadata
        // Cilium writes no Event but cilium.io/IPAMRequestSatisfied, which `kubectl describe` does not show
        // (docs.cilium.io, LB IPAM). Kubernetes itself writes no conditions on Services.
        if let condition = service.conditions.first(where: { $0.status == "False" }) {
            author = String(condition.type.prefix { $0 != "/" })
            reason = condition.reason
            message = condition.message
            remedies =
                Self.pools(of: author, context) + [
                    .inspect(
                        "read the conditions of the Service, which kubectl describe does not show",
                        context.kubectl(
                            "get", ObjectReference(.management, service), "-o jsonpath={.status.conditions}"))
                ]
            evidence = Evidence(
                "\(service.reference): condition \(condition.type)", "\(condition.reason): \(condition.message)",
                at: condition.lastTransitionTime)
            return
        }
        guard
            let event = context.standingWarning(
                .management, kind: Service.kind, namespace: metadata.namespace, name: metadata.name,
                where: { !Self.kubernetesOwn.contains($0.reporter) })
        else { return nil }
        author = event.reporter
        reason = event.reason
        let name = "\"\(metadata.path)\": "
        message =
            event.message.firstByteRange(of: name).map { String(event.message[$0.upperBound...]) } ?? event.message
        remedies = Self.pools(of: author, context) + [Self.readEvents(of: service, context)]
        evidence = Evidence(event)
    }

    /// Parts of any cluster that report on Services and give no addresses.
    static let kubernetesOwn: Set<String> = [
        "endpoint-controller", "endpoint-slice-controller", "endpoint-slice-mirroring-controller", "kube-proxy",
        "ipallocator-repair-controller", "portallocator-repair-controller",
    ]

    /// `metallb-controller reports AllocationFailed: no available IPs`, truncated if the message is long.
    var sentence: String {
        let text = ServiceWords.excerpt(message)
        return (author.isEmpty ? "The reported reason is " : "\(author) reports ") + reason
            + (text.isEmpty ? "" : ": \(text)")
    }

    static func readEvents(of service: Service, _ context: CheckContext) -> Remedy {
        .inspect(
            "read the Events of the Service", context.kubectl("describe", ObjectReference(.management, service)))
    }

    /// Where the class of the envoy Services comes from.
    static func showClasses(_ context: CheckContext) -> Remedy {
        .inspect(
            "check the class of these Services, set in the Tenant or else in the Config",
            context.kubectl(
                .management,
                """
                get configs.kubelb.k8c.io,tenants.kubelb.k8c.io -A \
                -o custom-columns=KIND:.kind,NAME:.metadata.name,CLASS:.spec.loadBalancer.class
                """))
    }

    /// Where the addresses come from that somebody gives.
    private static func pools(of author: String, _ context: CheckContext) -> [Remedy] {
        let pools: ShellWords
        if author.hasPrefix("metallb") {
            pools = "get ipaddresspools.metallb.io -A"
        } else if author.hasPrefix("cilium") {
            pools = "get ciliumloadbalancerippools.cilium.io"
        } else {
            return []
        }
        return [
            .fix("give a pool that may serve this Service a free address, or correct what the Service asks for"),
            .inspect(
                "check the pools: which Services each may serve, and how many addresses are free",
                context.kubectl(.management, "\(words: pools) -o yaml")),
        ]
    }
}
