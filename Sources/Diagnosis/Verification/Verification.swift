import KubeLB
import Kubernetes
import Topology

/// Whether Services and objects of Layer 7 are right and carry traffic, check by check. Pure: what was observed and probed is in the diagnosis.
package struct Verification: Sendable {
    package let checks: [VerifyCheck]

    /// The plan has the probes of all the Services, those that were made and those that were left out; the options are
    /// those that it was made with. `coversAll` where no Service was named, so that any that was not read is missed.
    ///
    /// `status`: the HTTP statuses that count, if they were given. `coversServices`: whether any Services were asked for.
    /// `unread`: the kinds of Layer 7 that were asked for as a whole and could not be read; `needsRoutes`, whether nothing
    /// else was.
    package init(
        of diagnosis: Diagnosis, services: [ServiceDiagnosis], routes: [RouteDiagnosis] = [], plan: [PlannedProbe],
        options: ProbePlan.Options = ProbePlan.Options(), expecting status: ExpectedStatus? = nil,
        coversAll: Bool = false, coversServices: Bool = true, unread: [RouteKind] = [], needsRoutes: Bool = false
    ) {
        let topology = diagnosis.topology
        let list = topology.list(.tenant, Service.self)
        var checks: [VerifyCheck] = []
        let isVisible = !topology.position.hides(.tenant)
        let gap = list.unknown ?? list.value?.incompleteness.map { .failed($0) }
        if isVisible, let gap, coversServices, coversAll || services.isEmpty {
            checks.append(
                VerifyCheck(
                    .services, "the tenant cluster's Services can be read", unread: gap, "\(gap)", resource: nil))
        }
        for kind in unread where isVisible {
            // What a bundle does not hold was not asked for, unless nothing else was.
            guard let reason = topology.outcome(of: kind.input(.tenant)), needsRoutes || reason != .notCollected else {
                continue
            }
            let name = "the tenant cluster's \(kind.plural) can be read"
            // Without permission for Layer 7, nothing about Services is in doubt.
            checks.append(
                needsRoutes
                    ? VerifyCheck(.services, name, unread: reason, "\(reason)", resource: nil)
                    : VerifyCheck(.services, name, .skipped, "\(reason)", resource: nil))
        }
        for part in isVisible ? [] : topology.unseenParts {
            checks.append(
                VerifyCheck(
                    .services, "\(part.input) can be read", unread: part.reason, "\(part.reason)", resource: nil))
        }
        let plans = Dictionary(grouping: plan, by: \.service)
        let findings = Dictionary(grouping: diagnosis.allFindings.filter { $0.resource != nil }) { $0.resource }
        checks += services.flatMap { service in
            let own = findings[service.key] ?? []
            let plan = plans[service.key.path] ?? []
            return ObjectVerification(
                service: service, topology: topology, findings: own, judged: Set(diagnosis.checks)
            ).checks
                + ProbeVerification(
                    service: service, topology: topology, findings: own, plan: plan, options: options,
                    status: status ?? .standard
                ).checks
        }
        checks += routes.flatMap { route in
            let own = diagnosis.allFindings(concerning: [route.key])
            return RouteVerification(
                route: route, topology: topology, findings: own, judged: Set(diagnosis.checks)
            ).checks
                + HostVerification(
                    route: route, topology: topology, findings: own,
                    plan: plans[route.exposure.source.reference] ?? [], options: options, status: status
                ).checks
        }
        self.checks = checks
    }

    init(checks: [VerifyCheck]) {
        self.checks = checks
    }

    package func count(_ state: VerifyCheck.State) -> Int { checks.count { $0.state == state } }

    /// The checks of each Service, in their order; without a Service those about the clusters.
    package var groups: [(resource: ExposedResource?, checks: [VerifyCheck])] {
        var groups: [(resource: ExposedResource?, checks: [VerifyCheck])] = []
        for check in checks {
            if let last = groups.indices.last, groups[last].resource == check.resource {
                groups[last].checks.append(check)
            } else {
                groups.append((check.resource, [check]))
            }
        }
        return groups
    }

    /// Whether nothing is wrong, as far as it was looked at.
    package var isPassed: Bool { count(.failed) == 0 && count(.unknown) == 0 }

    /// Whether to look again may turn out better.
    package var mayPassLater: Bool {
        checks.contains { ($0.state == .failed || $0.state == .unknown) && $0.mayChange }
    }
}
