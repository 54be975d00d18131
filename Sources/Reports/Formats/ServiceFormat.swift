import Diagnosis
import KubeLB
import Kubernetes
import Topology

/// One Service or object of Layer 7: where it stands, its five stages, and why it stopped.
struct ServiceFormat {
    let report: Report
    let style: TextStyle
    let isWide: Bool

    private var painter: Painter { Painter(style: style) }

    var text: String {
        // What kept a cluster from being read is said first, and once.
        var lines = report.findings.filter(leads).flatMap { finding in
            FindingText(finding: finding, report: report, painter: painter).lines(showsAll: isWide) + [""]
        }
        let resources = report.resources
        if resources.isEmpty, report.lone.isEmpty { _ = lines.popLast() }
        for (index, resource) in resources.enumerated() {
            if index > 0 { lines.append("") }
            lines += block(of: resource)
        }
        for (index, remain) in report.lone.enumerated() {
            if index > 0 || !resources.isEmpty { lines.append("") }
            lines += RemainsText(remain: remain, report: report, painter: painter).lines(showsAll: isWide)
        }
        lines += ClosingText(report: report, painter: painter).lines
        return lines.map { $0 + "\n" }.joined()
    }

    private func block(of service: StagedResource) -> [String] {
        let heading = ServiceHeading(report: report, painter: painter, isWide: isWide)
        var lines = heading.fittedTitle(of: service) + heading.fittedVerdict(on: service)
        if case .route(let exposure) = service.subject { lines += relatives(of: exposure) }
        lines.append("")
        lines += service.stages.stages.flatMap(line)
        for finding in shownFindings(of: service) {
            lines.append("")
            lines += FindingText(finding: finding, report: report, painter: painter).lines(showsAll: isWide)
        }
        return lines
    }

    private static let shownRoutes = 5

    /// The Gateway of a route with its stage, or the routes of a Gateway.
    private func relatives(of exposure: RouteExposure) -> [String] {
        let relatives = report.diagnosis.routes.filter {
            exposure.kind == .gateway
                ? $0.exposure.parent?.resource == exposure.resource : $0.key == exposure.parent?.resource
        }
        let lines = relatives.prefix(Self.shownRoutes).flatMap { relative in
            painter.fitted("\(StagedResource(relative).title)   \(StageWords.position(relative.stages))")
        }
        let more = relatives.count - Self.shownRoutes
        return lines + (more > 0 ? [painter.plain("… and \(more) more routes")] : []) + conversions(of: exposure)
    }

    /// The routes that an Ingress was converted to, or the Ingress that a route was converted from, with their stages.
    private func conversions(of exposure: RouteExposure) -> [String] {
        let keys = report.topology.conversions(of: exposure).map(\.resource)
        guard !keys.isEmpty else { return [] }
        let note = exposure.kind == .ingress ? "converted from this Ingress" : "converted to this route"
        return report.diagnosis.routes.filter { keys.contains($0.key) }.prefix(Self.shownRoutes).flatMap {
            painter.fitted("\(StagedResource($0).title)   \(StageWords.position($0.stages))   \(note)")
        }
    }

    /// Root causes, and its own findings that are worth reading beside them.
    private func shownFindings(of service: StagedResource) -> [Finding] {
        report.diagnosis.findings(concerning: [service.key]).filter { $0.isRootCause && !leads($0) }
    }

    private func leads(_ finding: Finding) -> Bool { finding.isAboutReach && finding.severity > .info }

    /// Where the words about a stage begin.
    private static let margin = 26

    private func line(_ stage: StageStatus) -> [String] {
        let ink: Painter.Ink
        switch stage.state {
        case .ok: ink = .green
        case .failed: ink = .red
        case .blocked, .notVisible: ink = .dim
        case .unknown: ink = .yellow
        }
        let word = stage.state.title
        let head = "  \(stage.stage.rawValue) \(padded(stage.stage.title, 11))  "
        var detail = stage.detail
        if let input = stage.unknown?.input, report.topology.failure(of: input.side) != nil {
            detail = "the \(input.side.rawValue) cluster could not be read"
        }
        let details = detail.isEmpty ? [] : painter.wrapped(detail, margin: Self.margin)
        guard let first = details.first else { return [head + painter.paint(word, ink)] }
        return [head + painter.paint(word, ink) + String(repeating: " ", count: 9 - word.count) + first]
            + details.dropFirst().map { String(repeating: " ", count: Self.margin) + $0 }
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}

/// What the shell variables in commands stand for, if no context of a cluster is known.
struct ContextNote {
    let report: Report

    func lines(_ painter: Painter) -> [String] { text.map { painter.wrapped($0) } ?? [] }

    /// nil if no command has them.
    var text: String? {
        let commands = report.findings.filter(\.isRootCause).flatMap(\.remedies).compactMap(\.command?.text).joined()
        let variables = CheckContext.contextVariables(in: commands)
        guard !variables.isEmpty else { return nil }
        let options = variables.map { $0 == "TENANT" ? "--context" : "--management-context" }.joined(separator: " and ")
        let which =
            variables.count > 1
            ? "Set \(variables.joined(separator: " and ")) to your kubectl contexts"
            : "Set \(variables[0]) to your kubectl context for the \(variables[0].lowercased()) cluster"
        let reason =
            report.topology.hasCCMIdentityOnly
            ? " (it was read with the CCM's own credentials, which are no context)" : ""
        return "\(which)\(reason) before you run these commands, or use \(options)."
    }
}
