import CommandLineKit

/// `kubelb-sandbox up`: a tenant cluster and a management cluster that are alive, until a signal or `down`.
enum UpCommand {
    private struct Options: OptionGroup {
        var directory = SandboxDirectory()
        var tenants = 1
        var nodes = 2
        var services = 0
        var makesPods = true
        var detaches = false
        var isQuick = false

        static let heading = SandboxDirectory.heading
        static var options: [OptionRow<Options>] {
            [
                .group(\.directory),
                .value(\.tenants, "tenants", .number("N", in: 1...20), "Start this many tenant clusters"),
                .value(\.nodes, "nodes", .number("N", in: 1...20), "Start this many nodes per tenant cluster"),
                .value(\.services, "services", .number("N", in: 0...2000), "Create this many Services at startup"),
                .flag(
                    \.makesPods, "auto-pods", isNegatable: true,
                    "Create pods for Services that have none (enabled by default)"),
                .flag(\.detaches, "detach", "Return as soon as everything is running"),
                .flag(\.isQuick, "quick", isHidden: true, "Shorten the controllers' timeouts, for tests"),
            ]
        }

        func sandbox() throws(UsageError) -> SandboxOptions {
            var options = SandboxOptions()
            options.tenants = tenants
            options.nodes = nodes
            options.services = services
            options.directory = try directory.path()
            options.makesPods = makesPods
            if isQuick { options.timing = .quick }
            return options
        }
    }

    static var spec: CommandSpec {
        CommandSpec(
            name: "up",
            summary: "Start a tenant and a management cluster on this machine",
            discussion: """
                Starts the API servers of both clusters, the CCM, the manager, nodes, pods and the proxy that carries the \
                traffic, all on loopback addresses and without root. A Service of type LoadBalancer that you create with kubectl \
                gets an address that responds.
                A Service whose selector matches no pods gets two pods, which respond with their names; the annotation \
                sandbox.kubelb-ctl/auto-pods: "false" disables this.
                All state is kept in one directory and removed by Ctrl-C or kubelb-sandbox down.
                """,
            options: Options.options.specs(),
            examples: [
                ("kubelb-sandbox up", "Run in this terminal until Ctrl-C"),
                ("kubelb-sandbox up --detach --services 3", "Run in the background with three Services"),
                ("kubelb-sandbox up --tenants 2 --dir ./sandbox", "Run two tenants with the state in ./sandbox"),
            ])
    }

    #if Sandbox
        static func run(_ command: ParsedCommand, words: [String]) async throws {
            let given = try Options(command)
            let options = try given.sandbox()
            if given.detaches {
                let directory = options.directory ?? ""
                StandardStream.output.write(try await DetachedSandbox.start(words: words, directory: directory))
                return
            }
            let signals = TerminationSignals()
            let sandbox = try await RunningSandbox.start(options)
            let isWritten = StandardStream.output.write(sandbox.announcement())
            if isWritten {
                // Only now, so that whoever waits for it finds the announcement complete.
                try sandbox.publish()
                await withTaskGroup(of: Void.self) { group in
                    group.addTask { await signals.first() }
                    group.addTask { await sandbox.waitUntilAskedToStop() }
                    await group.next()
                    group.cancelAll()
                }
            }
            await sandbox.stop()
        }
    #else
        static func run(_ command: ParsedCommand, words: [String]) async throws {
            _ = try Options(command).sandbox()
            throw CommandFailure.withoutServers
        }
    #endif
}
