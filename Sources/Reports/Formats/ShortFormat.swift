import Diagnosis
import KubeLB
import Topology

/// One line a Service, to be pasted into a chat; for `doctor`, one line a root cause, for `verify` one line a check that
/// did not pass, for `trace` one line a place where a path is broken.
struct ShortFormat {
    let report: Report
    let style: TextStyle

    var text: String {
        if report.kind == .verify { return VerifyFormat(report: report, style: style, isWide: false).shortText }
        let lines =
            switch report.kind {
            case .doctor: causes
            case .trace: report.traces.flatMap(lines(of:))
            case .service, .services, .verify: report.orderedResources.map(line) + report.lone.map(line(alone:))
            }
        let painter = Painter(style: style)
        return (lines + [Summary(report: report).line]).map { painter.plain($0) + "\n" }.joined()
    }

    private var causes: [String] {
        report.causeBlocks { $0.severity > .info }.map { block in
            let count = block.affected.count > 1 && !block.isGroup ? " [\(block.count)]" : ""
            return "\(block.first.severity.keyword) \(block.first.code) \(block.heading)\(count)"
        }
    }

    /// The places where it is broken; those that only wait for them are not told.
    private func lines(of trace: PathTrace) -> [String] {
        let words = TraceWords(uid: trace.uid) { $0 }
        let broken = trace.allHops.filter { $0.isCause || $0.state.isBroken }
        let none = trace.isOfRoute ? "NO SOURCE" : "NO SERVICE"
        let state = trace.resource.map { report.health(of: $0).rawValue } ?? none
        let name = trace.resource.map(name) ?? trace.path
        guard !broken.isEmpty else {
            let addresses = trace.resource?.addresses.joined(separator: ",") ?? ""
            return [[name, state, addresses].filter { !$0.isEmpty }.joined(separator: "  ")]
        }
        return broken.map { hop in
            let codes = hop.codes.map(\.description).joined(separator: ",")
            return [name, state, TraceWords.word(hop.state), words.title(hop), codes, words.facts(hop)]
                .filter { !$0.isEmpty }.joined(separator: "  ")
        }.uniqued()
    }

    /// The name alone is that of a Service.
    private func name(of resource: StagedResource) -> String {
        resource.key.isOfLayerSeven ? resource.argument : resource.metadata.path
    }

    private func line(alone remain: Remains) -> String {
        let codes = report.findings.filter { $0.isAbout(remain) }.map { "\($0.code)" }.uniqued()
        return ([remain.argument, remain.health.rawValue] + codes).joined(separator: "  ")
    }

    func line(_ service: StagedResource) -> String {
        let stages = service.stages
        var words = [name(of: service), report.health(of: service).rawValue, StageWords.position(stages)]
        if let cause = report.causes(of: service.key).first {
            words += ["\(cause.code)", cause.message]
        } else if !stages.isRouted, let detail = stages.stages.first(where: { $0.state != .ok })?.detail {
            words.append(detail)
        } else {
            words.append(service.addresses.joined(separator: ","))
        }
        return words.joined(separator: "  ")
    }
}
