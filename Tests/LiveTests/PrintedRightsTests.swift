#if Sandbox
    import APIServer
    import Commands
    import Documents
    import Sandbox
    import Testing

    /// The manifest of `--print-rbac`: its first part is enough for every stage, and nothing in it can be left out.
    @Suite(.serialized)
    struct PrintedRightsTests {
        private struct Manifest {
            let side: ServedSide
            let needed: [AccessRule]
        }

        /// Reads the rules under `# Needed` of both manifests.
        private static func manifests() async throws -> [Manifest] {
            let text = await LiveTests.run(["doctor", "--print-rbac"]).output
            return try text.split(separator: "---\n").map { document in
                let side: ServedSide = document.contains("kubelb-ctl-tenant") ? .tenant : .management
                let part = document.split(separator: "# Optional, for more detailed findings")[0]
                let yaml = try YAMLDocument.parse(Array(part.utf8), name: "printed").first?.json
                let rules = (yaml?["rules"]?.array ?? []).map { rule in
                    func words(_ key: String) -> Set<String> { Set((rule[key]?.array ?? []).compactMap(\.string)) }
                    return AccessRule(
                        verbs: words("verbs"), groups: words("apiGroups"), resources: words("resources"))
                }
                return Manifest(side: side, needed: rules)
            }
        }

        /// The checks that are unknown to an identity with these rules.
        private static func unknown(_ rules: [ServedSide: [AccessRule]], _ pair: ServedPair) async throws -> Set<String>
        {
            for (side, rules) in rules {
                try pair.addIdentity(
                    Identity(name: "printed", user: "printed", rules: rules), to: side)
            }
            let run = await pair.run(
                ["doctor", "-o", "json"], tenant: "sandbox-tenant-printed", management: "sandbox-management-printed")
            return Set((run.report["unknown"]?.array ?? []).compactMap { $0["code"]?.string })
        }

        @Test func `what is needed is enough, and all of it is needed`() async throws {
            let manifests = try await Self.manifests()
            let needed = Dictionary(uniqueKeysWithValues: manifests.map { ($0.side, $0.needed) })
            try #require(needed.count == 2 && needed.values.allSatisfy { !$0.isEmpty })
            try await withExample { pair in
                let baseline = try await Self.unknown(needed, pair)
                let service = await pair.run(
                    ["status", "-A", "-o", "json"], tenant: "sandbox-tenant-printed",
                    management: "sandbox-management-printed")
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
