#if Sandbox
    import APIServer
    import Commands
    import Sandbox
    import Testing

    /// Watching clusters that serve watches, or forbid them.
    @Suite struct WatchTests {
        private static let words = ["status", "-A", "--watch", "-o", "name", "--interval", "100ms", "--timeout", "2s"]

        @Test("objects that cannot be watched are read at the interval, and a note says so")
        func looksWithoutWatches() async throws {
            try await withExample { pair in
                for side in ServedSide.allCases {
                    let rule = AccessRule(verbs: ["get", "list"], groups: ["*"], resources: ["*"])
                    try pair.addIdentity(Identity(name: "lister", user: "lister", rules: [rule]), to: side)
                }
                let run = await pair.run(
                    Self.words, tenant: "sandbox-tenant-lister", management: "sandbox-management-lister")
                #expect(run.status == .success, "\(run.error)")
                #expect(!run.output.isEmpty)
                #expect(Set(run.output.split(separator: "\n")).count == run.output.split(separator: "\n").count)
                #expect(run.error.contains("Services of the tenant cluster cannot be watched"), "\(run.error)")
                #expect(run.error.contains("LoadBalancers of the management cluster cannot be watched"))
            }
        }

        @Test("a served bundle can be watched, although nothing in it changes")
        func watches() async throws {
            try await withExample { pair in
                let run = await pair.run(Self.words)
                #expect(run.status == .success, "\(run.error)")
                #expect(!run.output.isEmpty)
                #expect(!run.error.contains("cannot be watched"), "\(run.error)")
                #expect(
                    pair.requests(of: .tenant).contains { $0.path.contains("watch=") && $0.path.contains("/services?") }
                )
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
