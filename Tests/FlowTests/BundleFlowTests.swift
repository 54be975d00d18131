#if Sandbox
    import Documents
    import FoundationEssentials
    import Sandbox
    import Testing

    /// What `collect` writes of a sandbox says to every command what the sandbox itself says.
    @Suite(.serialized)
    struct BundleFlowTests {
        @Test("each command that reads says of a bundle what it says of the clusters")
        func alike() async throws {
            try await withSandbox({ $0.services = 2 }) { sandbox in
                try await sandbox.waitUntilHealthy()
                try await compare(sandbox)
                for fault in ["node-ports-blocked-on-one-node", "ccm-scaled-down"] {
                    try await sandbox.inject(fault)
                    let code = try #require(SandboxFault.named(fault)?.codes.first)
                    try await eventually {
                        let run = await sandbox.tool(["doctor", "-o", "json"])
                        return run.codes.contains(code) ? nil : "\(run.codes), and not \(code)"
                    }
                    try await compare(sandbox)
                    try await sandbox.clear(fault)
                    try await sandbox.waitUntilHealthy()
                }
            }
        }

        /// Clusters go on while they are looked at: what a second look finds as well has to be in the bundle between the two.
        private func compare(_ sandbox: RunningSandbox, at location: SourceLocation = #_sourceLocation) async throws {
            for (words, facts) in Self.commands {
                try await eventually {
                    let bundle = FileManager.default.temporaryDirectory
                        .appending(path: "kubelb-ctl-flow-\(UUID().uuidString)").path()
                    defer { try? FileManager.default.removeItem(atPath: bundle) }
                    let before = await sandbox.tool(words)
                    let collected = await sandbox.tool(["collect", bundle])
                    guard collected.status == .success else { return "collect: \(collected.error)" }
                    let offline = await sandbox.offline(words + ["--from-bundle", bundle])
                    let after = await sandbox.tool(words)
                    guard before.status == offline.status, after.status == offline.status else {
                        return "\(words): \(before.status) and \(after.status), of the bundle \(offline.status)"
                    }
                    let (first, middle, last) = (facts(before), facts(offline), facts(after))
                    let missing = first.intersection(last).subtracting(middle)
                    let surplus = middle.subtracting(first.union(last))
                    guard missing.isEmpty, surplus.isEmpty else {
                        return "\(words): the bundle lacks \(missing.prefix(3)), and has \(surplus.prefix(3))"
                    }
                    return middle.isEmpty ? "\(words): nothing was said" : nil
                }
            }
        }

        private static let commands: [(words: [String], facts: @Sendable (Run) -> Set<String>)] = [
            (["doctor", "-o", "json"], { Set($0.codes + ["doctor"]) }),
            (["status", "-A", "-o", "json"], { stages($0) }),
            (["trace", "-A", "-o", "json"], { hops($0) }),
            (["events", "-A", "-o", "json"], { events($0) }),
            (["logs", "-o", "json"], { lines($0) }),
        ]

        private static func stages(_ run: Run) -> Set<String> {
            Set(
                (run.report["services"]?.array ?? []).map {
                    "\($0["name"]?.string ?? "") \($0["stage"]?.string ?? "") \($0["state"]?.string ?? "")"
                })
        }

        private static func hops(_ run: Run) -> Set<String> {
            let traces = run.report["trace"]?.array ?? []
            let hops = traces.flatMap { trace in
                (trace["hops"]?.array ?? []) + (trace["ports"]?.array ?? []).flatMap { $0["hops"]?.array ?? [] }
            }
            return Set(
                hops.map {
                    "\($0["role"]?.string ?? "") \($0["object"]?["name"]?.string ?? "") \($0["state"]?.string ?? "")"
                })
        }

        private static func events(_ run: Run) -> Set<String> {
            Set(
                (run.report["events"]?.array ?? []).map {
                    "\($0["reason"]?.string ?? "") \($0["object"]?["name"]?.string ?? "") \($0["message"]?.string ?? "")"
                })
        }

        private static func lines(_ run: Run) -> Set<String> {
            Set(
                run.output.split(separator: "\n").compactMap { try? JSONValue(parsing: Array($0.utf8)) }
                    .compactMap { $0["line"]?.string })
        }
    }
#endif
