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
