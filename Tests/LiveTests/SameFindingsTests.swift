#if Sandbox
    import Documents
    import Sandbox
    import TestSupport
    import Testing

    /// A pair of clusters says the same, whether it is read from its API servers, from what `collect` writes of them, or
    /// from the bundle that they serve.
    @Suite(.serialized)
    struct SameFindingsTests {
        @Test(arguments: TestExtent.sample(Recorded.names, oneIn: 5, offset: 0))
        func `doctor, live and offline`(name: String) async throws {
            try await withPair(Recorded.path(name)) { pair in
                let offline = await LiveTests.run(["doctor", "-o", "json", "--from-bundle", Recorded.path(name)])
                let live = await pair.run(["doctor", "-o", "json"])
                #expect(FoundFact.all(in: live.report).sorted() == FoundFact.all(in: offline.report).sorted())
                #expect(live.status == offline.status)
            }
        }

        @Test(arguments: TestExtent.sample(Recorded.names, oneIn: 5, offset: 1))
        func `each Service by its name, live and offline`(name: String) async throws {
            try await withPair(Recorded.path(name)) { pair in
                let all = await LiveTests.run(["status", "-A", "-o", "json", "--from-bundle", Recorded.path(name)])
                let services = (all.report["services"]?.array ?? []).compactMap { service -> String? in
                    guard let namespace = service["namespace"]?.string, let name = service["name"]?.string else {
                        return nil
                    }
                    return "\(namespace)/service/\(name)"
                }
                for service in services {
                    let offline = await LiveTests.run(
                        ["status", service, "-o", "json", "--from-bundle", Recorded.path(name)])
                    let live = await pair.run(["status", service, "-o", "json"])
                    let facts = [live, offline].map { FoundFact.all(in: $0.report).sorted() }
                    #expect(facts[0] == facts[1], "\(service)")
                    #expect(live.status == offline.status, "\(service)")
                    let stages = [live, offline].map { $0.report["services"]?[0]?["stage"]?.string }
                    #expect(stages[0] == stages[1], "\(service)")
                }
            }
        }

        @Test(arguments: TestExtent.sample(Recorded.names, oneIn: 5, offset: 2))
        func `status of all, live and offline`(name: String) async throws {
            try await withPair(Recorded.path(name)) { pair in
                let offline = await LiveTests.run(["status", "-A", "-o", "name", "--from-bundle", Recorded.path(name)])
                let live = await pair.run(["status", "-A", "-o", "name"])
                #expect(live.output == offline.output)
                #expect(live.status == offline.status)
            }
        }

        @Test(arguments: TestExtent.sample(Recorded.names, oneIn: 5, offset: 3))
        func `doctor, live and from what collect wrote`(name: String) async throws {
            try await withPair(Recorded.path(name)) { pair in
                try await withTemporaryDirectory { directory in
                    let bundle = directory + "/bundle"
                    let collected = await pair.run(["collect", bundle])
                    #expect(collected.output == bundle + "\n", "\(collected.error)")
                    let live = await pair.run(["doctor", "-o", "json"])
                    let offline = await LiveTests.run(["doctor", "-o", "json", "--from-bundle", bundle])
                    #expect(
                        FoundFact.all(in: live.report).sorted() == FoundFact.all(in: offline.report).sorted(),
                        "\(offline.error)")
                    #expect(live.status == offline.status)
                }
            }
        }

        /// `doctor` need not read all of Layer 7; `collect` does, so that its bundle is as good as the one that is served.
        @Test func `doctor with Layer 7, live and offline, and from what collect wrote`() async throws {
            try await withPair(Recorded.routing) { pair in
                try await withTemporaryDirectory { directory in
                    let offline = await LiveTests.run(["doctor", "-o", "json", "--from-bundle", Recorded.routing])
                    let live = await pair.run(["doctor", "-o", "json"])
                    let facts = FoundFact.all(in: live.report)
                    #expect(!facts.isEmpty)
                    let all = FoundFact.all(in: offline.report)
                    #expect(facts.isSubset(of: all), "\(facts.sorted())")
                    #expect(live.status == offline.status)
                    let bundle = directory + "/bundle"
                    let collected = await pair.run(["collect", bundle])
                    #expect(collected.status == .success, "\(collected.error)")
                    let again = await LiveTests.run(["doctor", "-o", "json", "--from-bundle", bundle])
                    #expect(FoundFact.all(in: again.report) == all)
                }
            }
        }

        /// What may be read only in the tenant's namespace is in the bundle, too.
        @Test func `the CCM's narrow view, live and from what collect wrote`() async throws {
            try await withExample("tenant: {nodes: {node-b: null}}") { pair in
                try await withTemporaryDirectory { directory in
                    let bundle = directory + "/bundle.tar.gz"
                    let collected = await pair.run(["collect", bundle], management: "sandbox-management-ccm")
                    #expect(collected.status == .success, "\(collected.error)")
                    let live = await pair.run(["doctor", "-o", "json"], management: "sandbox-management-ccm")
                    let offline = await LiveTests.run(["doctor", "-o", "json", "--from-bundle", bundle])
                    #expect(FoundFact.all(in: live.report).contains { $0.code.hasPrefix("KLC-") }, "\(live.output)")
                    #expect(FoundFact.all(in: live.report).sorted() == FoundFact.all(in: offline.report).sorted())
                    #expect(live.report["services"]?[0]?["stage"] == offline.report["services"]?[0]?["stage"])
                }
            }
        }
    }
#endif
