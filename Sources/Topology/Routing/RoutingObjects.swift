import KubeLB
import Kubernetes

/// What thousands of Ingresses and routes look up, by what they look for.
struct RoutingObjects: Sendable {
    /// Secrets by their paths; of the management cluster only if all could be read.
    let secrets: [ClusterSide: [String: SecretMetadata]]
    /// Secrets of the tenant's namespace by the paths of those in the tenant cluster that they are copies of.
    let copies: [String: [SecretMetadata]]
    /// Those of the tenant's namespace, by the names of their Secrets.
    let certificates: [String: [Certificate]]
    /// The Services of backends in the tenant's namespace, by the ports of Envoy that they lead to: `10001/TCP`.
    let servicesByEnvoyPort: [String: [Service]]
    /// Services that are not of type LoadBalancer, by their cluster IPs and their names in the cluster's DNS: `name.namespace.svc`.
    let innerServices: [String: Service]

    init(_ observation: Observation, tenantNamespace: String?) {
        func own<Item: KubernetesObject>(_ kind: Item.Type) -> [Item] {
            guard let tenantNamespace else { return [] }
            return observation.list(.management, kind).all { $0.metadata.namespace == tenantNamespace }.value ?? []
        }
        func byPath(_ secrets: [SecretMetadata]) -> [String: SecretMetadata] {
            Dictionary(secrets.map { ($0.metadata.path, $0) }) { first, _ in first }
        }
        secrets = [
            .tenant: byPath(observation.list(.tenant, SecretMetadata.self).value?.items ?? []),
            .management: byPath(observation.list(.management, SecretMetadata.self).whole() ?? []),
        ]
        copies = Dictionary(grouping: own(SecretMetadata.self)) { secret in
            let labels = secret.metadata.labels
            return "\(labels[KubeLBNames.originNamespaceLabel] ?? "")/\(labels[KubeLBNames.originNameLabel] ?? "")"
        }
        certificates = Dictionary(grouping: own(Certificate.self), by: \.secretName)
        var users: [String: [Service]] = [:]
        for service in own(Service.self) where service.metadata.labels[KubeLBNames.originNameLabel] != nil {
            for port in service.ports {
                guard let key = Self.envoyPort(of: port) else { continue }
                users[key, default: []].append(service)
            }
        }
        servicesByEnvoyPort = users
        var inner: [String: Service] = [:]
        for service in observation.list(.management, Service.self).value?.items ?? [] where !service.isLoadBalancer {
            let name = "\(service.metadata.name).\(service.metadata.namespace).svc"
            for key in [service.clusterIP, name].compactMap(\.self) where inner[key] == nil { inner[key] = service }
        }
        innerServices = inner
    }

    static func envoyPort(of port: ServicePort) -> String? {
        guard case .number(let target)? = port.targetPort else { return nil }
        return "\(target)/\(port.protocol)"
    }
}

extension Topology {
    /// A Secret of a side by its path, `namespace/name`; nil if it does not exist or was not read.
    package func secret(_ side: ClusterSide, _ path: String) -> SecretMetadata? {
        recorder?.note(Input(side, SecretMetadata.self))
        return routingObjects.secrets[side]?[path]
    }

    /// The Secrets of the tenant's namespace that are copies of one of the tenant cluster.
    package func secretCopies(of path: String) -> [SecretMetadata] {
        recorder?.note(Input(.management, SecretMetadata.self))
        return routingObjects.copies[path] ?? []
    }

    /// The Certificates of the tenant's namespace whose certificate is written to a Secret.
    package func certificates(in secretName: String) -> [Certificate] {
        recorder?.note(Input(.management, Certificate.self))
        return routingObjects.certificates[secretName] ?? []
    }

    /// The Services of backends in the tenant's namespace, by the ports of Envoy that they lead to: `10001/TCP`.
    package var servicesByEnvoyPort: [String: [Service]] {
        recorder?.note(Input(.management, Service.self))
        return routingObjects.servicesByEnvoyPort
    }
}
