import Documents
import KubeLB
import Kubernetes
import Topology

/// All tenants of a management cluster, each with its own diagnosis, and what was found of them put together: what several
/// tenants have in common is one finding.
package struct Fleet: Sendable {
    /// Worst first, then by name.
    package let tenants: [Member]
    /// Of all tenants, with identifiers of their own: root causes first, those that affect most tenants before the others.
    package let findings: [Finding]
    private let affected: [String: [Int]]
    /// Of each tenant: the identifiers of the fleet by its own.
    private let identifiers: [[String: String]]

    package struct Member: Sendable {
        package let name: String
        package let diagnosis: Diagnosis
        package let view: View
        package let state: State
        /// What concerns this tenant, root causes first. What is wrong with the platform is among it only if it explains
        /// something that is wrong with the tenant, and stands behind causes of the tenant's own.
        package let own: [Finding]
        /// The same by the identifiers of the fleet.
        package fileprivate(set) var findings: [String] = []
        /// The deciding read that is missing; nil if there is none.
        package let gap: StageUnknown?

        /// LoadBalancers, those with an address, and those that are stopped.
        package let counts: (total: Int, addressed: Int, stopped: Int)
        /// Routes, and those that are stopped.
        package let routes: (total: Int, stopped: Int)

        init(name: String, diagnosis: Diagnosis, view: View) {
            self.name = name
            self.diagnosis = diagnosis
            self.view = view
            let services = diagnosis.services.filter { $0.stages.state != .ignored }
            own = diagnosis.findingsOfTenant
            counts = (
                services.count, services.count { !$0.exposure.addresses.isEmpty },
                services.count { $0.stages.stopped != nil }
            )
            let ofLayerSeven = diagnosis.routes.filter { $0.stages.state != .ignored }
            routes = (ofLayerSeven.count, ofLayerSeven.count { $0.stages.stopped != nil })
            let stopped = counts.stopped.saturatingSum(routes.stopped)
            let loadBalancers = diagnosis.topology.outcome(of: .loadBalancers)
            let gaps =
                (loadBalancers.map { [StageUnknown(input: .loadBalancers, reason: $0)] } ?? [])
                + services.flatMap(\.stages.unknowns) + ofLayerSeven.flatMap(\.stages.unknowns)
                + diagnosis.topology.unseenParts + ofLayerSeven.compactMap { Self.unseen($0, in: diagnosis.topology) }
            gap = gaps.first { $0.reason != .notCollected }
            let problems = own.filter { $0.severity > .info }
            let resources = services.map(StagedResource.init) + ofLayerSeven.map(StagedResource.init)
            guard !problems.isEmpty else {
                let isWaiting =
                    stopped > 0
                    && resources.contains { $0.stages.stopped != nil && !Self.isNew($0, at: diagnosis.topology.now) }
                state = isWaiting ? .starting : gap == nil && view.failure == nil ? .healthy : .unknown
                return
            }
            if problems.allSatisfy({ Self.maySettle($0, of: resources, in: diagnosis) }) {
                state = .starting
            } else {
                let isDown = !resources.isEmpty && resources.allSatisfy { diagnosis.health(of: $0).isWithoutTraffic }
                state = isDown ? .down : .degraded
            }
        }

        /// Why it cannot be said of a Route that it is healthy: what was generated from it was not read.
        private static func unseen(_ route: RouteDiagnosis, in topology: Topology) -> StageUnknown? {
            let input = route.exposure.kind.input(.management)
            guard route.stages.isUnconfirmed, let reason = topology.outcome(of: input) else { return nil }
            return StageUnknown(input: input, reason: reason)
        }

        /// Whether it is seconds old, so that nothing of it is a symptom yet.
        private static func isNew(_ resource: StagedResource, at now: Timestamp) -> Bool {
            resource.lastChange.map { now.seconds(since: $0) < CheckContext.moment } ?? false
        }

        /// What every new LoadBalancer shows for a moment: that something is not there yet.
        private static let symptoms: Set<CheckCode> = ["L005", "L006", "L007", "D001", "D002", "M010", "M019"]

        /// Whether it is a symptom of something so young that it may work in a moment.
        private static func maySettle(
            _ finding: Finding, of resources: [StagedResource], in diagnosis: Diagnosis
        ) -> Bool {
            guard finding.severity == .warning, symptoms.contains(finding.code), let key = finding.resource else {
                return false
            }
            return resources.first { $0.key == key }.map { diagnosis.isSettling($0) } ?? false
        }
    }

    /// How a tenant fares in a word.
    package enum State: String, Sendable, Hashable, CaseIterable, Comparable {
        /// None of its LoadBalancers and Routes works.
        case down
        /// Something is wrong with it.
        case degraded
        /// A LoadBalancer or Route does not work yet, and is not expected to; one that is seconds old does not count.
        case starting
        /// Nothing was found, but a deciding read is missing.
        case unknown
        case healthy

        package static func < (left: State, right: State) -> Bool {
            (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
        }
    }

    /// `diagnoses` are of one management cluster, `views` by the names of tenants.
    package init(_ diagnoses: [(name: String, diagnosis: Diagnosis)], views: [String: View] = [:]) {
        var members = diagnoses.map {
            Member(name: $0.name, diagnosis: $0.diagnosis, view: views[$0.name] ?? .management)
        }
        members.sort { left, right in
            let errors = { (member: Member) in member.own.count { $0.severity == .error } }
            return (left.state, -errors(left), left.name) < (right.state, -errors(right), right.name)
        }
        let shared = Self.subjects(of: members)
        var merged: [Shared: Int] = [:]
        var twins: [FleetTwin: Int] = [:]
        var collected: [Collected] = []
        var positions: [[String: Int]] = []
        for (tenant, member) in members.enumerated() {
            var own: [String: Int] = [:]
            for (rank, finding) in member.diagnosis.findings.enumerated() {
                let cause = finding.subject.flatMap { shared.contains($0) ? $0 : nil }
                let key = cause.map(Shared.init) ?? Shared(finding, ofTenant: tenant)
                let isOfPair = member.isSeenWhole
                let twin = FleetTwin(finding)
                let other = twin.flatMap { twins[$0] }.flatMap { collected[$0].isOfPair != isOfPair ? $0 : nil }
                let position = merged[key] ?? other ?? collected.count
                if position == collected.count {
                    collected.append(Collected(finding: finding, rank: rank, isOfPair: isOfPair))
                    if let twin { twins[twin] = position }
                }
                merged[key] = position
                if collected[position].tenants.last != tenant { collected[position].tenants.append(tenant) }
                if cause != nil { collected[position].parts.append(finding) }
                own[finding.id] = position
            }
            positions.append(own)
        }
        for position in collected.indices {
            let parts = collected[position].parts
            if let common = Finding.common(parts, tenants: collected[position].tenants.count) {
                collected[position].finding = common
            }
            let own = positions[collected[position].tenants[0]]
            collected[position].causes = collected[position].finding.causedBy.compactMap { own[$0] }
        }
        let order = collected.indices.sorted { collected[$0].order < collected[$1].order }
        var identifiers = [String](repeating: "", count: collected.count)
        for (place, position) in order.enumerated() { identifiers[position] = "f\(place + 1)" }
        let reach = collected.contains { $0.finding.code == "D010" } ? FleetReach(members) : nil
        findings = order.map { position in
            var finding = collected[position].finding
            finding.id = identifiers[position]
            finding.causedBy = collected[position].causes.map { identifiers[$0] }
            if finding.code == "D010", finding.isRootCause, let tenant = collected[position].tenants.first {
                finding.evidence += reach?.comparison(of: tenant).map { [$0] } ?? []
            }
            return finding
        }
        affected = Dictionary(
            collected.indices.map { (identifiers[$0], collected[$0].tenants) }, uniquingKeysWith: { first, _ in first })
        for tenant in members.indices {
            members[tenant].findings = members[tenant].own.compactMap { finding in
                positions[tenant][finding.id].map { identifiers[$0] }
            }
        }
        tenants = members
        self.identifiers = positions.map { $0.mapValues { identifiers[$0] } }
    }

    /// The findings that concern some resources, by their identifiers.
    package func identifiers(concerning keys: Set<ExposedResource>) -> Set<String> {
        var found: Set<String> = []
        for (tenant, member) in tenants.enumerated() {
            let own = Set(member.diagnosis.services.map(\.key) + member.diagnosis.routes.map(\.key))
            for finding in member.diagnosis.findings(concerning: keys.intersection(own)) {
                if let identifier = identifiers[tenant][finding.id] { found.insert(identifier) }
            }
        }
        return found
    }

    /// The root causes of what is wrong with a resource of the tenant at a place in `tenants`.
    package func causes(of key: ExposedResource, ofTenant place: Int) -> [String] {
        tenants[place].diagnosis.findings(concerning: [key]).filter { $0.isRootCause && $0.severity > .info }
            .compactMap { identifiers[place][$0.id] }
    }

    /// The tenants that a finding concerns.
    package func tenants(of finding: Finding) -> [Member] {
        (affected[finding.id] ?? []).map { tenants[$0] }.filter { $0.findings.contains(finding.id) }
    }

    /// What is wrong with the management cluster, whoever its tenants are.
    package var ofPlatform: [Finding] { findings.filter(\.isAboutPlatform) }

    /// Root causes, worst first. Those of one kind that the same commands fix are one cause, and so is what keeps Envoy from
    /// the nodes of one tenant, whatever its Services are.
    package var causes: [[Finding]] {
        let groups = CauseGroup.merged(
            CauseGroup.groups(of: findings.filter(\.isRootCause), by: .sameCommands)
        ) { finding in
            Self.ofCollisions.contains(finding.code) ? finding.objects.filter { $0.kind == Service.kind } : []
        }
        return CauseGroup.merged(groups) { finding in
            if finding.isOfPlatform { return nil }
            if Self.ofAllTenants.contains(finding.code) || finding.isFixedForAllEnvoys { return Self.anyTenant }
            return Self.ofReach.contains(finding.code) ? onlyTenant(of: finding) : nil
        }
    }

    /// The same for readers: of one tenant, also what is fixed in the same way, object by object.
    package var blocks: [[Finding]] {
        CauseGroup.merged(causes) { $0.resource == nil ? nil : onlyTenant(of: $0) }
    }

    /// Both parties of a collision have a finding about it, and both name the Services of both.
    private static let ofCollisions: Set<CheckCode> = ["D004", "D027"]
    /// Whether Envoy reaches nodes does not depend on the Service.
    private static let ofReach: Set<CheckCode> = ["D010", "D011", "D019"]
    /// What one change to the management cluster does to the namespaces of many tenants at once.
    private static let ofAllTenants: Set<CheckCode> = ["T006", "D016"]
    private static let anyTenant = -1

    /// The place of the only tenant that has a finding.
    private func onlyTenant(of finding: Finding) -> Int? {
        guard let places = affected[finding.id], places.count == 1 else { return nil }
        return places.first
    }

    /// The findings that follow from another one, directly or over others.
    package func consequences(of finding: Finding) -> [Finding] {
        var reached: Set<String> = [finding.id]
        var size = 0
        while reached.count > size {
            size = reached.count
            for other in findings where !reached.isDisjoint(with: other.causedBy) { reached.insert(other.id) }
        }
        return findings.filter { $0.id != finding.id && reached.contains($0.id) }
    }

    /// What makes findings of two tenants the same one: it is about neither's own objects.
    private struct Shared: Hashable {
        let code: CheckCode
        let message: String
        let resource: ExposedResource?
        let objects: [ObjectReference]
        let subject: CommonCause.Subject?
        /// The place of the tenant whose cluster it is about: names there mean nothing in another one.
        let tenant: Int?

        init(_ finding: Finding, ofTenant tenant: Int) {
            (code, message) = (finding.code, finding.message)
            (resource, objects) = (finding.resource, finding.objects)
            subject = nil
            self.tenant = finding.isAboutTenantCluster ? tenant : nil
        }

        /// Whatever the findings of the tenants say about it.
        init(_ subject: CommonCause.Subject) {
            (code, message, resource, objects, tenant) = ("", "", nil, [], nil)
            self.subject = subject
        }
    }

    /// What is at fault for more than one tenant.
    private static func subjects(of members: [Member]) -> Set<CommonCause.Subject> {
        var seen: Set<CommonCause.Subject> = []
        var shared: Set<CommonCause.Subject> = []
        for member in members {
            let own = Set(member.diagnosis.findings.compactMap(\.subject))
            shared.formUnion(own.intersection(seen))
            seen.formUnion(own)
        }
        return shared
    }

    private struct Collected {
        var finding: Finding
        /// Among the findings of the first tenant that has it.
        let rank: Int
        /// Whether that tenant was seen from both clusters.
        let isOfPair: Bool
        /// Those of the tenants, if they are one because of what they have in common.
        var parts: [Finding] = []
        var tenants: [Int] = []
        var causes: [Int] = []

        var order: (Int, Int, Int, Int, Int) {
            let isMinor = finding.severity == .info
            return (isMinor ? 1 : 0, finding.isRootCause ? 0 : 1, -tenants.count, tenants.first ?? 0, rank)
        }
    }
}

extension Finding {
    /// Whether Envoy pods fail for a reason that is known, and so is the same for those of other tenants.
    fileprivate var isFixedForAllEnvoys: Bool { code == "D006" && remedies.contains { $0.role == .fix } }

    /// What is at fault; nil for what follows from something else, which is then at fault.
    fileprivate var subject: CommonCause.Subject? { isRootCause && severity > .info ? common?.subject : nil }

    /// Whether it is about the management cluster as a whole and none of its tenants.
    package var isAboutPlatform: Bool {
        if isOfPlatform { return true }
        // What a Tenant disables is its own business.
        guard resource == nil, !isAboutTenantCluster, !objects.contains(where: { $0.kind == Tenant.kind }),
            let group = code.group
        else {
            return false
        }
        return [.access, .rights, .manager, .versions].contains(group)
    }

    /// Whether it is about a tenant cluster or the CCM in it: each has its own, whatever objects there are called.
    fileprivate var isAboutTenantCluster: Bool {
        if let cluster { return cluster == .tenant }
        if resource?.side == .tenant || objects.contains(where: { $0.side == .tenant }) { return true }
        return Catalogue.check(code)?.documentation.needsTenantCluster ?? false
    }
}

extension Diagnosis {
    /// What concerns the tenant: its own findings, and those about the platform that explain one of them or why one of its
    /// services is stopped.
    ///
    /// Warnings about the tenant as a whole that follow from a fault of the platform are part of that fault: Envoys without
    /// a manager keep serving what they have.
    fileprivate var findingsOfTenant: [Finding] {
        var known = Set(findings(concerning: Set(services.map(\.key) + routes.map(\.key))).map(\.id))
        let ofPlatform = Set(findings.filter(\.isAboutPlatform).map(\.id))
        known.formUnion(
            findings.filter { finding in
                !finding.isAboutPlatform
                    && (finding.severity != .warning || finding.resource != nil
                        || ofPlatform.isDisjoint(with: finding.causedBy))
            }.map(\.id))
        var pending = findings.filter { known.contains($0.id) }
        while let finding = pending.popLast() {
            for cause in findings where finding.causedBy.contains(cause.id) && known.insert(cause.id).inserted {
                pending.append(cause)
            }
        }
        let concerning = findings.filter { known.contains($0.id) }
        let own = concerning.filter(isOwnCause)
        return own + concerning.filter { !isOwnCause($0) }
    }

    /// Whether it is the tenant's own and explains why one of its services is stopped where it is: what stops the platform stops
    /// all tenants, and the tenant stays stopped if that is fixed.
    private func isOwnCause(_ finding: Finding) -> Bool {
        guard finding.isRootCause, finding.severity == .error, !finding.isAboutPlatform else { return false }
        let stopped =
            services.map { ($0.key, $0.stages.stopped?.gate) } + routes.map { ($0.key, $0.stages.stopped?.gate) }
        return stopped.contains { key, gate in
            guard let gate, finding.resource == nil || finding.resource == key else { return false }
            return finding.explainedGates.contains(gate)
        }
    }
}
