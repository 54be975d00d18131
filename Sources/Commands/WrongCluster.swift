import Diagnosis
import Topology

/// The management cluster in place of the tenant cluster, or nothing but the management cluster: then nothing that is named
/// in the tenant cluster can be found, and that it is missing there is no answer.
enum WrongCluster {
    private static let flags = "--management-only with tenant/NAME, lb/UID or route/UID"

    /// Does something with what is named. If it is not found because a cluster was confused, the failure says that first.
    static func explaining<Value>(
        _ observation: Observation, _ work: () throws(CommandFailure) -> Value
    ) throws(CommandFailure) -> Value {
        do throws(CommandFailure) {
            return try work()
        } catch {
            guard error.status == .notFound,
                let failure = failure(in: Topology(observation), causes: [error.message])
            else { throw error }
            throw failure
        }
    }

    /// Fails if a cluster was confused: what lacks its Service or source has it elsewhere.
    static func refuse(_ topology: Topology) throws(CommandFailure) {
        if let failure = failure(in: topology) { throw failure }
    }

    private static func failure(in topology: Topology, causes: [String] = []) -> CommandFailure? {
        let checks = Catalogue.checks.filter { ["A004", "A005"].contains($0.documentation.code) }
        let findings = Diagnosis(of: topology, checks: checks).findings
        return findings.first(where: \.isAboutWrongCluster).map { finding in
            let fix = finding.remedies.first.map { "\($0.text); " } ?? ""
            return CommandFailure(
                .usage, "\(finding.message) [\(finding.code)]", causes: causes,
                hint: "\(fix)to check a tenant from the management cluster alone, use \(flags)")
        }
    }

    /// Of a bundle in which nothing of a tenant cluster was collected.
    static func managementOnly(_ bundle: String) -> CommandFailure {
        CommandFailure(
            .usage, "\(bundle) contains only the management cluster",
            hint: "use --all-tenants with doctor or status, or \(flags)")
    }
}
