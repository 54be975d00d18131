import CommandLineKit

/// `kubelb-sandbox ccm` and `manager`: one controller as a process of its own.
enum ControllerCommands {
    private static let kubeconfig = OptionSpec(
        name: "kubeconfig", kind: .value(placeholder: "FILE"), summary: "The cluster that the controller works in",
        group: "Controller", completion: .file)
    private static let context = OptionSpec(
        name: "context", kind: .value(placeholder: "NAME"), summary: "A context of that kubeconfig",
        group: "Controller")
    private static let level = OptionSpec(
        name: "zap-log-level", kind: .value(placeholder: "LEVEL"), defaultValue: "info",
        summary: "info, debug, or a number", group: "Controller")
    private static let force = OptionSpec(
        name: "force", kind: .flag, summary: "Work on clusters that are no sandbox, too", group: "Controller")

    static var ccm: CommandSpec {
        CommandSpec(
            name: "ccm", summary: "Run the CCM as a process of its own",
            discussion: """
                Does what the CCM in a sandbox does, which should then be scaled to 0. A real KubeLB must not run beside it: \
                other clusters than those of a sandbox are refused without --force.
                """,
            options: [
                kubeconfig, context,
                OptionSpec(
                    name: "kubelb-kubeconfig", kind: .value(placeholder: "FILE"),
                    summary: "The way to the management cluster", group: "Controller", completion: .file),
                OptionSpec(
                    name: "cluster-name", kind: .value(placeholder: "NAME"), summary: "The tenant", group: "Controller"),
                OptionSpec(
                    name: "node-address-type", kind: .value(placeholder: "TYPE"),
                    choices: ["ExternalIP", "InternalIP", "Hostname"], defaultValue: "ExternalIP",
                    summary: "Which addresses of the nodes are used", group: "Controller"),
                OptionSpec(
                    name: "use-loadbalancer-class", kind: .flag, summary: "Take Services of class kubelb only",
                    group: "Controller"),
                OptionSpec(
                    name: "leader-election-namespace", kind: .value(placeholder: "NAMESPACE"), defaultValue: "kubelb",
                    summary: "Where the Lease is", group: "Controller"),
                level, force,
            ],
            examples: [
                (
                    "kubelb-sandbox ccm --kubeconfig tenant.yaml --kubelb-kubeconfig kubelb.yaml --cluster-name demo",
                    "The CCM of the tenant demo"
                )
            ])
    }

    static var manager: CommandSpec {
        CommandSpec(
            name: "manager", summary: "Run the manager as a process of its own",
            discussion: """
                Does what the manager in a sandbox does, which should then be scaled to 0. A real KubeLB must not run beside \
                it: other clusters than those of a sandbox are refused without --force.
                """,
            options: [kubeconfig, context, level, force],
            examples: [("kubelb-sandbox manager --kubeconfig management.yaml", "The manager of that cluster")])
    }

    #if Sandbox
        static func runCCM(_ command: ParsedCommand) async throws {
            guard let name = command.value("cluster-name"), !name.isEmpty else {
                throw UsageError(message: "ccm needs --cluster-name", command: "ccm")
            }
            guard let kubelb = command.value("kubelb-kubeconfig") else {
                throw UsageError(message: "ccm needs --kubelb-kubeconfig", command: "ccm")
            }
            try await ControllerProcess(command).runCCM(
                arguments: [
                    "--cluster-name=\(name)", "--kubelb-kubeconfig=\(kubelb)",
                    "--node-address-type=\(command.value("node-address-type") ?? "ExternalIP")",
                    "--use-loadbalancer-class=\(command.flag("use-loadbalancer-class"))",
                    "--leader-election-namespace=\(command.value("leader-election-namespace") ?? "kubelb")",
                    "--enable-leader-election=true", "--zap-log-level=\(command.value("zap-log-level") ?? "info")",
                ], kubelbKubeconfig: kubelb)
        }

        static func runManager(_ command: ParsedCommand) async throws {
            try await ControllerProcess(command).runManager(
                arguments: [
                    "--enable-leader-election=true", "--zap-log-level=\(command.value("zap-log-level") ?? "info")",
                ])
        }
    #else
        static func runCCM(_ command: ParsedCommand) async throws { throw CommandFailure.withoutServers }
        static func runManager(_ command: ParsedCommand) async throws { throw CommandFailure.withoutServers }
    #endif
}
