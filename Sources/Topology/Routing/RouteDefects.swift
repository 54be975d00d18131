import KubeLB
import Kubernetes

/// Why KubeLB cannot carry an object of Layer 7 as it is written (KubeLB v1.4.3).
package enum RouteMalformation: Sendable, Hashable {
    /// A rule of an Ingress without `http`, by its host: the CCM panics on it.
    case ruleWithoutHTTP(host: String)
    /// A backend of an Ingress that is no Service: the same.
    case resourceBackend(kind: String, name: String)
    /// The name does not fit into a label of the Route.
    case longName

    package var text: String {
        switch self {
        case .ruleWithoutHTTP(let host): "the rule for \(host.isEmpty ? "every host" : host) has no http"
        case .resourceBackend(let kind, let name): "backend \(kind) \(name) is not a Service"
        case .longName: "its name has more than 63 characters"
        }
    }
}

extension RouteExposure {
    package var malformation: RouteMalformation? {
        if kind == .ingress {
            if let rule = source.spec.rules.first(where: { !$0.hasHTTP }) {
                return .ruleWithoutHTTP(host: rule.host ?? "")
            }
            if let backend = source.spec.backends.first(where: { !$0.isService }) {
                return .resourceBackend(kind: backend.reference.kind, name: backend.reference.name)
            }
        }
        return source.metadata.name.utf8.count > 63 ? .longName : nil
    }
}

/// Why a backend cannot be carried (KubeLB v1.4.3, `NormalizeAndReplicateServices`).
package enum BackendDefect: Sendable, Hashable {
    /// Something other than a Service.
    case otherKind
    case missing
    case headless
    case externalName
    /// The copy's name would have more than 63 characters.
    case longName
    /// The Service has no such port.
    case noSuchPort
    case noNodePort
    case unsupportedProtocol

    package func text(of backend: RouteBackend) -> String {
        let port = backend.reference.port.map { "\($0)" } ?? ""
        return switch self {
        case .otherKind: "backend \(backend.reference.reference.kind) \(backend.name) is not a Service"
        case .missing: "Service \(backend.path) does not exist"
        case .headless: "Service \(backend.path) is headless"
        case .externalName: "Service \(backend.path) is of type ExternalName"
        case .longName: "the name of Service \(backend.path) is too long for its NodePort copy"
        case .noSuchPort: "Service \(backend.path) has no port \(port)"
        case .noNodePort: "Service \(backend.path) has no node port for port \(port)"
        case .unsupportedProtocol:
            "port \(port) of Service \(backend.path) is not a TCP port, but \(backend.port?.protocol ?? "")"
        }
    }
}

extension RouteBackend {
    /// nil also if the Service could not be read.
    package var defect: BackendDefect? {
        guard reference.isService else { return .otherKind }
        switch service {
        case .absent: return .missing
        case .forbidden, .failed, .notCollected: return nil
        case .present(let service):
            if service.type == "ExternalName" { return .externalName }
            if service.isHeadless { return .headless }
            if copy != nil, name.utf8.count > 54 { return .longName }
            guard let port else { return .noSuchPort }
            if port.protocol != "TCP" { return .unsupportedProtocol }
            return copy == nil && port.nodePort == nil ? .noNodePort : nil
        }
    }
}
