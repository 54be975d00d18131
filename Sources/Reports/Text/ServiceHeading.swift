import CommandLineKit
import Diagnosis
import KubeLB
import Kubernetes
import Topology

/// The two lines above one Service or object of Layer 7: which it is, and where it stands.
struct ServiceHeading {
    let report: Report
    let painter: Painter
    let isWide: Bool

    /// `Service shop/web   tenant acme   uid 0000…001   age 2h`.
    func title(of service: StagedResource) -> String {
        let parts = parts(of: service)
        return painter.paint(painter.plain(parts.name), .bold) + "   "
            + painter.plain(parts.others.joined(separator: "   "))
    }

    /// The same on as many lines as it takes, long names shortened.
    func fittedTitle(of service: StagedResource) -> [String] {
        let parts = parts(of: service)
        let name = painter.plain(parts.name)
        let others = parts.others.map(painter.plain).joined(separator: "   ")
        guard let width = painter.style.width, displayWidth(name) + 3 + displayWidth(others) > width else {
            return [title(of: service)]
        }
        return [painter.paint(painter.shortened(name, to: width), .bold)] + painter.fitted(others)
    }

    private func parts(of service: StagedResource) -> (name: String, others: [String]) {
        let metadata = service.metadata
        var parts: [String] = []
        if let tenant = report.topology.tenant.value { parts.append("tenant \(tenant.name)") }
        parts.append("uid \(isWide ? metadata.uid : painter.shortUID(metadata.uid))")
        if let created = metadata.creationTimestamp {
            parts.append("age \(Age.text(seconds: report.topology.now.seconds(since: created)))")
        }
        return (service.title, parts)
    }

    func verdict(on service: StagedResource) -> String {
        let (word, ink, detail) = words(on: service)
        return painter.paint(word, ink) + "   " + painter.plain(detail)
    }

    /// The same on as many lines as it takes.
    func fittedVerdict(on service: StagedResource) -> [String] {
        let (word, ink, detail) = words(on: service)
        let margin = word.count + 3
        return painter.fitted(detail, margin: margin).enumerated().map { index, line in
            (index == 0 ? painter.paint(word, ink) + "   " : String(repeating: " ", count: margin)) + line
        }
    }

    private func words(on service: StagedResource) -> (word: String, ink: Painter.Ink, detail: String) {
        let stages = service.stages
        let position = "stopped at stage \(stages.stage.rawValue) of 5 (\(stages.stage.title))"
        let age = service.metadata.creationTimestamp.map {
            Age.text(seconds: report.topology.now.seconds(since: $0))
        }
        let isYoung = service.lastChange.map { report.topology.now.seconds(since: $0) < CheckContext.grace } ?? false
        let since = service.lastChange.map { Age.text(seconds: report.topology.now.seconds(since: $0)) } ?? ""
        let progress = isYoung ? " (may still settle, \(since))" : ""
        let addresses = service.addresses.joined(separator: ",")
        switch stages.state {
        case .healthy where stages.isUnconfirmed, .unknown where !addresses.isEmpty && !stages.notVisible.isEmpty:
            let gap = StageWords.notVisible(stages, report.topology) ?? ""
            return (
                StageWords.state(stages).uppercased(), .yellow,
                "address \(addresses) set\(endpoints(of: service)); \(gap)"
            )
        case .healthy where report.topology.position.hides(.tenant):
            return ("HEALTHY", .green, "\(addresses), every stage that is visible from here is ok")
        case .healthy:
            // Objects and statistics say nothing about the way from clients to the address.
            let note = isUntested(service) ? "; the address is not tested (kubelb-ctl verify)" : ""
            return ("HEALTHY", .green, "\(addresses), all five stages ok\(note)")
        case .pending:
            return ("PENDING", .red, "no address\(age.map { " for \($0)" } ?? ""), \(position)\(progress)")
        case .degraded where isStarting(service):
            return ("STARTING", .yellow, "address \(addresses), Envoy has not completed its health checks\(progress)")
        case .degraded: return ("DEGRADED", .red, "address \(addresses), but \(position)\(progress)")
        case .terminating:
            let deleted = service.metadata.deletionTimestamp.map {
                Age.text(seconds: report.topology.now.seconds(since: $0))
            }
            let holders = service.metadata.finalizers.joined(separator: ",")
            return ("TERMINATING", .yellow, "deleted \(deleted ?? "?") ago, held by \(holders)")
        case .ignored:
            return ("IGNORED", .blue, reasonToIgnore(service))
        case .leftBehind:
            let object = service.key.isOfLayerSeven ? Route.kind : LoadBalancer.kind
            return ("ORPHANED", .yellow, "KubeLB no longer manages it, but its \(object) still exists")
        case .unknown: return ("UNKNOWN", .yellow, "undetermined: see the stage marked unknown")
        }
    }

    private func endpoints(of resource: StagedResource) -> String {
        guard case .service(let exposure) = resource.subject else { return "" }
        return exposure.readyEndpoints.map { ", \($0.count) ready endpoint\($0.count == 1 ? "" : "s")" }
            ?? ", endpoints unknown"
    }

    private func isUntested(_ resource: StagedResource) -> Bool {
        guard case .service(let exposure) = resource.subject else { return false }
        return report.topology.probes(of: exposure) == nil
    }

    private func reasonToIgnore(_ resource: StagedResource) -> String {
        guard case .service(let exposure) = resource.subject, !exposure.service.isLoadBalancer else {
            return "another controller's \(resource.kind)"
        }
        return "not managed by KubeLB: type \(exposure.service.type)"
    }

    /// Whether it stops only where Envoy's statistics are too young to say anything: its findings are informational then.
    private func isStarting(_ service: StagedResource) -> Bool {
        guard service.stages.stopped?.gate == .upstreams else { return false }
        return !report.findings(of: service.key).contains {
            $0.severity > .info && $0.explainedGates.contains(.upstreams)
        }
    }
}
