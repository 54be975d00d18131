import Diagnosis
import KubeLB
import Kubernetes
import Topology

/// One Service: where it stands, its five stages, and why it stopped.
struct ServiceFormat {
    let report: Report
    let style: TextStyle
    let isWide: Bool

    private var painter: Painter { Painter(style: style) }

    var text: String {
        var lines: [String] = []
        for (index, service) in report.services.enumerated() {
            if index > 0 { lines.append("") }
            lines += block(of: service)
        }
        let unknown = UnknownText(report: report, painter: painter).lines
        if !unknown.isEmpty { lines += [""] + unknown }
        lines += ["", Summary(report: report).line]
        if report.otherErrors > 0 {
            let errors = "\(report.otherErrors) error\(report.otherErrors == 1 ? "" : "s")"
            lines += painter.wrapped("\(errors) about the clusters that hold up none of these: kubelb-ctl doctor")
        }
        lines += ContextNote(report: report).lines(painter)
        return lines.map { $0 + "\n" }.joined()
    }

    private func block(of service: ServiceDiagnosis) -> [String] {
        var lines = [title(of: service), verdict(on: service), ""]
        lines += service.stages.stages.flatMap(line)
        for finding in shownFindings(of: service) {
            lines.append("")
            lines += FindingText(finding: finding, report: report, painter: painter).lines(showsAll: isWide)
        }
        return lines
    }

    /// Root causes, and this Service's own findings that are worth reading beside them.
    private func shownFindings(of service: ServiceDiagnosis) -> [Finding] {
        report.diagnosis.findings(concerning: [service.key]).filter { $0.isRootCause }
    }

    private func title(of service: ServiceDiagnosis) -> String {
        let metadata = service.exposure.service.metadata
        var parts = ["Service \(metadata.path)"]
        if let tenant = report.topology.tenant.value { parts.append("tenant \(tenant.name)") }
        parts.append("uid \(isWide ? metadata.uid : painter.shortUID(metadata.uid))")
        if let created = metadata.creationTimestamp {
            parts.append("age \(Age.text(seconds: report.topology.now.seconds(since: created)))")
        }
        return painter.paint(painter.plain(parts[0]), .bold) + "   " + parts.dropFirst().joined(separator: "   ")
    }

    private func verdict(on service: ServiceDiagnosis) -> String {
        let stages = service.stages
        let exposure = service.exposure
        let position = "stopped at stage \(stages.stage.rawValue) of 5 (\(stages.stage.title))"
        let age = exposure.service.metadata.creationTimestamp.map {
            Age.text(seconds: report.topology.now.seconds(since: $0))
        }
        let isYoung = exposure.lastChange.map { report.topology.now.seconds(since: $0) < CheckContext.grace } ?? false
        let since = exposure.lastChange.map { Age.text(seconds: report.topology.now.seconds(since: $0)) } ?? ""
        let progress = isYoung ? ", in progress for \(since)" : ""
        let addresses = exposure.addresses.joined(separator: ",")
        switch stages.state {
        case .healthy:
            return painter.paint("HEALTHY", .green) + "   \(addresses), all five stages ok"
        case .pending:
            return painter.paint("PENDING", .red)
                + "   no address\(age.map { " for \($0)" } ?? ""), \(position)\(progress)"
        case .degraded:
            return painter.paint("DEGRADED", .red) + "   address \(addresses), but \(position)\(progress)"
        case .terminating:
            let deleted = exposure.service.metadata.deletionTimestamp.map {
                Age.text(seconds: report.topology.now.seconds(since: $0))
            }
            return painter.paint("TERMINATING", .yellow) + "   deleted \(deleted ?? "?") ago, held by "
                + exposure.service.metadata.finalizers.joined(separator: ",")
        case .ignored: return painter.paint("IGNORED", .blue) + "   another controller's Service"
        case .leftBehind:
            return painter.paint("LEFT BEHIND", .yellow) + "   KubeLB no longer takes it; its LoadBalancer still stands"
        case .unknown:
            return painter.paint("UNKNOWN", .yellow) + "   could not be determined: see the stage marked unknown"
        }
    }

    private func line(_ stage: StageStatus) -> [String] {
        let ink: Painter.Ink
        switch stage.state {
        case .ok: ink = .green
        case .failed: ink = .red
        case .blocked: ink = .dim
        case .unknown: ink = .yellow
        }
        let word = stage.state.rawValue
        let head = "  \(stage.stage.rawValue) \(padded(stage.stage.title, 11))  "
        let details = stage.detail.isEmpty ? [] : painter.wrapped(stage.detail, margin: 25)
        guard let first = details.first else { return [head + painter.paint(word, ink)] }
        return [head + painter.paint(word, ink) + String(repeating: " ", count: 9 - word.count) + first]
            + details.dropFirst().map { String(repeating: " ", count: 24) + $0 }
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}

/// What the shell variables in commands stand for, where the source has no context names.
struct ContextNote {
    let report: Report

    func lines(_ painter: Painter) -> [String] {
        let commands = report.findings.filter(\.isRootCause).flatMap(\.remedies).compactMap(\.command).joined()
        let needed = [("$TENANT", "tenant"), ("$MANAGEMENT", "management")].filter { commands.contains($0.0) }
        guard !needed.isEmpty else { return [] }
        let names = needed.map { "\($0.0) your kubectl context of the \($0.1) cluster" }.joined(separator: ", ")
        return painter.wrapped("In the commands: \(names).")
    }
}
