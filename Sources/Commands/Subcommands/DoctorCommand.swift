import CommandLineKit

/// `kubelb-ctl doctor`: everything.
struct DoctorCommand: Subcommand {
    var specification: CommandSpec {
        CommandSpec(
            name: "doctor",
            summary: "Check both clusters: controllers, tenant, nodes, Services",
            discussion: """
                Runs every check: access and permissions, the CCM, the manager, the tenant, the nodes, every Service, versions and \
                orphaned objects. Root causes are printed in full, starting with the one that blocks most Services; the findings \
                they lead to are counted below them.
                """,
            arguments: [
                ArgumentSpec(placeholder: "tenant/NAME", summary: "Same as --tenant NAME", isOptional: true)
            ],
            options: [AllPairsRun.option] + CommandTables.doctorOptions + CommandTables.sourceOptions
                + CommandTables.evidenceOptions
                + CommandTables.judgementOptions + CommandTables.outputOptions + CommandTables.reportOptions
                + CommandTables.waitOptions([.healthy]),
            examples: [
                ("kubelb-ctl doctor --context acme --management-context mgmt", "Check two live clusters"),
                (
                    "kubelb-ctl doctor --from-bundle bundle.tar.gz -o junit",
                    "Check a bundle and print JUnit XML, for CI"
                ),
                ("kubelb-ctl doctor --wait --timeout 10m", "After an installation: wait until everything is healthy"),
                ("kubelb-ctl doctor --all-pairs", "Check every pair in the configuration file, one row each"),
                ("kubelb-ctl doctor --print-rbac", "Print the RBAC permissions that the tool needs"),
            ])
    }

    func run(_ parsed: ParsedCommand, in environment: Environment) async throws(CommandFailure) -> ExitStatus {
        if parsed.flag(AllPairsRun.option.name) {
            return try await AllPairsRun(parsed: parsed, environment: environment).run()
        }
        return try await Inspection(kind: .doctor, parsed: parsed, environment: environment).run()
    }
}
