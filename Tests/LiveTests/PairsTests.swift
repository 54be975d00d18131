#if Sandbox
    import APIServer
    import Commands
    import Documents
    import FoundationEssentials
    import Sandbox
    import TestSupport
    import Testing

    /// `doctor --all-pairs`, and pairs by their names, against real servers.
    @Suite struct PairsTests {
        /// A healthy pair, one whose tenant is missing, one that nobody answers for, and one that is not there.
        private func withPairs(_ body: (_ configuration: String) async throws -> Void) async throws {
            try await withExample { healthy in
                try await withExample("management: {tenants.kubelb.k8c.io: {acme: null}}") { broken in
                    try await withTemporaryDirectory { directory in
                        let silent = try LoopbackServer { connection in while connection.readHead() != nil {} }
                        defer { silent.stop() }
                        let kubeconfig = """
                            apiVersion: v1
                            kind: Config
                            clusters: [{name: c, cluster: {server: "http://127.0.0.1:\(silent.port)"}}]
                            contexts: [{name: c, context: {cluster: c}}]
                            """
                        try Data(kubeconfig.utf8).write(to: URL(filePath: directory + "/silent"))
                        let contexts = "context: sandbox-tenant, management-context: sandbox-management"
                        let configuration = """
                            pairs:
                              healthy: {kubeconfig: "\(healthy.kubeconfigPath)", \(contexts)}
                              broken: {kubeconfig: "\(broken.kubeconfigPath)", \(contexts)}
                              silent: {kubeconfig: silent, context: c, management-context: c, request-timeout: 500ms}
                              missing: {kubeconfig: nothing}
                            """
                        try Data(configuration.utf8).write(to: URL(filePath: directory + "/config.yaml"))
                        try await body(directory + "/config.yaml")
                    }
                }
            }
        }

        private func run(_ words: [String], _ configuration: String) async -> Run {
            await LiveTests.run(words + ["--config", configuration])
        }

        @Test func oneRowAPair() async throws {
            try await withPairs { configuration in
                let run = await run(["doctor", "--all-pairs"], configuration)
                // A pair that cannot be configured is the worst of them.
                #expect(run.status == .usage)
                let rows = run.output.split(separator: "\n").dropFirst().map(String.init)
                try #require(rows.count == 5, "\(run.output)")
                #expect(rows[0].hasPrefix("healthy  acme") && rows[0].hasSuffix("-"), "\(rows[0])")
                #expect(rows[1].hasPrefix("broken") && rows[1].contains("KLC-C005 The CCM"), "\(rows[1])")
                #expect(
                    rows[2].hasPrefix("silent") && rows[2].contains("  ?  ") && rows[2].contains("KLC-A00"),
                    "\(rows[2])")
                #expect(rows[3].hasPrefix("missing") && rows[3].contains("does not exist"), "\(rows[3])")
                #expect(rows[4].hasPrefix("4 pairs, 1 without errors, 1 with errors, 2 not read"), "\(rows[4])")
            }
        }

        @Test func eachReportIsTheOneThatThePairHasAlone() async throws {
            try await withPairs { configuration in
                let all = await run(["doctor", "--all-pairs", "-o", "json"], configuration).report
                #expect(all["kind"]?.string == "PairsReport")
                let pairs = all["pairs"]?.array ?? []
                #expect(pairs.map { $0["name"]?.string } == ["healthy", "broken", "silent", "missing"])
                #expect(pairs.map { $0["exitStatus"]?.int } == [0, 1, 3, 2])
                #expect(all["summary"]?["exitStatus"]?.int == 2)
                for name in ["healthy", "broken", "silent"] {
                    let alone = await run(["doctor", "--pair", name, "-o", "json"], configuration)
                    let pair = pairs.first { $0["name"]?.string == name }
                    #expect(pair?["exitStatus"]?.int == Int(alone.status.rawValue))
                    #expect(FoundFact.all(in: pair?["report"] ?? .null) == FoundFact.all(in: alone.report), "\(name)")
                }
            }
        }

        @Test func formatsForScripts() async throws {
            try await withPairs { configuration in
                let names = await run(["doctor", "--all-pairs", "-o", "name"], configuration)
                #expect(names.output == "broken\nsilent\nmissing\n")
                let quiet = await run(["doctor", "--all-pairs", "-q"], configuration)
                #expect(quiet.output.split(separator: "\n").count == 1, "\(quiet.output)")
                #expect(names.status == quiet.status)
            }
        }

        @Test func whatCannotStandWithAllPairs() async throws {
            try await withPairs { configuration in
                for words in [
                    ["--pair", "healthy"], ["--context", "c"], ["--from-bundle", "x"], ["--wait"], ["-o", "junit"],
                    ["--baseline", "b", "--update-baseline"],
                ] {
                    let run = await run(["doctor", "--all-pairs"] + words, configuration)
                    #expect(run.status == .usage, "\(words)")
                    #expect(run.output == "")
                    #expect(run.error.contains("hint: "), "\(words)")
                }
            }
        }

        @Test func commandsTakeAPair() async throws {
            try await withPairs { configuration in
                let run = await run(["status", "-A", "--pair", "healthy", "-o", "name"], configuration)
                #expect(run.status == .success, "\(run.error)")
                #expect(run.output.contains("shop/service/web"))
            }
        }

        @Test func completionKnowsPairsAndTheirServices() async throws {
            try await withPairs { configuration in
                let names = await LiveTests.run(
                    ["__complete", "pair", "--", "status", "--config", configuration, "--pair", "m"])
                #expect(names.output == "missing\n")
                let services = await LiveTests.run(
                    [
                        "__complete", "service", "--", "status", "-n", "shop", "--config", configuration, "--pair",
                        "healthy", "svc/w",
                    ])
                #expect(services.output.hasPrefix("svc/web"), "\(services.output)")
            }
        }
    }
#endif
