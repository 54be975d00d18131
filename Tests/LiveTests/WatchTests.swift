#if Sandbox
    import Commands
    import Sandbox
    import Testing

    /// Watching clusters whose API servers serve no watch.
    @Suite struct WatchTests {
        @Test("what cannot be watched is said, and looked at from time to time")
        func looksWithoutWatches() async throws {
            try await withExample { pair in
                let run = await pair.run([
                    "status", "-A", "--watch", "-o", "name", "--interval", "100ms", "--timeout", "2s",
                ])
                #expect(run.status == .success, "\(run.error)")
                #expect(!run.output.isEmpty)
                #expect(Set(run.output.split(separator: "\n")).count == run.output.split(separator: "\n").count)
                #expect(run.error.contains("Services of the tenant cluster cannot be watched"), "\(run.error)")
                #expect(run.error.contains("LoadBalancers of the management cluster cannot be watched"))
            }
        }

        @Test("waiting for what is there already ends at the first look")
        func endsAtOnce() async throws {
            try await withExample { pair in
                let run = await pair.run(["doctor", "--wait", "-o", "short"])
                #expect(run.status == .success, "\(run.output) \(run.error)")
            }
        }
    }
#endif
