import CommandLineKit

/// `kubelb-ctl status`: where Services stand, and why.
struct StatusCommand: Subcommand {
    var specification: CommandSpec {
        CommandSpec(
            name: "status",
            summary: "Show how far Services have come, and what holds them up",
            discussion: """
                With a name: the five stages of the Service (Created, Propagated, Provisioned, Synced, Routed), the first one \
                that is not ok, the cause with its evidence, and the commands that mend it. Without a name: one row a Service, \
                of the namespace given with -n, of the context's otherwise, or of all with -A. \
                Both clusters are read as kubectl reads them. Where no management cluster is named, the CCM's own credentials, \
                a Secret in the tenant cluster, lead there. \
                With --watch or --wait it looks again whenever a watch on one of the clusters tells of a change, and from time \
                to time for what no watch tells. With --watch and no Service named, the change itself is shown at once. \
                With --wait=deleted it ends when the Services and their \
                LoadBalancers are gone, and prints nothing on stdout.
                """,
            arguments: [
                ArgumentSpec(
                    placeholder: "svc/NAME", summary: "A Service, lb/UID, or tenant/NAME for all its Services",
                    isRepeated: true, isOptional: true)
            ],
            options: CommandTables.selectionOptions + CommandTables.sourceOptions + CommandTables.evidenceOptions
                + CommandTables.judgementOptions + CommandTables.outputOptions + CommandTables.reportOptions
                + [CommandTables.watchOption] + CommandTables.waitOptions(WaitCondition.allCases),
            examples: [
                (
                    "kubelb-ctl status svc/web -n shop --management-context mgmt",
                    "One Service, and why it has no address"
                ),
                ("kubelb-ctl status -A", "All Services, one row each, with the CCM's own management credentials"),
                ("kubelb-ctl status -A --watch", "All Services, again at every change"),
                (
                    "kubelb-ctl status svc/web --wait=address --timeout 2m",
                    "For a script: go on when there is an address"
                ),
                ("kubelb-ctl status -n shop -l app=web -o json --from-bundle ./bundle", "Of a bundle, for a script"),
            ])
    }

    func run(_ parsed: ParsedCommand, in environment: Environment) async throws(CommandFailure) -> ExitStatus {
        try await Inspection(kind: .status, parsed: parsed, environment: environment).run()
    }
}
