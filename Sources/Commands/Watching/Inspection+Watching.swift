import CommandLineKit
import Kubernetes
import Reports
import Topology

extension Inspection {
    /// Looks again until what `invocation` wants has come.
    func run(_ invocation: WatchInvocation, _ output: OutputOptions) async throws(CommandFailure) -> ExitStatus {
        if invocation.watches, !StatusChanges.formats.contains(output.format) {
            throw CommandFailure(
                .usage, "--watch: no changes can be told as \(output.format.rawValue)",
                hint: "one of \(StatusChanges.formats.map(\.rawValue).joined(separator: ", "))")
        }
        let (selection, source) = try prepare()
        guard let live = source as? LiveSource else {
            throw CommandFailure(.usage, "a bundle does not change", hint: "look at the clusters themselves")
        }
        let repeated = RepeatedInspection(
            invocation: invocation, selection: selection,
            look: { selection async throws(CommandFailure) in try await report(on: selection, live) },
            clients: {
                var clients = [ClusterSide.tenant: live.tenant]
                clients[.management] = await live.management.reach(from: live.tenant).client
                return clients
            },
            output: WatchOutput(
                format: output.format, style: output.style, showsHeaders: output.showsHeaders, environment),
            environment: environment)
        switch try await repeated.run() {
        case .report(let report): return write(report, output)
        case .ended(let status): return status
        case .gone(let message):
            ProgressLine.write("\(escaped(message))\n", environment)
            return .success
        }
    }
}
