import Characters
import Documents
import FoundationEssentials
import Testing

@testable import Commands
@testable import Reports

/// What one command concludes in each format that `doctor`, `status` and `verify` offer, compared with its JSON.
struct FormatAgreement {
    let command: [String]
    let what: String
    private let outputs: [OutputFormat: String]
    private let status: Commands.ExitStatus
    private let json: JSONValue

    private var summary: JSONValue? { json["summary"] }
    private var isVerify: Bool { command[0] == "verify" }
    private var isNeverFailing: Bool { command.contains("never") }

    /// Runs the command once for all formats, or once per format.
    init(_ command: [String], _ bundle: String, runsEach: Bool = false) async throws {
        self.command = command
        what = "\(bundle) \(command)"
        let words = command + ["--from-bundle", bundle]
        var statuses = Set<Commands.ExitStatus>()
        if runsEach {
            var outputs: [OutputFormat: String] = [:]
            for format in OutputFormat.ofReports {
                let run = await run(words + ["-o", format.rawValue])
                outputs[format] = run.output
                statuses.insert(run.status)
            }
            self.outputs = outputs
        } else {
            let (status, outputs) = try await withTemporaryDirectory { directory in
                let others = OutputFormat.ofReports.filter { $0 != .json }
                let reports = others.flatMap { ["--report", "\($0.rawValue)=\(directory)/\($0.rawValue)"] }
                let run = await run(words + ["-o", "json"] + reports)
                var outputs: [OutputFormat: String] = [.json: run.output]
                for format in others {
                    outputs[format] = try String(contentsOfFile: "\(directory)/\(format.rawValue)", encoding: .utf8)
                }
                return (run.status, outputs)
            }
            self.outputs = outputs
            statuses.insert(status)
        }
        #expect(statuses.count == 1, "\(what)")
        status = try #require(statuses.first)
        json = try JSONValue(parsing: Array((outputs[.json] ?? "").utf8))
    }

    private func text(_ format: OutputFormat) -> String { outputs[format] ?? "" }

    func check() throws {
        for format in OutputFormat.ofReports {
            switch format {
            case .table, .wide, .short:
                // The line may be wrapped.
                let words = text(format).utf8.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
                let line = String(decoding: Array(words.joined(separator: " ".utf8)), as: UTF8.self)
                #expect(line.containsBytes(of: counts), "\(what) \(format): \(counts)")
            case .json: #expect(summary?["exitStatus"]?.int == Int(status.rawValue), "\(what)")
            case .yaml:
                let documents = try YAMLDocument.parse(Array(text(.yaml).utf8), name: "report.yaml")
                #expect(documents.map(\.json) == [json], "\(what)")
            case .name:
                let count = text(.name).split(separator: "\n").count
                #expect(count == json["services"]?.array?.count, "\(what)")
            case .junit: checkJUnit()
            case .sarif: try checkSARIF()
            case .github: checkGitHub()
            case .markdown: checkHeadline()
            case .html:
                let words = "\(headline.prefix(1).uppercased())\(headline.dropFirst()): \(counts)</strong>"
                #expect(text(.html).containsBytes(of: "<strong>" + words), "\(what): \(words)")
            case .tree, .mermaid, .svg: Issue.record("\(format) is no format of reports")
            }
        }
    }

    // MARK: What JSON says

    private func count(_ member: String) -> Int { summary?[member]?.int ?? 0 }

    private func checks(_ state: String) -> Int {
        (json["checks"]?.array ?? []).count { $0["state"]?.string == state }
    }

    /// The line of counts that texts end with.
    private var counts: String {
        func counted(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
        let suppressed = count("suppressed") > 0 ? ["\(count("suppressed")) suppressed"] : []
        if isVerify {
            let parts = ["passed", "failed", "skipped"].map { "\(checks($0)) \($0)" }
            let unknown = checks("unknown") > 0 ? ["\(checks("unknown")) unknown"] : []
            let findings = decidingFindings > 0 ? [counted(decidingFindings, "finding")] : []
            return (parts + unknown + findings + suppressed).joined(separator: ", ")
        }
        let infos = count("info") > 0 ? ["\(count("info")) info"] : []
        let skipped = count("skipped") > 0 ? [counted(count("skipped"), "check") + " skipped"] : []
        let parts = [counted(count("error"), "error"), counted(count("warning"), "warning")] + infos
        return (parts + ["\(count("ok")) ok", "\(count("unknown")) unknown"] + suppressed + skipped)
            .joined(separator: ", ")
    }

    /// Findings that are not suppressed. That a cluster could not be reached is nothing wrong in it.
    private var countingFindings: [JSONValue] {
        (json["findings"]?.array ?? []).filter { finding in
            let code = finding["code"]?.string ?? ""
            return finding["suppressed"] != true && !["KLC-A001", "KLC-A002", "KLC-A003"].contains(code)
        }
    }

    /// Findings at or above `--fail-on` that no failed check of `verify` names.
    private var decidingFindings: Int {
        guard let threshold = command.last, ["warning", "info"].contains(threshold) else { return 0 }
        let failed = (json["checks"]?.array ?? []).filter { $0["state"] == "failed" }
        let named = failed.flatMap { $0["findings"]?.array ?? [] }
        return countingFindings.count { finding in
            (finding["severity"] != "info" || threshold == "info") && !named.contains { $0 == finding["id"] }
        }
    }

    // MARK: Formats

    private var headline: String {
        text(.markdown).prefix { $0 != "\n" }.split(separator: ": ").last.map(String.init) ?? ""
    }

    private func checkHeadline() {
        let isBad = (isVerify ? checks("failed") : countingFindings.count { $0["severity"] == "error" }) > 0
        let warnings = count("warning") + (isVerify ? 0 : count("error") + count("unknown"))
        let expected =
            isBad || status == .findings
            ? "problems found"
            : status == .undetermined ? "could not be determined" : warnings == 0 ? "no problems found" : headline
        #expect(headline == expected, "\(what)")
        #expect(isBad || status != .success || warnings == 0 || headline != "no problems found", "\(what)")
        #expect(text(.markdown).containsBytes(of: "\n\(counts)\n"), "\(what): \(counts)")
    }

    private func checkJUnit() {
        let suites = text(.junit).split(separator: "\n").dropFirst().first ?? ""
        #expect(suites.contains(" failures=\"0\"") == (headline != "problems found"), "\(what): \(suites)")
        if headline != "problems found" {
            #expect(suites.contains(" errors=\"0\"") == (status == .success), "\(what): \(suites)")
        }
    }

    private func checkSARIF() throws {
        let log = try JSONValue(parsing: Array(text(.sarif).utf8))
        let run = try #require(log["runs"]?.array?.first, "\(what)")
        let invocation = try #require(run["invocations"]?.array?.first, "\(what)")
        #expect(invocation["exitCode"]?.int == Int(status.rawValue), "\(what)")
        let all = run["results"]?.array ?? []
        let ofVerify = all.filter { $0["ruleId"]?.string?.hasPrefix("verify/") == true }
        let results = all.filter { $0["ruleId"]?.string?.hasPrefix("verify/") != true }
        let counting = results.filter { $0["suppressions"]?.array?.isEmpty != false }
        for (level, severity) in [("error", "error"), ("warning", "warning"), ("note", "info")] {
            let findings = counting.filter { $0["level"]?.string == level }
                .reduce(0) { $0 + ($1["properties"]?["groupSize"]?.int ?? 1) }
            #expect(findings == count(severity), "\(what) \(level)")
        }
        #expect(results.count - counting.count == count("suppressed"), "\(what)")
        #expect(ofVerify.count <= checks("failed"), "\(what)")
        #expect(checks("failed") == 0 || !all.isEmpty, "\(what)")
        let notifications = invocation["toolExecutionNotifications"]?.array ?? []
        #expect(status != .undetermined || !notifications.isEmpty || count("error") > 0, "\(what)")
    }

    private func checkGitHub() {
        let lines = text(.github).split(separator: "\n")
        #expect(lines.last == "kubelb-ctl: \(counts)", "\(what)")
        let annotations = lines.dropLast()
        switch status {
        case .findings where ["warning", "info"].contains(command.last): #expect(!annotations.isEmpty, "\(what)")
        case .findings: #expect(annotations.contains { $0.hasPrefix("::error ") }, "\(what)")
        case .undetermined: #expect(!annotations.isEmpty, "\(what)")
        case .success where !isNeverFailing:
            #expect(!annotations.contains { $0.hasPrefix("::error ") }, "\(what)")
        default: break
        }
    }
}
