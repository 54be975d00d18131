import Commands
import Documents
import Testing

/// `trace` as a command: what it selects, refuses and ends with.
@Suite struct TraceCommandTests {
    private func trace(_ words: String..., cluster: String) async -> Run {
        await run(["trace"] + words + ["--from-bundle", Folder.recorded(cluster)])
    }

    /// The same findings decide.
    @Test(arguments: Folder.recordedNames)
    func endsAsStatusDoes(cluster: String) async throws {
        let all = await trace("-A", "-o", "json", cluster: cluster)
        let status = await run(["status", "-A", "-o", "json", "--from-bundle", Folder.recorded(cluster)])
        let services = try JSONValue(parsing: Array(status.output.utf8))["services"]?.array ?? []
        #expect(try JSONValue(parsing: Array(all.output.utf8))["trace"]?.array?.count == services.count)
        for service in services {
            let path = "\(service["namespace"]?.string ?? "")/service/\(service["name"]?.string ?? "")"
            let one = await run(["status", path, "--from-bundle", Folder.recorded(cluster)])
            #expect(await trace(path, cluster: cluster).status == one.status, "\(path)")
        }
    }

    @Test func whatIsNotThereIsNotFound() async {
        let missing = await trace("svc/wbe", cluster: "01-healthy")
        #expect(missing.status == .notFound && missing.output.isEmpty)
        #expect(missing.error.contains("did you mean default/web?"), "\(missing.error)")
        let uid = await trace("lb/00000000-0000-4000-8000-00000000dead", cluster: "01-healthy")
        #expect(uid.status == .notFound && uid.error.contains("has the UID"), "\(uid.error)")
    }

    @Test func aLoadBalancerAloneIsTraced() async throws {
        let uid = "2aa0d4f0-adc3-4c96-9ec8-e112609ef183"
        let alone = await trace("lb/\(uid)", cluster: "14-orphan-lb")
        #expect(alone.status == .success)
        #expect(alone.output.contains("KLC-X001") && alone.output.contains("the tenant cluster has no Service for it"))
        #expect(await trace(uid, "-o", "name", cluster: "14-orphan-lb").output == "lb/\(uid)\n")
        let both = await trace("svc/keeper", "lb/\(uid)", "-o", "short", cluster: "14-orphan-lb")
        #expect(both.output.contains("default/keeper  HEALTHY") && both.output.contains("NO SERVICE"))
        let bundle = ["--from-bundle", Folder.recorded("14-orphan-lb")]
        let status = await run(["status", "lb/\(uid)"] + bundle)
        #expect(status.status == .success, "\(status.error)")
        #expect(status.output.contains("\nORPHANED   ") && status.output.contains("KLC-X001"), "\(status.output)")
        #expect(await run(["status", "lb/\(uid)", "-o", "name"] + bundle).output == "lb/\(uid)\n")
    }

    @Test(arguments: [
        (["-o", "junit"], "invalid value \"junit\" for -o"),
        (["-o", "svg", "--timeline"], "--output svg does not support --timeline"),
        (["-o", "short", "--since", "1h"], "--output short does not support --since"),
        (["--since", "yesterday"], "--since: \"yesterday\" is not a valid duration"),
    ])
    func whatMakesNoSenseIsRefused(words: [String], message: String) async {
        let run = await run(["trace", "svc/web"] + words + ["--from-bundle", Folder.recorded("01-healthy")])
        #expect(run.status == .usage && run.output.isEmpty)
        #expect(run.error.contains(message), "\(run.error)")
    }

    @Test func theTimelineIsThereOnRequest() async {
        let without = await trace("svc/web", cluster: "16-nodeport-drift").output
        #expect(without.contains("timeline   --timeline: ") && !without.contains("written by kubelb-ccm"))
        let with = await trace("svc/web", "--timeline", cluster: "16-nodeport-drift").output
        #expect(with.contains("written by kubelb-ccm (Update)"))
        let since = await trace("svc/web", "--since", "6s", cluster: "16-nodeport-drift").output
        #expect(since.contains("earlier entries omitted") && since.contains("kubectl-patch"))
        #expect(!since.contains("Deployment kubelb/kubelb-ccm: created"))
    }

    @Test func selectorsAndNamespacesSelect() async {
        #expect(
            await trace("-n", "default", "-o", "name", cluster: "17-no-endpoints").output.split(separator: "\n").count
                == 3)
        #expect(await trace("-A", "-l", "no=such", "-o", "name", cluster: "17-no-endpoints").output.isEmpty)
    }
}
