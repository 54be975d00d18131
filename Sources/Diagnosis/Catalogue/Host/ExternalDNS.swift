import KubeLB
import Kubernetes
import Topology

/// external-dns in the management cluster, and by which of its arguments it passes over a host (external-dns v0.15, flags).
struct ExternalDNS {
    private let workload: ServingController.Workload

    /// nil if none is known; that none is known does not prove that there is none.
    init?(_ topology: Topology) {
        guard let first = Self.all(in: topology).first else { return nil }
        self = first
    }

    private init(_ workload: ServingController.Workload) { self.workload = workload }

    /// All that are known.
    static func all(in topology: Topology) -> [ExternalDNS] { topology.externalDNS.map(ExternalDNS.init) }

    var isRunning: Bool { workload.state.ready > 0 }

    func values(of flag: String) -> [String] { workload.values(ofFlag: flag) }

    func isSet(_ flag: String) -> Bool { workload.isSet(flag) }

    /// Whether a variable of its environment is true.
    func isSwitchedOn(_ variable: String) -> Bool {
        workload.state.template.containers.contains { $0.switches[variable] == true }
    }

    /// Whether it creates records for objects of a kind, as far as its arguments show it.
    func reads(_ kind: RouteKind) -> Bool {
        let sources = values(of: "source")
        return sources.isEmpty || sources.contains("crd") || sources.contains(Self.source(of: kind))
    }

    /// Whether its domain filter includes a host; without one it does not say which domains it is for.
    func namesDomain(of host: String) -> Bool {
        values(of: "domain-filter").contains { !$0.isEmpty && Self.covers($0, host) }
    }

    /// Whether it excludes the domain of a host.
    func excludesDomain(of host: String) -> Bool {
        values(of: "exclude-domains").contains { !$0.isEmpty && Self.covers($0, host) }
    }

    /// Whether a record of a host, which may be a wildcard, is one for another host.
    static func record(of host: String, isFor other: String) -> Bool {
        let (host, other) = (host.lowercased(), other.lowercased())
        return host == other || host.hasPrefix("*.") && other.hasSuffix(host.dropFirst())
    }

    struct Obstacle {
        let text: String
        let evidence: Evidence
        /// Whether an argument has to be changed.
        var isArgument = false
    }

    var reference: String { workload.reference }
    var object: ObjectReference { workload.object }

    /// Why it does not create a record for the host of a generated object, by its arguments; nil if they do not say so.
    func obstacle(to host: String, of exposure: RouteExposure) -> Obstacle? {
        func stated(_ flag: String, _ text: String) -> Obstacle {
            Obstacle(
                text: text, evidence: Evidence("\(reference): --\(flag)", list(workload.values(ofFlag: flag))),
                isArgument: true)
        }
        if workload.state.ready == 0 {
            return Obstacle(
                text: "\(reference) is not running",
                evidence: Evidence("\(reference): ready", "\(workload.state.ready) of \(workload.state.desired)"))
        }
        if let idleness {
            return Obstacle(
                text: "\(reference) runs \(idleness.text)", evidence: idleness.evidence, isArgument: true)
        }
        let sources = workload.values(ofFlag: "source")
        let source = Self.source(of: exposure.kind)
        if !sources.isEmpty, !sources.contains(source) {
            return stated("source", "\(reference) does not read \(exposure.kind.plural) (no --source=\(source))")
        }
        let namespaces = workload.values(ofFlag: "namespace").filter { !$0.isEmpty }
        if !namespaces.isEmpty, let own = exposure.tenantNamespace, !namespaces.contains(own) {
            return stated("namespace", "\(reference) reads only namespace \(list(namespaces)), not \(own)")
        }
        let domains = workload.values(ofFlag: "domain-filter").filter { !$0.isEmpty }
        if !domains.isEmpty, !domains.contains(where: { Self.covers($0, host) }) {
            return stated("domain-filter", "--domain-filter of \(reference) does not include \(host)")
        }
        if excludesDomain(of: host) {
            return stated("exclude-domains", "--exclude-domains of \(reference) includes \(host)")
        }
        let selections = ["annotation-filter", "label-filter"].filter { !workload.values(ofFlag: $0).isEmpty }
        if let flag = selections.first {
            return stated(flag, "\(reference) reads only objects that match its --\(flag), which may exclude this one")
        }
        if exposure.kind.hasParent,
            !exposure.source.status.parents.contains(where: { $0.condition("Accepted")?.status == "True" })
        {
            return Obstacle(
                text: "external-dns ignores the route, because no Gateway has accepted it",
                evidence: Evidence("\(exposure.source.reference): status.parents[].conditions[Accepted]", "not True"))
        }
        return nil
    }

    /// Its arguments that decide who may change a record, for what no other gate explains.
    var ownership: [Evidence] {
        ["policy", "txt-owner-id", "registry"].compactMap { flag in
            let values = workload.values(ofFlag: flag)
            return values.isEmpty ? nil : Evidence("\(reference): --\(flag)", list(values))
        }
    }

    private func list(_ values: [String]) -> String { values.isEmpty ? "not set" : ServiceWords.list(values, limit: 6) }

    static func source(of kind: RouteKind) -> String {
        switch kind {
        case .ingress: "ingress"
        // Records are made for the hosts of routes; a Gateway gives the address.
        case .gateway, .httpRoute: "gateway-httproute"
        case .grpcRoute: "gateway-grpcroute"
        }
    }

    /// A filter names a domain and everything below it; with a leading dot only what is below.
    private static func covers(_ filter: String, _ host: String) -> Bool {
        let (filter, host) = (filter.lowercased(), host.lowercased())
        return filter.hasPrefix(".") ? host.hasSuffix(filter) : host == filter || host.hasSuffix("." + filter)
    }
}
