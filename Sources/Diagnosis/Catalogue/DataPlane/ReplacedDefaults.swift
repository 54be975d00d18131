import Documents
import KubeLB
import Kubernetes
import Topology

/// Annotations of the Config's defaultAnnotations that an envoy Service lacks because the Tenant has defaultAnnotations of its
/// own: they replace those of the Config, also for kinds that they do not list (KubeLB `GetAnnotations`).
struct ReplacedDefaults {
    private let tenant: Tenant
    private let envoy: Service
    private let lost: [(annotation: String, value: String)]

    /// `refusal`: what the load balancer reports; if it names some of them, only those count.
    init?(for envoy: Service, _ refusal: AddressRefusal?, in context: CheckContext) {
        guard let tenant = context.topology.tenantObject.value, !tenant.annotationSettings.defaults.isEmpty,
            let config = context.topology.config.value
        else { return nil }
        let own = Self.ofServices(tenant.annotationSettings)
        let lost = Self.ofServices(config.annotationSettings).filter { annotation, _ in
            own[annotation] == nil && envoy.metadata.annotations[annotation] == nil
                && ProviderAnnotations.addressLoadBalancer(annotation)
        }
        let named = Set(refusal?.named(of: lost.keys) ?? [])
        self.lost = lost.filter { named.isEmpty || named.contains($0.key) }.sorted { $0.key < $1.key }
            .map { ($0.key, $0.value) }
        if self.lost.isEmpty { return nil }
        self.tenant = tenant
        self.envoy = envoy
    }

    private static func ofServices(_ settings: AnnotationSettings) -> [String: String] {
        (settings.defaults["all"] ?? [:]).merging(settings.defaults["service"] ?? [:]) { _, new in new }
    }

    /// Without its full stop.
    var sentence: String {
        "The Service lacks \(ServiceWords.list(lost.map(\.annotation))), which defaultAnnotations of the Config set: "
            + "defaultAnnotations of \(tenant.reference) replace those of the Config and do not contain "
            + (lost.count == 1 ? "it" : "them")
    }

    var evidence: [Evidence] {
        [
            Evidence(
                "Config: spec.defaultAnnotations", ServiceWords.list(lost.map { "\($0.annotation): \($0.value)" })),
            tenant.evidence(
                "spec.defaultAnnotations",
                "only for \(ServiceWords.list(tenant.annotationSettings.defaults.keys.sorted()))"),
        ]
    }

    func remedies(_ context: CheckContext) -> [Remedy] {
        let members = lost.map { ($0.annotation, JSONValue.string($0.value)) }
        return [
            .fix(
                "repeat \(lost.count == 1 ? "the annotation" : "the annotations") in defaultAnnotations of the Tenant",
                context.patch(
                    ObjectReference(.management, tenant),
                    ["spec": ["defaultAnnotations": ["service": .object(JSONObject(members: members))]]])),
            .fix(
                "remove defaultAnnotations from the Tenant if it needs none of its own",
                context.patch(ObjectReference(.management, tenant), ["spec": ["defaultAnnotations": .null]])),
        ]
    }
}
