#if Sandbox
    import APIServer
    import Commands
    import Documents
    import Sandbox

    /// The permissions that `--print-rbac` prints, and an identity that has them and no others.
    enum PrintedRights {
        /// All rules of both manifests, or those under `# Required`.
        static func rules(onlyNeeded: Bool = false) async throws -> [ServedSide: [AccessRule]] {
            let text = await LiveTests.run(["doctor", "--print-rbac"]).output
            let rules = try text.split(separator: "---\n").map { document -> (ServedSide, [AccessRule]) in
                let side: ServedSide = document.contains("kubelb-ctl-tenant") ? .tenant : .management
                let part =
                    onlyNeeded ? document.split(separator: "# Optional, for more detailed findings")[0] : document
                let yaml = try YAMLDocument.parse(Array(part.utf8), name: "printed").first?.json
                return (side, (yaml?["rules"]?.array ?? []).map(rule))
            }
            return Dictionary(uniqueKeysWithValues: rules)
        }

        private static func rule(_ rule: JSONValue) -> AccessRule {
            func words(_ key: String) -> Set<String> { Set((rule[key]?.array ?? []).compactMap(\.string)) }
            return AccessRule(
                verbs: words("verbs"), groups: words("apiGroups"), resources: words("resources"),
                names: words("resourceNames"))
        }

        static func grant(_ rules: [ServedSide: [AccessRule]], in pair: ServedPair) throws {
            for (side, rules) in rules {
                try pair.addIdentity(Identity(name: "printed", user: "printed", rules: rules), to: side)
            }
        }
    }

    extension ServedPair {
        /// Runs the tool with the identity of `PrintedRights.grant`.
        func runWithPrintedRights(_ words: [String]) async -> Run {
            await run(words, tenant: "sandbox-tenant-printed", management: "sandbox-management-printed")
        }
    }
#endif
