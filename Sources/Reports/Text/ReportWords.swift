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

    static func risk(_ remedy: Remedy) -> String? {
        switch remedy.risk {
        case .none: nil
        case .restart: "restarts"
        case .delete: "deletes"
        }
    }

    /// `80,443/TCP`.
    static func ports(of service: Service) -> String {
        service.ports.map(\.label).joined(separator: ", ")
    }

    /// Characters that could steer a terminal or a page: C0, C1, and those that turn the writing direction.
    static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00..<0x20, 0x7F...0x9F, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF, 0xFFFE...0xFFFF: true
        default: false
        }
    }

    /// The text with such characters, and line breaks, made visible.
    static func line(_ text: String) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "\n" || scalar == "\t" {
                shown.append(" ")
            } else {
                shown.append(isControl(scalar) ? "\u{FFFD}" : scalar)
            }
        }
        return String(shown)
    }

    /// The same with line breaks kept: commands.
    static func lines(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: true).map { line(String($0)) }
    }
}
