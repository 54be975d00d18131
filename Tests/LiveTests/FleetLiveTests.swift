#if Sandbox
    import Commands
    import Documents
    import Sandbox
    import Testing

    /// All tenants of a served management cluster, with a kubeconfig that leads to that cluster alone.
    @Suite(.serialized)
    struct FleetLiveTests {
        private static let words = ["doctor", "--all-tenants", "-o", "json"]

        private func answer(_ words: [String], _ pair: ServedPair, as user: String = "") async -> Run {
            await LiveTests.run(
                words + ["--context", "sandbox-management" + user], variables: ["KUBECONFIG": pair.kubeconfigPath])
        }

        private static func states(_ run: Run) -> [String] {
            (run.report["tenants"]?.array ?? []).map { "\($0["name"]?.string ?? "") \($0["state"]?.string ?? "")" }
        }

        @Test(arguments: ["fleet-healthy", "fleet-mixed"])
        func `live and offline`(name: String) async throws {
            try await withPair(Recorded.fleet(name)) { pair in
                let live = await answer(Self.words, pair)
                let offline = await LiveTests.run(Self.words + ["--from-bundle", Recorded.fleet(name)])
                #expect(live.status == offline.status, "\(live.error)")
                #expect(Self.states(live) == Self.states(offline))
                #expect(Self.states(live).count == 9)
                #expect(FoundFact.all(in: live.report) == FoundFact.all(in: offline.report))
                #expect(pair.requests(of: .tenant).isEmpty)
            }
        }

        @Test func `lists do not depend on the number of tenants`() async throws {
            func lists(_ tenants: String) async throws -> Int {
                try await withExample("management: {tenants.kubelb.k8c.io: {\(tenants)}}") { pair in
                    let run = await answer(["doctor", "--all-tenants", "--no-metrics", "-o", "json"], pair)
                    #expect(run.status != .undetermined, "\(run.output)\(run.error)")
                    return pair.requests(of: .management).count { !$0.path.contains("/log") }
                }
            }
            let few = try await lists("")
            let many = try await lists((0..<40).map { "crowd-\($0): {spec: {}}" }.joined(separator: ", "))
            #expect(few == many)
        }

        @Test func `what is forbidden is unknown and never healthy`() async throws {
            try await withPair(Recorded.fleet("fleet-healthy")) { pair in
                let run = await answer(Self.words, pair, as: "-nobody")
                #expect(run.status == .undetermined, "\(run.output)")
                #expect(!Self.states(run).contains { $0.hasSuffix("healthy") })
            }
        }

        @Test func `a tenant that is not there`() async throws {
            try await withPair(Recorded.fleet("fleet-healthy")) { pair in
                let run = await answer(["doctor", "tenant/stagin-eu", "--management-only"], pair)
                #expect(run.status == .notFound)
                #expect(run.error.contains("did you mean staging-eu?"), "\(run.error)")
            }
        }
    }
#endif
