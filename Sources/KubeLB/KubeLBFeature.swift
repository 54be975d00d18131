/// Behaviour that KubeLB has only since some version: the one place that knows which. Checks, comparisons and clean-up ask
/// `Topology.has`.
///
/// Sources: KubeLB's pull requests and commits as named, and its changelogs up to v1.5.0.
package enum KubeLBFeature: Sendable, Hashable, CaseIterable {
    /// The CCM writes `sessionAffinity: ClientIP` as `persistence.type: SourceIP` (#435, cd5e66e); before, it is ignored.
    case clientIPPersistence
    /// The CCM deletes LoadBalancers whose Service is gone, was recreated or no longer qualifies, at Events of Services and
    /// at its start, and removes its finalizer from the latter (#570, 68d78be).
    case orphanCollection
    /// The CCM writes Addresses again after a conflict (#553, 4d605a0); before, they stay stale until a node changes.
    case addressesRetry
    /// Annotation settings know patterns and `deniedAnnotations`, and a Tenant that sets any of them replaces the Config's
    /// (#454, 9007fb0).
    case annotationPatterns
    /// An annotation that was removed from a Service is removed from its envoy Service (#454, v1.5.0; the annotation
    /// `kubelb.k8c.io/managed-annotations` records which).
    case annotationRemoval
    /// Host names in Addresses become clusters of type STRICT_DNS (#438, 12d238b); before, Envoy rejects them as malformed
    /// IP addresses.
    case hostnameAddresses
    /// A Tenant is reconciled without the CRD PodMonitor (#439, 8a2e47e).
    case optionalPodMonitor
    /// The manager has defaults for a missing Config (`GetConfig`, v1.4.0); before, it reconciles nothing.
    case optionalConfig
    /// The manager guards its port allocator with a lock (#515, 83f497b); before, concurrent access may end it.
    case guardedPortAllocator
    /// The manager reports errors of applying a generated object, and retries (#557); before, it drops them.
    case applyErrors
    /// The manager deletes what it generated when its kind is disabled (#568).
    case generatedRemoval
    /// The manager retries when it could not create a backend's Service (#516, b283959).
    case serviceRetry
    /// Generated names of Services that begin with a digit get a prefix (#478, v1.4.3).
    case digitNames
    /// The names of backend Services contain that of the route (v1.3.0).
    case routeServiceNames
    /// The listeners of Routes let WebSocket upgrades through (#328, v1.3.7, v1.4.0); before, Envoy answers them with 403.
    case webSocketUpgrades
    /// Requests to Routes may take as long as they want (v1.3.12, v1.4.2); before, Envoy's own timeout of 15 seconds holds.
    case unlimitedRequests
    /// UDP ports have no health checks (#103, v1.1.5); before, Envoy connects to their node ports over TCP, which nothing answers.
    case uncheckedUDP
    /// Envoy's probes wait five seconds for an answer and may fail several times (#287, v1.3.4); before, one second and one failure.
    case patientProbes
    /// The annotation `kubelb.k8c.io/proxy-protocol` (#276, v1.3.2); before, nobody reads it.
    case proxyProtocol
    /// The CCM lists Ready nodes only (#166, #167: v1.1.6, v1.2.1); before, it lists all.
    case readyNodesOnly

    /// Whose version decides.
    package enum Program: Sendable, Hashable {
        case ccm
        case manager
    }

    package var program: Program {
        switch self {
        case .clientIPPersistence, .orphanCollection, .addressesRetry, .readyNodesOnly: .ccm
        case .annotationPatterns, .annotationRemoval, .hostnameAddresses, .optionalPodMonitor, .optionalConfig,
            .guardedPortAllocator, .applyErrors, .generatedRemoval, .serviceRetry, .digitNames, .routeServiceNames,
            .webSocketUpgrades, .unlimitedRequests, .uncheckedUDP, .patientProbes, .proxyProtocol:
            .manager
        }
    }

    /// The first releases that have it, in ascending order: one for each minor version that got it in a patch release, and
    /// the last one for everything after.
    package var firstReleases: [ReleaseVersion] {
        switch self {
        case .clientIPPersistence, .orphanCollection, .addressesRetry, .annotationPatterns, .annotationRemoval,
            .guardedPortAllocator, .applyErrors, .generatedRemoval, .serviceRetry:
            [ReleaseVersion(1, 5, 0)]
        case .digitNames: [ReleaseVersion(1, 4, 3)]
        case .routeServiceNames: [ReleaseVersion(1, 3, 0)]
        case .hostnameAddresses, .unlimitedRequests: [ReleaseVersion(1, 3, 12), ReleaseVersion(1, 4, 2)]
        case .webSocketUpgrades: [ReleaseVersion(1, 3, 7), ReleaseVersion(1, 4, 0)]
        case .uncheckedUDP: [ReleaseVersion(1, 1, 5)]
        case .proxyProtocol: [ReleaseVersion(1, 3, 2)]
        case .patientProbes: [ReleaseVersion(1, 3, 4)]
        case .readyNodesOnly: [ReleaseVersion(1, 1, 6), ReleaseVersion(1, 2, 1)]
        case .optionalPodMonitor: [ReleaseVersion(1, 4, 2)]
        case .optionalConfig: [ReleaseVersion(1, 4, 0)]
        }
    }

    /// An unknown version counts as the newest.
    package func exists(in release: ReleaseVersion?) -> Bool {
        guard let release, let last = firstReleases.last else { return true }
        return release >= last || firstReleases.contains { release.hasSameMinor(as: $0) && release >= $0 }
    }
}
