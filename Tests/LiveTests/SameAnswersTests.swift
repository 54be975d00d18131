#if Sandbox
    import APIServer
    import Documents
    import Sandbox
    import Testing

    /// `trace` and `events` say the same of API servers and of the bundle that these serve.
    @Suite(.serialized)
    struct SameAnswersTests {
        static let names = [
            "01-healthy", "04-ccm-down", "07-no-ip-pool", "15-status-drift", "17-no-endpoints", "d04-all-nodes-refuse",
            "d06-xds-down",
        ]

        private func answers(_ words: [String], _ name: String) async throws -> (live: Run, offline: Run) {
            try await withPair(Recorded.path(name)) { pair in
                (
                    await pair.run(words),
                    await LiveTests.run(words + ["--from-bundle", Recorded.path(name)])
                )
            }
        }

        @Test(arguments: names)
        func `trace, live and offline`(name: String) async throws {
            let (live, offline) = try await answers(["trace", "-A", "-o", "json"], name)
            #expect(live.status == offline.status)
            #expect(Self.hops(live) == Self.hops(offline))
            #expect(!Self.hops(live).isEmpty)
        }

        @Test(arguments: names)
        func `events, live and offline`(name: String) async throws {
            let (live, offline) = try await answers(["events", "-A", "-o", "json"], name)
            #expect(live.status == offline.status)
            #expect(Self.events(live) == Self.events(offline))
            #expect(!Self.events(live).isEmpty)
        }

        /// Without their times: those of a served bundle are moved to now.
        private static func events(_ run: Run) -> [String] {
            (run.report["events"]?.array ?? []).map { event in
                ["cluster", "type", "reason", "message"].map { event[$0]?.string ?? "" }.joined(separator: " ")
                    + " \(event["object"]?["name"]?.string ?? "") ×\(event["count"]?.int ?? 0)"
            }
        }

        /// Every hop with its state, the objects at it and what is marked there.
        private static func hops(_ run: Run) -> [String] {
            (run.report["trace"]?.array ?? []).flatMap { trace in
                let ports = trace["ports"]?.array ?? []
                return ((trace["hops"]?.array ?? []) + ports.flatMap { $0["hops"]?.array ?? [] }).map { hop in
                    let codes = (hop["codes"]?.array ?? []).compactMap(\.string).filter { $0 != "KLC-R001" }
                    return "\(hop["role"]?.string ?? "") \(hop["object"]?["name"]?.string ?? "") "
                        + "\(hop["state"]?.string ?? "") \(codes)"
                }
            }
        }
    }

    /// Statistics that can be had in part are as much as they are, and no more.
    @Suite(.serialized)
    struct PartialStatisticsTests {
        private static let name = "d04-all-nodes-refuse"

        private func run(_ faults: [ServedFault]) async throws -> Run {
            try await withPair(Recorded.path(Self.name), faults: [.management: faults]) { pair in
                await pair.run(["doctor", "-o", "json"])
            }
        }

        @Test func anEnvoyThatAnswersOneRequestInTwo() async throws {
            let whole = try await run([])
            #expect(FoundFact.all(in: whole.report).contains { $0.code == "KLC-D010" })
            // The first answer of each is refused, and asked for again.
            var fault = ServedFault(.unavailable)
            fault.path = "/proxy/"
            fault.count = 2
            let again = try await run([fault])
            #expect(FoundFact.all(in: again.report) == FoundFact.all(in: whole.report))
            #expect(again.status == whole.status)
        }

        @Test func envoysThatNeverAnswerAreUnknown() async throws {
            let whole = try await run([])
            var fault = ServedFault(.unavailable)
            fault.path = "/proxy/"
            let none = try await run([fault])
            let found = FoundFact.all(in: none.report)
            #expect(found.isSubset(of: FoundFact.all(in: whole.report)), "\(found)")
            #expect(!found.contains { $0.code == "KLC-D010" })
            let unknown = (none.report["unknown"]?.array ?? []).compactMap { $0["code"]?.string }
            #expect(unknown.contains("KLC-D010"), "\(unknown)")
        }

        @Test func aPageThatIsNoneIsUnknown() async throws {
            var fault = ServedFault(.truncate)
            fault.path = "/proxy/"
            let none = try await run([fault])
            #expect(!FoundFact.all(in: none.report).contains { $0.code == "KLC-D010" })
        }
    }
#endif
