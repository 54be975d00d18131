import CommandLineKit
import Diagnosis
import Kubernetes
import LocalSystem
import Reports
import Topology

/// `cleanup`, from parsed words to the exit status.
struct CleanupRun {
    let options: CleanupCommandOptions
    let environment: Environment

    func run() async throws(CommandFailure) -> ExitStatus {
        let mode = try CleanupMode(options)
        let query = try options.choice.query?.query()
        let style = options.style.style(environment)
        let target = if let path = options.planOut { try PlanFile.target(path) } else { nil as NewTarget? }
        let source = try await observe()
        let topology = Topology(source.observation)
        if case .removeFinalizers(let argument) = mode {
            return try await removeFinalizers(argument, topology, source)
        }
        var limits = options.cleanup
        if case .applyFile(let earlier) = mode {
            limits.includesReplaced = earlier.options.includesReplaced
            limits.includesGateways = earlier.options.includesGateways
        }
        let plan = try restricted(CleanupPlanner(topology, options: limits).plan(), mode, topology)
        var report = report(of: plan, topology, source.observation)
        if let target {
            try await PlanFile.write(report.rendered(as: .json, style: style), to: target)
            environment.writeError("plan written to \(escaped(target.path))\n")
        }
        guard mode.changesClusters else {
            environment.writeOutput(try text(of: report, query, style))
            return plan.refusals.isEmpty ? .success : .refused
        }
        // The results follow in the same document, or line by line beneath the plan.
        if options.choice.format == .table {
            report.isDryRun = false
            environment.writeOutput(report.rendered(as: .table, style: style))
        }
        return try await apply(plan, report, query, style, source)
    }

    private func observe() async throws(CommandFailure) -> CleanupSource {
        if let source = try options.source.bundleSource() {
            return CleanupSource(observation: try await source.observe(.everything))
        }
        return try await LiveSource(options.source, environment).observeForCleanup()
    }

    private func report(of plan: CleanupPlan, _ topology: Topology, _ observation: Observation) -> CleanupReport {
        CleanupReport(
            plan: plan, diagnosis: Diagnosis(of: topology), toolVersion: environment.toolVersion,
            damage: observation.damage, status: plan.refusals.isEmpty ? 0 : Int(ExitStatus.refused.rawValue))
    }

    private func text(of report: CleanupReport, _ query: OutputQuery?, _ style: TextStyle) throws(CommandFailure)
        -> String
    {
        try query?.output(of: report.document)
            ?? report.rendered(as: options.choice.format, style: style)
    }

    // MARK: Applying

    private func apply(
        _ plan: CleanupPlan, _ shown: CleanupReport, _ query: OutputQuery?, _ style: TextStyle, _ source: CleanupSource
    ) async throws(CommandFailure) -> ExitStatus {
        var report = shown
        report.isDryRun = false
        if !plan.refusals.isEmpty {
            if options.choice.format != .table {
                environment.writeOutput(try text(of: report, query, style))
            }
            return .refused
        }
        guard let cluster = source.cluster else {
            throw CommandFailure(.undetermined, "both clusters must be reachable before anything can be changed")
        }
        let confirmed = try ConfirmedPlan.confirm(plan, isConfirmed: options.isConfirmed, environment)
        let signal = environment.catchSignals(false)
        let isTable = options.choice.format == .table
        let application = CleanupApplication(cluster: cluster, signal: signal) { [environment] result in
            let line = CleanupReport.line(of: result)
            if isTable { environment.writeOutput(line) } else { environment.writeError(line) }
        }
        let results = await application.apply(confirmed, observation: source.observation)
        let status = Self.status(results, signal: signal())
        report.results = results
        report.status = Int(status.rawValue)
        environment.writeOutput(
            isTable ? report.summary(of: results) : try text(of: report, query, style))
        return status
    }

    /// For a plan that was made earlier: the one made now, with the deletions of the earlier one only. Any difference refuses
    /// the whole of it.
    private func restricted(
        _ plan: CleanupPlan, _ mode: CleanupMode, _ topology: Topology
    ) throws(CommandFailure) -> CleanupPlan {
        guard case .applyFile(let earlier) = mode,
            plan.refusals.allSatisfy({ $0.kind == .tooManyDeletes })
        else { return plan }
        if let refusal = earlier.refusals.first(where: { $0.kind != .tooManyDeletes }) {
            throw CommandFailure(.refused, "the plan contains a refusal: \(refusal.message)", hint: refusal.hint)
        }
        let agreement = earlier.agreement(with: plan, isGone: topology.isGone)
        guard agreement.differences.isEmpty else {
            throw CommandFailure(
                .refused, "the plan is no longer valid; nothing was changed", causes: agreement.differences,
                hint: "create a new one with --plan-out")
        }
        for object in agreement.gone { environment.note("\(object) is already gone") }
        return plan.restricted(to: agreement.due)
    }

    static func status(_ results: [CleanupResult], signal: Int32?) -> ExitStatus {
        if results.contains(where: { $0.outcome == .notTried }), let signal {
            return signal == 15 ? .terminated : .interrupted
        }
        return results.allSatisfy(\.isDone) ? .success : .partial
    }

    // MARK: Finalizers

    private func removeFinalizers(
        _ argument: FinalizerArgument, _ topology: Topology, _ source: CleanupSource
    ) async throws(CommandFailure) -> ExitStatus {
        let proposal = try FinalizerProposal.make(
            argument, namespace: options.namespace ?? source.defaultNamespace, topology)
        guard !proposal.finalizers.isEmpty else {
            environment.writeOutput(
                "\(escaped(proposal.object.reference)) has no finalizer of KubeLB; nothing was changed\n")
            return .success
        }
        var lines = ["\(proposal.object.reference)"]
        lines += proposal.finalizers.map { "  finalizer  \($0.name)" }
        lines += proposal.consequences.map { "  note       \($0)" }
        environment.writeError(lines.map { escaped($0) + "\n" }.joined())
        guard let cluster = source.cluster else {
            throw CommandFailure(.undetermined, "both clusters must be reachable before anything can be changed")
        }
        let removal = try ConfirmedRemoval.confirm(proposal, isConfirmed: options.isConfirmed, environment)
        do throws(APIError) {
            try await cluster.removeFinalizers(removal)
        } catch {
            if case .notFound = error {
                environment.writeOutput("\(escaped(proposal.object.reference)) is already gone\n")
                return .success
            }
            throw CommandFailure(
                .partial, "the finalizers of \(proposal.object.reference) could not be removed",
                causes: [error.summary], hint: "if the object has changed since, check it again")
        }
        environment.writeOutput("removed KubeLB's finalizers from \(escaped(proposal.object.reference))\n")
        return .success
    }
}
