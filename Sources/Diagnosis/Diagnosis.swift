import KubeLB
import Kubernetes
import Topology

/// What all checks together say about a pair of clusters.
package struct Diagnosis: Sendable {
    package let topology: Topology
    /// Root causes first, then their consequences; see `FindingOrder`.
    package let findings: [Finding]
    /// Checks that could not judge, or not fully, in the order of the catalogue.
    package let unknowns: [CheckUnknown]
    /// Checks that judged and found nothing.
    package let passed: [CheckCode]
    /// Every exposure with its stages, in the order of the topology.
    package let services: [ServiceDiagnosis]
    private let index: Index

    /// Runs the checks over an observation.
    package init(of topology: Topology, checks: [any Check] = Catalogue.checks) {
        self.topology = topology
        let context = CheckContext(topology)
        var findings: [Finding] = []
        var unknowns: [CheckUnknown] = []
        var passed: [CheckCode] = []
        for check in checks {
            let documentation = check.documentation
            let unread = Self.unread(documentation, topology)
            // Nobody asked for it: neither passed nor unknown.
            if unread.contains(where: \.input.isOnRequest) { continue }
            let lacksInput = unread.contains { !topology.isPartial($0.input) }
            guard !lacksInput || documentation.inputs.isEmpty else {
                unknowns += unread
                continue
            }
            var found = check.findings(in: context)
            // A check that needs no input in particular and found something has judged after all.
            if found.isEmpty || !documentation.inputs.isEmpty { unknowns += unread }
            for index in found.indices { found[index].code = documentation.code }
            if found.isEmpty, unread.isEmpty { passed.append(documentation.code) }
            findings += found
        }
        self.findings = FindingOrder(checks: checks).arranged(findings)
        self.unknowns = unknowns
        self.passed = passed
        services = topology.exposures.map { ServiceDiagnosis(exposure: $0, stages: topology.stages(of: $0)) }
        index = Index(findings: self.findings, services: services)
    }

    /// The inputs that a check lacks. One that needs none in particular lacks them all or nothing: it judges by whichever
    /// there is.
    private static func unread(_ check: CheckDocumentation, _ topology: Topology) -> [CheckUnknown] {
        let inputs = check.inputs.isEmpty ? check.optionalInputs : check.inputs
        let unread = inputs.compactMap { input in
            topology.outcome(of: input).map { CheckUnknown(code: check.code, input: input, reason: $0) }
        }
        return check.inputs.isEmpty && unread.count < inputs.count ? [] : unread
    }

    /// The findings of some Services, those about the clusters that belong to the stage at which one of them stopped,
    /// and, transitively, what caused them; in the order of the report.
    package func findings(concerning keys: Set<ServiceKey>) -> [Finding] {
        let stopped = Set(keys.compactMap { index.stoppedStages[$0] })
        var wanted = Set<Int>()
        var pending = keys.flatMap { index.byService[$0] ?? [] } + stopped.flatMap { index.byStage[$0] ?? [] }
        while let position = pending.popLast() {
            guard wanted.insert(position).inserted else { continue }
            pending += findings[position].causedBy.compactMap { index.positions[$0] }
        }
        return wanted.sorted().map { findings[$0] }
    }

    /// Look-ups over the findings by position, so that a report on thousands of Services costs one pass.
    private struct Index: Sendable {
        var positions: [String: Int] = [:]
        var byService: [ServiceKey: [Int]] = [:]
        /// Findings about the clusters, by the stage that they hold up.
        var byStage: [Stage: [Int]] = [:]
        var stoppedStages: [ServiceKey: Stage] = [:]

        init(findings: [Finding], services: [ServiceDiagnosis]) {
            for (position, finding) in findings.enumerated() {
                positions[finding.id] = position
                if let service = finding.service {
                    byService[service, default: []].append(position)
                } else if finding.severity > .info,
                    let stage = Catalogue.check(finding.code)?.documentation.stage
                {
                    byStage[stage, default: []].append(position)
                }
            }
            for service in services {
                stoppedStages[service.key] = service.stages.stages.first { $0.state == .failed }?.stage
            }
        }
    }
}

/// One Service with its stages.
package struct ServiceDiagnosis: Sendable {
    package let exposure: Exposure
    package let stages: StageReport

    package var key: ServiceKey { ServiceKey(exposure.service) }
}

/// A check that could not judge for want of an input.
package struct CheckUnknown: Sendable, Hashable {
    package let code: CheckCode
    package let input: Input
    package let reason: UnknownReason
}
