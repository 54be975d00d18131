import Diagnosis
import Documents
import Topology

/// Rules of checks and results of findings in SARIF, for a pair of clusters and for a fleet.
struct SARIFResults {
    typealias Level = SARIFDocument.Level

    let rules: [Rule]
    private let positions: [String: Int]

    /// What findings that are fixed in the same way have in common; the names of what they affect, if a text does not say so.
    struct Group {
        let heading: String
        var names: String? = nil
    }

    init(checks: [CheckCode], others: [Rule] = []) {
        rules = checks.compactMap { Catalogue.check($0)?.documentation }.map(Self.rule) + others
        positions = Dictionary(
            rules.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
    }

    struct Rule {
        let id: String
        let value: JSONValue
    }

    private static func rule(_ check: CheckDocumentation) -> Rule {
        let parts = [
            ("What it means", check.meaning), ("Why it matters", check.impact), ("How to fix it", check.mending),
        ]
        let text = parts.map { "\($0.0): \($0.1)" }.joined(separator: "\n")
        let markdown = parts.map { "**\($0.0)**\n\n\(MarkdownText.escaped($0.1))" }.joined(separator: "\n\n")
        let tags = [check.code.group?.title, check.stage?.title].compactMap { $0 }
        var value: JSONObject = [
            "id": .string(check.code.description),
            "shortDescription": SARIFDocument.message(check.title),
            "fullDescription": SARIFDocument.message(check.meaning),
            "help": ["text": SARIFDocument.message(text)["text"] ?? .string(text), "markdown": .string(markdown)],
            "defaultConfiguration": ["level": .string(Level(check.severity).rawValue)],
            "properties": ["tags": .array(tags.map { .string($0) })],
        ]
        // SARIF 2.1.0, 3.49.12: an absolute address.
        if let page = Build.publishedPage(of: check.code) { value["helpUri"] = .string(page) }
        return Rule(id: check.code.description, value: .object(value))
    }

    // MARK: Results

    /// One result for findings that are fixed in the same way; `group` is nil for a finding alone.
    func result(_ findings: [Finding], in group: Group?) -> JSONValue {
        // Not the first of the report: its order changes with severities and states, a result keeps its fingerprint.
        let members = findings.map { (fingerprint: Fingerprint(of: $0), finding: $0) }
            .sorted { $0.fingerprint < $1.fingerprint }
        guard let (fingerprint, finding) = members.first else { return .null }
        var lines = [finding.message]
        lines += finding.evidence.map(\.text) + ReportWords.remedies(of: finding)
        if let group {
            lines = [group.heading] + (group.names.map { ["affects: \($0)"] } ?? []) + ["for example:"] + lines
        }
        var object = result(
            rule: finding.code.description, level: Level(finding.severity), message: lines.joined(separator: "\n"),
            at: fingerprint.object, fingerprint: fingerprint.description)
        let related = Self.relatedLocations(of: members.dropFirst(), finding, fingerprint.object)
        if !related.isEmpty { object["relatedLocations"] = .array(related) }
        object["suppressions"] = .array(
            finding.suppression.map { suppression in
                [
                    [
                        "kind": .string(suppression.source == .annotation ? "inSource" : "external"),
                        "status": "accepted", "justification": .string(suppression.reason),
                    ]
                ]
            } ?? [])
        var properties: JSONObject = [
            "confidence": .string(finding.confidence.rawValue), "isRootCause": .bool(finding.isRootCause),
        ]
        if let group {
            properties["group"] = .string(group.heading)
            properties["groupSize"] = .number(JSONNumber(members.count))
            properties["fingerprints"] = .array(
                members.map(\.fingerprint.description).uniqued().map { .string($0) })
        }
        object["properties"] = .object(properties)
        return .object(object)
    }

    /// The further resources of the cause with their own findings, and the other objects of the one that stands for it.
    private static func relatedLocations(
        of others: ArraySlice<(fingerprint: Fingerprint, finding: Finding)>, _ finding: Finding,
        _ object: Fingerprint.Object?
    ) -> [JSONValue] {
        var known: Set<Fingerprint.Object?> = [object, nil]
        var locations: [JSONValue] = []
        for (fingerprint, other) in others where known.insert(fingerprint.object).inserted {
            var location = SARIFDocument.location(fingerprint.object).object ?? JSONObject()
            location["message"] = SARIFDocument.message(other.message)
            locations.append(.object(location))
        }
        for reference in finding.objects {
            let other = Fingerprint.Object(
                side: reference.side, kind: reference.kind, namespace: reference.namespace, name: reference.name)
            if known.insert(other).inserted { locations.append(SARIFDocument.location(other)) }
        }
        return locations
    }

    func result(
        rule: String, level: Level, message: String, at object: Fingerprint.Object?, fingerprint: String
    ) -> JSONObject {
        var result: JSONObject = ["ruleId": .string(rule)]
        if let position = positions[rule] { result["ruleIndex"] = .number(JSONNumber(position)) }
        result["kind"] = "fail"
        result["level"] = .string(level.rawValue)
        result["message"] = SARIFDocument.message(message)
        result["locations"] = .array([SARIFDocument.location(object)])
        result["partialFingerprints"] = SARIFDocument.fingerprints(fingerprint)
        return result
    }
}
