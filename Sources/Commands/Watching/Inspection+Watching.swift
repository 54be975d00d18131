import CommandLineKit
import Kubernetes
import Reports
import Topology

extension Inspection {
    /// Reads again until the condition of the options is met.
    func repeated(_ output: ReportOutput) async throws(CommandFailure) -> ExitStatus {
        if options.wait.watches { try output.refuseUnwatched(options.output.choice.name) }
        let outcome: RepeatedInspection.Outcome
        do throws(CommandFailure) {
            outcome = try await repetition(output).run()
        } catch {
            output.write(error, environment)
            throw error
        }
        switch outcome {
        case .report(let report): return try write(report, output)
        case .ended(let status): return status
        case .gone(let message):
            output.note([message], environment)
            return .success
        }
    }

    private func repetition(_ output: ReportOutput) throws(CommandFailure) -> RepeatedInspection {
        let first = try Look(quieted(output))
        guard let live = first.source as? LiveSource else {
            throw CommandFailure(.usage, "a bundle does not change", hint: "use live clusters")
        }
        return RepeatedInspection(
            options: options.wait, selection: first.selection,
            observe: { selection async throws(CommandFailure) in try await live.observe(selection) },
            judge: { observation, selection throws(CommandFailure) in
                var look = first
                look.selection = selection
                return try look.report(of: observation).report
            },
            statistics: { await live.statistics(for: $0) },
            clients: { await live.clients },
            output: WatchOutput(output, environment), environment: environment)
    }
}

extension ReportOutput {
    /// Those for people, which can be redrawn.
    static let textual: [OutputFormat] = [.table, .wide, .short]

    /// Fails if changes cannot be written in the format.
    func refuseUnwatched(_ name: String) throws(CommandFailure) {
        guard query == nil, !StatusChanges.formats.contains(format) else { return }
        let formats = StatusChanges.formats.map(\.rawValue) + ["jsonpath", "custom-columns"]
        throw CommandFailure(
            .usage, "--watch does not support --output \(name)", hint: "use one of \(formats.joined(separator: ", "))")
    }
}
