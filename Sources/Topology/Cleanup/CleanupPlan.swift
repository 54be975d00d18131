import KubeLB
import Kubernetes

/// What the person wants of a clean-up.
package struct CleanupOptions: Sendable, Hashable {
    /// Whether LoadBalancers and SyncSecrets of objects that were recreated under the same name are also deleted.
    package var includesReplaced = false
    /// Whether Gateways, which hold an address of their own, are also deleted.
    package var includesGateways = false
    /// More deletions than this are refused.
    package var maxDeletes = 10

    package init(includesReplaced: Bool = false, includesGateways: Bool = false, maxDeletes: Int = 10) {
        self.includesReplaced = includesReplaced
        self.includesGateways = includesGateways
        self.maxDeletes = maxDeletes
    }
}

/// The tenant's orphaned objects, and which of them may be deleted. A plain value without side effects.
package struct CleanupPlan: Sendable, Hashable {
    package var generatedAt: Timestamp
    /// The tenant's namespace in the management cluster; nil where the tenant is not known.
    package var tenantNamespace: String?
    /// UIDs of the namespaces kube-system, which identify clusters, as far as they could be read.
    package var clusters: [ClusterSide: String] = [:]
    package var options = CleanupOptions()
    /// nil if nothing could be checked.
    package var counts: Counts?
    /// In the order of their verdicts, then of their names.
    package var candidates: [CleanupCandidate] = []
    /// Why nothing may be deleted; empty where something may.
    package var refusals: [CleanupRefusal] = []
    /// Kinds of leavings that could not be looked for.
    package var unjudged: [CleanupGap] = []

    /// LoadBalancers in the tenant's namespace.
    package struct Counts: Sendable, Hashable {
        package var loadBalancers = 0
        package var live = 0
        /// Being deleted already.
        package var deleting = 0
        /// Routes in the tenant's namespace.
        package var routes = 0
    }

    package init(generatedAt: Timestamp) {
        self.generatedAt = generatedAt
    }

    /// What is to be deleted; empty where the plan refuses.
    package var deletions: [CleanupCandidate] { refusals.isEmpty ? candidates.filter { $0.verdict == .delete } : [] }

    package func count(_ verdict: CleanupCandidate.Verdict) -> Int { candidates.count { $0.verdict == verdict } }

    /// The plan with these deletions only; others are left for people to look at.
    package func restricted(to due: [CleanupCandidate]) -> CleanupPlan {
        var plan = self
        plan.refusals.removeAll { $0.kind == .tooManyDeletes }
        for index in plan.candidates.indices
        where plan.candidates[index].verdict == .delete && !due.contains(plan.candidates[index]) {
            plan.candidates[index].verdict = .review
            plan.candidates[index].reason += "; not in the plan file"
        }
        plan.refuseTooMany()
        return plan
    }

    mutating func refuseTooMany() {
        let count = count(.delete)
        guard count > options.maxDeletes else { return }
        refusals.append(
            CleanupRefusal(
                .tooManyDeletes, "\(count) objects would be deleted, but --max-deletes is \(options.maxDeletes)",
                hint: "check each of them, then use --max-deletes \(count)"))
    }
}

/// Why a clean-up deletes nothing at all.
package struct CleanupRefusal: Sendable, Hashable, Error {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        case servicesUnread
        case loadBalancersUnread
        case clusterUnproven
        case sidesSwapped
        case clustersUnrelated
        case tenantUnproven
        case tenantShared
        case tooManyDeletes
    }

    package let kind: Kind
    package let message: String
    package let hint: String?

    package init(_ kind: Kind, _ message: String, hint: String? = nil) {
        self.kind = kind
        self.message = message
        self.hint = hint
    }
}

/// A kind of leavings that could not be looked for, for want of a read.
package struct CleanupGap: Sendable, Hashable {
    /// `envoy Services`.
    package let what: String
    package let input: Input
    package let reason: UnknownReason
}
