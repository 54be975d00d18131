import Topology

/// What a person has agreed to delete. Nothing is deleted without one, and only `confirm` makes one.
struct ConfirmedPlan: Sendable {
    let tenantNamespace: String
    let options: CleanupOptions
    /// UIDs of the namespaces kube-system: the clusters that it was confirmed for.
    let clusters: [ClusterSide: String]
    let deletions: [Deletion]

    /// One object of it, in the state in which it was shown.
    struct Deletion: Sendable {
        let candidate: CleanupCandidate

        fileprivate init(_ candidate: CleanupCandidate) {
            self.candidate = candidate
        }
    }

    private init(_ plan: CleanupPlan, tenantNamespace: String, deletions: [Deletion]) {
        self.tenantNamespace = tenantNamespace
        options = plan.options
        clusters = plan.clusters
        self.deletions = deletions
    }

    /// Asks, unless `--yes` was given. Throws where the plan refuses, where nobody can be asked, and where the answer is no.
    static func confirm(
        _ plan: CleanupPlan, isConfirmed: Bool, _ environment: Environment
    ) throws(CommandFailure) -> ConfirmedPlan {
        if let refusal = plan.refusals.first {
            throw CommandFailure(.refused, "cleanup refuses: \(refusal.message)", hint: refusal.hint)
        }
        let chosen = plan.deletions
        guard let namespace = plan.tenantNamespace, chosen.count <= plan.options.maxDeletes else {
            throw CommandFailure(.refused, "the plan exceeds --max-deletes, or has no tenant")
        }
        if !chosen.isEmpty {
            let objects = chosen.count == 1 ? "this object" : "these \(chosen.count) objects"
            try Confirmation.ask(
                "Delete \(objects) marked DELETE? Type yes: ", expecting: "yes", isConfirmed: isConfirmed, environment)
        }
        return ConfirmedPlan(plan, tenantNamespace: namespace, deletions: chosen.map(Deletion.init))
    }
}

/// A question to the person at the terminal.
enum Confirmation {
    static func ask(
        _ question: String, expecting expected: String, isConfirmed: Bool, _ environment: Environment
    ) throws(CommandFailure) {
        guard !isConfirmed else { return }
        guard let ask = environment.ask else {
            throw CommandFailure(
                .refused, "nothing was changed: there is no terminal to confirm on, and --yes is not given",
                hint: "review the dry run, then add --yes")
        }
        let answer = ask(question) ?? ""
        guard answer.lowercased() == expected.lowercased() else {
            throw CommandFailure(.refused, "declined, nothing was changed")
        }
    }
}
