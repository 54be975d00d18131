#if Sandbox
    import Documents
    import Sandbox
    import TestSupport
    import Testing

    /// Every recorded cluster with Layer 7 gives the same live, with the printed permissions and no others, as from its
    /// bundle.
    @Suite(.serialized)
    struct SameRouteFindingsTests {
        @Test func `there are recorded clusters`() { #expect(Recorded.routeNames.count >= 25) }

        @Test(arguments: TestExtent.sample(Recorded.routeNames, oneIn: 6, offset: 0))
        func `doctor, status and collect`(name: String) async throws {
            try await withPrintedRights(name) { pair in
                for words in [["doctor"], ["status", "-A"]] {
                    let offline = await Self.offline(words, Recorded.routes(name))
                    let live = await pair.runWithPrintedRights(words + ["-o", "json"])
                    Self.expectSame(live, offline, "\(name): \(words[0])")
                }
                try await withTemporaryDirectory { directory in
                    let bundle = directory + "/bundle"
                    let collected = await pair.runWithPrintedRights(["collect", bundle])
                    #expect(collected.output == bundle + "\n", "\(collected.error)")
                    let offline = await Self.offline(["doctor"], Recorded.routes(name))
                    Self.expectSame(await Self.offline(["doctor"], bundle), offline, "\(name): collect")
                }
            }
        }

        @Test(arguments: TestExtent.sample(Recorded.routeNames, oneIn: 6, offset: 2))
        func `each object by its name`(name: String) async throws {
            try await withPrintedRights(name) { pair in
                let all = await Self.offline(["status", "-A"], Recorded.routes(name))
                for resource in Self.named(all.report) {
                    let words = ["status", resource.argument, "-n", resource.namespace]
                    let offline = await Self.offline(words, Recorded.routes(name))
                    let live = await pair.runWithPrintedRights(words + ["-o", "json"])
                    // Findings about several objects name those that were read.
                    let codes = [live, offline].map { Set(FoundFact.all(in: $0.report).map(\.code)) }
                    #expect(codes[0] == codes[1], "\(name): \(words)")
                    let stages = [live, offline].map { Self.stages($0.report) }
                    #expect(!stages[0].isEmpty && stages[0] == stages[1], "\(name): \(words)")
                }
            }
        }

        @Test(arguments: TestExtent.sample(Recorded.routeNames, oneIn: 6, offset: 4))
        func `what cleanup finds`(name: String) async throws {
            try await withPrintedRights(name) { pair in
                let offline = await Self.offline(["cleanup"], Recorded.routes(name))
                let live = await pair.runWithPrintedRights(["cleanup", "-o", "json"])
                #expect(Self.candidates(live.report) == Self.candidates(offline.report), "\(name)")
                #expect(live.report["refusals"] == offline.report["refusals"], "\(name)")
                #expect(live.status == offline.status, "\(name): \(live.error)")
            }
        }

        // MARK: Comparing

        private func withPrintedRights(_ name: String, _ body: (ServedPair) async throws -> Void) async throws {
            let rules = try await PrintedRights.rules()
            try await withPair(Recorded.routes(name)) { pair in
                try PrintedRights.grant(rules, in: pair)
                try await body(pair)
            }
        }

        private static func offline(_ words: [String], _ bundle: String) async -> Run {
            await LiveTests.run(words + ["-o", "json", "--from-bundle", bundle])
        }

        private static func expectSame(_ live: Run, _ offline: Run, _ what: String) {
            #expect(
                FoundFact.all(in: live.report).sorted() == FoundFact.all(in: offline.report).sorted(),
                "\(what): \(live.error)")
            #expect(!stages(live.report).isEmpty && stages(live.report) == stages(offline.report), "\(what)")
            #expect(live.status == offline.status, "\(what)")
        }

        /// Where each object stands.
        private static func stages(_ report: JSONValue) -> [String] {
            (report["resources"]?.array ?? []).map { resource in
                ["kind", "namespace", "name", "state", "stage", "stoppedAt"].map { resource[$0]?.string ?? "-" }
                    .joined(separator: " ")
            }.sorted()
        }

        private struct Named {
            let argument: String
            let namespace: String
        }

        private static func named(_ report: JSONValue) -> [Named] {
            let kinds = ["Ingress": "ing", "Gateway": "gateway", "HTTPRoute": "httproute", "GRPCRoute": "grpcroute"]
            return (report["resources"]?.array ?? []).compactMap { resource in
                guard let kind = resource["kind"]?.string.flatMap({ kinds[$0] }), let name = resource["name"]?.string
                else { return nil }
                return Named(argument: "\(kind)/\(name)", namespace: resource["namespace"]?.string ?? "")
            }
        }

        private static func candidates(_ report: JSONValue) -> [String] {
            (report["candidates"]?.array ?? []).map { candidate in
                let object = ["cluster", "kind", "namespace", "name"].map { candidate["object"]?[$0]?.string ?? "" }
                return (["verdict", "code", "reason"].map { candidate[$0]?.string ?? "" } + object).joined(
                    separator: " ")
            }
        }
    }
#endif
