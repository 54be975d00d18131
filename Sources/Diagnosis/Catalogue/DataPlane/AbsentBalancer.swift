import KubeLB
import Kubernetes
import Topology

/// A load-balancer implementation that a Service asks for, by its class or an annotation, and that is not installed.
struct AbsentBalancer {
    let implementation: LoadBalancerImplementation
    let service: Service
    /// nil if it is the class.
    let annotation: (name: String, value: String)?

    /// Without its full stop.
    var sentence: String {
        let request =
            annotation.map { "Annotation \($0.name): \($0.value) leaves the Service to" }
            ?? "Class \(service.loadBalancerClass ?? "") is served by"
        return "\(request) \(implementation.name), which is not installed"
            + (annotation == nil ? "" : ", and the cloud controller manager skips it")
    }

    var evidence: [Evidence] {
        [
            annotation.map { service.evidence("metadata.annotations[\($0.name)]", $0.value) }
                ?? service.evidence("spec.loadBalancerClass", service.loadBalancerClass ?? ""),
            Evidence("workloads of \(implementation.name) in the management cluster", "none"),
        ]
    }

    private var installation: Remedy { .fix("install \(implementation.name)") }

    /// `carried`: nil for remedies for all Services.
    func remedies(_ carried: CarriedService?, _ context: CheckContext) -> [Remedy] {
        guard let annotation else { return [installation, AddressRefusal.showClasses(context)] }
        let removal = Remedy.fix(
            "or let the cloud controller manager serve the Service: change the annotation to nlb, or remove it")
        return [installation, removal]
            + (carried.map { AddressWish.remedies(.annotation(annotation.name), $0, context) } ?? [])
    }
}
