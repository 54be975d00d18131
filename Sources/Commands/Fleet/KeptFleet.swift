import Diagnosis
import KubeLB
import Kubernetes
import Topology

/// What the last look observed of all tenants, with what watches have told since. A change concerns the tenant in whose namespace it
/// is: judging all of them anew would take longer than the change is to be shown.
actor KeptFleet {
    private var look: (seen: FleetObservations, begin: ContinuousClock.Instant)?
    /// By tenant.
    private var own: [String: ObservedChanges] = [:]
    /// Those of no tenant, which may matter to each.
    private var shared = ObservedChanges(addsDeployments: true)
    /// Of each tenant, and of all, the number of the last change.
    private var numbers: [String: Int] = [:]
    private var sharedNumber = 0
    private var lookNumber = 0
    private var number = 0
    /// Of the manager.
    private var namespace: String?
    private let signal = ChangeSignal()

    /// What is seen at one moment.
    struct Sight: Sendable {
        let platform: Observation
        let tenants: [Tenant]
        /// Grows with everything that is new.
        let number: Int
        let time: Timestamp
        let notes: [String]
        /// See `FleetObservations`.
        let views: [String: Fleet.View]

        /// Of each tenant.
        var numbers: [String: Int] {
            Dictionary(tenants.map { ($0.name, $0.number) }, uniquingKeysWith: { first, _ in first })
        }
    }

    /// A tenant as it is seen at one moment.
    struct Tenant: Sendable {
        let observation: Observation
        /// The same as long as nothing of it has changed.
        let number: Int
        let name: String
    }

    /// Takes the place of the last look. What was told before `begin` was there to be seen.
    func take(_ seen: FleetObservations, begin: ContinuousClock.Instant) -> Sight {
        shared.forget(before: begin)
        for name in own.keys { own[name]?.forget(before: begin) }
        own = own.filter { !$0.value.isEmpty }
        number += 1
        sharedNumber = number
        lookNumber = number
        look = (seen, begin)
        namespace = Topology(seen.platform).manager.namespace
        return sight(of: seen, begin)
    }

    /// A tenant as the last look saw it, if nothing of it has changed since: statistics of now then fit its objects.
    func settled(_ name: String) -> (observation: Observation, begin: ContinuousClock.Instant)? {
        guard let look, own[name] == nil, shared.isEmpty else { return nil }
        // With its own cluster it is read again as a whole.
        return look.seen.tenants.first { $0.requestedTenant == name && $0.position == .management }
            .map { ($0, look.begin) }
    }

    /// Takes in statistics of a tenant that were read for the look that began at `begin`.
    func take(statistics parts: [PlannedRead.Part], of name: String, for begin: ContinuousClock.Instant) async {
        guard settled(name)?.begin == begin,
            let place = look?.seen.tenants.firstIndex(where: { $0.requestedTenant == name })
        else { return }
        for part in parts { look?.seen.tenants.mutate(at: place, part) }
        number += 1
        numbers[name] = number
        await signal.raise()
    }

    /// Takes in what a watch has told, and says what becomes of it.
    func note(_ change: WatchedChange, of kind: WatchedKind) async -> ClusterWatch.Keeping {
        guard let note = change.note else { return .gap }
        let place = place(of: change.metadata, kind)
        guard place != .elsewhere else { return .ignored }
        let names = look.map { Set($0.seen.tenants.map(FleetObservations.name(of:))) }
        number += 1
        switch place {
        case .tenant(let name):
            // A look has to split what is there of a new one from the rest.
            if let names, !names.contains(name) { return .gap }
            note(&own[name, default: ObservedChanges(addsDeployments: true)], .now)
            numbers[name] = number
        case .platform:
            note(&shared, .now)
            sharedNumber = number
        case .elsewhere: break
        }
        await signal.raise()
        return .shown
    }

    private enum Place: Hashable {
        case tenant(String)
        case platform
        /// Of somebody else, whose objects come and go.
        case elsewhere
    }

    private func place(of metadata: ObjectMeta, _ kind: WatchedKind) -> Place {
        if case .tenants = kind { return .tenant(metadata.name) }
        if case .configs = kind { return .platform }
        if metadata.namespace.hasPrefix(KubeLBNames.tenantPrefix) {
            return .tenant(KubeLBNames.tenantName(forNamespace: metadata.namespace))
        }
        guard case .deployments = kind else { return .elsewhere }
        return metadata.namespace == namespace ? .platform : .elsewhere
    }

    /// Returns when something has changed since this was called last, or when the task is cancelled.
    func waitForChange() async {
        await signal.wait(atMost: .seconds(3600))
        // Changes come in swarms.
        try? await Task.sleep(for: .milliseconds(100))
        await signal.clear()
    }

    /// nil before the first look.
    var current: Sight? { look.map { sight(of: $0.seen, $0.begin) } }

    private func sight(of seen: FleetObservations, _ begin: ContinuousClock.Instant) -> Sight {
        let tenants = seen.tenants.map { observation in
            var observation = observation
            let name = FleetObservations.name(of: observation)
            // Its two clusters have to be of one moment: the next look reads both.
            guard observation.position == .management else {
                return Tenant(observation: observation, number: lookNumber, name: name)
            }
            if !shared.isEmpty { shared.apply(to: &observation) }
            own[name]?.apply(to: &observation)
            return Tenant(observation: observation, number: max(sharedNumber, numbers[name] ?? 0), name: name)
        }
        var platform = seen.platform
        shared.apply(to: &platform)
        let elapsed = (ContinuousClock.now - begin).components.seconds
        return Sight(
            platform: platform, tenants: tenants, number: number,
            time: platform.now.adding(seconds: Double(max(0, elapsed))), notes: seen.visibilityNotes + seen.notes,
            views: seen.views)
    }
}

extension [Observation] {
    fileprivate mutating func mutate(at place: Int, _ change: PlannedRead.Part) { change(&self[place]) }
}
