import CommandLineKit

/// `kubelb-sandbox up`: a tenant cluster and a management cluster that are alive, until a signal or `down`.
enum UpCommand {
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
            options: [
                SandboxDirectory.option,
                OptionSpec(
                    name: "tenants", kind: .value(placeholder: "N"), defaultValue: "1",
                    summary: "Start this many tenant clusters", group: "Sandbox"),
                OptionSpec(
                    name: "nodes", kind: .value(placeholder: "N"), defaultValue: "2",
                    summary: "Start this many nodes per tenant cluster", group: "Sandbox"),
                OptionSpec(
                    name: "services", kind: .value(placeholder: "N"), defaultValue: "0",
                    summary: "Create this many Services at startup", group: "Sandbox"),
                OptionSpec(
                    name: "auto-pods", kind: .flag, negatable: true,
                    summary: "Create pods for Services that have none (enabled by default)", group: "Sandbox"),
                OptionSpec(
                    name: "detach", kind: .flag, summary: "Return as soon as everything is running", group: "Sandbox"),
                OptionSpec(
                    name: "quick", kind: .flag, summary: "Shorten the controllers' timeouts, for tests",
                    group: "Sandbox", hidden: true),
            ],
            examples: [
                ("kubelb-sandbox up", "Run in this terminal until Ctrl-C"),
                ("kubelb-sandbox up --detach --services 3", "Run in the background with three Services"),
                ("kubelb-sandbox up --tenants 2 --dir ./sandbox", "Run two tenants with the state in ./sandbox"),
            ])
    }

    /// Throws for numbers that make no sense.
    static func options(_ command: ParsedCommand) throws -> SandboxOptions {
        func number(_ name: String, _ range: ClosedRange<Int>) throws(UsageError) -> Int {
            let text = command.value(name) ?? ""
            guard let number = Int(text), range.contains(number) else {
                throw UsageError(
                    message: "--\(name) \(text): must be a number from \(range.lowerBound) to \(range.upperBound)",
                    command: spec.name)
            }
            return number
        }
        var options = SandboxOptions()
        options.tenants = try number("tenants", 1...20)
        options.nodes = try number("nodes", 1...20)
        options.services = try number("services", 0...2000)
        options.directory = try SandboxDirectory.path(command)
        options.makesPods = !command.isGiven("auto-pods") || command.flag("auto-pods")
        if command.flag("quick") { options.timing = .quick }
        return options
    }

    #if Sandbox
        static func run(_ command: ParsedCommand, words: [String]) async throws {
            let options = try options(command)
            if command.flag("detach") {
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
            _ = try options(command)
            throw CommandFailure.withoutServers
        }
    #endif
}
