#if Sandbox
    import Commands
    import Documents
    import FoundationEssentials
    import Sandbox
    import TestSupport
    import Testing

    /// All tenants of a served management cluster, of which pairs of the configuration file lead to some.
    @Suite(.serialized)
    struct FleetPairsLiveTests {
        /// The tenant acme has a cluster, demo has none that anybody could read.
        private static let demo = "tenants.kubelb.k8c.io: {demo: {spec: {}}}"
        private static let contexts = "context: sandbox-tenant, management-context: sandbox-management"

        private func withFleet(
            _ changes: String = "", pairs: String, _ body: (ServedPair, _ options: [String]) async throws -> Void
        ) async throws {
            try await withExample(changes.isEmpty ? "management: {\(Self.demo)}" : changes) { pair in
                try await withConfiguration(pairs) { file in
                    try await body(pair, ["--config", file, "--context", "sandbox-management"])
                }
            }
        }

        private func withConfiguration<Result>(
            _ pairs: String, _ body: (String) async throws -> Result
        ) async throws -> Result {
            try await withTemporaryDirectory { directory in
                let file = directory + "/config.yaml"
                try "pairs:\n\(pairs)\n".write(toFile: file, atomically: true, encoding: .utf8)
                return try await body(file)
            }
        }

        private func answer(_ words: [String], _ pair: ServedPair) async -> Run {
            await LiveTests.run(words, variables: ["KUBECONFIG": pair.kubeconfigPath])
        }

        private static func tenant(_ name: String, _ run: Run) -> JSONValue? {
            run.report["tenants"]?.array?.first { $0["name"]?.string == name }
        }

        /// Codes of what is wrong; not of what a busy machine may cause.
        private static func codes(_ report: JSONValue, of tenant: String? = nil) -> Set<String> {
            let findings = (report["findings"]?.array ?? []).filter { finding in
                finding["severity"]?.string != "info"
                    && tenant.map { (finding["tenants"]?.array ?? []).compactMap(\.string).contains($0) } ?? true
            }
            return Set(findings.compactMap { $0["code"]?.string }).subtracting(["KLC-A006", "KLC-A008"])
        }

        @Test(arguments: [
            // The CCM is scaled to 0.
            """
            tenant: {deployments.apps: {kubelb/kubelb-ccm: {spec: {replicas: 0}, status: {replicas: 0, readyReplicas: null}}},
              pods: {kubelb/kubelb-ccm-1: null}}
            """,
            // Nothing is behind the Service.
            "tenant: {endpointslices.discovery.k8s.io: {shop/web-1: null}, pods: {shop/web-1: null, shop/web-2: null}}",
            // The tenant cluster is healthy, and its Envoys are not.
            "management: {deployments.apps: {tenant-acme/envoy-tenant-acme: {status: {readyReplicas: 0, availableReplicas: 0}}}}",
        ])
        func `a tenant with a pair has the whole diagnosis`(changes: String) async throws {
            try await withFleet("\(changes)\n---\nmanagement: {\(Self.demo)}", pairs: "  acme: {\(Self.contexts)}") {
                pair, options in
                let run = await answer(["doctor", "--all-tenants", "-o", "json"] + options, pair)
                let acme = Self.tenant("acme", run)
                #expect(acme?["view"]?.string == "pair" && acme?["pair"]?.string == "acme", "\(run.output)\(run.error)")
                #expect(acme?["pairFailure"] == .null)
                let demo = Self.tenant("demo", run)
                #expect(demo?["view"]?.string == "management" && demo?["pair"] == .null)
                let lists = pair.requests(of: .management).filter { $0.path.contains("/loadbalancers?") }
                #expect(lists.count == 1, "\(lists.map(\.path))")
                let alone = await pair.run(["doctor", "-o", "json"])
                let (whole, own) = (Self.codes(alone.report), Self.codes(run.report, of: "acme"))
                #expect(!whole.isEmpty && own.isSubset(of: whole), "\(own) \(whole)")
                #expect(whole.isSubset(of: Self.codes(run.report)), "\(whole) \(run.output)")
            }
        }

        @Test func `rows say which clusters they are from`() async throws {
            try await withFleet(pairs: "  acme: {\(Self.contexts)}") { pair, options in
                let doctor = await answer(["doctor", "--all-tenants"] + options, pair)
                let rows = doctor.output.split(separator: "\n")
                #expect(rows.contains { $0.hasPrefix("TENANT") && $0.contains("VIEW") }, "\(doctor.output)")
                #expect(rows.contains { $0.hasPrefix("acme") && $0.contains("  pair  ") }, "\(doctor.output)")
                #expect(rows.contains { $0.hasPrefix("demo") && $0.contains("  management  ") }, "\(doctor.output)")
                #expect(doctor.output.contains("1 tenant cluster was read, too"), "\(doctor.output)")
                let status = await answer(["status", "--all-tenants"] + options, pair)
                let service = status.output.split(separator: "\n").first { $0.hasPrefix("acme") } ?? ""
                #expect(
                    service.contains("shop") && service.contains("web") && service.contains("  pair  "), "\(service)")
            }
        }

        @Test func `a watch reads the tenant clusters, too`() async throws {
            try await withFleet(pairs: "  acme: {\(Self.contexts)}") { pair, options in
                let words = ["--all-tenants", "--watch", "-o", "json", "--interval", "500ms", "--timeout", "10s"]
                let run = await answer(["doctor"] + words + options, pair)
                let tenants = run.output.split(separator: "\n").compactMap {
                    (try? JSONValue(parsing: Array($0.utf8)))?["tenant"]
                }
                let acme = tenants.filter { $0["name"]?.string == "acme" }
                #expect(!acme.isEmpty && acme.allSatisfy { $0["view"] == "pair" }, "\(run.output)\(run.error)")
                #expect(
                    tenants.contains { $0["name"]?.string == "demo" && $0["view"] == "management" }, "\(run.output)")
                #expect(run.error.contains("read again at each interval"), "\(run.error)")
            }
        }

        @Test func `the pairs are ignored on request`() async throws {
            try await withFleet(pairs: "  acme: {\(Self.contexts)}") { pair, options in
                let run = await answer(["doctor", "--all-tenants", "--management-only"] + options, pair)
                #expect(!run.output.contains("VIEW") && run.output.contains("not visible from here"), "\(run.output)")
                #expect(pair.requests(of: .tenant).isEmpty)
            }
        }

        @Test func `a tenant cluster that does not respond costs its row`() async throws {
            let silent = try LoopbackServer { connection in while connection.readHead() != nil {} }
            defer { silent.stop() }
            let kubeconfig = """
                {apiVersion: v1, kind: Config, clusters: [{name: c, cluster: {server: "\(silent.url)"}}],
                  contexts: [{name: c, context: {cluster: c}}]}
                """
            try await withTemporaryDirectory { directory in
                try kubeconfig.write(toFile: directory + "/silent", atomically: true, encoding: .utf8)
                try await withExample("management: {\(Self.demo)}") { pair in
                    let management = """
                        management-kubeconfig: "\(pair.kubeconfigPath)", management-context: sandbox-management
                        """
                    let pairs = """
                          acme: {kubeconfig: "\(directory)/silent", context: c, \(management), request-timeout: 500ms}
                          demo: {kubeconfig: "\(directory)/nothing", \(management)}
                        """
                    try await withConfiguration(pairs) { file in
                        let options = ["--all-tenants", "--config", file, "--context", "sandbox-management"]
                        let run = await answer(["doctor", "-o", "json"] + options, pair)
                        #expect(run.report["tenants"]?.array?.count == 2, "\(run.output)\(run.error)")
                        let acme = Self.tenant("acme", run)
                        #expect(acme?["view"]?.string == "management" && acme?["pair"]?.string == "acme")
                        #expect(acme?["pairFailure"]?.string?.contains("timed out") == true, "\(run.output)")
                        // What the management cluster shows of it is healthy, and that is not all that was asked for.
                        #expect(acme?["state"]?.string == "unknown")
                        #expect(acme?["loadBalancers"]?["total"]?.int == 1)
                        let demo = Self.tenant("demo", run)
                        #expect(demo?["pairFailure"]?.string?.contains("does not exist") == true, "\(run.output)")
                        #expect(run.report["complete"]?.bool == false && run.status != .success)
                        let text = await answer(["doctor"] + options, pair)
                        #expect(text.output.contains("  pair failed  "), "\(text.output)")
                        #expect(text.output.contains("unknown") && text.output.contains("pair acme could not be read"))
                    }
                }
            }
        }

        /// A management cluster may have several addresses: the UID of kube-system decides.
        @Test(arguments: [
            ("00000000-0000-4000-8000-00000000aaaa", "pair"), ("00000000-0000-4000-8000-00000000cccc", "management"),
        ])
        func `pairs are matched by the cluster, not by its address`(uid: String, view: String) async throws {
            try await withExample("management: {namespaces: {kube-system: {metadata: {uid: \(uid)}}}}") { other in
                let pairs = """
                      acme: {context: sandbox-tenant, management-kubeconfig: "\(other.kubeconfigPath)",
                        management-context: sandbox-management}
                    """
                try await withFleet(pairs: pairs) { pair, options in
                    let run = await answer(["doctor", "--all-tenants", "-o", "json"] + options, pair)
                    #expect(Self.tenant("acme", run)?["view"]?.string == view, "\(run.output)\(run.error)")
                    let missing = await answer(["config", "pairs", "--missing"] + options, pair)
                    #expect(missing.output == (view == "pair" ? "demo\n" : "acme\ndemo\n"), "\(missing.error)")
                    // It is asked which cluster it is, and nothing else.
                    let paths = Set(other.requests(of: .management).map(\.path))
                    #expect(paths == ["/api/v1/namespaces/kube-system"], "\(paths)")
                }
            }
        }

        @Test func `the default pair names the management cluster and no tenant`() async throws {
            let pairs = "  acme: {\(Self.contexts), tenant: acme}\ndefaults: {pair: acme}"
            try await withFleet(pairs: pairs) { pair, options in
                let run = await answer(["doctor", "--all-tenants", "-o", "json"] + options.prefix(2), pair)
                #expect(run.report["tenants"]?.array?.count == 2, "\(run.output)\(run.error)")
                #expect(Self.tenant("acme", run)?["view"]?.string == "pair")
            }
        }

        @Test func `a pair without a management cluster leads where its Services are`() async throws {
            try await withFleet(pairs: "  own-name: {context: sandbox-tenant}") { pair, options in
                let run = await answer(["doctor", "--all-tenants", "-o", "json"] + options, pair)
                #expect(Self.tenant("acme", run)?["pair"]?.string == "own-name", "\(run.output)\(run.error)")
                #expect(run.report["tenants"]?.array?.count == 2)
            }
        }

        @Test func `of two pairs of a tenant the first one counts`() async throws {
            let pairs = "  one: {\(Self.contexts), tenant: acme}\n  two: {\(Self.contexts)}"
            try await withFleet(pairs: pairs) { pair, options in
                let run = await answer(["doctor", "--all-tenants", "-o", "json"] + options, pair)
                #expect(Self.tenant("acme", run)?["pair"]?.string == "one", "\(run.output)")
                #expect(run.error.contains("pair \"two\" is not used"), "\(run.error)")
            }
        }

        @Test func `what is wrong with the management cluster is found once`() async throws {
            let changes = """
                management: {\(Self.demo), deployments.apps: {kubelb/kubelb-manager: {spec: {replicas: 0},
                  status: {replicas: 0, readyReplicas: null, availableReplicas: null}}}, pods: {kubelb/kubelb-manager-1: null}}
                """
            try await withFleet(changes, pairs: "  acme: {\(Self.contexts)}") { pair, options in
                let run = await answer(["doctor", "--all-tenants", "-o", "json"] + options, pair)
                #expect(Self.tenant("acme", run)?["view"]?.string == "pair", "\(run.error)")
                let found = (run.report["findings"]?.array ?? []).filter { $0["code"]?.string == "KLC-M001" }
                #expect(found.count == 1, "\(run.output)")
                let platform = run.report["platform"]?["findings"]?.array ?? []
                let identifier = found.first?["id"]?.string ?? ""
                #expect(platform.compactMap(\.string).contains(identifier), "\(run.output)")
            }
        }
    }
#endif
