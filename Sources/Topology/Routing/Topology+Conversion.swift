import KubeLB
import Kubernetes

extension RouteSource {
    /// How the CCM names an Ingress in the label of the routes that it converted it to: `web.shop`.
    package var conversionName: String { "\(metadata.name).\(metadata.namespace)" }

    /// The Ingress that a route was converted from, as `conversionName`; nil if it was not converted.
    package var convertedFrom: String? { kind.hasParent ? metadata.labels[KubeLBNames.sourceIngressLabel] : nil }
}

extension Topology {
    /// The routes that the CCM converted an Ingress to, or the Ingress that a route was converted from.
    package func conversions(of exposure: RouteExposure) -> [RouteExposure] {
        if exposure.kind == .ingress {
            let name = exposure.source.conversionName
            return routeExposures.filter { $0.source.convertedFrom == name }
        }
        guard let origin = exposure.source.convertedFrom else { return [] }
        return routeExposures.filter { $0.kind == .ingress && $0.source.conversionName == origin }
    }
}
