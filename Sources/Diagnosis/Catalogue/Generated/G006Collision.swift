import KubeLB
import Kubernetes
import Topology

/// KLC-G006: two objects of a tenant become one in the management cluster, or two tenants claim one host.
struct G006Collision: Check {
    let documentation = CheckDocumentation(
        code: "G006",
        title: "Two objects collide in the management cluster",
        severity: .warning,
        inputs: [.routes],
        optionalInputs: [.managementIngresses],
        meaning: """
            All namespaces of a tenant are one namespace in the management cluster, where names are made of namespace and \
            name: a-b/c and a/b-c become the same object. Hosts are shared by all tenants that use one ingress controller.
            """,
        impact: "One of the two is not served, or requests reach the backend of the other.",
        mending: "Rename one of the objects, or let one of them give up the host.",
        examples: [])

    func findings(in context: CheckContext) -> [Finding] {
        names(context) + sharedServices(context) + hosts(context)
    }

    private func names(_ context: CheckContext) -> [Finding] {
        let taken = context.topology.takenRoutes.filter { $0.kind != .gateway && $0.route.value != nil }
        let named = Dictionary(grouping: taken) { exposure -> String in
            let metadata = exposure.source.metadata
            let name = KubeLBNames.generatedName(exposure.kind, namespace: metadata.namespace, name: metadata.name)
            return "\(exposure.kind.rawValue) \(name ?? metadata.uid)"
        }
        return named.sorted { $0.key < $1.key }.compactMap { _, exposures -> Finding? in
            guard exposures.count > 1, let name = exposures.first?.source.metadata else { return nil }
            let loser = exposures.first { !$0.ownsGenerated } ?? exposures[0]
            let generated = KubeLBNames.generatedName(loser.kind, namespace: name.namespace, name: name.name) ?? ""
            return context.finding(
                .error,
                "\(ServiceWords.list(exposures.map(\.source.reference))) become the same \(loser.kind.rawValue) "
                    + "\(loser.tenantNamespace ?? "")/\(generated) in the management cluster and overwrite each other",
                of: loser, objects: exposures.filter { $0.resource != loser.resource }.map(\.reference),
                evidence: exposures.map { Evidence("\($0.source.reference): generated name", generated) },
                remedies: [
                    .fix(
                        "create one of them again under another name",
                        context.kubectl("get", loser.reference, "-o yaml"))
                ])
        }
    }

    /// An Ingress and a route of one name have the backend Services in the management cluster in common.
    private func sharedServices(_ context: CheckContext) -> [Finding] {
        let taken = context.topology.takenRoutes.filter { $0.kind != .gateway && $0.route.value != nil }
        return Dictionary(grouping: taken, by: \.path).sorted { $0.key < $1.key }.compactMap {
            _, exposures -> Finding? in
            guard exposures.count > 1, let first = exposures.first,
                // Its conversion makes such a pair.
                !exposures.contains(where: { $0.source.metadata.labels[KubeLBNames.sourceIngressLabel] != nil })
            else { return nil }
            let shared = exposures.dropFirst().reduce(Set(first.backends.map(\.path))) {
                $0.intersection($1.backends.map(\.path))
            }
            guard let service = shared.min() else { return nil }
            return context.finding(
                .warning,
                "\(ServiceWords.list(exposures.map(\.source.reference))) have one name and share backend \(service): in the "
                    + "management cluster they share its Service, and whichever is deleted takes it from the other",
                of: first, objects: exposures.dropFirst().map(\.reference),
                evidence: exposures.map { Evidence("\($0.source.reference): backend", service) },
                remedies: [
                    .fix(
                        "give one of them another name before you delete the other",
                        context.kubectl("get", first.reference, "-o yaml"))
                ])
        }
    }

    private func hosts(_ context: CheckContext) -> [Finding] {
        let collisions = RouteCollisions(context)
        return context.topology.takenRoutes.compactMap { exposure in
            // A missing generated object is explained by KLC-P004.
            guard exposure.ownsGenerated, let other = collisions.owner(ofHostsOf: exposure),
                other.source.metadata.namespace != exposure.tenantNamespace
            else { return nil }
            return context.finding(
                .warning,
                "Host \(other.host) of \(exposure.source.reference) is also claimed by \(other.source.reference) on the same ingress controller",
                of: exposure, objects: [other.source.reference(on: .management)],
                evidence: [Evidence("\(other.source.reference): spec.rules[].host", other.host)],
                remedies: [.fix("let one of the two give up the host", context.kubectl("edit", exposure.reference))])
        }
    }
}
