import Kubernetes
import Topology

/// What a command observes: a live pair of clusters, or a bundle of one.
protocol ClusterSource: Sendable {
    /// A live source reads no more than the Services asked for need.
    func observe(_ selection: ServiceSelection) async throws(CommandFailure) -> Observation
    /// The namespace of Services that are named without one; nil where the source has none of its own.
    var defaultNamespace: String? { get }
}

extension SourceOptions {
    func open(_ environment: Environment) throws(CommandFailure) -> any ClusterSource {
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
