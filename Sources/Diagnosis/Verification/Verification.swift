import Kubernetes
import Topology

/// Whether Services are right and carry traffic, check by check. Pure: what was observed and probed is in the diagnosis.
package struct Verification: Sendable {
    package let checks: [VerifyCheck]

    /// The plan has the probes of all the Services, those that were made and those that were left out.
    package init(
        of diagnosis: Diagnosis, services: [ServiceDiagnosis], plan: [PlannedProbe],
        expecting status: ExpectedStatus = .standard
    ) {
        let topology = diagnosis.topology
        if let reason = topology.list(.tenant, Service.self).unknown, services.isEmpty {
            checks = [
                VerifyCheck(
                    .services, "the tenant cluster's Services can be read", unread: reason, "\(reason)", service: nil)
            ]
            return
        }
        let plans = Dictionary(grouping: plan, by: \.service)
        let findings = Dictionary(grouping: diagnosis.findings.filter { $0.service != nil }) { $0.service }
        checks = services.flatMap { service in
            let own = findings[service.key] ?? []
            let plan = plans[service.key.path] ?? []
            return ObjectVerification(service: service, topology: topology, findings: own).checks
                + ProbeVerification(service: service, topology: topology, findings: own, plan: plan, status: status)
                .checks
        }
    }

    package func count(_ state: VerifyCheck.State) -> Int { checks.count { $0.state == state } }

    package func checks(of service: ServiceKey?) -> [VerifyCheck] { checks.filter { $0.service == service } }

    /// Whether nothing is wrong, as far as it was looked at.
    package var isPassed: Bool { count(.failed) == 0 && count(.unknown) == 0 }

    /// Whether to look again may turn out better.
    package var mayPassLater: Bool {
        checks.contains { ($0.state == .failed || $0.state == .unknown) && $0.mayChange }
    }
}
