import Characters
import Kubernetes
import Topology

/// What a load-balancer implementation reports about a Service to which it gives no address: proof that there is one.
struct AddressRefusal {
    /// nil for a program that is not known.
    let author: LoadBalancerImplementation?
    /// The author's name, or the name under which it reports; for the beginning of a sentence.
    private let name: String
    /// The workload of a cloud controller manager, of which there are many: `Deployment kube-system/ccm`.
    private let workload: String?
    let reason: String
    let message: String
    let evidence: Evidence
    private let path: String

    /// A condition of the Service that is not met, or else its newest warning Event that still stands.
    init?(of service: Service, _ balancers: LoadBalancers, in context: CheckContext) {
        path = service.metadata.path
        let clouds = context.topology.loadBalancerWorkloads.filter { $0.implementation == .cloudController }
        // Cilium writes no Event but cilium.io/IPAMRequestSatisfied, which `kubectl describe` does not show
        // (docs.cilium.io, LB IPAM). Kubernetes itself writes no conditions on Services.
        if let condition = service.conditions.first(where: { $0.status == "False" }) {
            author = .writing(condition: condition.type) ?? balancers.implementation(of: service)
            name = author?.nameAtStart ?? String(condition.type.prefix { $0 != "/" })
            workload = nil
            reason = condition.reason
            message = condition.message
            evidence = service.evidence(
                "condition \(condition.type)", "\(condition.reason): \(condition.message)",
                at: condition.lastTransitionTime)
            return
        }
        guard let event = context.standingWarning(about: service) else { return nil }
        author = balancers.author(of: event, about: service)
        name = author?.nameAtStart ?? event.reporter
        workload = author == .cloudController && clouds.count == 1 ? clouds.first?.reference : nil
        reason = event.reason
        message = event.message
        evidence = Evidence(event)
    }

    /// Parts of any cluster that report on Services and give no addresses.
    static let kubernetesOwn: Set<String> = [
        "endpoint-controller", "endpoint-slice-controller", "endpoint-slice-mirroring-controller", "kube-proxy",
        "ipallocator-repair-controller", "portallocator-repair-controller",
    ]

    /// `MetalLB reports AllocationFailed: no available IPs`.
    var sentence: String {
        let text = ErrorDigest.text(of: message, about: path)
        let author = name + (workload.map { " (\($0))" } ?? "")
        return (name.isEmpty ? "The reported reason is " : "\(author) reports ") + reason
            + (text.isEmpty ? "" : ": \(text)")
    }

    /// Who reports what, without the names of objects.
    var kindOfReport: String { "\(name) \(reason) \(RefusalKind("\(reason): \(message)"))" }

    /// Whether there is nothing left to assign, so that whatever holds an address or a load balancer matters.
    var isShortage: Bool { [.noFreeAddress, .quota].contains(RefusalKind("\(reason): \(message)")) }

    /// Whether it may be about pools that have no address of the Service's family.
    var concernsPools: Bool { [.noFreeAddress, .noPool].contains(RefusalKind("\(reason): \(message)")) }

    /// What fixes that which is reported; if it is not recognized, where to find out more.
    func remedies(about envoy: Service, _ balancers: LoadBalancers, _ context: CheckContext) -> [Remedy] {
        let known = RefusalKind("\(reason): \(message)").remedies(for: message, author, about: envoy, context)
        guard known.isEmpty else { return known }
        return (requests(of: envoy).isEmpty ? [.fix("fix what the message names")] : [])
            + [balancers.log(of: author)].compactMap { $0 }
    }

    /// The annotations of a list that the message names, in full or by the last part of their names, or that set what it is
    /// about.
    func named(of annotations: some Sequence<String>) -> [String] {
        let words = message.lowercased()
        let subject = RefusalKind("\(reason): \(message)").subject
        return annotations.filter { annotation in
            if words.containsBytes(of: annotation.lowercased()) { return true }
            let setting = (annotation.split(separator: "/").last ?? "").lowercased()
            let spaced = setting.replacing("-", with: " ")
            if let subject, setting.containsBytes(of: subject) { return true }
            return spaced.utf8.count > 5 && spaced.containsBytes(of: " ") && words.containsBytes(of: spaced)
        }
    }

    /// Requests of the tenant's Service that the envoy Service does not carry, although the message names them.
    func unpropagated(_ carried: CarriedService) -> [String] {
        named(
            of: carried.service.metadata.annotations.keys.filter {
                ProviderAnnotations.addressLoadBalancer($0) && carried.envoy.metadata.annotations[$0] == nil
            }.sorted())
    }

    /// Annotations of the envoy Service by which it requests what the message quotes.
    func requests(of envoy: Service) -> [(annotation: String, value: String)] {
        envoy.metadata.annotations.sorted { $0.key < $1.key }
            .filter { annotation, value in
                ProviderAnnotations.addressLoadBalancer(annotation)
                    && ["\"\(value)\"", "'\(value)'"].contains { !value.isEmpty && message.containsBytes(of: $0) }
            }
            .map { ($0.key, $0.value) }
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
}
