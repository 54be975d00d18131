import Diagnosis
import Documents

/// `kind: PairsReport`: what is said of each pair, and its own report in full.
struct PairsJSON {
    let report: PairsReport

    var value: JSONValue {
        let reports = report.pairs.compactMap(\.report)
        return [
            "apiVersion": "kubelb-ctl/v1", "kind": "PairsReport",
            "generatedAt": .string(report.generatedAt.description), "tool": ["version": .string(report.toolVersion)],
            "summary": [
                "pairs": number(report.pairs.count), "failed": number(report.pairs.count - reports.count),
                "error": number(reports.reduce(0) { $0.saturatingSum($1.verdict.errors) }),
                "warning": number(reports.reduce(0) { $0.saturatingSum($1.verdict.warnings) }),
                "exitStatus": number(report.exitStatus),
            ],
            "pairs": .array(report.pairs.map(pair)),
        ]
    }

    private func pair(_ pair: PairsReport.Pair) -> JSONValue {
        let failure: JSONValue =
            switch pair.outcome {
            case .report: .null
            case .failure(let message, let causes, let hint, _):
                [
                    "message": .string(message), "causes": .array(causes.map { .string($0) }),
                    "hint": hint.map { .string($0) } ?? .null,
                ]
            }
        return [
            "name": .string(pair.name), "exitStatus": number(pair.exitStatus),
            "tenant": pair.tenant.map { .string($0) } ?? .null,
            "services": pair.services.map { ["routed": number($0.routed), "total": number($0.total)] } ?? .null,
            "error": pair.report.map { number($0.verdict.errors) } ?? .null,
            "warning": pair.report.map { number($0.verdict.warnings) } ?? .null,
            "firstFinding": pair.firstFinding.map {
                ["code": .string($0.code.description), "message": .string($0.message)]
            } ?? .null,
            "failure": failure,
            "report": pair.report.map { JSONFormat(report: $0).value } ?? .null,
        ]
    }

    private func number(_ number: Int) -> JSONValue { .number(JSONNumber(number)) }
}
