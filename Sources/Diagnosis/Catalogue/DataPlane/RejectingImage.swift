import Characters
import Kubernetes
import Topology

/// The image of Envoys that do not take what the manager sends, if it is at fault: the manager's release knows one Envoy, and an
/// image of another version, or one that was stripped of extensions, rejects parts of the configuration.
struct RejectingImage {
    private let image: String
    /// What the Deployment or DaemonSet has instead; nil if the pods run that.
    private let intended: String?
    private let workload: EnvoyWorkload?
    private let reason: String?

    /// nil if the image is unknown, or not at fault: by the reason, or because another Envoy of that image accepts everything.
    /// `reason`: what Envoy logs.
    init?(_ pods: [Pod], accepting others: [Pod], reason: String?, _ context: CheckContext) {
        let images = pods.map { Self.image(of: $0.spec) }.uniqued()
        guard images.count == 1, let image = images[0], !others.contains(where: { Self.image(of: $0.spec) == image })
        else { return nil }
        let workload = context.topology.envoyWorkload.value
        let template = workload.flatMap { $0.isRollingOut ? nil : Self.image(of: $0.state.template) }
        let intended = template == image ? nil : template
        guard reason.map(Self.isIncompatibility) ?? (intended != nil) else { return nil }
        (self.image, self.intended, self.workload, self.reason) = (image, intended, workload, reason)
    }

    private static func image(of spec: PodSpec) -> String? {
        spec.containers.first { $0.name == "envoy-proxy" }?.image
    }

    /// Whether Envoy does not know what it was sent, by its message.
    static func isIncompatibility(_ reason: String) -> Bool {
        let lower = reason.lowercased()
        return [
            "unknown field", "constraint validation", "registered implementation", "unable to parse", "deprecated",
        ].contains { lower.containsBytes(of: $0) }
    }

    /// Without its full stop.
    func sentence(isOne: Bool) -> String {
        "\(isOne ? "Its" : "Their") image is \(image)"
            + (intended.map {
                ", although \(workload?.reference ?? "the Deployment") has \($0): "
                    + "something replaces it when pods are created, such as an admission webhook"
            } ?? "")
    }

    var evidence: [Evidence] {
        [Evidence("image of the Envoy pods", image)]
            + (intended.flatMap { intended in
                workload.map { [$0.evidence("spec.template.spec.containers[envoy-proxy].image", intended)] }
            } ?? [])
    }

    func remedies(_ context: CheckContext) -> [Remedy] {
        guard let intended else {
            return [
                .fix("use the Envoy image of the manager's release: this Envoy does not know what the manager sends")
            ]
        }
        return [
            .fix("let whatever replaces the image keep \(intended), or exclude the namespaces of tenants from it"),
            .then(
                "restart Envoy",
                workload.map { context.kubectl("rollout restart", D005EnvoyMissing.reference($0)) }, risk: .restart),
            .inspect(
                "list the admission webhooks that change objects",
                context.kubectl(.management, "get mutatingwebhookconfigurations")),
        ]
    }

    /// What tenants have in common whose Envoys run the image.
    func common(_ context: CheckContext) -> CommonCause {
        let difference = intended.map {
            ", although their Deployments have \($0): something replaces it, such as an admission webhook"
        }
        let ofTenant = remedies(context)
        let restart = Remedy.then("restart the Envoy pods of these tenants", risk: .restart)
        return CommonCause(
            subject: .part(.envoyImage, image),
            detail: "Their image is \(image)\(difference ?? "")"
                + (reason.map { ". Envoy logs: \(ServiceWords.excerpt($0))" } ?? ""),
            objects: [],
            remedies: ofTenant.filter { $0.role == .fix } + (intended == nil ? [] : [restart])
                + ofTenant.filter { $0.role == .inspect })
    }
}
