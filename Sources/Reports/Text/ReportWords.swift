import Diagnosis
import KubeLB
import Kubernetes
import Topology

/// Words that formats for people and for other tools have in common.
enum ReportWords {
    /// `KLC-C001 No CCM runs in the tenant cluster`.
    static func title(of finding: Finding) -> String {
        let title = Catalogue.check(finding.code)?.documentation.title ?? ""
        return title.isEmpty ? "\(finding.code)" : "\(finding.code) \(title)"
    }

    /// What several of them are called: `Services`, or `resources` if they are of several kinds.
    static func noun(of resources: [ExposedResource]) -> String {
        let isOfServices = !resources.contains(where: \.isOfLayerSeven)
        return (isOfServices ? "Service" : "resource") + (resources.count == 1 ? "" : "s")
    }

    /// `kubelb-ctl doctor`.
    static func command(_ kind: Report.Kind) -> String {
        switch kind {
        case .service, .services: "kubelb-ctl status"
        case .doctor: "kubelb-ctl doctor"
        case .verify: "kubelb-ctl verify"
        case .trace: "kubelb-ctl trace"
        }
    }

    /// `Service shop/web: metadata.finalizers: none (15m ago)`.
    static func age(of evidence: Evidence, in report: Report) -> String {
        evidence.observedAt.map { " (\(Age.text(seconds: report.topology.now.seconds(since: $0))) ago)" } ?? ""
    }

    static func capitalized(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }

    /// `fix: 1. scale it up`, then the lines of the command.
    static func remedies(of finding: Finding) -> [String] {
        finding.placedRemedies.flatMap { placed in
            ["\(placed.label): \(placed.words)"] + lines(placed.remedy.command?.text ?? "").map { "  " + $0 }
        }
    }

    /// `80,443/TCP`.
    static func ports(of service: Service) -> String {
        service.ports.map(\.label).joined(separator: ", ")
    }

    /// The text on one line, unprintable characters made visible.
    static func line(_ text: String) -> String { Painter(style: TextStyle()).plain(text) }

    /// The same with line breaks kept: commands.
    static func lines(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: true).map { line(String($0)) }
    }
}
