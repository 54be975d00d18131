#if Sandbox
    import Documents
    import Sandbox
    import Testing

    /// A pair of clusters says the same, whether it is read from its API servers, from what `collect` writes of them, or
    /// from the bundle that they serve.
    @Suite(.serialized)
    struct SameFindingsTests {
        @Test(arguments: Recorded.names)
        func `doctor, live and offline`(name: String) async throws {
            try await withPair(Recorded.path(name)) { pair in
                let offline = await LiveTests.run(["doctor", "-o", "json", "--from-bundle", Recorded.path(name)])
                let live = await pair.run(["doctor", "-o", "json"])
                #expect(FoundFact.all(in: live.report).sorted() == FoundFact.all(in: offline.report).sorted())
                #expect(live.status == offline.status)
            }
        }

        @Test(arguments: Recorded.names)
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
                    #expect(
                        FoundFact.all(in: live.report).sorted() == FoundFact.all(in: offline.report).sorted(),
                        "\(service)")
                    #expect(live.status == offline.status, "\(service)")
                    let stages = [live, offline].map { $0.report["services"]?[0]?["stage"]?.string }
                    #expect(stages[0] == stages[1], "\(service)")
                }
            }
        }

        @Test(arguments: Recorded.names)
        func `status of all, live and offline`(name: String) async throws {
            try await withPair(Recorded.path(name)) { pair in
                let offline = await LiveTests.run(["status", "-A", "-o", "name", "--from-bundle", Recorded.path(name)])
                let live = await pair.run(["status", "-A", "-o", "name"])
                #expect(live.output == offline.output)
                #expect(live.status == offline.status)
            }
        }

        @Test(arguments: Recorded.names)
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
    }
#endif
