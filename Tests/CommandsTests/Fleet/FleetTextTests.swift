import Commands
import Documents
import FoundationEssentials
import TestSupport
import Testing

/// What the operator's view says in words.
@Suite struct FleetTextTests {
    private static let loadBalancers = "/management/loadbalancers.kubelb.k8c.io.json"

    /// The healthy fleet with a file changed.
    private func withFleet<Result>(
        changing file: String, _ change: (String) -> String, _ body: (String) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryDirectory { directory in
            let copy = directory + "/fleet"
            try FileManager.default.copyItem(atPath: Folder.fleet("fleet-healthy"), toPath: copy)
            let text = try String(contentsOfFile: copy + file, encoding: .utf8)
            try Array(change(text).utf8).withUnsafeBytes { bytes in
                try Data(bytes).write(to: URL(filePath: copy + file))
            }
            return try await body(copy)
        }
    }

    private static func answer(_ words: [String], _ bundle: String, width: Int? = nil) async -> Run {
        await run(words + ["--from-bundle", bundle], width: width)
    }

    @Test func whatWasNotSeenIsNotRouted() async {
        let bundle = Folder.fleet("fleet-healthy")
        let seen = await Self.answer(["status", "--all-tenants"], bundle)
        #expect(seen.output.contains("5/5 Routed") && !seen.output.contains("not checked"), "\(seen.output)")
        let unseen = await Self.answer(["status", "--all-tenants", "--no-metrics"], bundle)
        let services = unseen.output.split(separator: "\n").filter { $0.contains("unchecked") }
        #expect(unseen.status == .success && !services.isEmpty, "\(unseen.output)")
        #expect(!services.contains { $0.contains("5/5 Routed") }, "\(unseen.output)")
        #expect(unseen.output.contains("(Routed not visible)"))
        #expect(unseen.output.contains("healthy as far as visible; traffic"), "\(unseen.output)")
        let tenants = await Self.answer(["doctor", "--all-tenants", "--no-metrics"], bundle)
        #expect(tenants.output.contains("unchecked"), "\(tenants.output)")
    }

    @Test func thePlatformComesFirst() async throws {
        let bundle = Folder.fleet("fleet-healthy")
        let lines = await Self.answer(["doctor", "--all-tenants"], bundle).output.split(separator: "\n")
        #expect(lines.count > 1 && lines[1].hasPrefix("Management cluster: manager "), "\(lines.prefix(3))")
        #expect(lines[1].contains("Envoy ") && lines[1].contains("ports"), "\(lines[1])")
        let json = await Self.answer(["doctor", "--all-tenants", "-o", "json"], bundle)
        let platform = try JSONValue(parsing: Array(json.output.utf8))["platform"]
        #expect(platform?["envoyImages"]?[0]?["pods"]?.int ?? 0 > 8)
        #expect(platform?["managerVersions"]?.array?.count == 1 && platform?["ports"]?.int ?? 0 > 9)
    }

    @Test func nodesAreCountedOnce() async throws {
        let run = await Self.answer(["doctor", "--all-tenants", "-o", "json"], Folder.fleet("fleet-healthy"))
        let json = try JSONValue(parsing: Array(run.output.utf8))
        for tenant in json["tenants"]?.array ?? [] where tenant["nodes"]?.object != nil {
            #expect(tenant["nodes"]?["expected"]?.int ?? 0 <= 2, "\(tenant)")
        }
    }

    @Test func causesKeepTheirBeginning() async {
        let run = await Self.answer(["doctor", "--all-tenants"], Folder.fleet("fleet-mixed"), width: 100)
        #expect(run.output.contains("Tenant edge-lab has load"), "\(run.output)")
        let row = run.output.split(separator: "\n").first { $0.hasPrefix("edge-lab") } ?? ""
        #expect(row.hasSuffix("…"), "\(row)")
    }

    @Test func damagedObjectsAreNamed() async throws {
        try await withFleet(changing: Self.loadBalancers) {
            $0.replacing(
                "\"externalTrafficPolicy\":\"Cluster\",\"ports\":[", with: "\"ports\":1,\"x\":[", maxReplacements: 1)
        } _: { bundle in
            let run = await Self.answer(["doctor", "--all-tenants"], bundle)
            #expect(run.status == .undetermined && run.output.contains("damaged"), "\(run.output)")
            #expect(run.output.contains("1 unknown") && run.output.contains("HEALTHY"), "\(run.output)")
        }
    }

    @Test func aLoadBalancerMadeByHandIsNoService() async throws {
        try await withFleet(changing: Self.loadBalancers) {
            $0.replacing("\"kubelb.k8c.io/origin-name\":\"git-ssh\",\"kubelb.k8c.io/origin-ns\":\"ci\",", with: "")
        } _: { bundle in
            let uid = "9b2048bb-cc08-4892-a614-f2336b8677eb"
            let trace = await Self.answer(["trace", "lb/\(uid)", "--management-only"], bundle)
            #expect(trace.output.contains("made by hand"), "\(trace.output)\(trace.error)")
            #expect(!trace.output.contains("origin-name=\(uid)"), "\(trace.output)")
        }
    }

    @Test func continuousIntegrationReadsTenants() async {
        let bundle = Folder.fleet("fleet-mixed")
        let junit = await Self.answer(["doctor", "--all-tenants", "-o", "junit"], bundle)
        #expect(junit.status == .findings && junit.output.contains("<testsuite name=\"tenants\" tests=\"9\""))
        #expect(junit.output.contains("name=\"tenant edge-lab\">") && junit.output.contains("KLC-T005"))
        #expect(junit.output.contains("name=\"tenant demo\"/>"), "\(junit.output)")
        let markdown = await Self.answer(["doctor", "--all-tenants", "-o", "markdown"], bundle)
        #expect(markdown.output.hasPrefix("## Tenants: 7 of 9 tenants need attention"), "\(markdown.output)")
        #expect(
            markdown.output.contains("| edge-lab | DOWN |") && markdown.output.contains("- Affects: tenant edge-lab"))
        let short = await Self.answer(["doctor", "--all-tenants", "-o", "short"], bundle)
        #expect(short.output.split(separator: "\n").count == 8, "\(short.output)")
    }

    @Test func pagesAndCodeScanningHaveTenants() async throws {
        let bundle = Folder.fleet("fleet-mixed")
        let html = await Self.answer(["doctor", "--all-tenants", "-o", "html"], bundle)
        #expect(html.status == .findings && html.output.contains("7 of 9 tenants need attention"), "\(html.error)")
        #expect(html.output.split(separator: "\n").count { $0.hasPrefix("<tbody data-health=") } == 9)
        #expect(html.output.contains("KLC-T005") && html.output.contains("<pre class=\"command\">"))
        // Two of its LoadBalancers have one cause.
        let rows = html.output.split(separator: "\n").filter { $0.hasPrefix("<tr class=\"row\">") }
        let tenant = rows.first { $0.contains("<summary>iot-gateway</summary>") } ?? ""
        #expect(tenant.matches(of: #/KLC-D002/#).count == 1 && tenant.contains(">DOWN</span>"), "\(tenant)")
        let ids = html.output.split(separator: "href=\"#").dropFirst().map { $0.prefix { $0 != "\"" } }
        #expect(!ids.isEmpty && ids.allSatisfy { html.output.contains("id=\"\($0)\"") }, "\(ids)")
        let sarif = await Self.answer(["status", "--all-tenants", "-o", "sarif"], bundle)
        let log = try JSONValue(parsing: Array(sarif.output.utf8))["runs"]?[0]
        let json = await Self.answer(["status", "--all-tenants", "-o", "json"], bundle)
        let findings = try JSONValue(parsing: Array(json.output.utf8))["findings"]?.array ?? []
        let rules = Set((log?["results"]?.array ?? []).compactMap { $0["ruleId"]?.string })
        #expect(rules == Set(findings.compactMap { $0["code"]?.string }) && !rules.isEmpty)
        #expect(log?["automationDetails"]?["id"]?.string == "kubelb-ctl/status/")
    }

    @Test func annotationsHaveTenants() async throws {
        let run = await Self.answer(["doctor", "--all-tenants", "-o", "github"], Folder.fleet("fleet-mixed"))
        let lines = run.output.split(separator: "\n")
        #expect(run.status == .findings, "\(run.error)")
        #expect(lines.last?.contains("7 of 9 tenants need attention") == true, "\(run.output)")
        let errors = lines.filter { $0.hasPrefix("::error title=KLC-") }
        #expect(errors.contains { $0.contains("affects tenant edge-lab") }, "\(run.output)")
        #expect(lines.dropLast().allSatisfy { $0.hasPrefix("::") }, "\(run.output)")
    }

    /// The healthy fleet with a pool of MetalLB.
    private func withPool<Result>(
        _ addresses: String, _ body: (String) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryDirectory { directory in
            let copy = directory + "/fleet"
            try FileManager.default.copyItem(atPath: Folder.fleet("fleet-healthy"), toPath: copy)
            let list = """
                {"apiVersion": "metallb.io/v1beta1", "kind": "IPAddressPoolList", "metadata": {"resourceVersion": "1"}, "items": [
                  {"metadata": {"name": "main", "namespace": "metallb-system"}, "spec": {"addresses": ["\(addresses)"]}}]}
                """
            try Data(list.utf8).write(to: URL(filePath: copy + "/management/ipaddresspools.metallb.io.json"))
            return try await body(copy)
        }
    }

    @Test func poolsHaveHoldersAndWhatIsLeft() async throws {
        try await withPool("10.77.100.10-10.77.100.25") { bundle in
            let text = await Self.answer(["doctor", "--all-tenants"], bundle, width: 400)
            #expect(text.output.contains("pool main 12 of 16 addresses in use (most by tenant "), "\(text.output)")
            let json = await Self.answer(["doctor", "--all-tenants", "-o", "json"], bundle)
            let pool = try JSONValue(parsing: Array(json.output.utf8))["platform"]?["pools"]?[0]
            #expect(pool?["size"]?.int == 16 && pool?["free"]?.int == 4 && pool?["assigned"]?.int == 12)
            let holders = pool?["holders"]?.array ?? []
            #expect(holders.compactMap { $0["addresses"]?.int }.reduce(0, +) == 12)
            #expect(holders.first?["addresses"]?.int == 2)
        }
    }

    @Test func otherImagesOfEnvoyAreNamed() async throws {
        try await withFleet(changing: "/management/pods.json") { text in
            // Only the pods of one tenant.
            var parts = text.split(separator: "\"name\":\"envoy-tenant-research-").map(String.init)
            for index in parts.indices.dropFirst() {
                parts[index] = parts[index].replacing(
                    "envoyproxy/envoy:distroless-v1.36.4", with: "envoyproxy/envoy:distroless-v1.30.0",
                    maxReplacements: 1)
            }
            return parts.joined(separator: "\"name\":\"envoy-tenant-research-")
        } _: { bundle in
            let run = await Self.answer(["doctor", "--all-tenants"], bundle, width: 400)
            let line = run.output.split(separator: "\n").first { $0.hasPrefix("Management cluster") } ?? ""
            #expect(
                line.contains("distroless-v1.36.4 (16 pods) and distroless-v1.30.0 (2 pods: tenant research)"),
                "\(line)")
        }
    }

    @Test func tenantsAreNotWaitedForToBeDeleted() async {
        let run = await run(["status", "--all-tenants", "lb/00000000-0000-4000-8000-000000000001", "--wait=deleted"])
        #expect(run.status == .usage && run.error.contains("mutually exclusive"), "\(run.error)")
    }

    @Test func whatLooksOrphanedIsListedAndNeverDeleted() async throws {
        let none = await Self.answer(["cleanup", "--all-tenants"], Folder.fleet("fleet-healthy"))
        #expect(
            none.status == .success && none.output.hasPrefix("Nothing looks orphaned"), "\(none.output)\(none.error)")
        try await withFleet(changing: Self.loadBalancers) {
            $0.replacing("\"namespace\":\"tenant-ci-runners\"", with: "\"namespace\":\"tenant-web-prod\"")
        } _: { bundle in
            let run = await Self.answer(["cleanup", "--all-tenants"], bundle)
            #expect(run.status == .success, "\(run.error)")
            #expect(run.output.contains("ci-runners") && run.output.contains("KLC-X005"), "\(run.output)")
            #expect(run.output.contains("Nothing is deleted"), "\(run.output)")
        }
        for option in ["--yes", "--apply", "--include-gateways"] {
            let refused = await run(["cleanup", "--all-tenants", option])
            #expect(refused.status == .usage && refused.error.contains("mutually exclusive"), "\(refused.error)")
        }
    }

    @Test(arguments: [["doctor", "--all-tenants"], ["verify", "--management-only"]])
    func permissionsAreThoseOfTheManagementCluster(words: [String]) async {
        let run = await run(words + ["--print-rbac"])
        #expect(run.status == .success && run.output.contains("# Management cluster"), "\(run.error)")
        #expect(!run.output.contains("# Tenant cluster"), "\(run.output)")
    }
}
