import CommandLineKit

/// `kubelb-ctl doctor`: everything.
struct DoctorCommand: Subcommand {
    static var options: [OptionRow<InspectionOptions>] {
        [
            InspectionOptions.allPairs,
            .group(
                \.selection, ServiceSelection.options.only(\.showsIgnored, \.layer)),
            .group(\.source), InspectionOptions.dryRunApply, .group(\.judgement), .group(\.output),
            .group(\.wait, WaitOptions.options.only(\.watches) + WaitOptions.waiting(for: [.healthy])),
        ] + InspectionOptions.fleet
    }

    var specification: CommandSpec {
        CommandSpec(
            name: "doctor",
            summary: "Check both clusters: controllers, tenant, nodes, Services",
            discussion: """
                Runs every check: access and permissions, the CCM, the manager, the tenant, the nodes, every Service, Ingress, \
                Gateway and route, versions and orphaned objects. Root causes are printed in full, starting with the one that blocks most Services; the findings \
                they lead to are counted below them.
                """,
            arguments: [
                ArgumentSpec(
                    placeholder: TenantArgument.placeholder, summary: "Same as --tenant NAME", isOptional: true)
            ],
            options: Self.options.specs(),
            examples: [
                ("kubelb-ctl doctor --context acme --management-context mgmt", "Check two live clusters"),
                (
                    "kubelb-ctl doctor --from-bundle bundle.tar.gz -o junit",
                    "Check a bundle and print JUnit XML, for CI"
                ),
                ("kubelb-ctl doctor --wait --timeout 10m", "After an installation: wait until everything is healthy"),
                ("kubelb-ctl doctor --all-pairs", "Check every pair in the configuration file, one row each"),
                (
                    "kubelb-ctl doctor --all-tenants --management-context mgmt",
                    "Check every tenant of a management cluster without access to the tenant clusters"
                ),
                ("kubelb-ctl doctor --print-rbac", "Print the RBAC permissions that the tool needs"),
            ])
    }

    func run(_ options: InspectionOptions, in environment: Environment) async throws(CommandFailure) -> ExitStatus {
        if options.isOfFleet {
            return try await FleetRun(rows: .tenants, options: options, environment: environment).run()
        }
        guard !options.wait.watches else {
            throw CommandFailure(
                .usage, "--watch has no effect without --all-tenants or --management-only",
                hint: "use kubelb-ctl status --watch to watch a pair of clusters")
        }
        return try await Inspection(kind: .doctor, options: options, environment: environment).run()
    }
}
