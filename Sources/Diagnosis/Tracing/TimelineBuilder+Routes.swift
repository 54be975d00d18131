import KubeLB
import Kubernetes
import Topology

extension TimelineBuilder {
    /// What is of one Ingress, Gateway or route alone.
    mutating func addRoute(_ exposure: RouteExposure, _ common: CommonTimeline) {
        let backends = exposure.backends.uniqued { $0.path }
        part = .service
        if exposure.isSourceVisible { add(.tenant, kind: exposure.kind.rawValue, exposure.source.metadata) }
        for backend in backends {
            for service in [backend.service.value, backend.copy?.value].compactMap({ $0 }) { add(.tenant, service) }
            for slice in backend.slices.value ?? [] { add(.tenant, slice) }
        }
        part = .loadBalancer
        if let route = exposure.route.value { add(.management, route) }
        part = .envoyService
        if let generated = exposure.generated.value {
            add(.management, kind: exposure.kind.rawValue, generated.metadata)
            // The Gateway API's definitions give a new Gateway conditions of the year 1970.
            let conditions = (generated.status.conditions + generated.status.parents.flatMap(\.conditions)).filter {
                ($0.lastTransitionTime?.milliseconds ?? 0) > 0
            }
            add(.management, conditions, of: generated.reference)
        }
        for backend in backends {
            if let service = backend.generated.value { add(.management, service) }
        }
        part = .events
        var objects = PathObjects()
        objects.add(exposure)
        for (side, event) in common.events.about(objects) { add(side, event) }
    }
}
