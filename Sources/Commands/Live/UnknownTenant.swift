import CommandLineKit
import KubeLB
import Kubernetes
import Topology

/// Tells a tenant whose name was mistyped from one that is missing: only the latter is a finding about the clusters.
enum UnknownTenant {
    /// Fails if no Tenant of that name exists, and the CCM works for another one or a Tenant has nearly that name.
    static func refuse(_ name: String?, _ observation: Observation) throws(CommandFailure) {
        guard let name, let list = observation.list(.management, Tenant.self).value, list.isComplete else { return }
        let names = list.items.map(\.metadata.name)
        let wanted = KubeLBNames.tenantNamespace(forClusterName: name)
        guard !names.contains(where: { KubeLBNames.tenantNamespace(forClusterName: $0) == wanted }) else { return }
        let used = Topology(observation).settings.value?.clusterName.map {
            KubeLBNames.tenantNamespace(forClusterName: $0)
        }
        let near = nearest(to: name, in: names)
        guard used.map({ $0 != wanted }) ?? !near.isEmpty else { return }
        let own = used.map { KubeLBNames.tenantName(forNamespace: $0) }
        throw failure(name, near: near, own: own.flatMap { names.contains($0) ? $0 : nil })
    }

    static func failure(_ name: String, near: [String], own: String? = nil) -> CommandFailure {
        let hints = [
            near.isEmpty ? nil : "did you mean \(near.joined(separator: ", "))?",
            own.map { "the CCM of this cluster works for tenant \($0)" },
        ].compactMap(\.self)
        return CommandFailure(
            .notFound, "Tenant \(name) not found",
            hint: hints.isEmpty ? "kubectl get tenants.kubelb.k8c.io lists them" : hints.joined(separator: " "))
    }
}
