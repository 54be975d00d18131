import CommandLineKit
import Diagnosis
import Kubernetes
import Reports
import Topology

/// `doctor` and `status` of the tenants of a management cluster, from that cluster alone.
struct FleetRun {
    let rows: FleetReport.Rows
    let options: InspectionOptions
    let environment: Environment

    func run() async throws(CommandFailure) -> ExitStatus {
        let output = try ReportOutput(options.output, environment, formats: FleetReport.formats)
        let policy = try JudgementPolicy(options.judgement)
        let observations = try await observe()
        try refuseUnknownTenant(observations.platform)
        let diagnoses = observations.tenants.map { observation in
            let diagnosis = Diagnosis(of: Topology(observation), checks: policy.options.checks)
            return (name: observation.requestedTenant ?? "", diagnosis: policy.judgement.applied(to: diagnosis))
        }
        let threshold = policy.options.threshold
        let report = FleetReport(
            rows: rows, toolVersion: environment.toolVersion, fleet: Fleet(diagnoses),
            platform: Topology(observations.platform),
            damage: observations.platform.damage
        ) { fleet in
            policy.exitStatus(Self.status(of: fleet, platform: observations.platform, threshold)).rawValue
        }
        try output.write(report, environment)
        return ExitStatus(rawValue: Int32(report.exitStatus)) ?? .undetermined
    }

    private func observe() async throws(CommandFailure) -> FleetObservations {
        let tenant = options.source.tenantName
        if let bundle = try options.source.bundleSource() { return bundle.observeTenants(only: tenant) }
        return try await FleetSource(options.source, environment).observe(only: tenant)
    }

    /// A tenant that is not there is told apart from one that cannot be seen.
    private func refuseUnknownTenant(_ platform: Observation) throws(CommandFailure) {
        guard let name = options.source.tenantName, !platform.tenantNames.contains(name) else { return }
        if let reason = platform.outcome(of: .tenants) {
            throw CommandFailure(.undetermined, "the Tenants could not be read", causes: ["\(reason)"])
        }
        let near = nearest(to: name, in: platform.tenantNames)
        throw CommandFailure(
            .notFound, "Tenant \(name) not found",
            hint: near.isEmpty
                ? "kubectl get tenants.kubelb.k8c.io lists them" : "did you mean \(near.joined(separator: ", "))?")
    }

    /// Findings come before gaps: what is known to be wrong is wrong, whatever else could not be read.
    private static func status(
        of fleet: Fleet, platform: Observation, _ threshold: FailureThreshold
    ) -> ExitStatus {
        if fleet.findings.contains(where: { threshold.includes($0.severity) && !$0.isAboutReach }) { return .findings }
        let isUnread = platform.outcome(of: .tenants) != nil || platform.outcome(of: .loadBalancers) != nil
        return isUnread || fleet.tenants.contains { $0.state == .unknown } ? .undetermined : .success
    }
}

/// The management cluster, and each of its tenants as it shows them.
struct FleetObservations: Sendable {
    let platform: Observation
    let tenants: [Observation]
}
