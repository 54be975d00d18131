import Diagnosis
import KubeLB
import Topology

/// JUnit XML for CI systems: one case for each Service, object of Layer 7 and check. Errors are failures; a cluster or a deciding read that
/// was unavailable is an error; what a check could not read, or does not count, is skipped.
struct JUnitFormat {
    let report: Report

    var text: String {
        JUnitDocument(suites: suites, timestamp: String(report.topology.now.description.dropLast())).text
    }

    private typealias Case = JUnitDocument.Case

    private var suites: [JUnitDocument.Suite] {
        if let verification = report.verification { return verified(verification) }
        return [
            JUnitDocument.Suite(
                name: "services", cases: report.services.map { resourceCase(StagedResource($0)) } + unreadCases)
        ]
            + (report.routes.isEmpty
                ? []
                : [
                    JUnitDocument.Suite(
                        name: "routes", cases: report.routes.map { resourceCase(StagedResource($0)) })
                ]) + [JUnitDocument.Suite(name: "checks", cases: checkCases)]
    }

    /// One suite per Service, one case per check, and a suite of other findings that decide.
    private func verified(_ verification: Verification) -> [JUnitDocument.Suite] {
        let suites = verification.groups.map { group in
            let name = group.resource?.shortTitle ?? "clusters"
            return JUnitDocument.Suite(name: name, cases: group.checks.map { verifiedCase($0, className: name) })
        }
        let findings = report.decidingFindings.map {
            Case(
                name: "\($0.code) \($0.resource?.shortTitle ?? "clusters")",
                outcome: .failed(message: $0.message, text: details($0)))
        }
        return findings.isEmpty ? suites : suites + [JUnitDocument.Suite(name: "findings", cases: findings)]
    }

    private func verifiedCase(_ check: VerifyCheck, className: String) -> Case {
        let outcome: Case.Outcome
        switch check.state {
        case .passed: outcome = .passed
        case .skipped: outcome = .skipped(check.detail)
        case .failed: outcome = .failed(message: check.detail, text: text(of: check))
        // The exit status says so, too: a job must not pass on what was not seen.
        case .unknown: outcome = .errored(message: check.detail, text: text(of: check))
        }
        return Case(
            name: check.name, outcome: outcome, className: className,
            seconds: check.latency.map { ($0 / .milliseconds(1)).rounded() / 1000 })
    }

    private func text(of check: VerifyCheck) -> String {
        let evidence = check.evidence.map(\.text)
        let findings = report.findings.filter { check.findings.contains($0.id) }.map(details)
        return (evidence + findings).joined(separator: "\n")
    }

    private func resourceCase(_ service: StagedResource) -> Case {
        // Nothing that changes from run to run: CI systems know a test by its name.
        let name = service.title
        let state = "state: \(report.health(of: service).rawValue), \(StageWords.position(service.stages))"
        let errors = report.diagnosis.findings(concerning: [service.key]).filter(isFailure)
        if let outcome = outcome(
            of: errors.map { CauseBlock([$0], in: report) }, message: { "\($0.first.code) \($0.heading)" },
            above: [state])
        {
            return Case(name: name, outcome: outcome)
        }
        if let unknown = service.stages.unknowns.first {
            return Case(name: name, outcome: outcome(of: unknown))
        }
        return Case(name: name, outcome: .passed)
    }

    /// Deciding reads that were unavailable while nothing that is listed bears it.
    private var unreadCases: [Case] {
        let known = report.stages.flatMap(\.unknowns)
        return report.verdict.undecided.filter { !known.contains($0) }.map {
            Case(name: "\($0.input) can be read", outcome: outcome(of: $0))
        }
    }

    /// A job must not pass on what was not seen; what a bundle does not hold was not asked for.
    private func outcome(of unknown: StageUnknown) -> Case.Outcome {
        let text = "\(unknown.input): \(unknown.reason)"
        return unknown.reason == .notCollected ? .skipped(text) : .errored(message: text, text: text)
    }

    /// nil without a finding. That a cluster could not be reached is nothing wrong in it.
    private func outcome(
        of blocks: [CauseBlock], message: (CauseBlock) -> String, above: [String] = []
    ) -> Case.Outcome? {
        let failures = blocks.filter { !$0.first.isAboutReach }
        if let first = failures.first {
            return .failed(message: message(first), text: (above + failures.map(details)).joined(separator: "\n"))
        }
        return blocks.first.map {
            .errored(message: message($0), text: (above + blocks.map(details)).joined(separator: "\n"))
        }
    }

    private var checkCases: [Case] {
        let checks = Set(report.diagnosis.checks)
        let findings = Dictionary(grouping: report.allFindings.filter(isFailure), by: \.code)
        return Catalogue.checks.map(\.documentation).filter { checks.contains($0.code) }.compactMap { documentation in
            // What nobody asked for has neither passed nor been skipped.
            let isAskedFor = documentation.inputs.allSatisfy {
                !$0.isOnRequest || report.topology.outcome(of: $0) == nil
            }
            let isOfLayer = report.topology.looksAtRoutes || !documentation.isLayerSeven
            guard isAskedFor, isOfLayer else { return nil }
            let name = "\(documentation.code) \(documentation.title)"
            let all = findings[documentation.code] ?? []
            let errors = all.filter { $0.suppression == nil }
            if let outcome = outcome(of: report.blocks(of: errors), message: \.heading) {
                return Case(name: name, outcome: outcome)
            }
            if let suppressed = all.first?.suppression {
                return Case(name: name, outcome: .skipped("suppressed: \(suppressed.reason)"))
            }
            if let unknown = report.diagnosis.unknowns.first(where: { $0.code == documentation.code }) {
                return Case(name: name, outcome: .skipped("\(unknown.input): \(unknown.reason)"))
            }
            return Case(name: name, outcome: .passed)
        }
    }

    private func isFailure(_ finding: Finding) -> Bool { finding.severity >= report.failingSeverity }

    /// Of several that are fixed in one way, the first in full and the names of the others.
    private func details(_ block: CauseBlock) -> String {
        guard block.isGroup else { return details(block.first) }
        let head = "\(block.first.code) \(block.heading)"
        return [head, "  affects: \(block.names)", "  for example:", details(block.first)].joined(separator: "\n")
    }

    private func details(_ finding: Finding) -> String {
        let evidence = finding.evidence.map { "  \($0.text)" }
        let remedies = ReportWords.remedies(of: finding).map { "  " + $0 }
        return (["\(finding.code) \(finding.message)"] + evidence + remedies).joined(separator: "\n")
    }
}
