import Diagnosis
import KubeLB
import Kubernetes
import Topology

/// Everything: one line a part of the system, then the findings, root causes first.
struct DoctorFormat {
    let report: Report
    let style: TextStyle
    let isWide: Bool

    private var painter: Painter { Painter(style: style) }
    private var topology: Topology { report.topology }

    var text: String {
        var lines = overview
        let causes = report.findings.filter { $0.isRootCause && ($0.severity > .info || isWide) }
        for finding in causes {
            lines.append("")
            lines += FindingText(finding: finding, report: report, painter: painter).lines(showsAll: isWide)
        }
        let infos = report.findings.filter { $0.isRootCause && $0.severity == .info }
        if !isWide, !infos.isEmpty {
            lines.append("")
            lines += infos.flatMap { painter.hanging("info", "\($0.code) \($0.message)", indent: 0, labelWidth: 4) }
        }
        let unknown = UnknownText(report: report, painter: painter).lines
        if !unknown.isEmpty { lines += [""] + unknown }
        lines += [""] + painter.wrapped(Summary(report: report).line)
        lines += ContextNote(report: report).lines(painter)
        return lines.map { $0 + "\n" }.joined()
    }

    // MARK: Overview

    private var overview: [String] {
        [
            line("Access", [.access], access),
            line("Permissions", [.rights], permissions, isKnown: refused.isEmpty),
            line("CCM", [.ccm], controller(topology.ccm), isKnown: isKnown(topology.ccm)),
            line("Manager", [.manager], controller(topology.manager), isKnown: isKnown(topology.manager)),
            line("Tenant", [.tenant], tenant, isKnown: topology.tenantObject.unknown == nil),
            line("Nodes", [.nodes], nodes, isKnown: topology.nodes.unknown == nil),
        ].flatMap { $0 }
            + (report.isOfRoutesOnly ? [] : line("Services", [.service, .loadBalancer, .dataPlane], services))
            + (topology.looksAtRoutes
                ? line(
                    "Layer 7", Self.layerSeven, layerSeven,
                    isWorking: report.routes.allSatisfy { Self.works($0.stages) }) : [])
            + line("Orphans", [.leftBehind], leftBehind)
    }

    private static let layerSeven: [CheckGroup] = [.source, .backend, .certificate, .route, .generated, .host]

    /// A part's name, its mark, what was seen of it, and the codes of what is wrong.
    private func line(
        _ title: String, _ groups: [CheckGroup], _ text: String, isKnown: Bool = true, isWorking: Bool = true
    ) -> [String] {
        let concerned = report.findings.filter { finding in
            finding.severity > .info && finding.code.group.map(groups.contains) ?? false
        }
        let codes = concerned.map(\.code).reduce(into: [CheckCode]()) { if !$0.contains($1) { $0.append($1) } }
        let unknown = !isKnown || isUnknown(groups)
        let mark: String
        switch concerned.map(\.severity).max() {
        case .error: mark = painter.paint("x ", .red)
        case .warning: mark = painter.paint("! ", .yellow)
        case .info, nil:
            if !isWorking {
                mark = painter.paint("! ", .yellow)
            } else if isJudged(groups) {
                mark = unknown ? painter.paint("? ", .yellow) : painter.paint("ok", .green)
            } else {
                mark = painter.paint("- ", .dim)
            }
        }
        let names = codes.map(\.description).joined(separator: ", ")
        let suffix = codes.isEmpty ? (isJudged(groups) ? "" : " [not checked]") : " [\(names)]"
        let lines = painter.fitted(text + suffix, margin: 17)
        let head = title + String(repeating: " ", count: max(1, 13 - title.count)) + mark + "  "
        return [head + (lines.first ?? "")] + lines.dropFirst().map { String(repeating: " ", count: 17) + $0 }
    }

    private var access: String {
        ClusterSide.allCases.map { side in
            switch topology.version(of: side) {
            case .present(let version): "\(side.rawValue) \(version.gitVersion)"
            case .absent: "\(side.rawValue) (no version)"
            case .forbidden, .failed, .notCollected:
                "\(side.rawValue) \(topology.version(of: side).unknown.map { "\($0)" } ?? "")"
            }
        }.joined(separator: ", ")
    }

    private func isUnknown(_ groups: [CheckGroup]) -> Bool {
        // What only confirms leaves nothing in doubt.
        report.unknownChecks.contains { !$0.input.isConfirming && ($0.code.group.map(groups.contains) ?? false) }
    }

    /// Whether any of these checks was to be run.
    private func isJudged(_ groups: [CheckGroup]) -> Bool {
        report.diagnosis.checks.contains { $0.group.map(groups.contains) ?? false }
    }

    private func isKnown(_ controller: Controller) -> Bool { topology.deployment(of: controller).unknown == nil }

    private var refused: Set<CheckUnknown> {
        Set(report.unknownChecks.filter { if case .forbidden = $0.reason { true } else { false } })
    }

    private var permissions: String {
        guard !refused.isEmpty else { return "all reads were permitted" }
        let inputs = Set(refused.map(\.input)).sorted().map(\.description).joined(separator: ", ")
        let count = Set(refused.map(\.code)).count
        return "forbidden: \(inputs); \(count) check\(count == 1 ? "" : "s") unknown (--print-rbac)"
    }

    private func controller(_ controller: Controller) -> String {
        switch topology.deployment(of: controller) {
        case .present(let deployment):
            var parts = ["\(deployment.metadata.path) \(deployment.state.ready)/\(deployment.state.desired)"]
            if let tag = controller.container(of: deployment.state.template)?.image.split(separator: ":").last {
                parts[0] += " \(tag)"
            }
            if controller.role == .ccm, let settings = topology.settings.value {
                parts.append("tenant \(settings.clusterName ?? "not set")")
                parts.append("class filter \(settings.usesLoadBalancerClass ? "on" : "off")")
                parts.append("node address type \(settings.nodeAddressType)")
            }
            return parts.joined(separator: ", ")
        case .absent: return "no Deployment found"
        case .forbidden, .failed, .notCollected:
            return "Deployments \(topology.deployment(of: controller).unknown.map { "\($0)" } ?? "unknown")"
        }
    }

    private var tenant: String {
        guard let identity = topology.tenant.value else { return "unknown" }
        switch topology.tenantObject {
        case .present(let tenant):
            var parts = ["\(tenant.metadata.name) \(tenant.phase.isEmpty ? "(no phase)" : tenant.phase)"]
            parts.append("Layer 4 \(tenant.loadBalancer.isDisabled ? "disabled" : "enabled")")
            if let edition = topology.edition { parts.append("edition \(edition)") }
            return parts.joined(separator: ", ")
        case .absent: return "\(identity.name) not found"
        case .forbidden, .failed, .notCollected:
            return "\(identity.name): \(topology.tenantObject.unknown.map { "\($0)" } ?? "unknown")"
        }
    }

    private var nodes: String {
        guard let nodes = topology.nodes.value, let ready = topology.readyNodes.value else {
            return topology.nodes.unknown.map { "\($0)" } ?? "unknown"
        }
        let addresses = topology.defaultAddresses.value.map { ", \($0.addresses.count) in Addresses" } ?? ""
        return "\(ready.count) of \(nodes.count) Ready\(addresses)"
    }

    private var services: String {
        if let reason = topology.outcome(of: .tenantServices), report.services.isEmpty { return "\(reason)" }
        guard !report.services.isEmpty else { return "no Services of type LoadBalancer" }
        var counts: [(words: String, count: Int)] = []
        for service in report.services {
            let state = service.stages.state
            let words =
                service.stages.isRouted
                ? "routed"
                    + (service.stages.isUnconfirmed
                        ? " (\(StageWords.notVisible(service.stages, topology) ?? ""))" : "")
                : state == .leftBehind ? state.title : "at \(StageWords.stage(service.stages)) (\(state.title))"
            if let index = counts.firstIndex(where: { $0.words == words }) {
                counts[index].count += 1
            } else {
                counts.append((words, 1))
            }
        }
        return counts.map { "\($0.count) \($0.words)" }.joined(separator: ", ")
    }

    private static func works(_ stages: StageReport) -> Bool { stages.state == .healthy || stages.state == .ignored }

    private var layerSeven: String {
        let counts = RouteKind.allCases.compactMap { kind -> String? in
            let routes = report.routes.filter { $0.exposure.kind == kind }
            let routed = routes.count { Self.works($0.stages) }
            return routes.isEmpty ? nil : "\(routed) of \(kind.counted(routes.count)) routed"
        }
        guard counts.isEmpty else { return counts.joined(separator: ", ") }
        let unread = Input.routeSources.compactMap { input in topology.outcome(of: input).map { "\(input): \($0)" } }
        return unread.first ?? "no Ingresses, Gateways or routes"
    }

    private var leftBehind: String {
        let count = report.findings.count { $0.code.group == .leftBehind && $0.severity > .info }
        if count == 0, isUnknown([.leftBehind]) { return "none in the objects that could be read" }
        return count == 0 ? "none" : "\(count) object\(count == 1 ? "" : "s")"
    }
}
