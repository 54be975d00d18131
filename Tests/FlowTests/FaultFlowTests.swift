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
        @Test("doctor names each fault first, and nothing when it is cleared")
        func faults() async throws {
            try await withSandbox({ $0.services = 1 }) { sandbox in
                try await sandbox.waitUntilHealthy()
                for fault in SandboxFault.all where !fault.codes.isEmpty {
                    try await sandbox.inject(fault.name)
                    try await eventually {
                        let run = await sandbox.tool(["doctor", "-o", "json", "--request-timeout", "3s"])
                        let first = run.codes.first ?? "nothing"
                        guard fault.codes.contains(first) else {
                            return "\(fault.name): doctor names \(first) of \(run.codes), not \(fault.codes)"
                        }
                        return nil
                    }
                    try await sandbox.clear(fault.name)
                    do {
                        try await sandbox.waitUntilHealthy()
                    } catch {
                        throw NotInTime(description: "after \(fault.name): \(error)")
                    }
                }
            }
        }
    }
#endif
