import Commands
import FoundationEssentials
import GeneratedPages
import Sandbox
import Testing

/// Completions, manual pages and documentation of the repository say what the tables say.
@Suite struct GeneratedFilesTests {
    private static let root = Folder.tests.deletingLastPathComponent().deletingLastPathComponent()

    @Test func noneIsStale() {
        let differences = GeneratedFiles.differences(in: Self.root)
        #expect(differences == [], "make generate refreshes them")
    }

    @Test func pathsAreUniqueAndInTheirDirectories() {
        let paths = GeneratedFiles.all.map(\.path)
        #expect(Set(paths).count == paths.count)
        for path in paths where !["docs/reference.md", "docs/remedies.md"].contains(path) {
            #expect(GeneratedFiles.directories.contains { path.hasPrefix($0 + "/") }, "\(path)")
        }
    }

    @Test func staleMissingAndSuperfluousFilesAreToldAndMended() async throws {
        try await withTemporaryDirectory { directory in
            let root = URL(filePath: directory, directoryHint: .isDirectory)
            _ = try GeneratedFiles.refresh(in: root)
            #expect(GeneratedFiles.differences(in: root) == [])
            try "old".write(toFile: directory + "/man/kubelb-ctl.1", atomically: false, encoding: .utf8)
            try "gone".write(toFile: directory + "/man/kubelb-ctl-gone.1", atomically: false, encoding: .utf8)
            try FileManager.default.removeItem(atPath: directory + "/completions/kubelb-ctl.fish")
            #expect(
                GeneratedFiles.differences(in: root) == [
                    "missing completions/kubelb-ctl.fish", "stale man/kubelb-ctl.1",
                    "superfluous man/kubelb-ctl-gone.1",
                ])
            _ = try GeneratedFiles.refresh(in: root)
            #expect(GeneratedFiles.differences(in: root) == [])
        }
    }

    @Test func everyTestedRemedyIsMarked() throws {
        let page = try #require(GeneratedFiles.all.first { $0.path == "docs/remedies.md" })
        var code = ""
        var marked: [String: [Substring]] = [:]
        for line in page.text.split(separator: "\n") where line.hasPrefix("|") {
            if let start = line.firstRange(of: "[KLC-") {
                code = String(line[start.lowerBound...].dropFirst().prefix(8))
            }
            if line.hasSuffix("| fixes, tested |") { marked[code, default: []].append(line) }
        }
        for fix in SandboxFault.all.flatMap(\.fixes) {
            #expect(marked[fix.code]?.contains { $0.contains(fix.text) } == true, "\(fix)")
        }
    }

    @Test func everyCommandHasItsPageAndEveryCheck() {
        let paths = Set(GeneratedFiles.all.map(\.path))
        for command in CommandTables.table.commands {
            #expect(paths.contains("man/kubelb-ctl-\(command.name).1") == !command.hidden)
        }
        for page in GeneratedFiles.all where page.path == "docs/checks/README.md" {
            #expect(page.text.contains("[KLC-C007](KLC-C007.md)"))
        }
    }

    @Test func theHiddenCommandStandsInNoPage() {
        for file in GeneratedFiles.all where !file.path.hasPrefix("completions/") {
            #expect(!file.text.contains("__complete"), "\(file.path)")
        }
    }
}
