import Characters
import KubeLB
import Kubernetes

/// The pod templates of all tenants' Envoys, which the manager writes alike from one Config: those of tenants with settings of
/// their own are left aside. Whose differ from most others missed a change, or got one by hand.
package struct EnvoyTemplates: Sendable {
    /// The template of one tenant's Envoy, as far as it is the same for all.
    package struct Entry: Sendable {
        package let deployment: Deployment
        /// The tag of the image; nil if it is pinned by a digest, which cannot be compared with a tag.
        package let tag: String?
        package let image: String
        /// With a placeholder for the tenant's namespace.
        package let args: [String]
        package let resources: [String: String]
    }

    /// What may differ.
    package enum Part: Sendable, Hashable, CaseIterable {
        case image
        case args
        case resources
    }

    /// A template and one of most others.
    package struct Deviation: Sendable {
        package let part: Part
        package let own: Entry
        package let other: Entry
        /// How many tenants have what `other` has.
        package let count: Int
    }

    private let entries: [String: Entry]
    private let usual: [Part: (entry: Entry, count: Int)]

    /// `tenants`: those with their own settings count for nothing.
    package init(_ deployments: [Deployment], _ tenants: [Tenant]) {
        let ownSettings = Set(
            tenants.filter { !$0.envoySettings.isEmpty }.map {
                KubeLBNames.tenantNamespace(forClusterName: $0.metadata.name)
            })
        var entries: [String: Entry] = [:]
        for deployment in deployments {
            let namespace = deployment.metadata.namespace
            guard deployment.metadata.name == KubeLBNames.envoyWorkloadName(forTenantNamespace: namespace),
                !ownSettings.contains(namespace), !deployment.metadata.isBeingDeleted,
                let entry = Entry(deployment)
            else { continue }
            entries[namespace] = entry
        }
        self.entries = entries
        var usual: [Part: (entry: Entry, count: Int)] = [:]
        for part in entries.count > 1 ? Part.allCases : [] {
            let groups = Dictionary(grouping: entries.values.filter { $0.value(of: part) != nil }) {
                $0.value(of: part) ?? []
            }
            // Of two that are equally frequent the newer one is where a rollout leads.
            let largest = groups.max { left, right in
                (left.value.count, Self.lastWrite(left.value), left.key.joined())
                    < (right.value.count, Self.lastWrite(right.value), right.key.joined())
            }
            // The one that was written first shows since when it has been so.
            let first = largest?.value.min { $0.written < $1.written }
            if groups.count > 1, let first, let largest { usual[part] = (first, largest.value.count) }
        }
        self.usual = usual
    }

    private static func lastWrite(_ entries: [Entry]) -> Int { entries.map(\.written).max() ?? 0 }

    /// How the Envoy of a tenant differs from most others.
    package func deviations(of namespace: String) -> [Deviation] {
        guard let own = entries[namespace] else { return [] }
        return Part.allCases.compactMap { part in
            guard let usual = usual[part], let value = own.value(of: part), value != usual.entry.value(of: part) else {
                return nil
            }
            return Deviation(part: part, own: own, other: usual.entry, count: usual.count)
        }
    }
}

extension EnvoyTemplates.Entry {
    fileprivate init?(_ deployment: Deployment) {
        let namespace = deployment.metadata.namespace
        guard
            let container = deployment.state.template.containers.first(where: {
                $0.name == LogComponent.envoy.containerName
            })
        else { return nil }
        self.deployment = deployment
        image = container.image
        tag = Self.tag(of: container.image)
        args = container.args.map { $0.replacingBytes(of: namespace, with: "TENANT") }
        resources = container.resources
    }

    /// Of a mirror it is the same.
    private static func tag(of image: String) -> String? {
        let name = image.split(separator: "/").last ?? ""
        guard !name.contains("@") else { return nil }
        return name.split(separator: ":", maxSplits: 1).dropFirst().first.map(String.init)
    }

    /// When its spec was written last, in milliseconds.
    fileprivate var written: Int { deployment.metadata.lastSpecWrite?.milliseconds ?? 0 }

    /// What is compared; nil for what cannot be.
    fileprivate func value(of part: EnvoyTemplates.Part) -> [String]? {
        switch part {
        case .image: tag.map { [$0] }
        case .args: args
        case .resources: resources.map { "\($0.key)=\($0.value)" }.sorted()
        }
    }
}

extension Topology {
    /// How the tenant's Envoy differs from those of most other tenants; empty if those were not read.
    package var envoyDeviations: [EnvoyTemplates.Deviation] {
        guard let namespace = tenantNamespace, let deployments = list(.management, Deployment.self).value,
            let tenants = list(.management, Tenant.self).value
        else { return [] }
        return EnvoyTemplates(deployments.items, tenants.items).deviations(of: namespace)
    }
}
