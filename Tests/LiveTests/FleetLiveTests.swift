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

        /// Lists that could not be read, whatever the words.
        private static func unread(_ run: Run) -> Set<String> {
            let messages = (run.report["unknown"]?.array ?? []).compactMap { $0["message"]?.string }
            return Set(messages.map { String($0.prefix { $0 != ":" }) })
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
                    // The manager's log may say why a tenant has no namespace: one log, and one question whether it may be read.
                    return pair.requests(of: .management).count {
                        !$0.path.contains("/log") && !$0.path.contains("selfsubjectaccessreviews")
                    }
                }
            }
            let few = try await lists("")
            let many = try await lists((0..<40).map { "crowd-\($0): {spec: {}}" }.joined(separator: ", "))
            #expect(few == many)
        }

        @Test(arguments: ["fleet-healthy", "fleet-mixed"])
        func `the log and the statistics of the manager are read once`(name: String) async throws {
            try await withPair(Recorded.fleet(name)) { pair in
                let run = await answer(Self.words, pair)
                #expect(Self.states(run).count == 9, "\(run.error)")
                let paths = pair.requests(of: .management).map(\.path).filter { $0.contains("/pods/kubelb-manager") }
                #expect(!paths.isEmpty && Set(paths).count == paths.count, "\(paths)")
            }
        }

        /// Envoy Services have both the type and the label: there are as many of them as LoadBalancers.
        @Test func `Services are read once`() async throws {
            try await withPair(Recorded.fleet("fleet-healthy")) { pair in
                let run = await answer(Self.words, pair)
                #expect(run.status == .success, "\(run.error)")
                let lists = pair.requests(of: .management).map(\.path)
                    .filter { $0.hasPrefix("/api/v1/services?") && !$0.contains("metadata.name%3Denvoycp") }
                #expect(lists.count == 2 && lists.allSatisfy { $0.contains("spec.type") }, "\(lists)")
            }
        }

        @Test func `the requests are those that are announced`() async throws {
            try await withPair(Recorded.fleet("fleet-healthy")) { pair in
                let plan = await answer(
                    ["doctor", "--all-tenants", "--no-metrics", "--no-logs", "--dry-run=reads"], pair)
                #expect(plan.status == .success && pair.requests(of: .management).isEmpty, "\(plan.error)")
                let run = await answer(Self.words + ["--no-metrics", "--no-logs"], pair)
                #expect(run.status == .success, "\(run.error)")
                let sent = pair.requests(of: .management).map(\.path)
                func path(_ text: Substring) -> Substring { text.prefix { $0 != "?" && $0 != " " } }
                let announced = plan.output.split(separator: "\n").filter { $0.hasPrefix("  GET ") }.map {
                    path($0.dropFirst(6))
                }
                #expect(Set(announced).isSubset(of: Set(sent.map { path($0[...]) })), "\(plan.output)")
                // Beside them the server is asked for the groups that it does not serve.
                #expect(sent.count >= announced.count && sent.count <= announced.count + 20)
            }
        }

        /// Envoy does not check UDP: its statistics cannot tell more than the objects.
        private static let onlyUDP = """
            management:
              loadbalancers.kubelb.k8c.io:
                tenant-acme/00000000-0000-4000-8000-000000000001:
                  spec:
                    ports: [{name: http, port: 80, protocol: UDP}]
                    endpoints: [{addressesReference: {name: default}, ports: [{name: http, port: 31080, protocol: UDP}]}]
                  status: {service: {ports: [{name: http, port: 80, protocol: UDP, nodePort: 32080, targetPort: 10000,
                    upstreamTargetPort: 31080}]}}
              services:
                tenant-acme/envoy-00000000-0000-4000-8000-000000000001:
                  spec: {ports: [{name: http, port: 80, protocol: UDP, targetPort: 10000, nodePort: 32080}]}
            """

        @Test(arguments: [("", [], true), (onlyUDP, [], false), (onlyUDP, ["--metrics=all"], true)])
        func `statistics are read of tenants that need them, or of all`(
            changes: String, words: [String], areRead: Bool
        ) async throws {
            try await withExample(changes) { pair in
                let run = await answer(Self.words + words, pair)
                #expect(Self.states(run).count == 1, "\(run.output)\(run.error)")
                let pages = pair.requests(of: .management).map(\.path).filter {
                    $0.contains("/pods/envoy-tenant-acme-")
                }
                #expect(pages.contains { $0.contains("/proxy/") } == areRead, "\(run.output)")
            }
        }

        @Test func `waiting until all tenants are healthy`() async throws {
            let words = ["status", "--all-tenants", "--wait", "--interval", "1s", "--timeout", "2s", "-o", "json"]
            try await withPair(Recorded.fleet("fleet-healthy")) { pair in
                let run = await answer(words, pair)
                #expect(run.status == .success, "\(run.output)\(run.error)")
            }
            try await withPair(Recorded.fleet("fleet-mixed")) { pair in
                let run = await answer(words, pair)
                #expect(run.status == .timedOut && Self.states(run).count == 9, "\(run.error)")
                #expect(run.error.contains("timed out before everything was healthy"), "\(run.error)")
            }
        }

        @Test func `what is forbidden is unknown and never healthy`() async throws {
            try await withPair(Recorded.fleet("fleet-healthy")) { pair in
                let run = await answer(Self.words, pair, as: "-nobody")
                #expect(run.status == .undetermined, "\(run.output)")
                #expect(!Self.states(run).contains { $0.hasSuffix("healthy") })
            }
        }

        @Test(arguments: ["fleet-healthy", "fleet-mixed"])
        func `what collect wrote of the management cluster`(name: String) async throws {
            try await withTemporaryDirectory { directory in
                let (whole, part) = (directory + "/whole", directory + "/part")
                let lives = try await withPair(Recorded.fleet(name)) { pair in
                    for words in [[whole], ["--tenant", "staging-eu", part]] {
                        let run = await answer(["collect", "--management-only"] + words, pair)
                        #expect(run.status == .success && run.output == words[words.count - 1] + "\n", "\(run.error)")
                    }
                    #expect(pair.requests(of: .tenant).isEmpty)
                    return [
                        await answer(Self.words, pair),
                        await answer(["status", "tenant/staging-eu", "--management-only", "-o", "json"], pair),
                    ]
                }
                let offline = [
                    await LiveTests.run(Self.words + ["--from-bundle", whole]),
                    await LiveTests.run(["status", "--management-only", "-o", "json", "--from-bundle", part]),
                ]
                for (live, offline) in zip(lives, offline) {
                    #expect(live.status == offline.status, "\(live.error)\(offline.error)")
                    #expect(Self.states(live) == Self.states(offline))
                    #expect(FoundFact.all(in: live.report) == FoundFact.all(in: offline.report))
                    #expect(Self.unread(live) == Self.unread(offline))
                }
                #expect(Self.states(offline[1]).count == 1)
                let loadBalancers = try String(
                    contentsOfFile: part + "/management/loadbalancers.kubelb.k8c.io.json", encoding: .utf8)
                #expect(loadBalancers.contains("tenant-staging-eu") && !loadBalancers.contains("tenant-iot-gateway"))
                let trace = await LiveTests.run(
                    ["trace", "--tenant", "staging-eu", "--management-only", "--from-bundle", part])
                #expect(trace.status != .undetermined && trace.output.contains("not visible"), "\(trace.error)")
            }
        }

        @Test func `the identity of a CCM is told that it sees one tenant`() async throws {
            try await withExample { pair in
                let all = await answer(["doctor", "--all-tenants"], pair, as: "-ccm")
                #expect(all.status == .undetermined, "\(all.output)")
                #expect(all.error.contains("sees one tenant") && all.error.contains("--tenant NAME"), "\(all.error)")
                let one = await answer(["doctor", "tenant/acme", "--management-only", "-o", "json"], pair, as: "-ccm")
                #expect(Self.states(one) == ["acme unknown"], "\(one.output)\(one.error)")
                #expect(one.report["tenants"]?[0]?["loadBalancers"]?["total"]?.int == 1)
                #expect(FoundFact.all(in: one.report).isEmpty)
                let text = await answer(["doctor", "tenant/acme", "--management-only"], pair, as: "-ccm")
                #expect(text.output.split(separator: "\n").count { $0.hasPrefix("unknown") } <= 4, "\(text.output)")
                let trace = await answer(["trace", "tenant/acme", "--management-only"], pair, as: "-ccm")
                #expect(trace.output.contains("Service shop/web"), "\(trace.output)\(trace.error)")
                let other = await answer(["doctor", "tenant/other", "--management-only"], pair, as: "-ccm")
                #expect(other.status == .undetermined, "\(other.output)\(other.error)")
                #expect(other.error.contains("tenant other is not visible with these credentials"), "\(other.error)")
                #expect(all.output.contains("LoadBalancers not visible"), "\(all.output)")
                #expect(!text.error.contains("--tenant NAME"), "\(text.error)")
            }
        }

        @Test(arguments: ["ccm", "nobody"], ["doctor", "status", "trace", "events", "logs"])
        func `a restricted identity never ends with success`(identity: String, command: String) async throws {
            try await withExample { pair in
                let run = await answer(
                    [command, "tenant/acme", "--management-only"], pair, as: "-\(identity)")
                #expect(run.status == .undetermined, "\(run.output)\(run.error)")
            }
        }

        @Test func `trace, verify and logs of one tenant`() async throws {
            try await withPair(Recorded.fleet("fleet-healthy")) { pair in
                for command in ["trace", "verify", "logs"] {
                    let words = [command, "tenant/staging-eu", "--management-only"]
                    // Nothing is probed.
                    let run = await answer(words + (command == "verify" ? ["--print-probe"] : []), pair)
                    #expect(run.status == .success && !run.output.isEmpty, "\(command): \(run.error)")
                }
                #expect(pair.requests(of: .tenant).isEmpty)
            }
        }

        @Test func `Events of a tenant are shown and followed`() async throws {
            try await withPair(Recorded.fleet("fleet-mixed")) { pair in
                let words = ["events", "tenant/staging-eu", "--management-only", "--context", "sandbox-management"]
                let variables = ["KUBECONFIG": pair.kubeconfigPath]
                let once = await LiveTests.run(words + ["-o", "name"], variables: variables)
                #expect(once.status == .success, "\(once.error)")
                let watch = await LiveTests.run(words + ["-o", "name", "--watch"], variables: variables) {
                    $0.catchSignals = { _ in { 2 } }
                }
                #expect(watch.status == .interrupted && watch.output == once.output, "\(watch.output)\(watch.error)")
                #expect(pair.requests(of: .tenant).isEmpty)
            }
        }

        @Test func `tenants without a pair`() async throws {
            try await withTemporaryDirectory { directory in
                try await withPair(Recorded.fleet("fleet-healthy")) { pair in
                    let file = directory + "/config.yaml"
                    let text = """
                        pairs:
                          first: {context: sandbox-tenant, management-context: sandbox-management, tenant: demo}
                          web-prod: {context: sandbox-tenant}
                          research: {context: other, management-server: "https://127.0.0.1:1"}
                        """
                    try text.write(toFile: file, atomically: true, encoding: .utf8)
                    let run = await answer(["config", "pairs", "--missing", "--config", file], pair)
                    let names = run.output.split(separator: "\n").map(String.init)
                    #expect(run.status == .success && names.count == 7, "\(run.output)\(run.error)")
                    #expect(!names.contains("demo") && !names.contains("web-prod") && names.contains("research"))
                    let all = await answer(["config", "pairs", "--config", file], pair)
                    #expect(all.output == "first\nweb-prod\nresearch\n", "\(all.output)\(all.error)")
                }
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
