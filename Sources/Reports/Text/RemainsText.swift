import CommandLineKit
import Diagnosis
import KubeLB
import Kubernetes
import Topology

extension Remains {
    /// `route/UID` or `lb/UID`: accepted as an argument.
    var argument: String { "\(kind == Route.kind ? "route" : "lb")/\(name)" }

    var health: Health {
        switch state {
        case .orphaned: .orphaned
        case .terminating: .terminating
        case .unknown: .unknown
        }
    }
}

extension Finding {
    /// A finding about a LoadBalancer whose Service is gone is still one of that Service.
    func isAbout(_ remain: Remains) -> Bool {
        resource?.uid == remain.uid && resource?.kind == remain.kind
            || objects.contains {
                $0.side == remain.side && $0.kind == remain.kind && $0.namespace == remain.namespace
                    && $0.name == remain.name
            }
    }
}

/// A Route or LoadBalancer without a source: which it is, how it stands, and why.
struct RemainsText {
    let remain: Remains
    let report: Report
    let painter: Painter

    func lines(showsAll: Bool) -> [String] {
        var parts = ["\(remain.kind) \(remain.namespace)/\(remain.name)"]
        if let tenant = report.topology.tenant.value { parts.append("tenant \(tenant.name)") }
        if let created = remain.created {
            parts.append("age \(Age.text(seconds: report.topology.now.seconds(since: created)))")
        }
        var lines = painter.fitted(parts.joined(separator: "   "))
        lines.append(
            painter.paint(remain.health.rawValue, remain.health.ink) + "   " + painter.plain(detail))
        for finding in report.findings where finding.isAbout(remain) {
            lines.append("")
            lines += FindingText(finding: finding, report: report, painter: painter).lines(showsAll: showsAll)
        }
        return lines
    }

    private var detail: String {
        let origin = remain.origin ?? "its source"
        return switch remain.state {
        case .orphaned: "\(origin) with its UID was not found"
        case .terminating: "it is being deleted; \(origin) with its UID was not found"
        case .unknown: "it is unknown whether \(origin) exists"
        }
    }
}
