import Diagnosis
import KubeLB
import Kubernetes
import Topology

/// Objects of one kind of Layer 7: one row each.
struct RouteTable {
    let report: Report
    let isWide: Bool

    static let stateColumn = 2
    static let ageColumn = 9
    static let findingsColumn = 10

    static func columns(of kind: RouteKind) -> [Columns.Column] {
        [
            .init(heading: "NAMESPACE", expendability: 0, minimum: 9),
            .init(heading: kind.rawValue.uppercased(), expendability: 0, minimum: 10),
            .init(heading: "STATE", expendability: 0, minimum: 8),
            .init(heading: "HOSTS", expendability: 2, minimum: 12),
            .init(heading: "ADDRESS", expendability: 0, minimum: 9),
            .init(heading: "VIA", expendability: 3, minimum: 6),
            .init(heading: "STAGE", expendability: 1, minimum: 14),
            .init(heading: "BACKENDS", expendability: 4, minimum: 8),
            .init(heading: "TLS", expendability: 5, minimum: 3),
            .init(heading: "AGE", expendability: 6, minimum: 4),
            .init(heading: "FINDINGS", expendability: 0, minimum: 8),
        ]
    }

    func row(_ route: RouteDiagnosis, codes: String) -> [String] {
        let exposure = route.exposure
        let metadata = exposure.source.metadata
        let age = metadata.creationTimestamp.map { Age.text(seconds: report.topology.now.seconds(since: $0)) }
        return [
            metadata.namespace, metadata.name, report.health(of: StagedResource(route)).rawValue,
            Self.hosts(of: exposure, isWide: isWide),
            exposure.addresses.isEmpty ? "<pending>" : exposure.addresses.joined(separator: ","),
            Self.via(exposure), StageWords.position(route.stages), Self.backends(of: exposure),
            Self.certificates(of: exposure, report.topology), age ?? "-", codes,
        ]
    }

    /// The hosts that it answers for; `*` for every host.
    static func hosts(of exposure: RouteExposure, isWide: Bool) -> String {
        let hosts = exposure.source.spec.hosts
        guard !hosts.isEmpty else { return "*" }
        let shown = isWide ? hosts[...] : hosts.prefix(2)
        return shown.joined(separator: ",") + (hosts.count > shown.count ? ",+\(hosts.count - shown.count)" : "")
    }

    /// The class of an Ingress or Gateway, the Gateway of a route.
    static func via(_ exposure: RouteExposure) -> String {
        guard exposure.kind.hasParent else { return exposure.source.className ?? "-" }
        if let parent = exposure.parent { return parent.path }
        return exposure.source.spec.parentRefs.first.map {
            "\($0.namespace ?? exposure.source.metadata.namespace)/\($0.name)"
        } ?? "-"
    }

    /// `1/2`: how many of its backend Services have a ready endpoint. `?` if that could not be read.
    static func backends(of exposure: RouteExposure) -> String {
        guard exposure.kind != .gateway else { return "-" }
        let services = Dictionary(grouping: exposure.backends, by: \.path).values.compactMap(\.first)
        guard !services.isEmpty else { return "0" }
        let ready = services.map { backend -> Bool? in
            if case .absent = backend.service { return false }
            return backend.readyEndpoints.map { $0 > 0 }
        }
        return ready.contains(nil) ? "?/\(services.count)" : "\(ready.count { $0 == true })/\(services.count)"
    }

    /// `1/2`: of how many certificates the management cluster has the Secret. `?` if that could not be read.
    static func certificates(of exposure: RouteExposure, _ topology: Topology) -> String {
        let all = exposure.source.certificates.count
        guard all > 0 else { return "-" }
        guard let missing = topology.unresolvedCertificates(of: exposure) else { return "?/\(all)" }
        return "\(max(0, all - missing.count))/\(all)"
    }
}
