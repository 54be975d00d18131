import APIServer
import CommandLineKit

/// `kubelb-sandbox serve`: the clusters of a bundle behind real API servers, until a signal.
enum ServeCommand {
    static var spec: CommandSpec {
        CommandSpec(
            name: "serve",
            summary: "Serve the clusters of a bundle on this machine",
            discussion: """
                Starts an API server for each of the two clusters on a port of 127.0.0.1, writes one kubeconfig that leads to \
                both, and serves until SIGINT or SIGTERM. Objects cannot be changed. Times are moved, as if the bundle had \
                been taken now.
                The kubeconfig's contexts are sandbox-tenant and sandbox-management for an admin; -ccm, -reader and -nobody \
                behind them stand for who may do less.
                """,
            arguments: [ArgumentSpec(placeholder: "BUNDLE", summary: "The bundle's directory", completion: .directory)],
            options: [
                OptionSpec(
                    name: "dir", kind: .value(placeholder: "DIR"),
                    summary: "Where to write the file kubeconfig; default: a new temporary directory", group: "Serve",
                    completion: .directory),
                OptionSpec(
                    name: "fault", kind: .value(placeholder: "SIDE:FAULT"), repeatable: true,
                    summary: "What is wrong with the server of the side tenant or management",
                    details: """
                        Faults are NAME[=VALUE][@PART-OF-A-PATH]. latency and clock-skew need a time, as 200ms or 90s; the value \
                        of all others is how many requests or connections meet the fault. They are \
                        \(ServedFault.Kind.allCases.map(\.rawValue).joined(separator: ", ")).
                        """,
                    group: "Serve"),
            ],
            examples: [
                ("kubelb-sandbox serve ./bundle", "Both clusters as they were"),
                (
                    "kubelb-sandbox serve ./bundle --fault management:429=3 --fault tenant:latency=200ms",
                    "A slow tenant cluster, a busy management cluster"
                ),
            ])
    }

    /// `SIDE:NAME[=VALUE][@PART-OF-A-PATH]`, by side.
    static func faults(_ words: [String]) throws(UsageError) -> [ServedSide: [ServedFault]] {
        var faults: [ServedSide: [ServedFault]] = [:]
        for word in words {
            let parts = word.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, let side = ServedSide(rawValue: parts[0]) else {
                throw UsageError(
                    message: "--fault \(word): a fault begins with tenant: or management:", command: spec.name)
            }
            do {
                faults[side, default: []].append(try ServedFault(parsing: parts[1]))
            } catch {
                throw UsageError(message: "--fault \(word): \(error)", command: spec.name)
            }
        }
        return faults
    }

    #if Sandbox
        static func run(_ command: ParsedCommand) async throws {
            guard let bundle = command.arguments.first else { throw UsageError(message: "serve needs a bundle") }
            let options = ServeOptions(
                directory: command.value("dir"), faults: try faults(command.values("fault")))
            let signals = TerminationSignals()
            let pair = try await ServedPair.start(folder: bundle, options: options)
            let isWritten = StandardStream.output.write(announcement(pair))
            if isWritten { await signals.first() }
            await pair.stop()
        }

        private static func announcement(_ pair: ServedPair) -> String {
            var lines = ["kubeconfig: \(pair.kubeconfigPath)"]
            for side in ServedSide.allCases {
                let reason = pair.unreachableReason(of: side).map { " (not reachable, as in the bundle: \($0))" } ?? ""
                lines.append("\(side.rawValue): \(pair.url(of: side))\(reason)")
            }
            lines.append("try: kubectl --kubeconfig \(pair.kubeconfigPath) get services -A")
            return lines.joined(separator: "\n") + "\n"
        }
    #else
        static func run(_ command: ParsedCommand) async throws {
            throw CommandFailure.withoutServers
        }
    #endif
}
