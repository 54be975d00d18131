import KubeLB
import Kubernetes
import Topology

/// Carries out a confirmed plan, one deletion after the other. Before each, everything that its verdict rests on is read
/// and judged anew by the same planner; what is not dead beyond doubt any more is left alone.
///
/// The UID in the precondition keeps an object of the same name safe, the version one that somebody wrote meanwhile. What
/// remains is a Service that is turned back into a LoadBalancer between the last read and the deletion, before the CCM has
/// written: the CCM makes its LoadBalancer anew.
struct CleanupApplication: Sendable {
    let cluster: any CleanupCluster
    /// The signal that asks to stop, once one has come.
    let signal: @Sendable () -> Int32?
    /// Told of each result as it comes.
    let report: @Sendable (CleanupResult) -> Void
    var clock: @Sendable () -> ContinuousClock.Instant = { .now }

    /// What was read longer ago than this is not acted on.
    private static let validity = Duration.seconds(60)

    func apply(_ plan: ConfirmedPlan, observation: Observation) async -> [CleanupResult] {
        var results: [CleanupResult] = []
        var stop: String?
        for deletion in plan.deletions {
            let object = deletion.candidate.object
            let result: CleanupResult
            if let reason = stop ?? interruption {
                stop = reason
                result = CleanupResult(object, .notTried, reason)
            } else {
                let start = clock()
                let fresh = await cluster.refreshed(
                    observation, tenantNamespace: plan.tenantNamespace,
                    readsRoutes: deletion.candidate.isOfLayerSeven)
                let judgement = await judge(deletion.candidate, plan, Topology(fresh))
                if let obstacle = judgement.obstacle {
                    result = obstacle
                } else if let reason = interruption {
                    result = CleanupResult(object, .notTried, reason)
                } else if clock() - start > Self.validity {
                    result = CleanupResult(object, .leftAlone, "reading the clusters again timed out after a minute")
                } else {
                    result = await delete(deletion, &stop)
                }
                stop = stop ?? judgement.stop
            }
            results.append(result)
            report(result)
        }
        return results
    }

    private var interruption: String? { signal() == nil ? nil : "interrupted before this" }

    private func delete(_ deletion: ConfirmedPlan.Deletion, _ stop: inout String?) async -> CleanupResult {
        let object = deletion.candidate.object
        do throws(APIError) {
            try await cluster.delete(deletion)
            return CleanupResult(object, .deleted)
        } catch {
            if error.isOfTheWholeServer { stop = "the API server does not respond correctly" }
            switch error {
            case .notFound: return CleanupResult(object, .gone, "already gone")
            case .conflict: return CleanupResult(object, .leftAlone, "it has changed since it was read")
            case .transport, .malformed: return CleanupResult(object, .unanswered, error.summary)
            default: return CleanupResult(object, .failed, error.summary)
            }
        }
    }

    // MARK: Judging anew

    private struct Judgement {
        var obstacle: CleanupResult?
        /// Why nothing more is tried either.
        var stop: String?
    }

    private func judge(_ candidate: CleanupCandidate, _ confirmed: ConfirmedPlan, _ topology: Topology) async
        -> Judgement
    {
        let object = candidate.object
        var options = confirmed.options
        options.maxDeletes = .max
        let now = CleanupPlanner(topology, options: options, isProven: true).plan()
        if let refusal = now.refusals.first {
            return Judgement(
                obstacle: CleanupResult(object, .leftAlone, "cleanup now refuses: \(refusal.message)"),
                stop: "cleanup refuses")
        }
        guard now.clusters == confirmed.clusters else { return Self.anotherCluster(object) }
        guard let current = now.candidates.first(where: { $0.object.isSame(as: object) }) else {
            let isGone = topology.isGone(object)
            return Judgement(
                obstacle: CleanupResult(
                    object, isGone ? .gone : .leftAlone, isGone ? "already gone" : "it is needed again"))
        }
        let reason: String?
        if current.object != object {
            reason = "it has changed since it was read"
        } else if current.verdict != .delete || current.code != candidate.code {
            reason = current.reason
        } else if let objection = await objectionOfOrigin(current, topology) {
            reason = objection
        } else if let objection = await objectionOfNamespace(current, topology) {
            reason = objection
        } else {
            // Read last, so that all reads before it came from the cluster that the plan was made for.
            let uid = await cluster.tenantUID()
            if case .present(let uid) = uid, uid != confirmed.clusters[.tenant] { return Self.anotherCluster(object) }
            reason = uid.value == nil ? "the tenant cluster's namespace kube-system could not be read again" : nil
        }
        return Judgement(obstacle: reason.map { CleanupResult(object, .leftAlone, $0) })
    }

    private static func anotherCluster(_ object: CleanupObject) -> Judgement {
        let reason = "another cluster responds now: the UID of a namespace kube-system has changed"
        return Judgement(obstacle: CleanupResult(object, .leftAlone, reason), stop: reason)
    }

    /// Reads the origin's namespace once more if no list contains it: the 404 of an object in it does not say whether it exists.
    private func objectionOfNamespace(_ candidate: CleanupCandidate, _ topology: Topology) async -> String? {
        guard let name = candidate.originNamespace,
            case .absent = topology.list(.tenant, Namespace.self).first(where: { $0.metadata.name == name })
        else { return nil }
        switch await cluster.namespace(name) {
        case .absent: return nil
        case .present: return "namespace \(name) exists, but is not listed"
        case let unread:
            return "namespace \(name) could not be read: \(unread.unknown.map { "\($0)" } ?? "unknown")"
        }
    }

    /// Reads the one object of the origin's kind and name once more: it has to be as the list says, or not there.
    private func objectionOfOrigin(_ candidate: CleanupCandidate, _ topology: Topology) async -> String? {
        switch candidate.originKind {
        case Service.kind: await objection(Service.self, candidate, topology)
        case Ingress.kind: await objection(Ingress.self, candidate, topology)
        case Gateway.kind: await objection(Gateway.self, candidate, topology)
        case HTTPRoute.kind: await objection(HTTPRoute.self, candidate, topology)
        case GRPCRoute.kind: await objection(GRPCRoute.self, candidate, topology)
        case SyncSecret.kind: await objection(SyncSecret.self, candidate, topology)
        default: "it cannot be confirmed that its \(candidate.originKind) is gone"
        }
    }

    private func objection<Item: KubernetesObject & Equatable>(
        _ kind: Item.Type, _ candidate: CleanupCandidate, _ topology: Topology
    ) async -> String? {
        guard let origin = candidate.origin else { return "it does not name its \(Item.kind)" }
        let parts = origin.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return "its origin \(origin) is not a valid name" }
        let name = "\(Item.kind) \(origin)"
        let listed = topology.list(.tenant, kind).first { $0.metadata.path == origin }
        let read = await cluster.origin(kind, namespace: parts[0], name: parts[1], uid: candidate.originUID)
        switch (read, listed) {
        case (.absent, .absent): return nil
        case (.present(let object), .present(let known)):
            // In everything: a list may say another type or class than the object has.
            return object == known ? nil : "\(name) has just changed, or two reads of it differ"
        case (.present, _): return "\(name) has just been created"
        case (.absent, _): return "\(name) has just been deleted; check again"
        case (let unread, _):
            return "\(name) could not be read again: \(unread.unknown.map { "\($0)" } ?? "unknown")"
        }
    }
}

extension Topology {
    /// Whether an object of the tenant's namespace is surely not there any more, or being deleted.
    func isGone(_ object: CleanupObject) -> Bool {
        switch object.kind {
        case LoadBalancer.kind: Self.isGone(object, list(object.side, LoadBalancer.self))
        case Service.kind: Self.isGone(object, list(object.side, Service.self))
        case Route.kind: Self.isGone(object, list(object.side, Route.self))
        case SyncSecret.kind: Self.isGone(object, list(object.side, SyncSecret.self))
        case Ingress.kind: Self.isGone(object, list(object.side, Ingress.self))
        case Gateway.kind: Self.isGone(object, list(object.side, Gateway.self))
        case HTTPRoute.kind: Self.isGone(object, list(object.side, HTTPRoute.self))
        case GRPCRoute.kind: Self.isGone(object, list(object.side, GRPCRoute.self))
        default: false
        }
    }

    private static func isGone<Item: KubernetesObject>(
        _ object: CleanupObject, _ list: Observed<ObjectList<Item>>
    ) -> Bool {
        let found = list.first {
            $0.metadata.namespace == object.namespace && $0.metadata.name == object.name
                && $0.metadata.uid == object.uid
        }
        switch found {
        case .present(let item): return item.metadata.isBeingDeleted
        case .absent: return true
        case .forbidden, .failed, .notCollected: return false
        }
    }
}
