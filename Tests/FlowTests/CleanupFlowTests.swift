#if Sandbox
    import Commands
    import Documents
    import Sandbox
    import Testing

    /// `cleanup` on clusters that live.
    @Suite(.serialized)
    struct CleanupFlowTests {
        @Test("what an orphan holds is given back, and nothing else is touched")
        func orphans() async throws {
            try await withSandbox({ $0.services = 2 }) { sandbox in
                try await sandbox.waitUntilHealthy()
                let before = try await sandbox.inventory()
                try await sandbox.inject("orphaned-loadbalancer")
                // Young objects may belong to something that is just being made.
                try await eventually { try await Self.objection(to: sandbox, deletes: 1) }
                let planned = try await sandbox.inventory()
                #expect(planned.loadBalancers.count == 3)

                let run = await sandbox.tool(["cleanup", "--yes"])
                #expect(run.status == .success, "\(run.output) \(run.error)")
                try await eventually {
                    let now = try await sandbox.inventory()
                    // The pool may give a Service another address while the orphan holds one.
                    let isUntouched =
                        now.loadBalancers == before.loadBalancers && now.envoyServices == before.envoyServices
                        && now.services.mapValues(\.uid) == before.services.mapValues(\.uid)
                        && now.services.values.allSatisfy { $0.address != nil && !$0.isTerminating }
                    return isUntouched ? nil : "\(now), not \(before)"
                }
                try await sandbox.clear("orphaned-loadbalancer")
                try await sandbox.waitUntilHealthy()
            }
        }

        @Test("a Service that cannot go is let go by name, and its LoadBalancer is then an orphan")
        func finalizers() async throws {
            try await withSandbox({ $0.services = 1 }) { sandbox in
                try await sandbox.waitUntilHealthy()
                try await sandbox.inject("deleted-while-ccm-down")
                let run = await sandbox.tool([
                    "cleanup", "--remove-finalizers", "svc/deleted", "-n", "default", "--yes",
                ])
                #expect(run.status == .success, "\(run.output) \(run.error)")
                try await eventually {
                    try await sandbox.inventory().services["deleted"] == nil ? nil : "the Service is still there"
                }
                try await eventually { try await Self.objection(to: sandbox, deletes: 1) }
                #expect(await sandbox.tool(["cleanup", "--yes"]).status == .success)
                try await sandbox.clear("deleted-while-ccm-down")
                try await sandbox.waitUntilHealthy()
            }
        }

        @Test("another tenant's clusters, a reader's eyes and too much to delete are refused")
        func refusals() async throws {
            try await withSandbox({
                $0.services = 1
                $0.tenants = 2
            }) { sandbox in
                try await sandbox.waitUntilHealthy()
                try await sandbox.inject("orphaned-loadbalancer")
                try await eventually { try await Self.objection(to: sandbox, deletes: 1) }
                let before = try await sandbox.inventory()

                // The other cluster has none of these Services.
                let other = await sandbox.tool(["cleanup", "--yes", "--tenant", "demo"], tenant: "sandbox-tenant-2")
                #expect(other.status == .refused, "\(other.output) \(other.error)")
                let nobody = await sandbox.tool(["cleanup", "--yes"], tenant: "sandbox-tenant-nobody")
                #expect(nobody.status == .refused, "\(nobody.output) \(nobody.error)")
                let many = await sandbox.tool(["cleanup", "--yes", "--max-deletes", "0"])
                #expect([.refused, .usage].contains(many.status), "\(many.output) \(many.error)")
                let unasked = await sandbox.tool(["cleanup", "--apply"])
                #expect(unasked.status == .refused, "\(unasked.output) \(unasked.error)")
                #expect(try await sandbox.inventory().loadBalancers == before.loadBalancers)
            }
        }

        /// What is not as it has to be for a dry run that would delete so many objects, or nil.
        private static func objection(to sandbox: RunningSandbox, deletes count: Int) async throws -> String? {
            let run = await sandbox.tool(["cleanup"])
            let found = run.output.split(separator: "\n").count { $0.hasPrefix("DELETE") }
            return found == count && run.status == .success ? nil : "\(run.status): \(run.output) \(run.error)"
        }
    }
#endif
