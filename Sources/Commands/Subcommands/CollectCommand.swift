import CommandLineKit
import Kubernetes
import Topology

/// `kubelb-ctl collect`: both clusters as a bundle.
struct CollectCommand: Subcommand {
    struct Options: OptionGroup {
        var source = SourceOptions()
        private(set) var path: String?

        static var options: [OptionRow<Self>] {
            [.group(\.source, SourceOptions.options.only(\.tenantName, \.evidence) + SourceOptions.live)]
        }

        mutating func check(_ given: GivenOptions<Self>) { path = given.line.arguments.first }
    }

    var specification: CommandSpec {
        CommandSpec(
            name: "collect",
            summary: "Write a redacted bundle of both clusters",
            discussion: """
                Reads everything that the checks need, from all namespaces, plus the logs and metrics of the CCM, the manager \
                and Envoy. \
                A bundle contains no Secrets. Tokens, keys, passwords in annotations, arguments and logs, and the values of \
                environment variables are redacted; bundle.json lists where. Addresses and names are kept.
                """,
            arguments: [
                ArgumentSpec(
                    placeholder: "PATH",
                    summary:
                        "A directory, or an archive if it ends in .tar.gz (default: kubelb-bundle-TIME.tar.gz)",
                    isOptional: true)
            ],
            options: Self.options.specs(),
            examples: [
                ("kubelb-ctl collect", "Write an archive to the current directory"),
                (
                    "kubelb-ctl collect --context acme --management-context mgmt ./bundle",
                    "Write a directory, from two contexts"
                ),
            ])
    }

    func run(_ options: Options, in environment: Environment) async throws(CommandFailure) -> ExitStatus {
        let source = try LiveSource(options.source, environment)
        let path = options.path ?? "kubelb-bundle-\(Self.fileStamp(environment.now())).tar.gz"
        let writer = try Self.writer(path)
        let raw = RawAnswers()
        let observation = try await source.collect(into: raw)
        for side in ClusterSide.allCases {
            if let failure = observation.sideFailures[side] {
                environment.warn("nothing could be read from the \(side.rawValue) cluster: \(failure)")
            }
        }
        if observation.sideFailures.count == ClusterSide.allCases.count {
            throw CommandFailure(.undetermined, "neither cluster could be read; no bundle was written")
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
                "note: \(unread.count) of \(ReadKind.all.count) reads failed or were forbidden; the bundle lists them\n"
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
