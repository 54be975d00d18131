import Diagnosis
import Documents
import KubeLB
import Kubernetes
import Topology

/// SARIF 2.1.0 for code scanning: a rule for each check, a result for each cause and each check of `verify` that failed; what
/// could not be read is a notification.
struct SARIFFormat {
    private typealias Level = SARIFDocument.Level

    private let report: Report
    private let rules: [Rule]
    private let positions: [String: Int]

    init(report: Report) {
        self.report = report
        rules =
            report.diagnosis.checks.compactMap { Catalogue.check($0)?.documentation }.map(Self.rule)
            + (report.kind == .verify ? Self.verifyRules : [])
        positions = Dictionary(
            rules.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
    }

    var text: String {
        SARIFDocument(
            toolVersion: report.toolVersion, automation: automation, rules: rules.map(\.value),
            results: blocks.map(result) + failedChecks.map(result), notifications: notifications,
            exitStatus: report.exitStatus, isSuccessful: true, endTime: report.topology.now.description
        ).text
    }

    private var automation: String {
        switch report.kind {
        case .service, .services: "status"
        case .doctor: "doctor"
        case .verify: "verify"
        case .trace: "trace"
        }
    }

    // MARK: Rules

    private struct Rule {
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

    /// What `verify` tests beside the catalogue.
    private static var verifyRules: [Rule] {
        let titles: [(VerifyCheck.Kind, String)] = [
            (.services, "The Services can be read"), (.objects, "The objects of both clusters agree"),
            (.acceptance, "The Gateway accepts the route"), (.certificates, "The certificates are there"),
            (.endpoints, "Every port has ready endpoints"), (.upstreams, "Envoy reaches the node ports"),
            (.probe, "The address responds"), (.clusterProbe, "The address responds from inside a cluster"),
        ]
        return titles.map { kind, title in
            Rule(
                id: rule(kind),
                value: [
                    "id": .string(rule(kind)), "shortDescription": SARIFDocument.message(title),
                    "fullDescription": SARIFDocument.message(title + "."),
                    "help": SARIFDocument.message("Run kubelb-ctl help verify to see what is tested."),
                    "defaultConfiguration": ["level": "error"], "properties": ["tags": ["verify"]],
                ])
        }
    }

    private static func rule(_ kind: VerifyCheck.Kind) -> String { "verify/\(kind.rawValue)" }

    // MARK: Results

    /// Findings that are fixed in one way are one result, in the order of the report. Suppressed ones stay alone: each has its
    /// own reason.
    private var blocks: [CauseBlock] {
        let places = Dictionary(
            report.allFindings.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })
        let counting =
            report.blocks(of: report.findings.filter(\.isRootCause))
            + report.blocks(of: report.findings.filter { !$0.isRootCause })
        let suppressed = report.allFindings.filter { $0.suppression != nil }.map { CauseBlock([$0], in: report) }
        return (counting + suppressed).sorted { (places[$0.first.id] ?? 0) < (places[$1.first.id] ?? 0) }
    }

    private func result(_ block: CauseBlock) -> JSONValue {
        // Not the first of the report: its order changes with severities and states, a result keeps its fingerprint.
        let members = block.findings.map { (fingerprint: Fingerprint(of: $0), finding: $0) }
            .sorted { $0.fingerprint < $1.fingerprint }
        guard let (fingerprint, finding) = members.first else { return .null }
        var lines = [finding.message]
        lines += finding.evidence.map(\.text) + ReportWords.remedies(of: finding)
        if block.isGroup { lines = [block.heading, "affects: \(block.names)", "for example:"] + lines }
        var object = result(
            rule: finding.code.description, level: Level(finding.severity), message: lines.joined(separator: "\n"),
            at: fingerprint.object, fingerprint: fingerprint.description)
        let related = relatedLocations(of: members.dropFirst(), finding, fingerprint.object)
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
        if block.isGroup {
            properties["group"] = .string(block.heading)
            properties["groupSize"] = .number(JSONNumber(members.count))
            properties["fingerprints"] = .array(
                members.map(\.fingerprint.description).uniqued().map { .string($0) })
        }
        object["properties"] = .object(properties)
        return .object(object)
    }

    /// The further resources of the cause with their own findings, and the other objects of the one that stands for it.
    private func relatedLocations(
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

    /// Those that no finding of the report explains; else one thing would be reported twice.
    private var failedChecks: [VerifyCheck] {
        let known = Set(report.allFindings.map(\.id))
        return (report.verification?.checks ?? []).filter { check in
            check.state == .failed && !check.findings.contains(where: known.contains)
        }
    }

    private func result(_ check: VerifyCheck) -> JSONValue {
        let service = check.resource.map {
            Fingerprint.Object(side: $0.side, kind: $0.kind, namespace: $0.namespace, name: $0.name)
        }
        let rule = Self.rule(check.kind)
        return .object(
            result(
                rule: rule, level: .error, message: "\(check.name): \(check.detail)", at: service,
                fingerprint: "\(rule)/\(check.resource?.shortTitle ?? "")/\(check.name)"))
    }

    private func result(
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

    private var notifications: [JSONValue] {
        let unread =
            report.unknownChecks.map { StageUnknown(input: $0.input, reason: $0.reason) }
            + report.stages.flatMap { $0.unknowns.filter { $0.reason != .notCollected } }
        let unknown = (report.verification?.checks ?? []).filter { $0.state == .unknown }
            .map { "\($0.resource.map { "\($0.shortTitle): " } ?? "")\($0.name): \($0.detail)" }
        return UnreadGroup.groups(of: unread)
            .map { SARIFDocument.notification(.warning, "not checked, could not be read: \($0.text)") }
            + unknown.map { SARIFDocument.notification(.warning, $0) }
            + report.damage.map { SARIFDocument.notification(.warning, "damaged: \($0)") }
    }
}
