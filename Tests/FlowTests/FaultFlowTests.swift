#if Sandbox
    import Commands
    import Documents
    import Sandbox
    import Testing

    /// Each fault is named by `doctor`, live, and is gone when it is cleared.
    @Suite(.serialized)
    struct FaultFlowTests {
        /// Faults that change how the API servers answer are looked at one by one; the others share a sandbox, since each
        /// leaves it healthy.
        @Test("doctor names a fault of each group first, and nothing when it is cleared")
        func faults() async throws {
            try await withSandbox({ $0.services = 1 }) { sandbox in
                try await sandbox.waitUntilHealthy()
                for fault in SandboxFault.all where Self.chosen.contains(fault.name) {
                    do {
                        try await Self.check(fault, in: sandbox)
                    } catch {
                        Issue.record("\(fault.name): \(error)")
                    }
                }
            }
        }

        /// One of each group; all of them together take too long for every run.
        private static let chosen: Set<String> = [
            "ccm-scaled-down", "wrong-secret-key", "layer4-disabled", "manager-scaled-down", "nodes-not-ready",
            "pods-not-ready", "management-api-throttling",
        ]

        private static func check(_ fault: SandboxFault, in sandbox: RunningSandbox) async throws {
            try await sandbox.inject(fault.name)
            do {
                try await eventually(within: .seconds(30)) { try await objection(to: fault, in: sandbox) }
            } catch {
                try? await sandbox.clear(fault.name)
                try? await sandbox.waitUntilHealthy()
                throw error
            }
            try await sandbox.clear(fault.name)
            do {
                try await sandbox.waitUntilHealthy()
            } catch {
                throw NotInTime(description: "cleared, and \(error)")
            }
        }

        /// What is not as it has to be while the fault is there, or nil.
        private static func objection(to fault: SandboxFault, in sandbox: RunningSandbox) async throws -> String? {
            let run = await sandbox.tool(["doctor", "-o", "json", "--request-timeout", "4s"])
            let first = run.codes.first ?? "nothing"
            guard run.status.rawValue == fault.status else {
                return "doctor ends with \(run.status), not with \(fault.status); it names \(run.codes)"
            }
            guard fault.codes.isEmpty || fault.codes.contains(first) else {
                return "doctor names \(first) of \(run.codes), not \(fault.codes)"
            }
            return nil
        }

        @Test("every fault has its action, and every action its fault")
        func everyFaultIsThere() {
            #expect(Set(SandboxFault.all.map(\.name)) == Set(SandboxFault.actionNames))
            #expect(Set(SandboxFault.all.map(\.name)).count == SandboxFault.all.count)
        }
    }
#endif
