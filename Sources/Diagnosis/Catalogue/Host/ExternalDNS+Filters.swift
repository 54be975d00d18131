import KubeLB
import Kubernetes
import Topology

extension ExternalDNS {
    /// Hosts for which an annotation asks for a record, or KubeLB's settings name a wildcard.
    static func requestedHosts(in topology: Topology) -> [String] {
        let annotation = "external-dns.alpha.kubernetes.io/hostname"
        func annotated<Item: KubernetesObject>(_ kind: Item.Type) -> [String] {
            (topology.list(.management, kind).value?.items ?? []).compactMap { $0.metadata.annotations[annotation] }
        }
        let named =
            annotated(Service.self) + annotated(Ingress.self) + annotated(Gateway.self) + annotated(HTTPRoute.self)
            + annotated(GRPCRoute.self)
        let hosts = named.flatMap { $0.split(separator: ",") }.map { String($0.filter { $0 != " " }) }
        let wildcards = [topology.config.value?.dns.wildcardDomain, topology.tenantObject.value?.dns.wildcardDomain]
        return hosts + wildcards.compactMap(\.self).filter { !$0.isEmpty }
    }

    static func hostsOfIngresses(in topology: Topology) -> [String] {
        (topology.list(.management, Ingress.self).value?.items ?? []).flatMap(\.spec.hosts)
    }

    /// An argument by which it surely leaves out an object that it would read otherwise.
    struct Filter {
        let flag: String
        let value: String
        /// `Gateway tenant-acme/kubelb`, the object that does not match.
        let object: String
    }

    /// nil if it leaves out nothing, or if that cannot be told (external-dns v0.20, sources `ingress` and `gateway-…`).
    func filter(leavingOut exposure: RouteExposure) -> Filter? {
        guard let generated = exposure.generated.value else { return nil }
        let metadata = generated.metadata
        if exposure.kind.hasParent, let gateway = exposure.parent?.generated.value {
            let name = gateway.metadata
            if let found = selection("gateway-label-filter", name.labels, gateway.reference)
                ?? list("gateway-name", name.name, gateway.reference)
                ?? list("gateway-namespace", name.namespace, gateway.reference)
            {
                return found
            }
        }
        return selection("label-filter", metadata.labels, generated.reference)
            ?? selection("annotation-filter", metadata.annotations, generated.reference)
            ?? list("namespace", metadata.namespace, generated.reference)
    }

    private func list(_ flag: String, _ value: String, _ object: String) -> Filter? {
        let wanted = values(of: flag).filter { !$0.isEmpty }
        return wanted.isEmpty || wanted.contains(value)
            ? nil : Filter(flag: flag, value: wanted.joined(separator: ","), object: object)
    }

    private func selection(_ flag: String, _ labels: [String: String], _ object: String) -> Filter? {
        let terms = values(of: flag).filter { !$0.isEmpty }
        return terms.contains { Self.matches($0, labels) == false }
            ? Filter(flag: flag, value: terms.joined(separator: ","), object: object) : nil
    }

    /// One term of a label selector; nil for one with a list of values.
    static func matches(_ term: String, _ labels: [String: String]) -> Bool? {
        let term = term.filter { $0 != " " }
        guard !term.contains("("), !term.contains(")") else { return nil }
        if term.hasPrefix("!") { return labels[String(term.dropFirst())] == nil }
        guard let equals = term.firstIndex(of: "=") else { return labels[term] != nil }
        let value = String(term[equals...].drop { $0 == "=" })
        let key = term[..<equals]
        return key.hasSuffix("!") ? labels[String(key.dropLast())] != value : labels[String(key)] == value
    }
}
