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
            unknowns += unread
            let lacksInput = unread.contains { !topology.isPartial($0.input) }
            guard !lacksInput || documentation.inputs.isEmpty else { continue }
            var found = check.findings(in: context)
            for index in found.indices { found[index].code = documentation.code }
            if found.isEmpty, unread.isEmpty { passed.append(documentation.code) }
            findings += found
        }
        self.findings = FindingOrder(checks: checks).arranged(findings)
        self.unknowns = unknowns
        self.passed = passed
        services = topology.exposures.map { ServiceDiagnosis(exposure: $0, stages: topology.stages(of: $0)) }
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
        let stopped = Set(
            services.filter { keys.contains($0.key) }.compactMap { service in
                service.stages.stages.first { $0.state == .failed }?.stage
            })
        var wanted = Set<String>()
        var pending = findings.filter { finding in
            if let service = finding.service { return keys.contains(service) }
            guard finding.severity > .info, let stage = Catalogue.check(finding.code)?.documentation.stage else {
                return false
            }
            return stopped.contains(stage)
        }.map(\.id)
        let byID = Dictionary(findings.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        while let id = pending.popLast() {
            guard wanted.insert(id).inserted else { continue }
            pending += byID[id]?.causedBy ?? []
        }
        return findings.filter { wanted.contains($0.id) }
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
