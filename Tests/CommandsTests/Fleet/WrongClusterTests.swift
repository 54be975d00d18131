import Commands
import Documents
import FoundationEssentials
import TestSupport
import Testing

/// The management cluster alone, or in place of the tenant cluster, without the flag that says so.
@Suite struct WrongClusterTests {
    /// A copy of a recorded bundle in which the side of the tenant is gone, or is the management cluster.
    private func withHalf<Result>(
        of bundle: String, isSwapped: Bool = false, _ body: (String) async throws -> Result
    ) async throws -> Result {
        try await withTemporaryDirectory { directory in
            let copy = directory + "/half"
            let files = FileManager.default
            try files.createDirectory(atPath: copy, withIntermediateDirectories: true)
            try files.copyItem(atPath: bundle + "/bundle.json", toPath: copy + "/bundle.json")
            try files.copyItem(
                atPath: bundle + "/management", toPath: copy + (isSwapped ? "/tenant" : "/management"))
            return try await body(copy)
        }
    }

    @Test func aHalfIsReadInItsPosition() async throws {
        try await withHalf(of: Folder.recorded("11-lb-disabled-tenant")) { bundle in
            for words in [["status", "-A"], ["doctor"], ["status"]] {
                let run = await run(words + ["--from-bundle", bundle])
                #expect(run.status == .findings, "\(words)")
                #expect(run.output.contains("KLC-T005"), "\(run.output)")
                #expect(run.error.contains("--management-only"), "\(run.error)")
                let flagged = await self.run(words.filter { $0 != "-A" } + ["--all-tenants", "--from-bundle", bundle])
                #expect(run.output == flagged.output)
            }
        }
    }

    @Test func aServiceIsFoundByItsLoadBalancer() async throws {
        try await withHalf(of: Folder.recorded("01-healthy")) { bundle in
            for words in [["svc/web", "-n", "default"], ["default/web"]] {
                let run = await run(["status"] + words + ["--from-bundle", bundle])
                #expect(run.status == .success, "\(run.output)\(run.error)")
                #expect(run.output.contains("web") && run.output.contains("198.51.100.10"), "\(run.output)")
                #expect(run.error.contains("--management-only"), "\(run.error)")
            }
            let missing = await run(["status", "svc/nowhere", "-n", "default", "--from-bundle", bundle])
            #expect(missing.status == .notFound, "\(missing.output)")
            #expect(missing.error.contains("no tenant has a LoadBalancer of Service"), "\(missing.error)")
        }
    }

    /// An identity of the platform, which the tenant cluster refuses everything.
    @Test func aRefusingTenantClusterIsNoError() async throws {
        try await withHalf(of: Folder.recorded("11-lb-disabled-tenant")) { bundle in
            let files = FileManager.default
            try files.createDirectory(atPath: bundle + "/tenant", withIntermediateDirectories: true)
            for resource in ["services", "deployments.apps", "pods"] {
                let refusal = """
                    {"kind":"Status","apiVersion":"v1","status":"Failure","reason":"Forbidden","code":403,
                     "message":"\(resource) is forbidden: User \\"ops\\" cannot list resource \\"\(resource)\\""}
                    """
                try refusal.write(toFile: bundle + "/tenant/\(resource).json", atomically: true, encoding: .utf8)
            }
            for words in [["doctor"], ["status"]] {
                let run = await run(words + ["--from-bundle", bundle])
                #expect(run.status == .findings, "\(words): \(run.error)")
                #expect(run.output.contains("KLC-T005"), "\(run.output)")
                #expect(run.error.contains("nothing in the tenant cluster may be read"), "\(run.error)")
            }
            let named = await run(["status", "-n", "default", "--from-bundle", bundle])
            #expect(!named.error.contains("--management-only"), "\(named.error)")
        }
    }

    /// A bundle that somebody recorded without access to the tenant cluster; one of kubelb-ctl that failed is another matter.
    @Test(arguments: [false, true])
    func aTenantThatCouldNotBeRecordedIsHidden(isOfTool: Bool) async throws {
        try await withHalf(of: Folder.recorded("11-lb-disabled-tenant")) { bundle in
            let manifest = """
                {"apiVersion": "kubelb-ctl/v1", "kind": "Bundle", "takenAt": "2026-11-22T20:31:12Z",
                 \(isOfTool ? "\"tool\": {\"version\": \"1.0.0\"}," : "") "failedReads": {"tenant": "connection refused"}}
                """
            try Data(manifest.utf8).write(to: URL(fileURLWithPath: bundle + "/bundle.json"))
            let run = await run(["doctor", "--from-bundle", bundle])
            #expect(run.output.contains("KLC-A001") == isOfTool, "\(run.output)")
            #expect(run.error.contains("(tenant cluster: connection refused)") != isOfTool, "\(run.error)")
        }
    }

    private func run(_ words: [String]) async -> Run { await CommandsTests.run(words) }

    @Test(arguments: [
        ["status", "ing/web"], ["status", "-A", "-l", "app=web"], ["status", "-n", "shop"], ["status", "ing", "-A"],
        ["trace", "svc/web"], ["trace", "-A"], ["verify", "-A"], ["logs"], ["events"], ["cleanup"],
    ])
    func whatNeedsBothClustersNamesTheFlag(words: [String]) async throws {
        try await withHalf(of: Folder.fleet("fleet-healthy")) { bundle in
            let run = await run(words + ["--from-bundle", bundle])
            #expect(run.status == .usage, "\(words): \(run.output)\(run.error)")
            #expect(run.error.contains("contains only the management cluster"), "\(run.error)")
            #expect(run.error.contains("--management-only"), "\(run.error)")
        }
    }

    @Test(arguments: [
        ["status", "svc/web"], ["trace", "svc/web"], ["status", "ing/web"], ["events", "svc/web"], ["logs", "svc/web"],
        ["status", "lb/00000000-0000-4000-8000-000000000001"], ["trace", "lb/00000000-0000-4000-8000-000000000001"],
        ["events", "lb/00000000-0000-4000-8000-000000000001"],
        ["status", "route/00000000-0000-4000-8000-000000000001"],
    ])
    func aServiceIsNotMissingInTheWrongCluster(words: [String]) async throws {
        try await withHalf(of: Folder.fleet("fleet-healthy"), isSwapped: true) { bundle in
            let run = await run(words + ["--from-bundle", bundle])
            #expect(run.status == .usage, "\(run.error)")
            #expect(run.error.hasPrefix("error: The tenant cluster is a management cluster"), "\(run.error)")
            #expect(run.error.contains("[KLC-A005]") && run.error.contains("--management-only"), "\(run.error)")
        }
    }

    @Test func theMistakeComesFirst() async throws {
        try await withHalf(of: Folder.fleet("fleet-healthy"), isSwapped: true) { bundle in
            let run = await run(["status", "-A", "--from-bundle", bundle])
            #expect(run.status == .findings)
            #expect(run.output.hasPrefix("error KLC-A005"), "\(run.output)")
            #expect(run.output.contains("--all-tenants") && !run.output.contains("tenant-demo  "), "\(run.output)")
            let wide = await self.run(["status", "-A", "-o", "wide", "--from-bundle", bundle])
            #expect(wide.output.contains("tenant-demo  "))
        }
    }
}
