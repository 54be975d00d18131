import Diagnosis
import Topology

/// JUnit XML of a fleet: one case for the management cluster, and one for each tenant.
struct FleetJUnit {
    let report: FleetReport

    var text: String {
        JUnitDocument(
            suites: [
                JUnitDocument.Suite(name: "management cluster", cases: [platform]),
                JUnitDocument.Suite(name: "tenants", cases: report.fleet.tenants.map(tenant)),
            ], timestamp: String(report.generatedAt.description.dropLast())
        ).text
    }

    private var platform: JUnitDocument.Case {
        let name = "management cluster"
        if let failure = failure(report.fleet.ofPlatform) { return .init(name: name, outcome: failure) }
        for input in [Input.tenants, .loadBalancers] {
            guard let reason = report.platform.outcome(of: input), reason != .notCollected else { continue }
            let text = "\(input): \(reason)"
            return .init(name: name, outcome: .errored(message: text, text: text))
        }
        return .init(name: name, outcome: .passed)
    }

    private func tenant(_ tenant: Fleet.Member) -> JUnitDocument.Case {
        let name = "tenant \(tenant.name)"
        if let failure = failure(tenant.own) { return .init(name: name, outcome: failure) }
        guard tenant.state == .unknown, let text = tenant.missing else { return .init(name: name, outcome: .passed) }
        return .init(name: name, outcome: .errored(message: text, text: text))
    }

    /// Root causes come first. nil if nothing counts.
    private func failure(_ findings: [Finding]) -> JUnitDocument.Case.Outcome? {
        let failures = findings.filter { report.threshold.includes($0.severity) && !$0.isAboutReach }
        guard let first = failures.first(where: \.isRootCause) ?? failures.first else { return nil }
        return .failed(
            message: "\(first.code) \(first.message)", text: failures.map(details).joined(separator: "\n"))
    }

    private func details(_ finding: Finding) -> String {
        let evidence = finding.evidence.map { "  \($0.text)" }
        let remedies = ReportWords.remedies(of: finding).map { "  " + $0 }
        return (["\(finding.code) \(finding.message)"] + evidence + remedies).joined(separator: "\n")
    }
}
