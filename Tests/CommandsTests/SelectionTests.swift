import Commands
import Documents
import Testing

/// Which Services a command line selects.
@Suite struct SelectionTests {
    private func names(_ words: String...) async -> [String] {
        await run(["status"] + words + ["-o", "name", "--from-bundle", Folder.recorded("17-no-endpoints")]).output
            .split(separator: "\n").map(String.init)
    }

    @Test func everyFormOfANameWorks() async {
        let expected = ["default/service/web"]
        #expect(await names("svc/web") == expected)
        #expect(await names("service", "web") == expected)
        #expect(await names("web") == expected)
        #expect(await names("default/service/web") == expected)
        #expect(await names("svc/web", "-n", "default") == expected)
        #expect(await names("-ndefault", "services/web") == expected)
        #expect(await names("svc/web", "svc/web") == expected)
    }

    @Test func aNamespaceMayStandBeforeTheName() async {
        #expect(await names("default/web") == ["default/service/web"])
        #expect(await names("default/web", "svc/unready") == ["default/service/web", "default/service/unready"])
        #expect(await names("default/web", "-n", "kube-system") == ["default/service/web"])
    }

    static let missing: [(words: [String], status: Commands.ExitStatus, error: String)] = [
        (["pod/web"], .usage, "\"pod/web\" does not name a Service, Ingress, Gateway or route"),
        (["Shop/web"], .usage, "\"Shop/web\" does not name a Service, Ingress, Gateway or route"),
        (["deflaut/web"], .notFound, "Service deflaut/web not found\nhint: default/web exists: use -n default"),
        (["scv/web"], .notFound, "Service scv/web not found\nhint: did you mean svc/web? default/web exists"),
        (["-n", "kube-sytem"], .notFound, "namespace kube-sytem not found in the tenant cluster\nhint: did you mean"),
        (["svc/wbe", "-n", "defualt"], .notFound, "namespace defualt not found in the tenant cluster"),
    ]

    @Test(arguments: missing) func whatIsMistypedGetsNearNames(
        _ entry: (words: [String], status: Commands.ExitStatus, error: String)
    ) async {
        let run = await run(["status"] + entry.words + ["--from-bundle", Folder.recorded("17-no-endpoints")])
        #expect(run.status == entry.status && run.output.isEmpty)
        #expect(run.error.hasPrefix("error: \(entry.error)"), "\(run.error)")
    }

    /// What exists of several names is shown; the status tells of the rest.
    @Test func whatExistsIsShownBesideWhatIsMissing() async throws {
        let bundle = ["--from-bundle", Folder.recorded("17-no-endpoints")]
        for command in ["status", "trace", "verify"] {
            let words = [command, "svc/wbe", "svc/web", "default/nope", "ing/gone", "-o", "json"]
            let seen = await run(words + bundle)
            #expect(seen.status == .notFound, "\(command): \(seen.error)")
            let report = try JSONValue(parsing: Array(seen.output.utf8))
            #expect(report["services"]?.array?.map { $0["name"]?.string } == ["web"])
            #expect(report["summary"]?["exitStatus"] == 5)
            #expect(
                seen.error.contains("error: Service default/wbe not found\nhint: did you mean default/web?")
                    && seen.error.contains("error: Service default/nope not found")
                    && seen.error.contains("error: Ingress default/gone not found"), "\(seen.error)")
        }
        let none = await run(["status", "svc/wbe", "svc/nope"] + bundle)
        #expect(none.status == .notFound && none.output.isEmpty)
        #expect(none.error.contains("default/wbe not found") && none.error.contains("default/nope not found"))
    }

    @Test func aUIDNamesTheServiceToo() async throws {
        let text = await run(["status", "svc/web", "-o", "json", "--from-bundle", Folder.recorded("17-no-endpoints")])
            .output
        let uid = try #require(JSONValue(parsing: Array(text.utf8))["services"]?[0]?["uid"]?.string)
        #expect(await names(uid) == ["default/service/web"])
        #expect(await names("lb/\(uid)") == ["default/service/web"])
    }

    @Test func severalAndAll() async {
        #expect(await names("svc/web", "svc/nomatch") == ["default/service/web", "default/service/nomatch"])
        #expect(await names("svc", "web", "unready") == ["default/service/web", "default/service/unready"])
        #expect(await names("-A").count == 3)
        #expect(await names().count == 3)
        #expect(await names("-n", "kube-system").isEmpty)
    }

    /// The recorded cluster has two tenants; each bundle is of one.
    @Test func aTenantSelectsAllOfItsServices() async {
        let bundle = ["--from-bundle", Folder.recorded("18-two-tenants")]
        func names(_ words: String...) async -> [String] {
            await run(["status"] + words + ["-o", "name"] + bundle).output.split(separator: "\n").map(String.init)
        }
        let all = await names("-A")
        #expect(!all.isEmpty)
        #expect(await names("tenant/demo") == all)
        #expect(await names("tenant", "demo") == all)
        #expect(await names("tenant/demo", "svc/web") == ["default/service/web"])
        #expect(await names("tenant/demo", "-n", "kube-system") == [])
        let other = await run(["doctor", "tenant/dmeo"] + bundle)
        #expect(other.status == .notFound)
        #expect(
            other.error.contains("did you mean demo? the CCM of this cluster works for tenant demo"), "\(other.error)")
    }

    @Test(arguments: [
        (["status", "tenant/a", "tenant/b"], "several tenants are given: a, b"),
        (["status", "tenant/"], "\"tenant/\" does not name a tenant"),
        (["status", "tenant/a", "--tenant", "b"], "tenant/a and --tenant b contradict each other"),
        (["doctor", "svc/web"], "doctor checks all Services and does not take \"svc/web\""),
        (["doctor", "tenant/a", "--all-pairs"], "--all-pairs and --tenant are mutually exclusive"),
    ])
    func aTenantIsNamedOnce(words: [String], message: String) async {
        let result = await run(words)
        #expect(result.status == .usage)
        #expect(result.error.contains(message), "\(result.error)")
    }

    @Test(arguments: ["status", "trace", "events"])
    func thatNothingIsSelectedIsSaid(command: String) async {
        func error(_ words: String...) async -> String {
            await run([command] + words + ["--from-bundle", Folder.recorded("01-healthy")]).error
        }
        #expect(
            await error("-A", "-l", "no=such").contains("note: no Services of type LoadBalancer with these labels\n"))
        let place = "note: no Services of type LoadBalancer in namespace kube-system; use -A for all namespaces"
        #expect(await error("-n", "kube-system").contains(place))
        #expect(!(await error("-A").contains("no Service")))
    }

    @Test func labelsSelect() async {
        #expect(await names("-A", "-l", "app=web").count <= 3)
        #expect(await names("-A", "-l", "nope").isEmpty)
        #expect(await names("-A", "-l", "!nope").count == 3)
    }

    @Test func aServiceOfAnotherTypeIsExplained() async {
        let result = await run(["status", "svc/kubernetes", "--from-bundle", Folder.recorded("01-healthy")])
        #expect(result.status == .success)
        #expect(result.output.contains("type is ClusterIP"), "\(result.output)")
    }
}
