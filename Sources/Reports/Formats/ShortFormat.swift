import Diagnosis
import KubeLB

/// One line a Service, to be pasted into a chat; for `doctor`, one line a root cause, for `verify` one line a check that
/// did not pass.
struct ShortFormat {
    let report: Report
    let style: TextStyle

    var text: String {
        if report.kind == .verify { return VerifyFormat(report: report, style: style, isWide: false).shortText }
        let lines = report.kind == .doctor ? causes : report.services.map(line)
        return (lines + [Summary(report: report).line]).map { $0 + "\n" }.joined()
    }

    private var causes: [String] {
        report.findings.filter { $0.isRootCause && $0.severity > .info }.map { finding in
            let held = report.servicesHeldUp(by: finding).count
            let services = held > 1 ? " [\(held) Services]" : ""
            return "\(finding.severity.keyword) \(finding.code) \(finding.message)\(services)"
        }
    }

    private func line(_ service: ServiceDiagnosis) -> String {
        let stages = service.stages
        var words = [service.key.path, stages.state.title.uppercased(), StageWords.position(stages)]
        if let cause = report.causes(of: service).first {
            words += ["\(cause.code)", cause.message]
        } else if !stages.isRouted, let detail = stages.stages.first(where: { $0.state != .ok })?.detail {
            words.append(detail)
        } else {
            words.append(service.exposure.addresses.joined(separator: ","))
        }
        return words.joined(separator: "  ")
    }
}
