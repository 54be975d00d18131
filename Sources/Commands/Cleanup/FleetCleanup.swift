import Diagnosis
import Reports
import Topology

/// `cleanup --all-tenants`: what looks orphaned from the management cluster alone. Nothing is deleted, as the proof is in
/// the tenant clusters.
struct FleetCleanup {
    let options: CleanupCommandOptions
    let environment: Environment

    func run() async throws(CommandFailure) -> ExitStatus {
        let observations = try await FleetObservations.read(options.source, environment)
        let diagnoses = observations.tenants.map { observation in
            (name: observation.requestedTenant ?? "", diagnosis: Diagnosis(of: Topology(observation)))
        }
        environment.noteDamage(observations.platform.damage)
        for note in observations.visibilityNotes { environment.note(note) }
        let platform = observations.platform
        let isUnread =
            platform.truncation != nil || [Input.tenants, .loadBalancers].contains { platform.outcome(of: $0) != nil }
        let report = FleetCleanupReport(Fleet(diagnoses), isWhole: !isUnread)
        environment.writeOutput(report.text(options.style.style(environment)))
        return isUnread ? .undetermined : .success
    }
}
