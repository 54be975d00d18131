import KubeLB
import Topology

/// One problem that can exist: its documentation and the code that detects it. One type in one file.
///
/// Checks are pure: they read only the topology. A check that cannot decide returns nothing; the runner reports it as
/// unknown if one of its inputs could not be read.
package protocol Check: Sendable {
    var documentation: CheckDocumentation { get }
    func findings(in context: CheckContext) -> [Finding]
}

/// A check for a stopped resource that no other check explains: without it, a report could contain a stopped Service and no
/// finding.
package protocol LastResortCheck: Check {
    /// nil for what is not its kind of resource.
    func finding(of resource: StagedResource, in context: CheckContext) -> Finding?
}

extension LastResortCheck {
    /// What it would say of every stopped resource. `Diagnosis` asks only for those that nobody else explains.
    package func findings(in context: CheckContext) -> [Finding] {
        StagedResource.all(in: context.topology).filter { $0.stages.stopped != nil }
            .compactMap { finding(of: $0, in: context) }
    }
}

/// A check of how the reads themselves ended. It is judged last, by what the others could not read.
protocol ReadOutcomeCheck: Check {
    func findings(of unknowns: [CheckUnknown], in context: CheckContext) -> [Finding]
}

extension ReadOutcomeCheck {
    package func findings(in context: CheckContext) -> [Finding] {
        findings(of: Diagnosis.unread(Catalogue.checks, context.topology), in: context)
    }
}

/// The title, inputs, meaning and causes of a check: the single source of `explain`, the catalogue and the RBAC permissions.
package struct CheckDocumentation: Sendable {
    package let code: CheckCode
    /// Under 70 characters, no full stop.
    package let title: String
    /// The severest that it reports.
    package let severity: Severity
    /// The gates whose failure it explains, in their order; empty for what blocks no Service.
    package let explains: [Gate]
    /// At which hop of a trace its findings are marked; nil for what is about no hop: how the clusters are reached, versions.
    package let hop: TraceHop.Role?
    /// Inputs without which it cannot decide. Empty if any of the optional ones is enough.
    package let inputs: [Input]
    /// Those of them without which it still finds some of what it is about; it does not pass then.
    let partialInputs: [Input]
    /// Inputs that add detail; the check also works without them.
    package let optionalInputs: [Input]
    /// Whether it also judges LoadBalancers whose tenant cluster is not visible: it needs that cluster only to know which
    /// Services there are.
    package let judgesManagementAlone: Bool
    /// Whether it is about Ingresses, Gateways and routes: it judges those that could be read, and has nothing to say where
    /// nobody looked at Layer 7.
    package let isLayerSeven: Bool
    /// Findings that explain this one, where they concern the same Service or the whole cluster.
    package let causedBy: [CheckCode]
    /// What it means, in two or three sentences.
    package let meaning: String
    /// Why it matters.
    package let impact: String
    /// How to fix it, in words; the finding has the commands.
    package let mending: String
    package let examples: [CheckExample]

    package init(
        code: CheckCode, title: String, severity: Severity, explains: [Gate] = [], hop: TraceHop.Role? = nil,
        inputs: [Input], partialInputs: [Input] = [],
        optionalInputs: [Input] = [], judgesManagementAlone: Bool = false, isLayerSeven: Bool? = nil,
        causedBy: [CheckCode] = [], meaning: String,
        impact: String, mending: String,
        examples: [CheckExample]
    ) {
        self.code = code
        self.title = title
        self.severity = severity
        self.explains = explains
        self.hop = hop ?? code.group?.hop
        self.inputs = inputs
        self.partialInputs = partialInputs
        self.optionalInputs = optionalInputs
        self.judgesManagementAlone = judgesManagementAlone
        self.isLayerSeven = isLayerSeven ?? code.group?.isLayerSeven ?? false
        self.causedBy = causedBy
        self.meaning = meaning
        self.impact = impact
        self.mending = mending
        self.examples = examples
    }

    /// Whether only somebody who reads the tenant cluster can judge by it.
    var needsTenantCluster: Bool {
        if judgesManagementAlone { return false }
        if isLayerSeven || inputs.contains(where: { $0.side == .tenant }) { return true }
        return inputs.isEmpty && !optionalInputs.isEmpty && optionalInputs.allSatisfy { $0.side == .tenant }
    }

    /// The stage that it blocks, if it does.
    package var stage: Stage? { explains.first?.stage }
}

/// A pair of clusters, written as changes to a healthy pair, that triggers a check or must not.
///
/// The changes are YAML: side → resource → `namespace/name` → merge patch (RFC 7386); null removes the object, a word
/// (`forbidden`, `failed`, `absent`, `notCollected`) in place of the objects replaces the whole read. `logs` maps paths of
/// a bundle to text, `now` moves the clock. The healthy pair is `ExamplePair` of the module Sandbox; it has no statistics of
/// pods, so that an example that is about those brings them along.
package struct CheckExample: Sendable {
    package let name: String
    /// The severity with which the check fires; nil where it must not fire.
    package let fires: Severity?
    package let changes: String
    /// Pages of pods by their paths in a bundle.
    package let metrics: [String: String]
    /// What came of probes; nil where nobody was asked to probe.
    package let probes: [MadeProbe]?
    /// Whether the healthy pair also has an Ingress, a Gateway and a route (`ExamplePair`).
    package var hasRoutes = false

    /// As `fires`, of the healthy pair with an Ingress, a Gateway and an HTTPRoute.
    package static func firesOnRoutes(
        _ severity: Severity, _ name: String, _ changes: String = "", metrics: [String: String] = [:]
    ) -> CheckExample {
        var example = fires(severity, name, changes, metrics: metrics)
        example.hasRoutes = true
        return example
    }

    /// As `silent`, of the healthy pair with an Ingress, a Gateway and an HTTPRoute.
    package static func silentOnRoutes(
        _ name: String, _ changes: String = "", metrics: [String: String] = [:]
    ) -> CheckExample {
        var example = silent(name, changes, metrics: metrics)
        example.hasRoutes = true
        return example
    }

    package static func fires(
        _ severity: Severity, _ name: String, _ changes: String = "", metrics: [String: String] = [:],
        probes: [MadeProbe]? = nil
    ) -> CheckExample {
        CheckExample(name: name, fires: severity, changes: changes, metrics: metrics, probes: probes)
    }

    package static func silent(
        _ name: String, _ changes: String = "", metrics: [String: String] = [:], probes: [MadeProbe]? = nil
    ) -> CheckExample {
        CheckExample(name: name, fires: nil, changes: changes, metrics: metrics, probes: probes)
    }
}
