import KubeLB
import Kubernetes
import Topology

/// A problem that a check found, with its evidence and the commands that fix it.
package struct Finding: Sendable, Hashable {
    /// `f1`, `f2`, … in the order of the report; set by the runner.
    package var id = ""
    /// Set by the runner.
    package var code: CheckCode = ""
    package var severity: Severity
    /// One or two sentences: what is wrong, of which object.
    package var message: String
    /// What it is about; nil if it concerns a cluster or the tenant as a whole.
    package var resource: ExposedResource?
    /// Which cluster as a whole it is about; nil if its objects say so.
    package var cluster: ClusterSide?
    package var objects: [ObjectReference]
    package var evidence: [Evidence]
    package var confidence: Confidence
    package var remedies: [Remedy]
    /// How many more like it the object has that are not listed.
    package var unlisted = 0
    /// Whether it is as severe as what it causes: what explains a stopped Service is no lesser problem.
    package var isAsSevereAsEffects = false
    /// Whether it concerns each Service of the tenant, also one that has come through all stages.
    package var concernsEveryService = false
    /// Codes that explain this finding if they were found, in addition to those that always explain its check.
    package var suspects: [CheckCode] = []
    /// What is at fault if other tenants have such a finding, too; nil if that is the tenant's own.
    package var common: CommonCause?
    /// Whether it stands for those of several tenants; set by `Fleet`.
    var isOfPlatform = false
    /// The findings that explain this one; empty for a root cause. Set by the runner.
    package var causedBy: [String] = []
    /// Why it does not count; nil where it does.
    package var suppression: Suppression?

    package init(
        _ severity: Severity, _ message: String, resource: ExposedResource? = nil, objects: [ObjectReference] = [],
        evidence: [Evidence] = [], confidence: Confidence = .certain, remedies: [Remedy] = []
    ) {
        self.severity = severity
        self.message = message
        self.resource = resource
        self.objects = objects
        self.evidence = evidence
        self.confidence = confidence
        self.remedies = remedies
    }

    /// The same about a cluster as a whole, which no object stands for.
    func about(_ cluster: ClusterSide) -> Finding {
        var finding = self
        finding.cluster = cluster
        return finding
    }

    package var isRootCause: Bool { causedBy.isEmpty }

    /// The gates whose failure it explains.
    package var explainedGates: [Gate] { Catalogue.check(code)?.documentation.explains ?? [] }

    /// Whether it says that a cluster could not be asked, not that something in it is wrong.
    package var isAboutReach: Bool { ["A001", "A002", "A003"].contains(code) }
    /// Whether the wrong cluster was read: then it comes before everything that follows from the mistake.
    package var isAboutWrongCluster: Bool { ["A004", "A005"].contains(code) && severity == .error }
}

/// An object of one of the clusters.
package struct ObjectReference: Sendable, Hashable, CustomStringConvertible {
    package let side: ClusterSide
    package let kind: String
    package let namespace: String
    package let name: String
    package let resourceVersion: String

    package init(_ side: ClusterSide, kind: String, namespace: String = "", name: String, resourceVersion: String = "")
    {
        self.side = side
        self.kind = kind
        self.namespace = namespace
        self.name = name
        self.resourceVersion = resourceVersion
    }

    package init<Object: KubernetesObject>(_ side: ClusterSide, _ object: Object) {
        self.init(
            side, kind: Object.kind, namespace: object.metadata.namespace, name: object.metadata.name,
            resourceVersion: object.metadata.resourceVersion)
    }

    package var description: String {
        "\(kind) \(namespace.isEmpty ? "" : namespace + "/")\(name)"
    }
}

/// What was read, and what it said.
package struct Evidence: Sendable, Hashable {
    /// `Service shop/web: metadata.finalizers`, `log of kubelb/kubelb-ccm-1[ccm]`.
    package let source: String
    package let value: String
    /// When the value came to be, where that is known.
    package let observedAt: Timestamp?

    package init(_ source: String, _ value: String, at observedAt: Timestamp? = nil) {
        self.source = source
        self.value = value
        self.observedAt = observedAt
    }

    /// `Service shop/web: spec.type = ClusterIP` for a field of an object; otherwise the source and its value.
    package var text: String { source.containsBytes(of: ": ") ? "\(source) = \(value)" : "\(source): \(value)" }
}
