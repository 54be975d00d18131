import CommandLineKit
import Documents
import Kubernetes
import Reports
import Topology

/// `kubelb-ctl version`: of the tool alone, so that it works anywhere; of both API servers if asked for.
struct VersionCommand: Subcommand {
    enum Format: String, CaseIterable {
        case text
        case json
        case yaml
    }

    struct Options: OptionGroup {
        var choice = OutputChoice(Format.text)
        var readsServers = false
        /// As scripts know it from kubectl.
        var isClientOnly = false
        var source = SourceOptions()

        static let heading = "Version"

        static var options: [OptionRow<Self>] {
            [
                .output(\.choice, Format.allCases),
                .flag(\.readsServers, "server", "Also show the versions of both API servers"),
                .flag(\.isClientOnly, "client", "Show only the version of the tool, which is the default"),
                // --server is a flag here, as the one of kubectl is that is about versions.
                .group(
                    \.source,
                    SourceOptions.options.without(
                        \.bundle, \.tenantName, \.printsPermissions, \.evidence, \.tenant.server,
                        \.namedManagement.server)),
            ]
        }

        mutating func check(_ given: GivenOptions<Self>) throws(UsageError) {
            try given.refuse(\.isClientOnly, beside: [\.readsServers])
        }
    }

    var specification: CommandSpec {
        CommandSpec(
            name: "version",
            summary: "Show the version of the tool",
            discussion: "Includes the commit if the build recorded it. Does not contact a cluster without --server.",
            options: Self.options.specs(),
            examples: [
                ("kubelb-ctl version", "Show the version"),
                ("kubelb-ctl version --server --management-context mgmt", "Also show the versions of both API servers"),
                ("kubelb-ctl version -o json", "Print the version as JSON, for a script"),
            ])
    }

    /// Whether the command is about the tool alone, so that a configuration file with faults does not matter.
    static func isOffline(_ line: ParsedCommand) -> Bool {
        line.path == ["version"] && !Options.value(of: \.readsServers, in: line)
    }

    func run(_ options: Options, in environment: Environment) async throws(CommandFailure) -> ExitStatus {
        let query = try options.choice.query?.query()
        let servers = options.readsServers ? try await servers(options.source, environment) : []
        let value = value(servers, environment)
        switch options.choice.format {
        case .json:
            environment.writeOutput(
                try query?.output(of: OutputDocument(value, listing: "servers"))
                    ?? ConfigCommand.json(value))
        case .yaml: environment.writeOutput(String(decoding: value.yamlEncoded(), as: UTF8.self))
        case .text:
            let commit = environment.toolCommit.map { " (commit \($0))" } ?? ""
            let lines =
                ["\(Tool.name) \(environment.toolVersion)\(commit)"]
                + servers.compactMap { server in
                    server.version.value.map { "\(server.side.rawValue) cluster: \($0.gitVersion)" }
                }
            environment.writeOutput(lines.map { escaped($0) + "\n" }.joined())
        }
        for server in servers {
            if let reason = server.failure { environment.warn("\(server.side.rawValue) cluster: \(reason)") }
        }
        return servers.allSatisfy { $0.failure == nil } ? .success : .undetermined
    }

    private struct Server: Sendable {
        let side: ClusterSide
        let server: String?
        let version: Observed<ServerVersion>
        var failure: String? { version.unknown.map { "\($0)" } ?? (version.value == nil ? "no version" : nil) }
    }

    private func servers(
        _ options: SourceOptions, _ environment: Environment
    ) async throws(CommandFailure) -> [Server] {
        let live = try LiveSource(options, environment)
        return await ProgressLine(environment, live.activity).during {
            async let tenant = Self.read(.tenant, live.tenant)
            let reached = await live.management.reach(from: live.tenant)
            let management: Server
            if let client = reached.client {
                management = await Self.read(.management, client)
            } else {
                management = Server(side: .management, server: nil, version: .failed(reached.failure ?? "not read"))
            }
            return [await tenant, management]
        }
    }

    private static func read(_ side: ClusterSide, _ client: APIClient) async -> Server {
        let version: Observed<ServerVersion>
        do throws(APIError) {
            version = ServerVersion.decode(
                try await client.answer(to: APICall("/version")).body, source: "GET /version")
        } catch {
            version = .failed(error.summary)
        }
        return Server(side: side, server: client.access.server, version: version)
    }

    private func value(_ servers: [Server], _ environment: Environment) -> JSONValue {
        func string(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
        return [
            "apiVersion": "kubelb-ctl/v1", "kind": "Version", "version": .string(environment.toolVersion),
            "commit": string(environment.toolCommit),
            "servers": .array(
                servers.map { server in
                    [
                        "cluster": .string(server.side.rawValue), "server": string(server.server),
                        "version": string(server.version.value?.gitVersion), "failure": string(server.failure),
                    ]
                }),
        ]
    }
}
