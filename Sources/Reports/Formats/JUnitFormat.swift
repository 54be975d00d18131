import Diagnosis
import KubeLB
import Topology

/// JUnit XML for CI systems: one case a Service and one a check. Errors are failures, what could not be read
/// or does not count is skipped.
struct JUnitFormat {
    let report: Report

    var text: String {
        JUnitDocument(suites: suites, timestamp: String(report.topology.now.description.dropLast())).text
    }

    private typealias Case = JUnitDocument.Case

    private var suites: [JUnitDocument.Suite] {
        if let verification = report.verification { return verified(verification) }
        return [
            JUnitDocument.Suite(name: "services", cases: report.services.map(serviceCase)),
            JUnitDocument.Suite(name: "checks", cases: checkCases),
        ]
    }

    /// One suite a Service, one case a check.
    private func verified(_ verification: Verification) -> [JUnitDocument.Suite] {
        verification.groups.map { group in
            let name = group.service?.path ?? "clusters"
            return JUnitDocument.Suite(name: name, cases: group.checks.map { verifiedCase($0, className: name) })
        }
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

    private func serviceCase(_ service: ServiceDiagnosis) -> Case {
        let name = "Service \(service.key.path): \(StageWords.position(service.stages))"
        let errors = report.diagnosis.findings(concerning: [service.key]).filter(isFailure)
        if let first = errors.first {
            return Case(
                name: name,
                outcome: .failed(
                    message: "\(first.code) \(first.message)", text: errors.map(details).joined(separator: "\n")))
        }
        if let unknown = service.stages.unknowns.first {
            return Case(name: name, outcome: .skipped("\(unknown.input): \(unknown.reason)"))
        }
        return Case(name: name, outcome: .passed)
    }

    private var checkCases: [Case] {
        let checks = Set(report.diagnosis.checks)
        let findings = Dictionary(grouping: report.allFindings.filter(isFailure), by: \.code)
        return Catalogue.checks.map(\.documentation).filter { checks.contains($0.code) }.compactMap { documentation in
            // What nobody asked for has neither passed nor been skipped.
            let isAskedFor = documentation.inputs.allSatisfy {
                !$0.isOnRequest || report.topology.outcome(of: $0) == nil
            }
            guard isAskedFor else { return nil }
            let name = "\(documentation.code) \(documentation.title)"
            let all = findings[documentation.code] ?? []
            let errors = all.filter { $0.suppression == nil }
            if let first = errors.first {
                return Case(
                    name: name,
                    outcome: .failed(message: first.message, text: errors.map(details).joined(separator: "\n")))
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

    private func details(_ finding: Finding) -> String {
        let evidence = finding.evidence.map { "  \($0.text)" }
        let remedies = finding.remedies.map {
            "  fix: \($0.text)" + ($0.command.map(\.text).map { "\n    \($0)" } ?? "")
        }
        return (["\(finding.code) \(finding.message)"] + evidence + remedies).joined(separator: "\n")
    }
}
