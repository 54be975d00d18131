import Commands
import Documents
import Testing

/// Which Services a command line selects.
@Suite struct SelectionTests {
    private func names(_ words: String...) -> [String] {
        run(["status"] + words + ["-o", "name", "--from-bundle", Folder.recorded("17-no-endpoints")]).output
            .split(separator: "\n").map(String.init)
    }

    @Test func everyFormOfANameWorks() {
        let expected = ["default/service/web"]
        #expect(names("svc/web") == expected)
        #expect(names("service", "web") == expected)
        #expect(names("web") == expected)
        #expect(names("default/service/web") == expected)
        #expect(names("svc/web", "-n", "default") == expected)
        #expect(names("-ndefault", "services/web") == expected)
        #expect(names("svc/web", "svc/web") == expected)
    }

    @Test func aUIDNamesTheServiceToo() throws {
        let text = run(["status", "svc/web", "-o", "json", "--from-bundle", Folder.recorded("17-no-endpoints")]).output
        let uid = try #require(JSONValue(parsing: Array(text.utf8))["services"]?[0]?["uid"]?.string)
        #expect(names(uid) == ["default/service/web"])
        #expect(names("lb/\(uid)") == ["default/service/web"])
    }

    @Test func severalAndAll() {
        #expect(names("svc/web", "svc/nomatch") == ["default/service/web", "default/service/nomatch"])
        #expect(names("svc", "web", "unready") == ["default/service/web", "default/service/unready"])
        #expect(names("-A").count == 3)
        #expect(names().count == 3)
        #expect(names("-n", "kube-system").isEmpty)
    }

    @Test func labelsSelect() {
        #expect(names("-A", "-l", "app=web").count <= 3)
        #expect(names("-A", "-l", "nope").isEmpty)
        #expect(names("-A", "-l", "!nope").count == 3)
    }

    @Test func aServiceOfAnotherTypeIsExplained() {
        let result = run(["status", "svc/kubernetes", "--from-bundle", Folder.recorded("01-healthy")])
        #expect(result.status == .success)
        #expect(result.output.contains("type is ClusterIP"), "\(result.output)")
    }
}
