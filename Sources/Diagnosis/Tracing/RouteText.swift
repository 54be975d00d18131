import KubeLB
import Kubernetes
import Topology

/// Words for hops of Layer 7.
enum RouteText {
    /// Entries before the rest is counted.
    private static let limit = 4

    /// What is broken first; of many with a count before: `128 backends, 2 broken`.
    static func grouped(_ entries: [(isBroken: Bool, text: String)], _ noun: String) -> [String] {
        let broken = entries.filter(\.isBroken)
        let texts = (broken + entries.filter { !$0.isBroken }).map(\.text)
        guard texts.count > limit else { return texts }
        let count = ServiceWords.count(texts.count, noun) + (broken.isEmpty ? "" : ", \(broken.count) broken")
        return [count] + texts.prefix(limit) + ["and \(texts.count - limit) more"]
    }

    /// The first hosts and paths of many.
    static func summary(_ hosts: [String]) -> String { ServiceWords.list(hosts, limit: 2) }

    /// `kubelb`, `infra/kubelb`, `kubelb[https]`.
    static func parent(_ reference: RoutingReference) -> String {
        (reference.namespace.map { "\($0)/" } ?? "") + reference.name
            + (reference.sectionName.map { "[\($0)]" } ?? "")
    }

    /// `Programmed True`; with the reason if it is not.
    static func conditions(_ status: RoutingStatus) -> [String] {
        let all = status.conditions + status.parents.flatMap(\.conditions)
        return all.filter { ["Accepted", "Programmed", "ResolvedRefs"].contains($0.type) }.prefix(4).map {
            "\($0.type) \($0.status)" + ($0.status == "True" || $0.reason.isEmpty ? "" : " (\($0.reason))")
        }
    }

    /// The annotations that somebody wrote for a controller.
    static func annotations(_ source: RouteSource) -> [String] {
        source.metadata.annotations.keys.filter {
            $0 != KubeLBNames.lastAppliedAnnotation && !$0.hasPrefix("\(KubeLBNames.group)/")
        }
    }
}

/// What of an Ingress or route leads to one port of one Service.
struct BackendGroup {
    var backends: [RouteBackend]
    /// `shop.example.com/api`.
    var hosts: [String]

    /// In the order in which the source names them.
    static func all(of exposure: RouteExposure) -> [BackendGroup] {
        let places = places(exposure)
        var groups: [BackendGroup] = []
        var positions: [String: Int] = [:]
        for (index, backend) in exposure.backends.enumerated() {
            let place = index < places.count ? places[index] : []
            let key = "\(backend.path):\(backend.reference.port.map { "\($0)" } ?? "")"
            if let position = positions[key] {
                groups[position].backends.append(backend)
                groups[position].hosts += place
            } else {
                positions[key] = groups.count
                groups.append(BackendGroup(backends: [backend], hosts: place))
            }
        }
        for index in groups.indices { groups[index].hosts = groups[index].hosts.uniqued() }
        return groups
    }

    /// The hosts and paths of each backend, in the order of `RoutingSpec.backends`.
    private static func places(_ exposure: RouteExposure) -> [[String]] {
        let spec = exposure.source.spec
        guard exposure.kind == .ingress else {
            let hosts = spec.hostnames.isEmpty ? exposure.parent?.source.spec.hosts ?? [] : spec.hostnames
            return spec.backends.map { _ in hosts.isEmpty ? ["every host"] : hosts }
        }
        let rules = spec.rules.flatMap { rule in
            rule.backends.map { [(rule.host.flatMap { $0.isEmpty ? nil : $0 } ?? "every host") + ($0.path ?? "/")] }
        }
        return rules + (spec.defaultBackend == nil ? [] : [["default backend"]])
    }

    private var backend: RouteBackend { backends[0] }

    /// Whether it cannot be carried as it is written, or its copy is wrong.
    var isBroken: Bool { backends.contains { $0.defect != nil || $0.copyDefect != nil } }

    /// `shop/web as web-nodeport, 80/TCP at node port 31080`.
    var text: String {
        if let broken = backends.first(where: { $0.defect != nil }), let defect = broken.defect {
            return defect.text(of: broken)
        }
        let copy = KubeLBNames.nodePortCopy(ofService: backend.name)
        switch backend.copyDefect {
        case .missing: return "\(backend.path): no Service \(copy)"
        case .otherNodePorts: return "\(backend.path): the Route has other node ports than Service \(copy)"
        case nil: break
        }
        if backend.service.unknown != nil { return "\(backend.path): not read" }
        return "\(backend.path)\(backend.copy == nil ? "" : " as \(copy)"), "
            + (port.map { "\($0.label) at " + ($0.nodePort.map { "node port \($0)" } ?? "no node port") } ?? "no port")
    }

    /// The port that is meant, with the node port that the Route has, or else the copy.
    var port: ServicePort? {
        guard let port = backend.port ?? portOfRoute else { return nil }
        var found = port
        let carriers = [backend.carried, backend.copy?.value, backend.service.value].compactMap { $0 }
        found.nodePort =
            carriers.lazy.compactMap { carrier in
                carrier.ports.first { $0.port == port.port && $0.protocol == port.protocol }?.nodePort
            }.first
        return found
    }

    /// As the Route has it, if the Service itself could not be read.
    private var portOfRoute: ServicePort? {
        guard backend.service.unknown != nil else { return nil }
        return switch backend.reference.port {
        case .number(let number): backend.carried?.ports.first { $0.port == number }
        case .name(let name): backend.carried?.ports.first { $0.name == name }
        case nil: backend.carried?.ports.first
        }
    }

    /// The port as the source names it, where there is none of that name or number.
    var namedPort: ServicePort {
        if case .number(let number)? = backend.reference.port {
            ServicePort(port: number)
        } else {
            ServicePort(port: 0)
        }
    }

    // MARK: In the management cluster

    /// Whether its Service in the management cluster is missing or was refused.
    var isUnserved: Bool {
        if case .absent = backend.generated { return true }
        return backend.outcome?.failure != nil
    }

    /// `shop-web-web, 80/TCP → 23817`.
    var managementText: String {
        let name = backend.generatedName ?? backend.path
        if let failure = backend.outcome?.failure { return "\(name): \(failure.reason)" }
        guard let service = backend.generated.value else {
            return backend.generated.unknown == nil ? "\(name) not found" : "\(name) not read"
        }
        let ports = service.ports.map { "\($0.label) → \($0.targetPort.map { "\($0)" } ?? "?")" }
        return "\(name), \(ServiceWords.list(ports))"
    }
}
