import CommandLineKit
import KubeLB
import Kubernetes
import Topology

/// Tells a namespace that does not exist from one without Services.
enum MissingNamespace {
    /// `instead`: what to do for what was named, if anything was.
    static func failure(_ name: String, among names: [String], instead: String? = nil) -> CommandFailure {
        let near = nearest(to: name, in: names)
        return CommandFailure(
            .notFound, "namespace \(name) not found in the tenant cluster",
            hint: near.isEmpty
                ? instead ?? "use -A for all namespaces" : "did you mean \(near.joined(separator: ", "))?")
    }
}

extension ServiceSelection {
    /// The namespace of `-n`, if nothing that was read is in it. nil if it is not the question, or if that is unknown.
    func emptyNamespace(in observation: Observation) -> String? {
        guard namesNamespace, !allNamespaces, let namespace, !namespace.isEmpty,
            let services = observation.list(.tenant, Service.self).value,
            !services.items.contains(where: { $0.metadata.namespace == namespace })
        else { return nil }
        let hasRoutes = RouteKind.allCases.contains { kind in
            observation.readSources(.tenant, kind).items.contains { $0.metadata.namespace == namespace }
        }
        return hasRoutes ? nil : namespace
    }

    /// Where a Service is that was looked for in a namespace which does not exist.
    func elsewhere(in services: Observed<ObjectList<Service>>) -> String {
        for case .named(_, let name) in arguments {
            guard let other = services.value?.items.first(where: { $0.metadata.name == name })?.metadata else {
                continue
            }
            return "\(other.path) exists: use -n \(other.namespace)"
        }
        return "\(Tool.name) status -A lists the \(arguments.isEmpty ? "resources" : "Services") of all namespaces"
    }

    /// Whether a Service with a name that was given exists, in whatever namespace.
    func namesOne(of list: Observed<ObjectList<Service>>) -> Bool {
        let names = Set((list.value?.items ?? []).map(\.metadata.name))
        return arguments.contains { argument in
            if case .named(_, let name) = argument { names.contains(name) } else { false }
        }
    }
}

extension LiveSource {
    /// Fails if the namespace is proven absent: the server's 404 names it. What is forbidden or fails proves nothing.
    func refuse(missing namespace: String?, instead: String? = nil) async throws(CommandFailure) {
        guard let namespace,
            case .present(let found) = await tenant.get(Namespace.self, namespace: nil, name: namespace),
            found.items.isEmpty
        else { return }
        let names = await tenant.list(Namespace.self).value?.items.map(\.metadata.name) ?? []
        throw MissingNamespace.failure(namespace, among: names, instead: instead)
    }
}

extension BundleSource {
    /// The same of a bundle that contains every namespace: two that every cluster has are there.
    func refuse(
        missing namespace: String?, _ observation: Observation, instead: String? = nil
    ) throws(CommandFailure) {
        guard let namespace, let list = observation.list(.tenant, Namespace.self).value, list.isComplete else { return }
        let names = list.items.map(\.metadata.name)
        guard names.contains("default"), names.contains("kube-system"), !names.contains(namespace) else { return }
        throw MissingNamespace.failure(namespace, among: names, instead: instead)
    }
}
