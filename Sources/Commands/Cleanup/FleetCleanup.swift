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
        let report = FleetCleanupReport(Fleet(diagnoses))
        environment.writeOutput(report.text(options.style.style(environment)))
        let isUnread = [Input.tenants, .loadBalancers].contains { observations.platform.outcome(of: $0) != nil }
        return isUnread ? .undetermined : .success
    }
}
