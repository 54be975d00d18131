import CommandLineKit

/// `kubelb-ctl doctor`: everything.
struct DoctorCommand: Subcommand {
    var specification: CommandSpec {
        CommandSpec(
            name: "doctor",
            summary: "Check both clusters: controllers, tenant, nodes, Services",
            discussion: """
                Runs every check: access and rights, the CCM, the manager, the tenant, the nodes, every Service, versions and \
                what was left behind. Root causes are printed in full, first the one that holds up most Services; what follows \
                from them is counted beneath them.
                """,
            arguments: [
                ArgumentSpec(placeholder: "tenant/NAME", summary: "The same as --tenant NAME", isOptional: true)
            ],
            options: [AllPairsRun.option] + CommandTables.doctorOptions + CommandTables.sourceOptions
                + CommandTables.evidenceOptions
                + CommandTables.judgementOptions + CommandTables.outputOptions + CommandTables.reportOptions
                + CommandTables.waitOptions([.healthy]),
            examples: [
                ("kubelb-ctl doctor --context acme --management-context mgmt", "Diagnose a live pair"),
                ("kubelb-ctl doctor --from-bundle bundle.tar.gz -o junit", "A bundle, for a CI system"),
                ("kubelb-ctl doctor --wait --timeout 10m", "After an installation: until nothing is wrong any more"),
                ("kubelb-ctl doctor --all-pairs", "Every pair of the configuration file, one row each"),
                ("kubelb-ctl doctor --print-rbac", "The rights that the tool asks for"),
            ])
    }

    func run(_ parsed: ParsedCommand, in environment: Environment) async throws(CommandFailure) -> ExitStatus {
        if parsed.flag(AllPairsRun.option.name) {
            return try await AllPairsRun(parsed: parsed, environment: environment).run()
        }
        return try await Inspection(kind: .doctor, parsed: parsed, environment: environment).run()
    }
}
