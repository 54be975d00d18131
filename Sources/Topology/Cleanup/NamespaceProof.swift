import KubeLB
import Kubernetes

/// Whether the tenant cluster shows the objects of a namespace. A proxy that hides a namespace responds as if all of its objects
/// had been deleted, and shows the rest of the cluster.
struct NamespaceProof {
    private let namespaces: Observed<ObjectList<Namespace>>
    private let names: Set<String>
    /// What every namespace has, whatever else was deleted.
    private let certificates: Observed<ObjectList<RootCertificate>>
    /// One object of each namespace in which any was shown. Only kinds that are read again before each deletion.
    private let shown: [String: String]

    init(_ topology: Topology) {
        namespaces = topology.list(.tenant, Namespace.self)
        names = Set((namespaces.value?.items ?? []).map(\.metadata.name))
        certificates = topology.list(.tenant, RootCertificate.self)
        var shown: [String: String] = [:]
        func note<Item: KubernetesObject>(_ items: [Item]?) {
            for item in items ?? [] where shown[item.metadata.namespace] == nil {
                shown[item.metadata.namespace] = "\(Item.kind) \(item.metadata.path)"
            }
        }
        note(topology.list(.tenant, Service.self).value?.items)
        note(topology.list(.tenant, EndpointSlice.self).value?.items)
        note(certificates.value?.items)
        self.shown = shown
    }

    /// Why that nothing is shown in a namespace does not mean that nothing is there; nil if it does.
    func doubt(about namespace: String) -> String? {
        if let unknown = namespaces.all(where: { _ in true }).unknown {
            return "whether namespace \(namespace) exists is unknown: \(unknown)"
        }
        guard names.contains(namespace) else {
            // That it is gone is confirmed before the deletion.
            return shown[namespace].map { "namespace \(namespace) is not listed, but \($0) is" }
        }
        guard shown[namespace] == nil else { return nil }
        switch certificates {
        case .present, .absent:
            return "no object in namespace \(namespace) is visible, not even ConfigMap \(RootCertificate.name), which "
                + "every namespace has: they may be hidden"
        // Bundles do not have them, and nothing is deleted by what a bundle shows.
        case .notCollected: return nil
        case .forbidden, .failed:
            let reason = certificates.unknown.map { "\($0)" } ?? "unknown"
            return "no object in namespace \(namespace) is visible, and whether they are hidden is unknown: \(reason)"
        }
    }
}
