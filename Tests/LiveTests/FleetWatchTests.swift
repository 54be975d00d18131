#if Sandbox
    import Commands
    import Documents
    import Sandbox
    import Testing

    /// Watching all tenants of a served management cluster.
    @Suite(.serialized)
    struct FleetWatchTests {
        private func watch(_ words: [String], _ pair: ServedPair) async -> Run {
            await run(
                words + ["--all-tenants", "--watch", "--context", "sandbox-management"],
                variables: ["KUBECONFIG": pair.kubeconfigPath])
        }

        private static func lines(_ run: Run) -> [JSONValue] {
            run.output.split(separator: "\n").compactMap { try? JSONValue(parsing: Array($0.utf8)) }
        }

        private static func looks(_ pair: ServedPair) -> Int {
            pair.requests(of: .management).count { $0.path == "/version" }
        }

        @Test(arguments: [(["status"], "resource"), (["doctor"], "tenant")])
        func `nothing is read while nothing changes`(words: [String], member: String) async throws {
            try await withPair(Recorded.fleet("fleet-healthy")) { pair in
                let run = await watch(words + ["-o", "json", "--interval", "500ms", "--timeout", "8s"], pair)
                #expect(run.status == .success, "\(run.output)\(run.error)")
                let lines = Self.lines(run)
                #expect(lines.count >= 9)
                #expect(lines.allSatisfy { $0["type"]?.string == "ADDED" && $0[member]?["state"]?.string == "healthy" })
                #expect(Self.looks(pair) == 1, "\(run.error)")
                let paths = pair.requests(of: .management).filter { $0.method == "GET" }.map(\.path)
                let lists = paths.filter {
                    $0.contains("/loadbalancers") && !$0.contains("watch=") && !$0.contains("limit=1&")
                }
                #expect(lists.count { !$0.hasSuffix("limit=1") } == 1, "\(lists)")
                let pages = paths.filter { $0.contains("/proxy/") }
                #expect(Set(pages).count == pages.count)
                let isWatched = paths.contains { $0.hasPrefix("/api/v1/services?") && $0.contains("watch=") }
                #expect(isWatched && !run.error.contains("cannot be watched"), "\(run.error)")
                #expect(pair.requests(of: .tenant).isEmpty)
            }
        }

        @Test(arguments: [[], ["--no-metrics"]])
        func `rows of a table that is no terminal`(words: [String]) async throws {
            try await withPair(Recorded.fleet("fleet-mixed")) { pair in
                let run = await watch(["doctor", "--interval", "1m", "--timeout", "6s"] + words, pair)
                #expect(run.status == .findings, "\(run.error)")
                let lines = run.output.split(separator: "\n").map(String.init)
                #expect(lines.count == 10 && lines[0].hasPrefix("TENANT"), "\(run.output)")
            }
        }
    }
#endif
