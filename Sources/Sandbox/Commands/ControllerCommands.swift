import CommandLineKit

/// `kubelb-sandbox ccm` and `manager`: one controller as a process of its own.
enum ControllerCommands {
    static var ccm: CommandSpec {
        CommandSpec(
            name: "ccm", summary: "Run the CCM as a separate process",
            discussion: """
                Does the same as the CCM in a sandbox, which should be scaled to 0 before. It must not run alongside a real KubeLB: \
                clusters that are not a sandbox are refused without --force.
                """,
            options: CCMOptions.options.specs(),
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
            options: ControllerOptions.options.specs(),
            examples: [("kubelb-sandbox manager --kubeconfig management.yaml", "Run the manager of that cluster")])
    }

    #if Sandbox
        static func runCCM(_ command: ParsedCommand) async throws {
            let options = try CCMOptions(command)
            guard let name = options.clusterName, !name.isEmpty else {
                throw UsageError(message: "ccm needs --cluster-name", command: "ccm")
            }
            guard let kubelb = options.kubelbKubeconfig else {
                throw UsageError(message: "ccm needs --kubelb-kubeconfig", command: "ccm")
            }
            try await ControllerProcess(options.controller, command: "ccm").runCCM(
                arguments: [
                    "--cluster-name=\(name)", "--kubelb-kubeconfig=\(kubelb)",
                    "--node-address-type=\(options.nodeAddressType)",
                    "--use-loadbalancer-class=\(options.usesLoadBalancerClass)",
                    "--leader-election-namespace=\(options.leaderElectionNamespace)",
                    "--enable-leader-election=true", "--zap-log-level=\(options.controller.logLevel)",
                ], kubelbKubeconfig: kubelb)
        }

        static func runManager(_ command: ParsedCommand) async throws {
            let options = try ControllerOptions(command)
            try await ControllerProcess(options, command: "manager").runManager(
                arguments: ["--enable-leader-election=true", "--zap-log-level=\(options.logLevel)"])
        }
    #else
        static func runCCM(_ command: ParsedCommand) async throws { throw CommandFailure.withoutServers }
        static func runManager(_ command: ParsedCommand) async throws { throw CommandFailure.withoutServers }
    #endif
}
