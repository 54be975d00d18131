import CommandLineKit
import Kubernetes
import LocalSystem
import Topology

/// `kubelb-ctl collect`: both clusters as a bundle.
struct CollectCommand: Subcommand {
    struct Options: OptionGroup {
        var source = SourceOptions()
        var readsManagementOnly = false
        private(set) var path: String?

        static var options: [OptionRow<Self>] {
            [
                .group(\.source, SourceOptions.options.only(\.tenantName, \.evidence) + SourceOptions.live),
                .flag(
                    \.readsManagementOnly, "management-only",
                    "Collect the management cluster alone; with --tenant, only the objects of that tenant",
                    group: "Management cluster"),
            ]
        }

        mutating func check(_ given: GivenOptions<Self>) { path = given.line.arguments.first }
    }

    var specification: CommandSpec {
        CommandSpec(
            name: "collect",
            summary: "Write a redacted bundle of both clusters",
            discussion: """
                Reads everything that the checks need, from all namespaces, Ingresses, Gateways, HTTPRoutes and GRPCRoutes included, plus the \
                logs and metrics of the CCM, the manager and Envoy. \
                A bundle contains no Secrets. Tokens, keys, passwords in annotations, arguments and logs, and the values of \
                environment variables are redacted; bundle.json lists where. Addresses and names are kept.
                With --management-only, only the management cluster is collected, with all its tenants or, with --tenant, \
                without the objects of the others; commands with --management-only or --all-tenants read such a bundle.
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
                    "kubelb-ctl collect shop.tar.gz",
                    "Write the archive shop.tar.gz, to be read with --from-bundle"
                ),
                (
                    "kubelb-ctl collect --context acme --management-context mgmt ./bundle",
                    "Write a directory, from two contexts"
                ),
                (
                    "kubelb-ctl collect --management-only --tenant acme --management-context mgmt acme.tar.gz",
                    "Write an archive about a tenant whose cluster you cannot reach"
                ),
            ])
    }

    func run(_ options: Options, in environment: Environment) async throws(CommandFailure) -> ExitStatus {
        if let path = options.path {
            try Self.refuseResource(path)
            try Self.refuseFile(path)
        }
        let raw = RawAnswers()
        let collect = try Self.collection(options, environment)
        let path = options.path ?? "kubelb-bundle-\(Self.fileStamp(environment.now())).tar.gz"
        let writer = try Self.writer(path)
        if let note = options.path.flatMap(Self.note) { environment.note(note) }
        let source = try await collect(raw)
        let observation = source.observation
        let sides = ClusterSide.allCases.filter { !observation.position.hides($0) }
        for side in sides {
            if let failure = observation.sideFailures[side] {
                environment.warn("nothing could be read from the \(side.rawValue) cluster: \(failure)")
            }
        }
        if observation.sideFailures.count == sides.count {
            let clusters = sides.count == 1 ? "the management cluster could not" : "neither cluster could"
            throw CommandFailure(.undetermined, "\(clusters) be read; no bundle was written")
        }
        let files = BundleContents(source: source, raw: raw, toolVersion: environment.toolVersion).files()
        do throws(BundleError) {
            try await writer.write(files, modified: observation.now)
        } catch {
            throw CommandFailure(error)
        }
        environment.writeOutput("\(escaped(path))\n")
        let reads = source.reads
        let unread = reads.filter { observation.outcome(of: $0) != nil }
        if !unread.isEmpty, observation.sideFailures.isEmpty {
            environment.writeError(
                "note: \(unread.count) of \(reads.count) reads failed or were forbidden; the bundle lists them\n")
        }
        let failing = Self.mostlyFailed(reads, observation)
        for side in failing {
            environment.warn(
                "most reads of the \(side.rawValue) cluster failed; the bundle lists them with their reasons")
        }
        return observation.sideFailures.isEmpty && failing.isEmpty ? .success : .undetermined
    }

    /// Clusters of which more than half of the reads failed. What an identity may not read is no failure: a bundle is what it may
    /// read.
    static func mostlyFailed(_ reads: [Input], _ observation: Observation) -> [ClusterSide] {
        ClusterSide.allCases.filter { side in
            let own = reads.filter { $0.side == side }
            let failed = own.count { if case .failed = observation.outcome(of: $0) { true } else { false } }
            return observation.sideFailures[side] == nil && failed > own.count / 2
        }
    }

    /// A path in a directory that does not exist and is called as a kind is the name of a resource.
    private static func refuseResource(_ path: String) throws(CommandFailure) {
        guard let slash = path.firstIndex(of: "/"), case let directory = String(path[..<slash]),
            ArgumentKind.typedWords.contains(directory.lowercased()), FileSystem.kind(of: directory) == .missing
        else { return }
        throw CommandFailure(
            .usage,
            "\(path) is not a valid path of a bundle: collect takes no resources, and reads all of both clusters",
            hint: "use a path such as bundle.tar.gz, or none")
    }

    /// A name like `bundle.zip` or `bundle.tar` is that of a file, in a form that is not written; a directory was not meant.
    private static func refuseFile(_ path: String) throws(CommandFailure) {
        let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex, !BundleArchive.isArchive(String(name)),
            case let ending = name[name.index(after: dot)...], (2...4).contains(ending.utf8.count),
            ending.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }), ending.first?.isLetter == true
        else { return }
        throw CommandFailure(
            .usage, "\(quoted(path)): collect does not write files of the form .\(ending)",
            hint: "use a name that ends in .tar.gz for an archive, or in / for a directory")
    }

    /// About a path that other commands would take for the name of a Service.
    static func note(about path: String) -> String? {
        guard path.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" }) else { return nil }
        return "the bundle of both clusters is written to the directory \(path); collect takes no Service"
    }

    private typealias Collection = (RawAnswers) async throws(CommandFailure) -> BundleContents.Source

    /// What reads the clusters. Nothing is sent yet.
    private static func collection(
        _ options: Options, _ environment: Environment
    ) throws(CommandFailure) -> Collection {
        if options.readsManagementOnly {
            let source = try FleetSource(options.source, environment)
            return { (raw: RawAnswers) async throws(CommandFailure) -> BundleContents.Source in
                try await source.collect(only: options.source.tenantName, into: raw)
            }
        }
        let source = try LiveSource(options.source, environment)
        return { (raw: RawAnswers) async throws(CommandFailure) -> BundleContents.Source in
            BundleContents.Source(observation: try await source.collect(into: raw))
        }
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
