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
        let health = report.health(of: service)
        return painter.paint(health.rawValue, health.ink) + "   " + painter.plain(detail(of: service))
    }

    /// The same on as many lines as it takes.
    func fittedVerdict(on service: StagedResource) -> [String] {
        let health = report.health(of: service)
        let margin = health.rawValue.count + 3
        return painter.fitted(detail(of: service), margin: margin).enumerated().map { index, line in
            (index == 0 ? painter.paint(health.rawValue, health.ink) + "   " : String(repeating: " ", count: margin))
                + line
        }
    }

    private func detail(of service: StagedResource) -> String {
        let stages = service.stages
        let position = "stopped at stage \(stages.stage.rawValue) of 5 (\(stages.stage.title))"
        let addresses = service.addresses.joined(separator: ",")
        switch report.health(of: service) {
        case .healthy where report.topology.position.hides(.tenant):
            return "\(addresses), every stage that is visible from here is ok"
        case .healthy:
            // Objects and statistics say nothing about the way from clients to the address.
            let note = isUntested(service) ? "; the address is not tested (kubelb-ctl verify)" : ""
            return "\(addresses), all five stages ok\(note)"
        case .unknown where !addresses.isEmpty && !stages.notVisible.isEmpty:
            let gap = StageWords.notVisible(stages, report.topology) ?? ""
            return "address \(addresses) set\(endpoints(of: service)); \(gap)"
        case .unknown: return "undetermined: see the stage marked unknown"
        case .pending, .stuck:
            let age = age(since: service.metadata.creationTimestamp)
            return "no address\(age.map { " for \($0)" } ?? ""), \(position)\(progress(of: service))"
        case .starting where stages.stopped?.gate == .upstreams:
            return "address \(addresses), Envoy has not completed its health checks\(progress(of: service))"
        case .starting: return "address \(addresses), at stage \(StageWords.stage(stages))\(progress(of: service))"
        case .degraded, .down:
            guard stages.stopped != nil else { return "address \(addresses), but \(impairment(of: service))" }
            let carries = report.health(of: service) == .down ? " carries no traffic," : ", but"
            return "address \(addresses)\(carries) \(position)\(progress(of: service))"
        case .terminating where stages.state != .terminating:
            return stages.stages.first { $0.state == .failed }?.detail ?? "it is being deleted"
        case .terminating:
            let holders = service.metadata.finalizers.joined(separator: ",")
            return "deleted \(age(since: service.metadata.deletionTimestamp) ?? "?") ago, held by \(holders)"
        case .ignored: return reasonToIgnore(service)
        case .orphaned:
            let object = service.key.isOfLayerSeven ? Route.kind : LoadBalancer.kind
            return "KubeLB no longer manages it, but its \(object) still exists"
        }
    }

    private func age(since time: Timestamp?) -> String? {
        time.map { Age.text(seconds: report.topology.now.seconds(since: $0)) }
    }

    /// ` (may still settle, 12s)` of what has just changed.
    private func progress(of service: StagedResource) -> String {
        guard let change = service.lastChange, report.topology.now.seconds(since: change) < CheckContext.grace else {
            return ""
        }
        return " (may still settle, \(age(since: change) ?? ""))"
    }

    /// What is broken about one that has come through all stages.
    private func impairment(of service: StagedResource) -> String {
        let found = report.diagnosis.impairments(of: service)
        guard let first = found.first else { return "something is broken" }
        return "\(ReportWords.title(of: first))\(found.count > 1 ? " (and \(found.count - 1) more)" : "")"
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
}
