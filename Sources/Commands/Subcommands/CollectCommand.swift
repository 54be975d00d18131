import CommandLineKit
import Kubernetes
import Topology

/// `kubelb-ctl collect`: both clusters as a bundle.
struct CollectCommand: Subcommand {
    var specification: CommandSpec {
        CommandSpec(
            name: "collect",
            summary: "Write a redacted bundle of both clusters",
            discussion: """
                Reads everything that the checks look at, of all namespaces, and the logs and statistics of the CCM, the manager and \
                Envoy. \
                No Secret is in a bundle; tokens, keys, passwords in annotations, arguments and logs, and the values of \
                environment variables are replaced, and bundle.json lists where. Addresses and names stay.
                """,
            arguments: [
                ArgumentSpec(
                    placeholder: "PATH",
                    summary:
                        "What to write: a directory, or an archive where it ends in .tar.gz (default: kubelb-bundle-TIME.tar.gz)",
                    isRepeated: false, isOptional: true)
            ],
            options: CommandTables.collectOptions,
            examples: [
                ("kubelb-ctl collect", "An archive in the current directory"),
                (
                    "kubelb-ctl collect --context acme --management-context mgmt ./bundle",
                    "A directory, of two contexts"
                ),
            ])
    }

    func run(_ parsed: ParsedCommand, in environment: Environment) async throws(CommandFailure) -> ExitStatus {
        let source = try LiveSource(try SourceOptions(parsed), environment)
        let path = parsed.arguments.first ?? "kubelb-bundle-\(Self.fileStamp(environment.now())).tar.gz"
        let writer = try Self.writer(path)
        let raw = RawAnswers()
        let observation = try await source.collect(into: raw)
        for side in ClusterSide.allCases {
            if let failure = observation.sideFailures[side] {
                environment.warn("nothing could be read of the \(side.rawValue) cluster: \(failure)")
            }
        }
        if observation.sideFailures.count == ClusterSide.allCases.count {
            throw CommandFailure(.undetermined, "neither cluster could be read; no bundle is written")
        }
        let files = BundleContents(observation: observation, raw: raw, toolVersion: environment.toolVersion).files()
        do throws(BundleError) {
            try await writer.write(files, modified: observation.now)
        } catch {
            throw CommandFailure(error)
        }
        environment.writeOutput("\(escaped(path))\n")
        let unread = ReadKind.all.map(\.input).filter { observation.outcome(of: $0) != nil }
        if !unread.isEmpty, observation.sideFailures.isEmpty {
            environment.writeError(
                "note: \(unread.count) of \(ReadKind.all.count) reads failed or were forbidden; the bundle says which\n"
            )
        }
        return observation.sideFailures.isEmpty ? .success : .undetermined
    }

    /// Made before anything is read: a path that cannot be written to is said at once.
    private static func writer(_ path: String) throws(CommandFailure) -> BundleArchive {
        do throws(BundleError) {
            return try BundleArchive(path: path)
        } catch {
            throw CommandFailure(error)
        }
    }

    /// `20261122-203113`, of UTC.
    private static func fileStamp(_ time: Timestamp) -> String {
        let digits = time.description.filter(\.isNumber)
        return "\(digits.prefix(8))-\(digits.dropFirst(8).prefix(6))"
    }
}
