import Documents
import Kubernetes
import Sandbox
import TestSupport
import Testing

@testable import Commands

/// A truncated archive may lack anything that was collected, so nothing in it is in order, and nothing may be deleted.
@Suite struct TruncatedArchiveTests {
    private static func archive(_ changes: String = "") throws -> [UInt8] {
        let files = try ExamplePair(changes: changes).files
        // As `collect` orders them.
        let paths = ["bundle.json"] + files.keys.filter { $0 != "bundle.json" }.sorted()
        return TarWriter.archive(
            paths.map { ($0, files[$0] ?? []) }, in: "demo", modified: Timestamp(milliseconds: 0))
    }

    /// A LoadBalancer whose Service is gone.
    private static let orphan =
        addressesWritten("2026-11-01T00:00:00Z", generation: 1) + leavings(leaving("77", of: "old"))

    /// So many tenths of an archive; of all ten, everything but its end mark, without which a last file may be missing.
    private static func cut(_ whole: [UInt8], _ tenths: Int) -> [UInt8] {
        Array(whole.prefix(min(whole.count - 1024, whole.count / 10 * tenths)))
    }

    @Test func theWholeArchiveIsInOrder() async throws {
        let folder = try TemporaryFolder()
        let healthy = try folder.write("healthy.tar", Self.archive())
        #expect(await run(["doctor", "--from-bundle", healthy]).status == .success)
        let orphaned = try folder.write("orphan.tar", Self.archive(Self.orphan))
        let plan = await run(["cleanup", "-o", "name", "--from-bundle", orphaned])
        #expect(plan.status == .success && !plan.output.isEmpty)
    }

    @Test(arguments: 1...10)
    func nothingIsInOrder(tenths: Int) async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("b.tar", Self.cut(Self.archive(), tenths))
        for words in [
            ["doctor"], ["status", "-A"], ["verify", "-A"], ["events", "-A"], ["logs"], ["doctor", "--all-tenants"],
            ["cleanup", "--all-tenants"],
        ] {
            let run = await run(words + ["--from-bundle", path])
            #expect(run.status == .undetermined, "\(words): \(run.output) \(run.error)")
        }
    }

    @Test(arguments: 1...10)
    func nothingIsDeleted(tenths: Int) async throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("b.tar", Self.cut(Self.archive(Self.orphan), tenths))
        let plan = await run(["cleanup", "-o", "json", "--from-bundle", path])
        #expect(plan.status == .refused)
        let document = try JSONValue(parsing: Array(plan.output.utf8))
        #expect(document["refusals"]?.array?.first?["kind"]?.string == "clusterUnproven")
        #expect(document["candidates"]?.array?.contains { $0["verdict"]?.string == "delete" } != true)
    }

    @Test(arguments: ["table", "wide", "markdown", "html", "github", "sarif"])
    func whatIsMissingIsOneLine(format: String) async throws {
        let folder = try TemporaryFolder()
        let whole = try Self.archive()
        let path = try folder.write("b.tar", Array(whole.prefix(whole.count / 2)))
        let output = await run(["doctor", "-o", format, "--from-bundle", path]).output
        // Annotations are only about reads that decide.
        let text =
            format == "github"
            ? "could not be determined::" : "more reads: failed: not in the archive, which is incomplete: "
        let lines = output.split(separator: "\n").filter { $0.contains(text) }
        #expect(lines.count == 1, "\(output)")
        #expect(!output.contains(".json: not in the archive"))
    }

    @Test func aMissingReadFailsWithTheReason() async throws {
        let folder = try TemporaryFolder()
        let whole = try Self.archive()
        let path = try folder.write("b.tar", Array(whole.prefix(whole.count / 2)))
        let files = try BundleFiles.open(path)
        let source = try BundleSource(path: path)
        let reason = try #require(files.truncation)
        guard case .failed(let text) = source.list(.tenant, Service.self) else {
            Issue.record("a list that is not in the archive has not failed")
            return
        }
        // The same for each read: whoever lists them names them.
        #expect(text == reason)
    }
}
