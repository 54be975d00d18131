import Diagnosis
import Documents
import Topology

/// A finding for programs; the same in every report.
struct FindingJSON {
    let finding: Finding

    var value: JSONValue {
        [
            "id": .string(finding.id), "code": .string(finding.code.description),
            "severity": .string(finding.severity.keyword),
            "title": .string(Catalogue.check(finding.code)?.documentation.title ?? ""),
            "message": .string(finding.message),
            "service": string(finding.resource?.path), "resource": Self.resource(finding.resource),
            "objects": .array(
                finding.objects.map { object in
                    [
                        "cluster": .string(object.side.rawValue), "kind": .string(object.kind),
                        "namespace": .string(object.namespace), "name": .string(object.name),
                        "resourceVersion": .string(object.resourceVersion),
                    ]
                }),
            "evidence": .array(
                finding.evidence.map { evidence in
                    [
                        "source": .string(evidence.source), "value": .string(evidence.value),
                        "observedAt": string(evidence.observedAt?.description),
                    ]
                }),
            "confidence": .string(finding.confidence.rawValue),
            "causedBy": .array(finding.causedBy.map { .string($0) }),
            "remedies": .array(
                finding.placedRemedies.map { placed in
                    [
                        "text": .string(placed.remedy.text), "command": string(placed.remedy.command?.text),
                        "risk": .string(placed.remedy.risk.rawValue),
                        "kind": placed.way == nil ? "inspect" : "fix",
                        "way": placed.way.map { .number(JSONNumber($0)) } ?? .null,
                        "step": placed.step.map { .number(JSONNumber($0)) } ?? .null,
                    ]
                }),
            "docs": .string(Build.page(of: finding.code)),
            "fingerprint": .string(Fingerprint(of: finding).description),
            "suppressed": .bool(finding.suppression != nil),
            "suppression": suppression(finding.suppression),
        ]
    }

    /// The finding to look at first: a root cause, if there is one. null if nothing is found.
    static func summary(of key: ExposedResource, _ report: Report) -> JSONValue {
        guard let finding = report.causes(of: key).first ?? report.findings(of: key).first else { return .null }
        return [
            "id": .string(finding.id), "code": .string(finding.code.description),
            "severity": .string(finding.severity.keyword),
            "title": .string(Catalogue.check(finding.code)?.documentation.title ?? ""),
            "message": .string(finding.message),
        ]
    }

    static func resource(_ resource: ExposedResource?) -> JSONValue {
        guard let resource else { return .null }
        return [
            "cluster": .string(resource.side.rawValue), "kind": .string(resource.kind),
            "namespace": .string(resource.namespace), "name": .string(resource.name), "uid": .string(resource.uid),
        ]
    }

    private func suppression(_ suppression: Suppression?) -> JSONValue {
        guard let suppression else { return .null }
        return ["source": .string(suppression.source.rawValue), "reason": .string(suppression.reason)]
    }

    private func string(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
}
