import KubeLB
import Kubernetes
import Topology

/// What all checks together say about a pair of clusters.
package struct Diagnosis: Sendable {
    package let topology: Topology
    /// Root causes first, then their consequences; see `FindingOrder`. With those that do not count.
    package let allFindings: [Finding]
    /// Checks that could not be evaluated, or not fully, in the order of the catalogue.
    package let unknowns: [CheckUnknown]
    /// Checks that were evaluated and found nothing.
    package let passed: [CheckCode]
    /// Checks that were selected to run.
    package let checks: [CheckCode]
    /// Every exposure with its stages, in the order of the topology.
    package let services: [ServiceDiagnosis]
    /// The same for Layer 7.
    package let routes: [RouteDiagnosis]
    private let index: Index

    /// Those that count, in the same order.
    package var findings: [Finding] { index.counting.map { allFindings[$0] } }

    /// Those of them that are about the clusters and no Service, but for what is left behind.
    var clusterFindings: [Finding] { index.ofClusters.map { allFindings[$0] } }

    /// Runs the checks over an observation.
    package init(of topology: Topology, checks: [any Check] = Catalogue.checks) {
        self.topology = topology
        let context = CheckContext(topology)
        services = topology.exposures.map { ServiceDiagnosis($0, in: topology) }
        routes = topology.routeExposures.map { RouteDiagnosis(exposure: $0, stages: topology.stages(of: $0)) }
        let resources = services.map(StagedResource.init) + routes.map(StagedResource.init)
        var findings: [Finding] = []
        var unknowns: [CheckUnknown] = []
        var passed: Set<CheckCode> = []
        var lastResorts: [any LastResortCheck] = []
        var ofReads: [any ReadOutcomeCheck] = []
        for check in checks {
            let documentation = check.documentation
            let unread = Self.unread(documentation, topology)
            // Nobody asked for it, or it is about what is not visible: neither passed nor unknown.
            if unread.contains(where: \.input.isOnRequest) || Self.isOutOfSight(documentation, topology) { continue }
            let lacksInput = Self.lacksInput(documentation, unread, topology)
            guard !lacksInput || documentation.inputs.isEmpty else {
                unknowns += unread
                continue
            }
            if let check = check as? any LastResortCheck {
                lastResorts.append(check)
                unknowns += unread
                continue
            }
            if let check = check as? any ReadOutcomeCheck {
                ofReads.append(check)
                unknowns += unread
                continue
            }
            var found = FindingLimit.applied(to: check.findings(in: context))
            // A check that needs no input in particular and found something has judged after all.
            if found.isEmpty || !documentation.inputs.isEmpty { unknowns += unread }
            for index in found.indices { found[index].code = documentation.code }
            if found.isEmpty, unread.isEmpty { passed.insert(documentation.code) }
            findings += found
        }
        for check in ofReads {
            let code = check.documentation.code
            var found = check.findings(of: unknowns.filter { $0.code != code }, in: context)
            for index in found.indices { found[index].code = code }
            // It has judged by what could not be read.
            if !found.isEmpty { unknowns.removeAll { $0.code == code } }
            if found.isEmpty, !unknowns.contains(where: { $0.code == code }) { passed.insert(code) }
            findings += found
        }
        let order = FindingOrder(
            checks: checks,
            gateways: Dictionary(
                resources.compactMap { resource in resource.gateway.map { (resource.key, $0) } },
                uniquingKeysWith: { first, _ in first }),
            stopped: Dictionary(
                resources.compactMap { resource in
                    resource.stages.stages.first { $0.state == .failed }?.gate.map { ($0, [resource.key]) }
                }, uniquingKeysWith: +))
        var arranged = order.arranged(findings)
        var index = Index(findings: arranged, resources: resources)
        for check in lastResorts {
            let code = check.documentation.code
            var found = resources.filter { $0.stages.stopped != nil && !index.explains($0) }
                .compactMap { check.finding(of: $0, in: context) }
            for index in found.indices { found[index].code = code }
            if found.isEmpty, !unknowns.contains(where: { $0.code == code }) { passed.insert(code) }
            findings += found
        }
        if findings.count > arranged.count {
            arranged = order.arranged(findings)
            index = Index(findings: arranged, resources: resources)
        }
        allFindings = arranged
        self.unknowns = unknowns
        self.checks = checks.map(\.documentation.code)
        self.passed = self.checks.filter(passed.contains)
        self.index = index
    }

    /// The same diagnosis with some findings marked as not counting. Of a finding that counts the causes are those that
    /// count, too: in place of another stands what lies behind it, so that what is left has its own root causes.
    package func suppressing(_ reason: (Finding) -> Suppression?) -> Diagnosis {
        var marked = allFindings
        for position in marked.indices { marked[position].suppression = reason(marked[position]) }
        for position in marked.indices {
            guard marked[position].suppression == nil else {
                marked[position].causedBy = index.causes[position].map { marked[$0].id }
                continue
            }
            var causes = Set<Int>()
            var pending = index.causes[position]
            var seen = Set<Int>()
            while let cause = pending.popLast() {
                guard seen.insert(cause).inserted else { continue }
                if marked[cause].suppression == nil { causes.insert(cause) } else { pending += index.causes[cause] }
            }
            marked[position].causedBy = causes.sorted().map { marked[$0].id }
        }
        return Diagnosis(self, allFindings: marked)
    }

    private init(_ other: Diagnosis, allFindings: [Finding]) {
        topology = other.topology
        self.allFindings = allFindings
        unknowns = other.unknowns
        passed = other.passed
        checks = other.checks
        services = other.services
        routes = other.routes
        index = Index(other.index, findings: allFindings)
    }

    /// Whether one of these checks has judged, and none of them was kept from it.
    package func hasJudged(_ codes: [CheckCode]) -> Bool {
        let judged = Set(passed).union(allFindings.map(\.code))
        return codes.contains(where: judged.contains) && !unknowns.contains { codes.contains($0.code) }
    }

    /// What each of some checks lacks, but for what nobody asked for.
    static func unread(_ checks: [any Check], _ topology: Topology) -> [CheckUnknown] {
        checks.map(\.documentation).filter { !isOutOfSight($0, topology) }.map { unread($0, topology) }
            .filter { !$0.contains(where: \.input.isOnRequest) }.flatMap(\.self)
    }

    /// Whether a check is about a cluster that this position does not show.
    private static func isOutOfSight(_ check: CheckDocumentation, _ topology: Topology) -> Bool {
        let hidden = { (input: Input) in topology.position.hides(input.side) }
        if check.isLayerSeven {
            if !topology.looksAtRoutes { return true }
            if topology.position.hides(.tenant), !check.judgesManagementAlone { return true }
        }
        if check.inputs.isEmpty { return !check.optionalInputs.isEmpty && check.optionalInputs.allSatisfy(hidden) }
        return !check.judgesManagementAlone && check.inputs.contains(where: hidden)
    }

    /// The inputs that a check lacks. One that needs none in particular lacks them all or nothing: it judges by whichever
    /// there is.
    private static func unread(_ check: CheckDocumentation, _ topology: Topology) -> [CheckUnknown] {
        let sources = check.isLayerSeven ? Input.routeSources : []
        let inputs = (check.inputs.isEmpty && sources.isEmpty ? check.optionalInputs : sources + check.inputs)
            .filter { !topology.position.hides($0.side) }
        let unread = inputs.uniqued().compactMap { input in
            topology.outcome(of: input).map { CheckUnknown(code: check.code, input: input, reason: $0) }
        }
        if !sources.isEmpty { return unread }
        return check.inputs.isEmpty && unread.count < inputs.count ? [] : unread
    }

    /// Whether what is missing keeps a check from judging at all. One of Layer 7 judges the kinds that could be read.
    private static func lacksInput(
        _ check: CheckDocumentation, _ unread: [CheckUnknown], _ topology: Topology
    ) -> Bool {
        let missing = unread.map(\.input).filter { !topology.isPartial($0) && !check.partialInputs.contains($0) }
        guard check.isLayerSeven else { return !missing.isEmpty }
        return missing.contains { !Input.routeSources.contains($0) }
            || Input.routeSources.allSatisfy(missing.contains)
    }

    /// The findings of some Services, those about the clusters that explain a gate of the stage at which one of them stopped
    /// or that will stop it at a later one, errors about a stage that could not be judged, and, transitively, what caused them; in the order of the report. Of a single
    /// Service first what explains the stage at which it stopped, then stage by stage: the order in which to fix them.
    package func findings(concerning keys: Set<ExposedResource>) -> [Finding] {
        allFindings(concerning: keys).filter { $0.suppression == nil }
    }

    /// The same with those that do not count.
    package func allFindings(concerning keys: Set<ExposedResource>) -> [Finding] {
        let gates = keys.compactMap { index.stoppedGates[$0] }
        // What is wrong with a Gateway is of no concern to a route that works.
        let gateways = keys.filter { index.stoppedGates[$0] != nil }.compactMap { index.gateways[$0] }
        let stopped = Set(gates.map(\.stage)).flatMap(Gate.all)
        let first = keys.filter(index.stoppedServices.contains).compactMap { index.stoppedGates[$0]?.stage }.min()
        let later = first.map { first in Gate.allCases.filter { $0.stage > first } } ?? []
        // What is seen of a stage that cannot be judged.
        let unknown = Set(keys.flatMap { index.unknownStages[$0] ?? [] }).flatMap(Gate.all)
        let errors = (later + unknown).flatMap { index.byGate[$0] ?? [] }.filter { allFindings[$0].severity == .error }
        var wanted = Set<Int>()
        var pending =
            (Array(keys) + gateways).flatMap { index.byService[$0] ?? [] } + stopped.flatMap { index.byGate[$0] ?? [] }
        pending += errors
        // A cluster that could not be read concerns every Service.
        if !keys.isEmpty { pending += index.aboutReach + index.ofEveryService }
        while let position = pending.popLast() {
            guard wanted.insert(position).inserted else { continue }
            pending += index.causes[position]
        }
        let order = keys.count == 1 ? ordered(wanted, stoppedAt: gates.first) : wanted.sorted()
        return order.map { allFindings[$0] }
    }

    /// By what each of them and its consequences explain of one Service.
    private func ordered(_ positions: Set<Int>, stoppedAt gate: Gate?) -> [Int] {
        let explained = explainedGates(of: positions, atLeast: .info)
        let stopping = explainedGates(of: positions, atLeast: .error)
        func rank(_ position: Int) -> [Int] {
            let finding = allFindings[position]
            let gates = explained[position] ?? []
            let explainsStop = gate.map { stop in
                // An Envoy without its configuration serves no Service, whatever else is wrong with this one.
                let own = Set(finding.resource == nil ? (stopping[position] ?? []).map(\.stage) : [])
                let isEarlier = own.contains(stop.stage) && own.contains { $0 < stop.stage }
                return gates.contains(stop) || isEarlier ? 0 : gates.contains { $0.stage == stop.stage } ? 1 : 2
            }
            return [
                finding.isAboutReach ? 0 : 1, finding.isRootCause ? 0 : 1, finding.severity == .info ? 1 : 0,
                explainsStop ?? 0, (gates.map(\.stage).min() ?? finding.stage).rawValue, position,
            ]
        }
        let ranks = Dictionary(uniqueKeysWithValues: positions.map { ($0, rank($0)) })
        return positions.sorted { (ranks[$0] ?? []).lexicographicallyPrecedes(ranks[$1] ?? []) }
    }

    /// What each of some findings and its consequences of a severity explain.
    private func explainedGates(of positions: Set<Int>, atLeast severity: Severity) -> [Int: Set<Gate>] {
        var explained = positions.reduce(into: [Int: Set<Gate>]()) { explained, position in
            let finding = allFindings[position]
            explained[position] = Set(finding.severity >= severity ? finding.explainedGates : [])
        }
        // From the last consequences to the causes; a chain is shorter than there are findings.
        var pending = Array(positions)
        while let position = pending.popLast() {
            for cause in index.causes[position] {
                let own = explained[cause] ?? []
                explained[cause] = own.union(explained[position] ?? [])
                if explained[cause] != own { pending.append(cause) }
            }
        }
        return explained
    }

    /// Look-ups over the findings by position, so that a report on thousands of Services costs one pass.
    private struct Index: Sendable {
        /// Positions of the findings that count.
        var counting: [Int] = []
        /// Those of them that are about the clusters and no Service, but for what is left behind.
        var ofClusters: [Int] = []
        /// Of each finding its causes, whether they count or not.
        var causes: [[Int]] = []
        var byService: [ExposedResource: [Int]] = [:]
        /// Findings about the clusters, by the gates whose failure they explain.
        var byGate: [Gate: [Int]] = [:]
        var stoppedGates: [ExposedResource: Gate] = [:]
        /// Stages of which a deciding read is missing.
        var unknownStages: [ExposedResource: [Stage]] = [:]
        /// Those that KubeLB should carry and that stand still.
        var stoppedServices: Set<ExposedResource> = []
        /// Findings about what all Services of the tenant share.
        var ofEveryService: [Int] = []
        /// Findings that a cluster could not be read.
        var aboutReach: [Int] = []
        /// Gates of Services whose failure a finding about the Service itself explains.
        var explained: [ExposedResource: Set<Gate>] = [:]
        /// The Gateways of routes.
        var gateways: [ExposedResource: ExposedResource] = [:]

        init(findings: [Finding], resources: [StagedResource]) {
            counting = Array(findings.indices)
            ofClusters = Self.ofClusters(counting, findings)
            let positions = Dictionary(
                findings.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
            causes = findings.map { $0.causedBy.compactMap { positions[$0] } }
            for (position, finding) in findings.enumerated() {
                let gates = finding.explainedGates
                if let service = finding.resource {
                    byService[service, default: []].append(position)
                    explained[service, default: []].formUnion(gates)
                } else if finding.severity > .info {
                    for gate in gates { byGate[gate, default: []].append(position) }
                }
            }
            aboutReach = findings.indices.filter { findings[$0].isAboutReach && findings[$0].severity > .info }
            ofEveryService = findings.indices.filter {
                findings[$0].concernsEveryService && findings[$0].severity > .info
            }
            for service in resources {
                gateways[service.key] = service.gateway
                if service.stages.stopped != nil { stoppedServices.insert(service.key) }
                stoppedGates[service.key] = service.stages.stages.first { $0.state == .failed }?.gate
                let unknown = service.stages.stages.filter { $0.state == .unknown }.map(\.stage)
                if !unknown.isEmpty { unknownStages[service.key] = unknown }
            }
        }

        /// Whether some finding explains why a resource is stopped; what holds up a Gateway explains its routes.
        func explains(_ service: StagedResource) -> Bool {
            guard let gate = stoppedGates[service.key] else { return true }
            if let gateway = service.gateway, gate == .parentGateway || explained[gateway]?.contains(gate) == true {
                return true
            }
            return explained[service.key]?.contains(gate) == true || byGate[gate] != nil
        }

        /// The same findings, some of which no longer count.
        init(_ other: Index, findings: [Finding]) {
            self = other
            counting = findings.indices.filter { findings[$0].suppression == nil }
            ofClusters = Self.ofClusters(counting, findings)
        }

        private static func ofClusters(_ positions: [Int], _ findings: [Finding]) -> [Int] {
            positions.filter { findings[$0].resource == nil && findings[$0].code.group != .leftBehind }
        }
    }
}

/// One Service with its stages.
package struct ServiceDiagnosis: Sendable {
    package let exposure: Exposure
    package let stages: StageReport

    init(_ exposure: Exposure, in topology: Topology) {
        self.exposure = exposure
        stages = topology.stages(of: exposure)
    }

    package var key: ExposedResource { exposure.resource }
}

/// One Ingress, Gateway or route with its stages.
package struct RouteDiagnosis: Sendable {
    package let exposure: RouteExposure
    package let stages: StageReport

    package var key: ExposedResource { exposure.resource }
}

/// A Service or an object of Layer 7 with its stages.
package struct StagedResource: Sendable {
    package let subject: Subject
    package let stages: StageReport

    package enum Subject: Sendable {
        case service(Exposure)
        case route(RouteExposure)
    }

    package init(_ service: ServiceDiagnosis) {
        subject = .service(service.exposure)
        stages = service.stages
    }

    package init(_ route: RouteDiagnosis) {
        subject = .route(route.exposure)
        stages = route.stages
    }

    static func all(in topology: Topology) -> [StagedResource] {
        topology.exposures.map { StagedResource(ServiceDiagnosis($0, in: topology)) }
            + topology.routeExposures.map {
                StagedResource(RouteDiagnosis(exposure: $0, stages: topology.stages(of: $0)))
            }
    }

    package var key: ExposedResource {
        switch subject {
        case .service(let exposure): exposure.resource
        case .route(let exposure): exposure.resource
        }
    }

    /// The Gateway of a route.
    package var gateway: ExposedResource? {
        if case .route(let exposure) = subject { exposure.parent?.resource } else { nil }
    }
}

/// A check that could not be evaluated because an input is missing.
package struct CheckUnknown: Sendable, Hashable {
    package let code: CheckCode
    package let input: Input
    package let reason: UnknownReason
}
