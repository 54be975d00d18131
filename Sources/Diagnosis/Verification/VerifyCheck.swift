import Kubernetes
import Topology

/// One line of a verification: what was looked at, and whether it is as it should be.
package struct VerifyCheck: Sendable, Hashable {
    package let kind: Kind
    package let name: String
    package internal(set) var state: State
    /// What was seen, or why nothing was: one line.
    package internal(set) var detail: String
    /// nil where it is about the clusters.
    package let resource: ExposedResource?
    package var evidence: [Evidence] = []
    /// The findings that say more, by their identifiers.
    package var findings: [String] = []
    /// Where it is one.
    package var probe: PlannedProbe?
    package var latency: Duration?
    /// Whether to look again may give another answer: not where a right is missing.
    package var mayChange = true

    package enum Kind: String, Sendable, Hashable {
        /// Whether the Services could be read at all.
        case services
        case objects
        /// Layer 7: the Gateway has accepted the route, and its listeners work.
        case acceptance
        /// Layer 7: the certificates that the object names are there.
        case certificates
        case endpoints
        case upstreams
        case probe
        /// What the tool does not do itself.
        case clusterProbe
    }

    package enum State: String, Sendable, Hashable, CaseIterable {
        case passed
        case failed
        case skipped
        /// A deciding read was forbidden or failed, or the probe could not be made.
        case unknown
    }

    init(_ kind: Kind, _ name: String, _ state: State, _ detail: String, resource: ExposedResource?) {
        self.kind = kind
        self.name = name
        self.state = state
        self.detail = detail
        self.resource = resource
    }

    /// About what cannot be seen from this position.
    init(notVisible kind: Kind, _ name: String, resource: ExposedResource?) {
        self.init(kind, name, .skipped, "the tenant cluster is not visible from here", resource: resource)
    }

    /// What could not be read: skipped where a bundle has no more, else unknown.
    init(_ kind: Kind, _ name: String, unread reason: UnknownReason, _ detail: String, resource: ExposedResource?) {
        self.init(kind, name, reason == .notCollected ? .skipped : .unknown, detail, resource: resource)
        if case .forbidden = reason { mayChange = false }
    }
}
