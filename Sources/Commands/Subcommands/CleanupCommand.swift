import CommandLineKit

/// `kubelb-ctl cleanup`: what KubeLB left behind.
struct CleanupCommand: Subcommand {
    static let permissions = AccessManifest.text + AccessManifest.cleanupText

    var specification: CommandSpec {
        CommandSpec(
            name: "cleanup",
            summary: "Find orphaned KubeLB objects and delete them on request",
            discussion: """
                A dry run by default. Lists LoadBalancers whose Service is gone, was recreated or is no longer managed by KubeLB, \
                Routes whose Ingress, Gateway or route is gone or is no longer handled, Services, generated objects and \
                SyncSecrets that nothing uses, and deletions that are stuck, each with the reason and the address it still holds. \
                DELETE is orphaned beyond doubt, REVIEW needs a decision, KEEP belongs to something else.
                Only objects of the management cluster are deleted, Gateways only with --include-gateways. The data of Secrets \
                is never read. Nothing is deleted, and the exit status is 6, if it is not proven that the two clusters belong together, if not all \
                Services could be read, if another cluster may use the tenant, or if there is more to delete than --max-deletes. \
                Before each deletion, all objects are read and checked again, and the object is deleted only if it has not \
                changed. With --all-tenants, what looks orphaned is listed from the management cluster alone, for all tenants; \
                nothing is deleted, since only the tenant cluster proves it. An interrupt stops the command after the deletion in progress.
                """,
            options: Self.options.specs(),
            examples: [
                ("kubelb-ctl cleanup --management-context mgmt", "List orphaned objects without changing anything"),
                ("kubelb-ctl cleanup --yes", "Delete them"),
                ("kubelb-ctl cleanup --include-gateways --yes", "Delete orphaned Gateways, too"),
                ("kubelb-ctl cleanup --plan-out plan.json", "Write the plan to a file for review"),
                ("kubelb-ctl cleanup --plan plan.json --yes", "Apply the plan, if it is still valid"),
                (
                    "kubelb-ctl cleanup --remove-finalizers svc/web -n shop",
                    "Unblock a Service that is stuck deleting, after confirmation"
                ),
                (
                    "kubelb-ctl cleanup --remove-finalizers ing/site -n shop",
                    "Unblock an Ingress that is stuck deleting, after confirmation"
                ),
                (
                    "kubelb-ctl cleanup --all-tenants --management-context mgmt",
                    "List what looks orphaned in any tenant, without access to the tenant clusters"
                ),
                ("kubelb-ctl cleanup --print-rbac", "Print the RBAC permissions that cleanup needs"),
            ])
    }

    func run(_ options: CleanupCommandOptions, in environment: Environment) async throws(CommandFailure) -> ExitStatus {
        if options.checksAllTenants { return try await FleetCleanup(options: options, environment: environment).run() }
        return try await CleanupRun(options: options, environment: environment).run()
    }
}
