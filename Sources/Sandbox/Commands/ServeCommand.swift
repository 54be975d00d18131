import APIServer
import CommandLineKit

/// `kubelb-sandbox serve`: the clusters of a bundle behind real API servers, until a signal.
enum ServeCommand {
    private struct Options: OptionGroup {
        var directory: String?
        var faults: [String] = []
        private(set) var arguments: [String] = []

        static let heading = "Serve"
        static var options: [OptionRow<Options>] {
            [
                .value(
                    \.directory, "dir", .text("DIR", completion: .directory),
                    "Write the file kubeconfig to this directory (default: a new temporary directory)"),
                .list(
                    \.faults, "fault", .text("SIDE:FAULT"),
                    "Inject a fault into the server of the side tenant or management",
                    details: """
                        A fault is NAME[=VALUE][@PART-OF-A-PATH]. latency and clock-skew need a duration such as 200ms or 90s; \
                        for all others, the value is the number of requests or connections affected. NAME is one of \
                        \(ServedFault.Kind.allCases.map(\.rawValue).joined(separator: ", ")).
                        """),
            ]
        }

        mutating func check(_ given: GivenOptions<Options>) { arguments = given.line.arguments }
    }

    static var spec: CommandSpec {
        CommandSpec(
            name: "serve",
            summary: "Serve the clusters of a bundle on this machine",
            discussion: """
                Starts an API server for each of the two clusters on a port of 127.0.0.1, writes one kubeconfig for both, and serves \
                until SIGINT or SIGTERM. Objects are read-only. Times are shifted as if the bundle had been taken now.
                The contexts of the kubeconfig are sandbox-tenant and sandbox-management for an administrator; with the suffixes \
                -ccm, -reader and -nobody, they use identities with fewer permissions.
                """,
            arguments: [
                ArgumentSpec(placeholder: "BUNDLE", summary: "The directory of the bundle", completion: .directory)
            ],
            options: Options.options.specs(),
            examples: [
                ("kubelb-sandbox serve ./bundle", "Serve both clusters as recorded"),
                (
                    "kubelb-sandbox serve ./bundle --fault management:429=3 --fault tenant:latency=200ms",
                    "Serve a slow tenant cluster and a busy management cluster"
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
                    message: "--fault \(word): faults begin with tenant: or management:", command: spec.name)
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
            let given = try Options(command)
            guard let bundle = given.arguments.first else { throw UsageError(message: "serve needs a bundle") }
            let options = ServeOptions(directory: given.directory, faults: try faults(given.faults))
            let signals = TerminationSignals()
            let pair = try await ServedPair.start(folder: bundle, options: options)
            let isWritten = StandardStream.output.write(announcement(pair))
            if isWritten { await signals.first() }
            await pair.stop()
        }

        private static func announcement(_ pair: ServedPair) -> String {
            var lines = ["kubeconfig: \(pair.kubeconfigPath)"]
            for side in ServedSide.allCases {
                let reason = pair.unreachableReason(of: side).map { " (unreachable, as in the bundle: \($0))" } ?? ""
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
