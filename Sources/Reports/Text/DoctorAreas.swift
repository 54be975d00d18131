import Diagnosis
import KubeLB
import Kubernetes
import Topology

/// One part of the system: how it fares, and what was seen of it. One row of `doctor`.
struct DoctorArea {
    let title: String
    let mark: Mark
    /// One line: what was seen.
    let text: String
    /// Of what is wrong with it.
    let codes: [CheckCode]

    enum Mark: String {
        case ok
        case error
        case warning
        /// Nothing was found, but something could not be read.
        case unknown
        /// None of its checks was to be run.
        case notChecked
    }
}

/// The parts of the system, in the order of the path.
struct DoctorAreas {
    let report: Report

    private var topology: Topology { report.topology }

    var all: [DoctorArea] {
        var areas = [
            area("Access", [.access], access),
            area("Permissions", [.rights], permissions, isKnown: refused.isEmpty, isFine: refused.isEmpty),
            area(
                "CCM", [.ccm], controller(topology.ccm), isKnown: isKnown(topology.ccm),
                isFine: isReady(topology.ccm)),
            area(
                "Manager", [.manager], controller(topology.manager), isKnown: isKnown(topology.manager),
                isFine: isReady(topology.manager)),
            area(
                "Tenant", [.tenant, .enterprise], tenant, isKnown: topology.tenantObject.unknown == nil,
                isFine: topology.tenantObject.value.map { $0.phase == "Ready" && !$0.loadBalancer.isDisabled } ?? false),
            area(
                "Nodes", [.nodes], nodes, isKnown: topology.nodes.unknown == nil,
                isFine: topology.nodes.value?.count == topology.readyNodes.value?.count),
        ]
        if !report.isOfRoutesOnly {
            areas.append(
                area(
                    "Services", [.service, .loadBalancer, .dataPlane], services,
                    healths: report.services.map { report.health(of: StagedResource($0)) }))
        }
        if topology.looksAtRoutes {
            areas.append(
                area(
                    "Layer 7", Self.layerSeven, layerSeven, isKnown: !report.routes.isEmpty || unreadRoutes.isEmpty,
                    healths: report.routes.map { report.health(of: StagedResource($0)) }))
        }
        return areas + [area("Orphans", [.leftBehind], leftBehind)]
    }

    private static let layerSeven: [CheckGroup] = [.source, .backend, .certificate, .route, .generated, .host]

    /// `isFine` if nothing in the text is wrong: what is found is said beside it. The mark is as bad as the worst of `healths`.
    private func area(
        _ title: String, _ groups: [CheckGroup], _ text: String, isKnown: Bool = true, isFine: Bool = false,
        healths: [Health] = []
    ) -> DoctorArea {
        let concerned = report.findings.filter { finding in
            finding.severity > .info && finding.code.group.map(groups.contains) ?? false
        }
        let worst = concerned.map(\.severity).max() ?? .info
        let fares = healths.map(Self.severity).max() ?? .info
        let mark: DoctorArea.Mark =
            switch max(worst, fares) {
            case .error: .error
            case .warning: .warning
            case .info:
                if !isJudged(groups) {
                    .notChecked
                } else {
                    !isKnown || isUnknown(groups) || healths.contains(.unknown) ? .unknown : .ok
                }
            }
        var text = text
        if isFine, let finding = concerned.first(where: { $0.severity == worst }),
            let title = Catalogue.check(finding.code)?.documentation.title
        {
            text += ". \(title)"
        }
        if concerned.isEmpty, !isJudged(groups) { text += " [not checked]" }
        return DoctorArea(title: title, mark: mark, text: text, codes: concerned.map(\.code).uniqued())
    }

    private static func severity(of health: Health) -> Severity {
        switch health {
        case .down, .stuck: .error
        case .degraded, .pending, .orphaned: .warning
        case .unknown, .terminating, .starting, .healthy, .ignored: .info
        }
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

    private func isReady(_ controller: Controller) -> Bool {
        topology.deployment(of: controller).value.map { $0.state.desired > 0 && $0.state.ready >= $0.state.desired }
            ?? false
    }

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
            let health = report.health(of: StagedResource(service))
            let word = health.rawValue.lowercased()
            let words =
                service.stages.isRouted
                ? "routed" + (health == .healthy || service.stages.isUnconfirmed ? "" : " (\(word))")
                    + (service.stages.isUnconfirmed
                        ? " (\(StageWords.notVisible(service.stages, topology) ?? ""))" : "")
                : health == .orphaned ? word : "at \(StageWords.stage(service.stages)) (\(word))"
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
        return unreadRoutes.first ?? "no Ingresses, Gateways or routes"
    }

    private var unreadRoutes: [String] {
        Input.routeSources.compactMap { input in topology.outcome(of: input).map { "\(input): \($0)" } }
    }

    private var leftBehind: String {
        let count = report.findings.count { $0.code.group == .leftBehind && $0.severity > .info }
        if count == 0, isUnknown([.leftBehind]) { return "none in the objects that could be read" }
        return count == 0 ? "none" : "\(count) object\(count == 1 ? "" : "s")"
    }
}
