import Kubernetes
import Topology

/// What was read of a live pair, and the clients of the sides that answer: for commands that go on reading.
struct LivePair: Sendable {
    let observation: Observation
    let clients: [ClusterSide: APIClient]
    let plan: ReadPlan
}

extension LiveSource {
    /// The controllers, the tenant and the Services asked for. If no Service is named, `readsAll` says whether all are
    /// read, or none.
    func pair(_ selection: ServiceSelection, readsAll: Bool) async throws(CommandFailure) -> LivePair {
        var plan = !selection.isNamed && !readsAll ? ReadPlan(scope: .named([])) : plan(of: selection)
        plan.evidence = evidence
        let pair = try await suggesting(selection) { [plan] () async throws(CommandFailure) -> LivePair in
            try await ProgressLine(environment, activity).during { () async throws(CommandFailure) -> LivePair in
                let reached = await management.reach(from: tenant)
                let reading = LiveObservation(
                    plan: plan, tenant: tenant, management: reached.client.map { .client($0) } ?? .none,
                    requestedTenant: tenantName, environment: environment, activity: activity, timeout: timeout,
                    kubeconfigs: kubeconfigs)
                var observation = try await reading.observe { observation throws(CommandFailure) in
                    try Self.chosen(by: selection, in: observation)
                }
                if reached.client == nil { observation.sideFailures[.management] = reached.failure }
                var clients = [ClusterSide.tenant: tenant]
                clients[.management] = reached.client
                return LivePair(
                    observation: observation,
                    clients: clients.filter { observation.sideFailures[$0.key] == nil }, plan: plan)
            }
        }
        try UnknownTenant.refuse(tenantName, pair.observation)
        if readsAll { try await refuse(missing: selection.emptyNamespace(in: pair.observation)) }
        return pair
    }

    /// Whether a refusal in the management cluster is to be expected: nobody named it.
    var namesManagement: Bool {
        if case .client = management { true } else { false }
    }
}
