import Commands
import Documents
import Sandbox
import Testing

/// Objects of Layer 7 in every format.
@Suite struct RouteReportTests {
    private func output(_ words: [String], _ changes: String = RouteExample.changes) async throws -> String {
        try await withExample(changes) { bundle in await run(words + ["--from-bundle", bundle]).output }
    }

    private func lines(_ words: String...) async throws -> [String] {
        try await output(words).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    @Test func aTableForEachKindThatOccurs() async throws {
        let lines = try await lines("status", "-A")
        let headings = lines.filter { $0.hasPrefix("NAMESPACE") }
        #expect(headings.count == 5)
        for (heading, kind) in zip(headings, ["SERVICE", "INGRESS", "GATEWAY", "HTTPROUTE", "GRPCROUTE"]) {
            #expect(heading.contains("  \(kind)  "))
        }
        let columns = ["STATE", "HOSTS", "ADDRESS", "VIA", "STAGE", "BACKENDS", "TLS", "AGE", "FINDINGS"]
        #expect(headings[1].split(separator: " ").map(String.init) == ["NAMESPACE", "INGRESS"] + columns)
        let ingress = try #require(lines.first { $0.contains("  front  ") }).split(separator: " ").map(String.init)
        #expect(
            Array(ingress.prefix(7)) == [
                "shop", "front", "STUCK", "shop.example.com,www.example.com,+1", "<pending>", "kubelb", "1/5",
            ])
        #expect(ingress.contains("0/1"))
        #expect(ingress.last?.hasPrefix("KLC-B001") == true, "\(ingress)")
        #expect(lines.contains { $0.contains("  api  ") && $0.contains("infra/kubelb") })
        #expect(lines.contains { $0.hasPrefix("1 Service, 1 Ingress, 1 Gateway, 1 HTTPRoute, 1 GRPCRoute, ") })
        #expect(lines.contains { $0.hasSuffix("Not managed by KubeLB: 0 Services, 1 of Layer 7 (--show-ignored)") })
    }

    @Test func layerFourAloneIsAsBefore() async throws {
        func table(_ text: String) -> [Substring] {
            text.split(separator: "\n").filter { $0.hasPrefix("NAMESPACE") || $0.hasPrefix("shop") }
        }
        let alone = table(try await output(["status", "-A"], ""))
        #expect(alone.count == 2)
        #expect(table(try await output(["status", "-A", "--layer", "4"])) == alone)
    }

    @Test func onlyTheKindsAskedFor() async throws {
        let lines = try await lines("status", "ing", "-A")
        #expect(lines.filter { $0.hasPrefix("NAMESPACE") }.count == 1)
        #expect(lines.contains { $0.hasPrefix("1 Ingress, ") })
    }

    @Test func aNamedOneHasAPage() async throws {
        let text = try await output(["status", "ing/front"])
        #expect(text.hasPrefix("Ingress shop/front   tenant acme   uid "), "\(text)")
        #expect(text.contains("STUCK   no address for 2h, stopped at stage 1 of 5 (Created)"))
        #expect(text.contains("  1 Created      failed   Service shop/cart does not exist"))
        #expect(text.contains("error KLC-B001"))
        // The Gateway with its stage, and the other way round.
        #expect(try await output(["status", "httproute/api"]).contains("\nGateway infra/kubelb   "))
        #expect(try await output(["status", "gateway/kubelb"]).contains("\nGRPCRoute shop/grpc   "))
        #expect(try await output(["status", "ing/theirs"]).contains("IGNORED   another controller's Ingress"))
    }

    /// An Ingress and the route that the CCM converted it to name each other.
    @Test func aConvertedIngressShowsItsRoute() async throws {
        let converted = """
            tenant:
              ingresses.networking.k8s.io: {shop/site: {metadata: {annotations: {
                kubelb.k8c.io/conversion-status: converted}}}}
              httproutes.gateway.networking.k8s.io: {shop/app: {metadata: {labels: {
                kubelb.k8c.io/source-ingress: site.shop}}, spec: {hostnames: [shop.example.com]}}}
            management:
              routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000033: {spec: {source: {kubernetes: {
                resource: {spec: {hostnames: [shop.example.com]}}}}}}}
            """
        try await withTemporaryDirectory { directory in
            let source = ["--from-bundle", try bundle(directory + "/converted", converted)]
            let ingress = await run(["status", "ing/site"] + source).output
            #expect(ingress.contains("\nHTTPRoute shop/app   "), "\(ingress)")
            #expect(ingress.contains("converted from this Ingress"), "\(ingress)")
            let route = await run(["status", "httproute/app"] + source).output
            #expect(route.contains("\nIngress shop/site   ") && route.contains("converted to this route"), "\(route)")
            let trace = await run(["trace", "ing/site"] + source).output
            #expect(trace.contains("converted to HTTPRoute shop/app"), "\(trace)")
            let other = await run(["status", "ing/site", "--from-bundle", try bundle(directory + "/healthy", "")])
            #expect(!other.output.contains("converted"))
        }
    }

    /// A group says how many findings an object has, not only that it is one object.
    @Test func manyMissingBackendsAreCounted() async throws {
        let backends = (1...12).map { "{name: missing-\($0), port: 80}" }.joined(separator: ", ")
        let changes =
            "tenant: {httproutes.gateway.networking.k8s.io: {shop/app: {spec: {rules: [{backendRefs: [\(backends)]}]}}}}"
        try await withTemporaryDirectory { directory in
            let text = await run(["status", "-A", "--from-bundle", try bundle(directory + "/many", changes)]).output
            #expect(text.contains("A backend Service does not exist: 1 resource, 12 findings"), "\(text)")
        }
    }

    @Test func doctorCountsThem() async throws {
        let text = try await output(["doctor"])
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("Layer 7") })
        #expect(line.contains("0 of 1 Ingress routed, 0 of 1 Gateway routed") && line.contains("KLC-B001"), "\(line)")
        #expect(!(try await output(["doctor"], "")).contains("Layer 7  "))
        #expect(!(try await output(["doctor", "--layer", "4"])).contains("KLC-B001"))
        let layerSeven = try await output(["doctor", "--layer", "7"])
        #expect(layerSeven.contains("KLC-B001") && !layerSeven.contains("\nServices "))
    }

    @Test func everyFormatHasThem() async throws {
        let short = try await output(["status", "ing/front", "-o", "short"])
        #expect(short.hasPrefix("shop/ingress/front  STUCK  1/5 Created  KLC-B001"), "\(short)")
        let markdown = try await output(["status", "-A", "-o", "markdown"])
        #expect(markdown.contains("| ❌ | Ingress shop/front |") && markdown.contains("| Resource |"), "\(markdown)")
        let html = try await output(["status", "-A", "-o", "html"])
        #expect(
            html.contains("<h2>Ingresses, Gateways and routes</h2>")
                && html.contains("<summary>Ingress shop/front</summary>"))
        let junit = try await output(["status", "-A", "-o", "junit"])
        #expect(junit.contains(#"<testsuite name="routes" tests="4""#), "\(junit.prefix(600))")
        #expect(junit.contains(#"name="Ingress shop/front""#))
        #expect(try await output(["doctor", "-o", "github"]).contains("::error title=KLC-B001"))
        let sarif = try JSONValue(parsing: Array(try await output(["doctor", "-o", "sarif"]).utf8))
        let results = sarif["runs"]?[0]?["results"]?.array ?? []
        let location = results.first { $0["ruleId"]?.string == "KLC-B001" }?["locations"]?[0]
        #expect(location.map { "\($0)".contains("front") } == true)
    }

    @Test func jsonListsEverything() async throws {
        let report = try JSONValue(parsing: Array(try await output(["status", "-A", "-o", "json"]).utf8))
        let resources = report["resources"]?.array ?? []
        #expect(
            resources.compactMap { $0["kind"]?.string } == ["Service", "Ingress", "Gateway", "HTTPRoute", "GRPCRoute"])
        #expect(report["services"]?.array?.count == 1)
        let named = try JSONValue(parsing: Array(try await output(["status", "ing/front", "-o", "json"]).utf8))
        #expect(named["resources"]?.array?.count == 1)
        #expect(named["services"]?.array?.isEmpty == true)
        #expect(named["resources"]?[0]?["stoppedAt"]?.string == "created")
    }

    /// A cluster that does not show Layer 7 is as healthy as before; what was asked for and could not be read is not.
    @Test func whatIsForbiddenIsUnknown() async throws {
        try await withExample(RouteExample.forbidden) { bundle in
            let all = await run(["status", "-A", "--from-bundle", bundle])
            #expect(all.status == .success)
            #expect(all.output.contains("5/5 Routed"))
            #expect(all.output.contains("list ingresses.networking.k8s.io"), "\(all.output)")
            let ingresses = await run(["status", "ing", "-A", "--from-bundle", bundle])
            #expect(ingresses.status == .undetermined)
            let named = await run(["status", "ing/front", "--from-bundle", bundle])
            #expect(named.status == .undetermined)
            #expect(named.error.contains("needs list ingresses.networking.k8s.io"), "\(named.error)")
        }
    }

    /// The healthy pair with Layer 7, changed.
    private func bundle(_ path: String, _ changes: String) throws -> String {
        try BundleWriter.write(ExamplePair(changes: changes, hasRoutes: true).files, to: path)
        return path
    }

    /// A deciding read of Layer 7 counts like one of a Service.
    @Test func aStageThatIsUnknownIsUndetermined() async throws {
        try await withTemporaryDirectory { directory in
            let healthy = await run(["status", "ing/site", "--from-bundle", try bundle(directory + "/healthy", "")])
            #expect(
                healthy.status == .success && healthy.output.contains("\nHEALTHY   198.51.100.20"), "\(healthy.output)")
            let refused = try bundle(directory + "/refused", "management: {routes.kubelb.k8c.io: forbidden}")
            let result = await run(["status", "ing/site", "--from-bundle", refused, "-o", "json"])
            #expect(result.status == .undetermined, "\(result.output)")
            let report = try JSONValue(parsing: Array(result.output.utf8))
            let unknown = (report["unknown"]?.array ?? []).filter { $0["resource"] != .null }
            #expect(unknown.first?["resource"]?["kind"]?.string == "Ingress", "\(unknown)")
        }
    }
}
