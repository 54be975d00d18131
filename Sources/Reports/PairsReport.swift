import Diagnosis
import Kubernetes
import Topology

/// What `doctor --all-pairs` has to say: the report of each pair, or why there is none.
package struct PairsReport: Sendable {
    package enum Outcome: Sendable {
        case report(Report)
        /// Nothing could be looked at.
        case failure(message: String, causes: [String], hint: String?, exitStatus: Int)
    }

    package struct Pair: Sendable {
        package let name: String
        package let outcome: Outcome

        package init(name: String, outcome: Outcome) {
            self.name = name
            self.outcome = outcome
        }
    }

    package let toolVersion: String
    package let generatedAt: Timestamp
    /// In the order of the configuration file.
    package let pairs: [Pair]
    /// The status that the process ends with.
    package let exitStatus: Int

    package static let formats: [OutputFormat] = [.table, .wide, .json, .yaml, .name]

    /// `exitStatus` makes one status of those of all pairs.
    package init(
        toolVersion: String, generatedAt: Timestamp, pairs: [Pair], exitStatus: (_ ofPairs: [Int]) -> Int32
    ) {
        self.toolVersion = toolVersion
        self.generatedAt = generatedAt
        self.pairs = pairs
        self.exitStatus = Int(exitStatus(pairs.map(\.exitStatus)))
    }

    package func rendered(as format: OutputFormat, style: TextStyle, showsHeaders: Bool, detail: TextDetail) -> String {
        switch format {
        case .json: String(decoding: PairsJSON(report: self).value.encoded(pretty: true), as: UTF8.self) + "\n"
        case .yaml: String(decoding: PairsJSON(report: self).value.yamlEncoded(), as: UTF8.self)
        // Those that need a look.
        case .name: pairs.filter { $0.exitStatus != 0 }.map { "\($0.name)\n" }.joined()
        default:
            PairsFormat(
                report: self, style: style, isWide: format == .wide, showsHeaders: showsHeaders,
                showsRows: detail != .verdict
            ).text
        }
    }
}

extension PairsReport.Pair {
    var report: Report? { if case .report(let report) = outcome { report } else { nil } }

    var exitStatus: Int {
        switch outcome {
        case .report(let report): report.exitStatus
        case .failure(_, _, _, let status): status
        }
    }

    var tenant: String? { report?.topology.tenant.value?.name }

    /// Services that are routed, and those that KubeLB has to do with; nil where they could not be read.
    var services: (routed: Int, total: Int)? {
        guard let report, report.topology.list(.tenant, Service.self).value != nil else { return nil }
        let own = report.services.filter { $0.stages.state != .ignored }
        return (own.count { $0.stages.isRouted }, own.count)
    }

    /// What to look at first.
    var firstFinding: Finding? { report?.findings.first { $0.isRootCause && $0.severity > .info } }

    /// What is said of the pair in one line.
    var words: String {
        switch outcome {
        case .failure(let message, let causes, _, _): return ([message] + causes).joined(separator: ": ")
        case .report(let report):
            if let finding = firstFinding { return "\(finding.code) \(finding.message)" }
            if report.exitStatus == 0 { return "-" }
            let unknown = report.unknownChecks.first.map { ": \($0.input): \($0.reason)" } ?? ""
            return "undetermined" + unknown
        }
    }
}
