import Diagnosis
import Documents
import Topology

/// The output of `cleanup`: the plan, the findings behind it, and the results.
package struct CleanupReport: Sendable {
    package let plan: CleanupPlan
    package let diagnosis: Diagnosis
    package let toolVersion: String
    package let damage: [String]
    /// The status that the process ends with.
    package var status: Int
    package var isDryRun = true
    /// nil where nothing was to be changed.
    package var results: [CleanupResult]?

    package init(plan: CleanupPlan, diagnosis: Diagnosis, toolVersion: String, damage: [String], status: Int) {
        self.plan = plan
        self.diagnosis = diagnosis
        self.toolVersion = toolVersion
        self.damage = damage
        self.status = status
    }

    package func rendered(as format: ListFormat, style: TextStyle) -> String {
        switch format {
        case .table: CleanupFormat(report: self, style: style).text
        case .json: String(decoding: value.encoded(pretty: true), as: UTF8.self) + "\n"
        case .yaml:
            String(decoding: value.yamlEncoded(), as: UTF8.self)
        case .name:
            plan.candidates.filter { $0.verdict == .delete }
                .map { "\($0.object.namespace)/\($0.object.kind.lowercased())/\($0.object.name)\n" }.joined()
        }
    }

    /// The findings that a clean-up rests on: what is left behind, and whether the pair is the right one.
    private var findings: [Finding] {
        let pair: Set<CheckCode> = ["A001", "A002", "A003", "A004", "A005", "T008"]
        return diagnosis.findings.filter { $0.code.group == .leftBehind || pair.contains($0.code) }
    }

    package var document: OutputDocument { OutputDocument(value, listing: "candidates") }

    /// As every report, with the members of the plan behind.
    private var value: JSONValue {
        let uids = Set(plan.candidates.compactMap(\.originUID) + plan.candidates.map(\.object.uid))
        let report = Report(
            kind: .services, toolVersion: toolVersion, diagnosis: diagnosis,
            services: diagnosis.services.filter { uids.contains($0.exposure.service.metadata.uid) }, findings: findings,
            damage: damage, exitStatus: { _ in status })
        var object = JSONFormat(report: report).value.object ?? JSONObject()
        object["kind"] = .string(CleanupPlan.kind)
        object["complete"] = .bool(plan.refusals.isEmpty && plan.unjudged.isEmpty && damage.isEmpty)
        object["dryRun"] = .bool(isDryRun)
        for (key, value) in plan.members.members { object[key] = value }
        if let results {
            object["results"] = .array(
                results.map { result in
                    [
                        "kind": .string(result.object.kind), "namespace": .string(result.object.namespace),
                        "name": .string(result.object.name), "outcome": .string(result.outcome.rawValue),
                        "detail": result.detail.map { .string($0) } ?? .null,
                    ]
                })
        }
        return .object(object)
    }
}

// MARK: Results

extension CleanupReport {
    /// One line for one deletion, as it comes.
    package static func line(of result: CleanupResult) -> String {
        let painter = Painter(style: TextStyle())
        let detail = result.detail.map { ": \($0)" } ?? ""
        return painter.plain("\(word(result.outcome))  \(result.object.reference)\(detail)") + "\n"
    }

    private static func word(_ outcome: CleanupResult.Outcome) -> String {
        switch outcome {
        case .deleted: "deleted   "
        case .gone: "gone      "
        case .leftAlone: "skipped   "
        case .failed: "failed    "
        case .unanswered: "unanswered"
        case .notTried: "not tried "
        }
    }

    /// The closing line.
    package func summary(of results: [CleanupResult]) -> String {
        guard !results.isEmpty else { return "nothing was changed\n" }
        func count(_ outcomes: CleanupResult.Outcome...) -> Int { results.count { outcomes.contains($0.outcome) } }
        var parts = ["\(count(.deleted)) deleted"]
        let rest: [(Int, String)] = [
            (count(.gone), "already gone"), (count(.leftAlone), "skipped"), (count(.failed), "failed"),
            (count(.unanswered), "no response (check again)"), (count(.notTried), "not tried"),
        ]
        parts += rest.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        let kinds = ["LoadBalancer", "Route", "SyncSecret"].filter { kind in
            results.contains { $0.outcome == .deleted && $0.object.kind == kind }
        }
        let manager =
            kinds.isEmpty
            ? ""
            : "; the manager removes the remaining objects of the \(kinds.map { $0 + "s" }.joined(separator: " and "))"
        return parts.joined(separator: ", ") + manager + "\n"
    }
}
