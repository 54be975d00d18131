import KubeLB
import Kubernetes
import Topology

extension ExternalDNS {
    /// A setting with which it runs and changes nothing at a DNS provider (external-dns v0.20, `pkg/apis/externaldns/types.go`).
    struct Idleness {
        /// `--dry-run`.
        let setting: String
        /// `with --dry-run`.
        let text: String
        let evidence: Evidence
    }

    /// nil if it changes records, as far as its arguments show it.
    var idleness: Idleness? {
        if isSet("dry-run") {
            return Idleness(
                setting: "--dry-run", text: "with --dry-run", evidence: Evidence("\(reference): --dry-run", "true"))
        }
        let variable = "EXTERNAL_DNS_DRY_RUN"
        if values(of: "dry-run").isEmpty, isSwitchedOn(variable) {
            return Idleness(
                setting: variable, text: "in dry-run (\(variable))",
                evidence: Evidence("\(reference): environment variable \(variable)", "true"))
        }
        guard values(of: "provider") == ["inmemory"] else { return nil }
        return Idleness(
            setting: "--provider=inmemory", text: "with --provider=inmemory, which keeps records in memory only",
            evidence: Evidence("\(reference): --provider", "inmemory"))
    }

    /// Whether its domain filters include a host, or it has none.
    func mayManage(_ host: String) -> Bool {
        let isIncluded = values(of: "domain-filter").allSatisfy(\.isEmpty) || namesDomain(of: host)
        return isIncluded && !excludesDomain(of: host)
    }
}
