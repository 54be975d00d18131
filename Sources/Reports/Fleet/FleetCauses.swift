import Diagnosis
import KubeLB
import Topology

/// The findings of a fleet for programs: what the same commands fix is one finding, and each has what it affects.
struct FleetCauses {
    /// One or several findings as one, with the identifier of the first.
    struct Entry {
        let finding: Finding
        let tenants: [String]
        let affected: [Affected]
    }

    /// A LoadBalancer or Route that does not work because of a finding, or that the finding is about.
    struct Affected {
        let tenant: String
        let key: ExposedResource
        /// The Service, Ingress, Gateway or route in the tenant cluster, if it is known.
        let source: ObjectReference?
    }

    /// Evidence of one entry before the rest is left out: it is that of many objects.
    private static let evidenceLimit = 16

    /// In the order of the fleet.
    let entries: [Entry]
    /// Of each finding the identifier of its entry.
    private let identifiers: [String: String]

    init(_ fleet: Fleet) {
        let groups = fleet.causes
        var identifiers: [String: String] = [:]
        for group in groups { for finding in group { identifiers[finding.id] = group[0].id } }
        self.identifiers = identifiers
        var affected: [String: [Affected]] = [:]
        for (place, tenant) in fleet.tenants.enumerated() {
            for (resource, source) in tenant.resources where resource.stages.stopped != nil {
                let own = fleet.causes(of: resource.key, ofTenant: place)
                for identifier in Set(own.map { identifiers[$0] ?? $0 }) {
                    affected[identifier, default: []].append(
                        Affected(tenant: tenant.name, key: resource.key, source: source))
                }
            }
        }
        let members = Dictionary(groups.map { ($0[0].id, $0) }, uniquingKeysWith: { first, _ in first })
        let sources = Dictionary(
            fleet.tenants.flatMap { tenant in
                tenant.resources.map { ($0.resource.key, (tenant: tenant.name, source: $0.source)) }
            }, uniquingKeysWith: { first, _ in first })
        entries = fleet.findings.filter { identifiers[$0.id] ?? $0.id == $0.id }.map { first in
            let group = members[first.id] ?? [first]
            var finding = first
            finding.objects = group.flatMap(\.objects).uniqued()
            finding.evidence = Array(group.flatMap(\.evidence).uniqued().prefix(Self.evidenceLimit))
            finding.causedBy = first.causedBy.map { identifiers[$0] ?? $0 }.uniqued()
            let stopped = affected[first.id] ?? []
            let known = Set(stopped.map(\.key))
            let others = group.compactMap(\.resource).uniqued().filter { !known.contains($0) }.compactMap { key in
                sources[key].map { Affected(tenant: $0.tenant, key: key, source: $0.source) }
            }
            return Entry(
                finding: finding, tenants: group.flatMap { fleet.tenants(of: $0) }.map(\.name).uniqued(),
                affected: stopped + others)
        }
    }

    /// The identifiers by which the entries have these findings, each once.
    func identifiers(of findings: [String]) -> [String] { findings.map { identifiers[$0] ?? $0 }.uniqued() }
}

extension Fleet.Member {
    /// Its LoadBalancers and Routes, with what each is for.
    fileprivate var resources: [(resource: StagedResource, source: ObjectReference?)] {
        diagnosis.services.filter { $0.stages.state != .ignored }.map { service in
            (
                StagedResource(service),
                service.origin.map { ObjectReference(.tenant, kind: "Service", namespace: $0.namespace, name: $0.name) }
            )
        }
            + diagnosis.routes.map { route in
                let source = route.exposure.source
                return (
                    StagedResource(route),
                    ObjectReference(
                        .tenant, kind: source.kind.rawValue, namespace: source.metadata.namespace,
                        name: source.metadata.name)
                )
            }
    }
}
