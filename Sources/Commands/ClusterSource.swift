import Kubernetes
import Topology

/// What a command observes: a live pair of clusters, or a bundle of one.
protocol ClusterSource: Sendable {
    /// A live source reads no more than the Services asked for need.
    func observe(_ selection: ServiceSelection) async throws(CommandFailure) -> Observation
    /// The namespace of Services that are named without one; nil where the source has none of its own.
    var defaultNamespace: String? { get }
    /// The objects of Layer 7 in a namespace or more, for hints; nil if the tenant cluster cannot be seen.
    func routes(in namespace: String) async -> Observation?
}

/// One tenant as the management cluster alone shows it.
struct TenantSource: ClusterSource {
    let options: SourceOptions
    let environment: Environment

    var defaultNamespace: String? { nil }

    func routes(in namespace: String) async -> Observation? { nil }

    func observe(_ selection: ServiceSelection) async throws(CommandFailure) -> Observation {
        try await FleetObservations.read(options, environment).tenant(of: selection)
    }
}

extension SourceOptions {
    func open(
        _ environment: Environment, managementOnly: Bool = false
    ) throws(CommandFailure) -> any ClusterSource {
        if managementOnly { return TenantSource(options: self, environment: environment) }
        if let bundle = try bundleSource() { return bundle }
        return try LiveSource(self, environment)
    }

    /// nil if live clusters are read.
    func bundleSource() throws(CommandFailure) -> BundleSource? {
        guard let bundle else { return nil }
        return try BundleSource(
            path: bundle, tenant: tenantName, evidence: evidence, kubeconfigs: kubeconfigs(tenant: nil, management: nil)
        )
    }
}
