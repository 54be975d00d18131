#if Sandbox
    import APIServer
    import Commands
    import Documents
    import Sandbox
    import Testing

    /// The manifest of `--print-rbac`: its first part is enough for every stage, and nothing in it can be left out.
    @Suite(.serialized)
    struct PrintedRightsTests {
        /// The checks that are unknown to an identity with these rules.
        private static func unknown(_ rules: [ServedSide: [AccessRule]], _ pair: ServedPair) async throws -> Set<String>
        {
            try PrintedRights.grant(rules, in: pair)
            let run = await pair.runWithPrintedRights(["doctor", "-o", "json"])
            return Set((run.report["unknown"]?.array ?? []).compactMap { $0["code"]?.string })
        }

        @Test func `what is needed is enough, and all of it is needed`() async throws {
            let needed = try await PrintedRights.rules(onlyNeeded: true)
            try #require(needed.count == 2 && needed.values.allSatisfy { !$0.isEmpty })
            try await withExample { pair in
                let baseline = try await Self.unknown(needed, pair)
                let service = await pair.runWithPrintedRights(["status", "-A", "-o", "json"])
                #expect(service.status == .success, "\(service.output)")
                for (side, rules) in needed {
                    for index in rules.indices {
                        var fewer = needed
                        fewer[side]?.remove(at: index)
                        let unknown = try await Self.unknown(fewer, pair)
                        #expect(
                            !unknown.subtracting(baseline).isEmpty,
                            "\(side): \(rules[index].resources) can be left out")
                    }
                }
            }
        }
    }
#endif
