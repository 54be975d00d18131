import CommandLineKit

/// `kubelb-sandbox ccm` and `manager`: one controller as a process of its own.
enum ControllerCommands {
    private static let kubeconfig = OptionSpec(
        name: "kubeconfig", kind: .value(placeholder: "FILE"),
        summary: "Use this kubeconfig for the controller's own cluster",
        group: "Controller", completion: .file)
    private static let context = OptionSpec(
        name: "context", kind: .value(placeholder: "NAME"), summary: "Use this context of the kubeconfig",
        group: "Controller")
    private static let level = OptionSpec(
        name: "zap-log-level", kind: .value(placeholder: "LEVEL"), defaultValue: "info",
        summary: "Set the log level: info, debug, or a number", group: "Controller")
    private static let force = OptionSpec(
        name: "force", kind: .flag, summary: "Also work on clusters that are not a sandbox", group: "Controller")

    static var ccm: CommandSpec {
        CommandSpec(
            name: "ccm", summary: "Run the CCM as a separate process",
            discussion: """
                Does the same as the CCM in a sandbox, which should be scaled to 0 before. It must not run alongside a real KubeLB: \
                clusters that are not a sandbox are refused without --force.
                """,
            options: [
                kubeconfig, context,
                OptionSpec(
                    name: "kubelb-kubeconfig", kind: .value(placeholder: "FILE"),
                    summary: "Use this kubeconfig for the management cluster", group: "Controller", completion: .file),
                OptionSpec(
                    name: "cluster-name", kind: .value(placeholder: "NAME"), summary: "Set the tenant name",
                    group: "Controller"),
                OptionSpec(
                    name: "node-address-type", kind: .value(placeholder: "TYPE"),
                    choices: ["ExternalIP", "InternalIP", "Hostname"], defaultValue: "ExternalIP",
                    summary: "Use node addresses of this type", group: "Controller"),
                OptionSpec(
                    name: "use-loadbalancer-class", kind: .flag, summary: "Manage only Services of class kubelb",
                    group: "Controller"),
                OptionSpec(
                    name: "leader-election-namespace", kind: .value(placeholder: "NAMESPACE"), defaultValue: "kubelb",
                    summary: "Set the namespace of the Lease", group: "Controller"),
                level, force,
            ],
            examples: [
                (
                    "kubelb-sandbox ccm --kubeconfig tenant.yaml --kubelb-kubeconfig kubelb.yaml --cluster-name demo",
                    "Run the CCM of the tenant demo"
                )
            ])
    }

    static var manager: CommandSpec {
        CommandSpec(
            name: "manager", summary: "Run the manager as a separate process",
            discussion: """
                Does the same as the manager in a sandbox, which should be scaled to 0 before. It must not run alongside a real \
                KubeLB: clusters that are not a sandbox are refused without --force.
                """,
            options: [kubeconfig, context, level, force],
            examples: [("kubelb-sandbox manager --kubeconfig management.yaml", "Run the manager of that cluster")])
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
