import Kubernetes

/// What an annotation of a generated Ingress names that Traefik has to have: an object of its own kinds, such as
/// `shop-auth@kubernetescrd` for Middleware `shop/auth`, or a part of its static configuration.
package struct TraefikReference: Sendable, Hashable {
    package enum Target: Sendable, Hashable {
        case middleware
        case tlsOptions
        case serversTransport
        /// Of its arguments or its file.
        case certificateResolver
        case entryPoint
    }

    /// With its prefix.
    package let annotation: String
    package let target: Target
    package let name: String

    static let prefix = "traefik.ingress.kubernetes.io/"

    /// By the annotations' names without the prefix (Traefik v3, provider `ingress`).
    fileprivate static let targets: [String: Target] = [
        "router.middlewares": .middleware, "router.tls.options": .tlsOptions,
        "service.serverstransport": .serversTransport, "router.tls.certresolver": .certificateResolver,
        "router.entrypoints": .entryPoint,
    ]
}

extension RouteExposure {
    /// What annotations of the generated Ingress name in Traefik's configuration.
    package var traefikReferences: [TraefikReference] {
        guard ownsGenerated, let generated = generated.value else { return [] }
        return generated.metadata.annotations.sorted { $0.key < $1.key }.flatMap { key, value in
            guard key.hasPrefix(TraefikReference.prefix),
                let target = TraefikReference.targets[key.dropFirst(TraefikReference.prefix.count).lowercased()]
            else { return [TraefikReference]() }
            return value.split(separator: ",").map { $0.filter { !$0.isWhitespace } }.filter { !$0.isEmpty }.map {
                TraefikReference(annotation: key, target: target, name: $0)
            }
        }
    }
}
