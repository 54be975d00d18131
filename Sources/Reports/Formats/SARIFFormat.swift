import Diagnosis
import Documents
import KubeLB
import Kubernetes
import Topology

/// SARIF 2.1.0 for code scanning: a rule for each check, a result for each cause and each check of `verify` that failed; what
/// could not be read is a notification.
struct SARIFFormat {
    private typealias Level = SARIFDocument.Level

    private typealias Rule = SARIFResults.Rule

    private let report: Report
    private let results: SARIFResults

    init(report: Report) {
        self.report = report
        results = SARIFResults(
            checks: report.diagnosis.checks, others: report.kind == .verify ? Self.verifyRules : [])
    }

    var text: String {
        SARIFDocument(
            toolVersion: report.toolVersion, automation: automation, rules: results.rules.map(\.value),
            results: blocks.map { block in
                results.result(
                    block.findings,
                    in: block.isGroup ? SARIFResults.Group(heading: block.heading, names: block.names) : nil)
            } + failedChecks.map(result), notifications: notifications,
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
            results.result(
                rule: rule, level: .error, message: "\(check.name): \(check.detail)", at: service,
                fingerprint: "\(rule)/\(check.resource?.shortTitle ?? "")/\(check.name)"))
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
