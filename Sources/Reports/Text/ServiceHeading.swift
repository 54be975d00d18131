import CommandLineKit
import Diagnosis
import KubeLB
import Kubernetes
import Topology

/// The two lines above one Service: which it is, and where it stands.
struct ServiceHeading {
    let report: Report
    let painter: Painter
    let isWide: Bool

    /// `Service shop/web   tenant acme   uid 0000…001   age 2h`.
    func title(of service: ServiceDiagnosis) -> String {
        let parts = parts(of: service)
        return painter.paint(painter.plain(parts.name), .bold) + "   "
            + painter.plain(parts.others.joined(separator: "   "))
    }

    /// The same on as many lines as it takes, long names shortened.
    func fittedTitle(of service: ServiceDiagnosis) -> [String] {
        let parts = parts(of: service)
        let name = painter.plain(parts.name)
        let others = parts.others.map(painter.plain).joined(separator: "   ")
        guard let width = painter.style.width, displayWidth(name) + 3 + displayWidth(others) > width else {
            return [title(of: service)]
        }
        return [painter.paint(painter.shortened(name, to: width), .bold)] + painter.fitted(others)
    }

    private func parts(of service: ServiceDiagnosis) -> (name: String, others: [String]) {
        let metadata = service.exposure.service.metadata
        var parts: [String] = []
        if let tenant = report.topology.tenant.value { parts.append("tenant \(tenant.name)") }
        parts.append("uid \(isWide ? metadata.uid : painter.shortUID(metadata.uid))")
        if let created = metadata.creationTimestamp {
            parts.append("age \(Age.text(seconds: report.topology.now.seconds(since: created)))")
        }
        return ("Service \(metadata.path)", parts)
    }

    func verdict(on service: ServiceDiagnosis) -> String {
        let (word, ink, detail) = words(on: service)
        return painter.paint(word, ink) + "   " + painter.plain(detail)
    }

    /// The same on as many lines as it takes.
    func fittedVerdict(on service: ServiceDiagnosis) -> [String] {
        let (word, ink, detail) = words(on: service)
        let margin = word.count + 3
        return painter.fitted(detail, margin: margin).enumerated().map { index, line in
            (index == 0 ? painter.paint(word, ink) + "   " : String(repeating: " ", count: margin)) + line
        }
    }

    private func words(on service: ServiceDiagnosis) -> (word: String, ink: Painter.Ink, detail: String) {
        let stages = service.stages
        let exposure = service.exposure
        let position = "stopped at stage \(stages.stage.rawValue) of 5 (\(stages.stage.title))"
        let age = exposure.service.metadata.creationTimestamp.map {
            Age.text(seconds: report.topology.now.seconds(since: $0))
        }
        let isYoung = exposure.lastChange.map { report.topology.now.seconds(since: $0) < CheckContext.grace } ?? false
        let since = exposure.lastChange.map { Age.text(seconds: report.topology.now.seconds(since: $0)) } ?? ""
        let progress = isYoung ? " (may still settle, \(since))" : ""
        let addresses = exposure.addresses.joined(separator: ",")
        switch stages.state {
        case .healthy where stages.isUnconfirmed, .unknown where !addresses.isEmpty && !stages.notVisible.isEmpty:
            let ready = exposure.readyEndpoints?.count
            let endpoints = ready.map { "\($0) ready endpoint\($0 == 1 ? "" : "s")" } ?? "endpoints unknown"
            let gap = StageWords.notVisible(stages, report.topology) ?? ""
            return (
                StageWords.state(stages).uppercased(), .yellow, "address \(addresses) set, \(endpoints); \(gap)"
            )
        case .healthy:
            // Objects and statistics say nothing about the way from clients to the address.
            let isTested = report.topology.probes(of: exposure) != nil
            let note = isTested ? "" : "; the address is not tested (kubelb-ctl verify)"
            return ("HEALTHY", .green, "\(addresses), all five stages ok\(note)")
        case .pending:
            return ("PENDING", .red, "no address\(age.map { " for \($0)" } ?? ""), \(position)\(progress)")
        case .degraded where isStarting(service):
            return ("STARTING", .yellow, "address \(addresses), Envoy has not completed its health checks\(progress)")
        case .degraded: return ("DEGRADED", .red, "address \(addresses), but \(position)\(progress)")
        case .terminating:
            let deleted = exposure.service.metadata.deletionTimestamp.map {
                Age.text(seconds: report.topology.now.seconds(since: $0))
            }
            let holders = exposure.service.metadata.finalizers.joined(separator: ",")
            return ("TERMINATING", .yellow, "deleted \(deleted ?? "?") ago, held by \(holders)")
        case .ignored:
            let type = exposure.service.type
            let reason =
                exposure.service.isLoadBalancer ? "another controller's Service" : "not managed by KubeLB: type \(type)"
            return ("IGNORED", .blue, reason)
        case .leftBehind:
            return ("ORPHANED", .yellow, "KubeLB no longer manages it, but its LoadBalancer still exists")
        case .unknown: return ("UNKNOWN", .yellow, "undetermined: see the stage marked unknown")
        }
    }

    /// Whether it stops only where Envoy's statistics are too young to say anything: its findings are informational then.
    private func isStarting(_ service: ServiceDiagnosis) -> Bool {
        guard service.stages.stopped?.gate == .upstreams else { return false }
        return !report.findings(of: service).contains { $0.severity > .info && $0.explainedGates.contains(.upstreams) }
    }
}
