import Commands
import Documents
import FoundationEssentials
import Sandbox
import TestSupport
import Testing

/// `trace`, `verify` and `logs` of a tenant whose cluster is not visible.
@Suite struct ManagementOnlyTests {
    private static let uid = "00000000-0000-4000-8000-000000000001"
    private static let ingress = "00000000-0000-4000-8000-000000000031"

    private func report(_ words: [String], _ bundle: String) async throws -> (run: Run, json: JSONValue) {
        let run = await run(words + ["--management-only", "-o", "json", "--from-bundle", bundle])
        return (run, try JSONValue(parsing: Array(run.output.utf8)))
    }

    private func tenants(of bundle: String) async throws -> [String] {
        let run = await run(["doctor", "--all-tenants", "-o", "json", "--from-bundle", bundle])
        guard !run.output.isEmpty else { return [] }
        let json = try JSONValue(parsing: Array(run.output.utf8))
        return (json["tenants"]?.array ?? []).compactMap { $0["name"]?.string }
    }

    private static let bundles: [String] =
        Folder.recordedNames.map { Folder.recorded($0) } + ["fleet-healthy", "fleet-mixed"].map { Folder.fleet($0) }

    /// The tenant's half is not visible, and nothing is failed or unknown for that.
    @Test(arguments: bundles)
    func traceShowsTheManagementHalf(bundle: String) async throws {
        for tenant in try await tenants(of: bundle) {
            let (run, json) = try await report(["trace", "tenant/\(tenant)"], bundle)
            let status = try await report(["status", "tenant/\(tenant)"], bundle).run.status
            #expect(run.status != .undetermined || status == .undetermined, "\(tenant): \(run.error)")
            #expect(run.status != .success || status != .findings || json["trace"]?.array?.isEmpty == true, "\(tenant)")
            for trace in json["trace"]?.array ?? [] {
                var hops: [JSONValue] = trace["hops"]?.array ?? []
                for port in trace["ports"]?.array ?? [] { hops += port["hops"]?.array ?? [] }
                for hop in hops where hop["cluster"] == "tenant" && hop["role"] != "nodePort" {
                    #expect(hop["state"] == "notVisible" && hop["facts"] == [], "\(tenant): \(hop)")
                }
                let nodePorts = hops.filter { $0["role"] == "nodePort" }
                #expect(nodePorts.allSatisfy { $0["state"] != "unknown" }, "\(tenant): \(nodePorts)")
                #expect(hops.contains { $0["cluster"] == "management" && $0["state"] != "notVisible" })
                let drift = trace["drift"]?["compared"]?.array ?? []
                #expect(drift.allSatisfy { $0["cluster"] == "management" })
            }
            let objects = (json["findings"]?.array ?? []).flatMap { $0["objects"]?.array ?? [] }
            #expect(objects.allSatisfy { $0["cluster"] == "management" }, "\(tenant)")
        }
    }

    /// What is not visible is skipped. Unknown is only what is unknown to `status`, too.
    @Test(arguments: bundles)
    func verifyTestsTheManagementHalf(bundle: String) async throws {
        for tenant in try await tenants(of: bundle) {
            let run = await run(
                ["verify", "tenant/\(tenant)", "--management-only", "-o", "json", "--from-bundle", bundle])
            if run.status == .notFound { continue }
            let json = try JSONValue(parsing: Array(run.output.utf8))
            let checks = json["checks"]?.array ?? []
            let status = try await report(["status", "tenant/\(tenant)"], bundle).json
            let unknown = (status["resources"]?.array ?? []).contains { $0["state"] == "unknown" }
            #expect(!checks.contains { $0["state"] == "unknown" } || unknown, "\(tenant): \(checks)")
            #expect(checks.filter { $0["kind"] == "endpoints" }.allSatisfy { $0["state"] == "skipped" })
            let stopped = (status["resources"]?.array ?? []).filter { $0["stoppedAt"]?.string != nil }
            #expect(stopped.isEmpty || checks.contains { $0["state"] == "failed" }, "\(tenant)")
        }
    }

    /// LoadBalancers have the names and namespaces of their Services.
    @Test(arguments: [["svc/web"], ["svc/web", "-n", "shop"], ["shop/web"]])
    func servicesAreNamedAsInTheirCluster(words: [String]) async throws {
        try await withExample("") { bundle in
            let run = await run(["status"] + words + ["--management-only", "-o", "name", "--from-bundle", bundle])
            #expect(run.status == .success && run.output == "lb/\(Self.uid)\n", "\(run.output)\(run.error)")
            let other = await CommandsTests.run(["status", "svc/none", "--management-only", "--from-bundle", bundle])
            #expect(other.status == .notFound && other.error.contains("no tenant has a LoadBalancer"), "\(other.error)")
        }
    }

    /// An identity that sees LoadBalancers alone finds nothing healthy, whatever it is asked.
    @Test(arguments: ["doctor", "status", "trace", "verify", "events"])
    func whatIsRefusedIsNeverHealthy(command: String) async throws {
        let refused = ["services", "tenants.kubelb.k8c.io", "deployments.apps", "pods", "events"]
        let changes = "management: {\(refused.map { "\($0): forbidden" }.joined(separator: ", "))}"
        try await withExample(changes) { bundle in
            let run = await run([command, "tenant/acme", "--management-only", "--from-bundle", bundle])
            #expect(run.status == .undetermined, "\(run.output)\(run.error)")
            #expect(!run.output.contains("HEALTHY") && !run.output.contains("is healthy"), "\(run.output)")
        }
        try await withExample("") { bundle in
            let run = await run([command, "tenant/acme", "--management-only", "--from-bundle", bundle])
            #expect(run.status == .success, "\(run.output)\(run.error)")
        }
    }

    @Test(arguments: ["trace", "verify"])
    func objectsAreNamedByTheirUID(command: String) async throws {
        try await withTemporaryDirectory { directory in
            let bundle = directory + "/bundle"
            try BundleWriter.write(try ExamplePair(hasRoutes: true).files, to: bundle)
            for (word, title) in [
                ("lb/\(Self.uid)", "Service shop/web"), ("route/\(Self.ingress)", "Ingress shop/site"),
            ] {
                let run = await run([command, word, "--management-only", "--from-bundle", bundle])
                #expect(run.status == .success, "\(run.output)\(run.error)")
                #expect(command == "verify" || run.output.hasPrefix(title), "\(run.output)")
                #expect(run.output.contains("not visible from here"))
            }
            let names = await run(["trace", "tenant/acme", "--management-only", "-o", "name", "--from-bundle", bundle])
            #expect(names.output.contains("lb/\(Self.uid)\n") && names.output.contains("route/\(Self.ingress)\n"))
            let one = await run(["trace", "lb/\(Self.uid)", "--management-only", "-o", "name", "--from-bundle", bundle])
            #expect(one.output == "lb/\(Self.uid)\n")
        }
    }

    @Test(arguments: ["trace", "verify", "logs"])
    func badInput(command: String) async throws {
        try await withExample("") { bundle in
            let cases: [([String], Commands.ExitStatus)] = [
                ([], .usage), (["svc/web"], .usage), (["tenant/none"], .notFound), (["lb/none"], .notFound),
                (["tenant/acme", "-n", "shop"], .usage),
            ]
            for (words, status) in cases {
                let run = await run([command] + words + ["--management-only", "--from-bundle", bundle])
                #expect(run.status == status, "\(words): \(run.error)")
            }
        }
    }

    /// A hop in the tenant cluster never says that something is missing there.
    @Test func pictures() async throws {
        try await withExample("") { bundle in
            let words = ["trace", "lb/\(Self.uid)", "--management-only", "--from-bundle", bundle, "-o"]
            let svg = await run(words + ["svg"]).output
            #expect(svg.contains("– not visible") && !svg.contains("box notVisible"))
            let mermaid = await run(words + ["mermaid"]).output
            #expect(mermaid.contains("– not visible") && mermaid.contains(":::blocked"))
            let timeline = await run(words.dropLast() + ["--timeline", "-o", "json"])
            let trace = try JSONValue(parsing: Array(timeline.output.utf8))["trace"]?[0]
            let entries = try #require(trace?["timeline"]?["entries"]?.array)
            #expect(!entries.isEmpty && entries.allSatisfy { $0["cluster"] == "management" })
            let notes = trace?["timeline"]?["notes"]?.array ?? []
            #expect(notes.compactMap(\.string) == ["log of the manager: not collected"])
        }
    }

    @Test func commandsThatProbeRunInTheManagementCluster() async throws {
        try await withExample("") { bundle in
            let run = await run(
                ["verify", "tenant/acme", "--management-only", "--print-probe", "--from-bundle", bundle])
            #expect(run.status == .success, "\(run.error)")
            #expect(run.output.contains("within the management cluster"))
            #expect(!run.output.contains("within the tenant cluster"))
        }
    }

    // MARK: Logs

    @Test func logsOfATenant() async throws {
        let bundle = Folder.recorded("18-two-tenants")
        let tenants = try await tenants(of: bundle)
        #expect(tenants.count == 2)
        var all: [String: Set<String>] = [:]
        for tenant in tenants {
            let run = await run(["logs", "tenant/\(tenant)", "--management-only", "-o", "raw", "--from-bundle", bundle])
            #expect(run.status == .success, "\(run.error)")
            all[tenant] = Set(run.output.split(separator: "\n").map(String.init))
            #expect(!(all[tenant] ?? []).isEmpty)
        }
        let (one, other) = (tenants[0], tenants[1])
        #expect((all[one] ?? []).allSatisfy { !$0.contains("tenant-\(other)\"") }, "\(one)")
        let ccm = await run(
            ["logs", "tenant/\(one)", "--management-only", "--component", "ccm", "--from-bundle", bundle])
        #expect(ccm.status == .usage)
    }

    // MARK: One finding for what several tenants have in common

    private static func strings(_ values: [JSONValue], _ member: String) -> [String] {
        var strings: [String] = []
        for value in values {
            for entry in value[member]?.array ?? [] {
                if let text = entry.string ?? entry["uid"]?.string { strings.append(text) }
            }
        }
        return strings
    }

    @Test func anExhaustedPoolIsOneFinding() async throws {
        let run = await run(["doctor", "--all-tenants", "-o", "json", "--from-bundle", Folder.fleet("fleet-mixed")])
        let json = try JSONValue(parsing: Array(run.output.utf8))
        let findings = json["findings"]?.array ?? []
        let (tenants, resources) = (json["tenants"]?.array ?? [], json["resources"]?.array ?? [])
        let pools: [JSONValue] = findings.filter { $0["code"]?.string == "KLC-D002" }
        #expect(pools.count == 1)
        let affected: [JSONValue] = pools.first?["affected"]?.array ?? []
        #expect(affected.count == 2 && Set(Self.strings(pools, "affected")).count == 2)
        for resource in affected {
            #expect(resource["kind"]?.string == "LoadBalancer")
            #expect(resource["source"]?["kind"]?.string == "Service")
        }
        let known = Set(findings.compactMap { $0["id"]?.string })
        var named = Self.strings(tenants, "findings")
        named += Self.strings(resources, "findings")
        named += Self.strings(findings, "causedBy")
        #expect(known.isSuperset(of: named))
        let errors = findings.count { $0["severity"]?.string == "error" }
        #expect(json["summary"]?["error"]?.int == errors)
        // A stopped resource is among what some finding affects.
        let all = Set(Self.strings(findings, "affected"))
        for resource in resources where resource["stoppedAt"]?.string != nil {
            #expect(all.contains(resource["uid"]?.string ?? ""), "\(resource)")
        }
    }
}
