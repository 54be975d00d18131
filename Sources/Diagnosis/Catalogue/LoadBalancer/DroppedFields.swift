import Characters
import KubeLB
import Kubernetes
import Topology

/// Fields of a LoadBalancer that the CCM writes and the API server of the management cluster drops, because its CRD is of an
/// older version of KubeLB and does not have them.
struct DroppedFields {
    private let fields: [String]
    private let evidence: [Evidence]

    /// `wanted`: the paths of fields that the LoadBalancer lacks. nil if neither the CRD nor the CCM's log shows that one of them
    /// is dropped.
    init?(among wanted: [String], _ context: CheckContext) {
        let definition = context.topology.list(.management, CustomResourceDefinition.self).value?.items
            .first { $0.metadata.name == LoadBalancer.resource }
        let known = definition?.specFields
        let warnings = known == nil ? Self.warnings(context) : []
        let roots = wanted.map(Self.root).uniqued()
        let dropped = roots.filter { root in
            known.map { !$0.contains(root) } ?? warnings.contains { Self.root($0.field) == root }
        }
        guard !dropped.isEmpty else { return nil }
        let names = ServiceWords.list(dropped)
        let schema = definition.flatMap { definition in
            known.map { _ in definition.evidence("schema", "does not have \(names)") }
        }
        let logged = Self.warnings(context).last { warning in dropped.contains(Self.root(warning.field)) }
        fields = dropped
        evidence = [schema, logged?.evidence].compactMap(\.self)
    }

    /// `spec.persistence` of `spec.persistence.type`.
    private static func root(_ path: String) -> String {
        let parts = path.split(separator: ".", maxSplits: 2).prefix(2).map { $0.prefix { $0 != "[" } }
        return parts.joined(separator: ".")
    }

    /// What API servers answer to writes with fields that they drop, as client-go logs it.
    private static func warnings(_ context: CheckContext) -> [(field: String, evidence: Evidence)] {
        context.topology.logTails(of: context.topology.ccm).filter { !$0.source.isPrevious }.flatMap { source, tail in
            tail.lines.compactMap { line -> (field: String, evidence: Evidence)? in
                guard line.logger == "KubeAPIWarningLogger",
                    let start = line.message.firstByteRange(of: "unknown field \"")
                else { return nil }
                let field = line.message[start.upperBound...].prefix { $0 != "\"" }
                return (String(field), Evidence("\(source)", ServiceWords.excerpt(line.message), at: line.time))
            }
        }
    }
}

extension Finding {
    /// A difference of a LoadBalancer, with the CRD as its reason.
    func explained(by dropped: DroppedFields?, _ context: CheckContext) -> Finding {
        dropped?.explain(self, context) ?? self
    }
}

extension DroppedFields {
    fileprivate func explain(_ difference: Finding, _ context: CheckContext) -> Finding {
        let topology = context.topology
        let ccm = topology.release(of: topology.ccm)
        var finding = difference
        finding.message +=
            ". The API server drops \(ServiceWords.list(fields)): CRD \(LoadBalancer.resource) of the management cluster "
            + "does not have \(fields.count == 1 ? "this field" : "these fields"), so it is older than the CCM"
            + (ccm.map { " (\($0))" } ?? "")
        finding.evidence += evidence
        // Those of a manager that is older than the CCM do not have the fields either.
        finding.remedies =
            [HelmRelease(of: topology.manager).applyCRDs(version: ccm.map { "\($0)" }, context)]
            + difference.remedies.map { $0.role == .fix ? .then($0.text, $0.command, risk: $0.risk) : $0 }
        return finding
    }
}
