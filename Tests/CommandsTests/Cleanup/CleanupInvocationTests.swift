import Commands
import FoundationEssentials
import Testing

/// Words that do not go together, files that are no plans, and what is said of them.
@Suite struct CleanupInvocationTests {
    @Test(arguments: [
        ["--plan", "x", "--plan-out", "y"], ["--plan", "x", "--include-replaced"], ["--plan-out", "y", "--yes"],
        ["--remove-finalizers", "svc/web", "--apply"], ["--remove-finalizers", "web"],
        ["--remove-finalizers", "pod/web"], ["--max-deletes", "many"], ["--max-deletes", "-1"], ["-o", "junit"],
        ["--from-bundle", "b", "--yes"], ["--from-bundle", "b", "--apply"], ["--from-bundle", "b", "--plan", "x"],
        ["--from-bundle", "b", "--remove-finalizers", "svc/web"], ["--plan", "/nowhere/plan.json"],
        ["--plan-out", "/nowhere/plan.json"], ["--from-bundle", "/nowhere"], ["svc/web"],
    ])
    func areUsageErrors(words: [String]) async {
        let run = await run(["cleanup"] + words)
        #expect(run.status == .usage, "\(run.error)")
        #expect(run.error.hasPrefix("error: ") && run.output.isEmpty)
    }

    @Test func writesAPlanOnce() async throws {
        try await withCleanupExample(leavings(leaving("77", of: "old"))) { bundle in
            let file = bundle + "-plan.json"
            defer { try? FileManager.default.removeItem(atPath: file) }
            let first = await run(["cleanup", "--from-bundle", bundle, "--plan-out", file])
            #expect(first.status == .success && first.error == "plan written to \(file)\n")
            let json = await run(["cleanup", "--from-bundle", bundle, "-o", "json"])
            let written = try String(contentsOfFile: file, encoding: .utf8)
            #expect(written == json.output)
            let second = await run(["cleanup", "--from-bundle", bundle, "--plan-out", file])
            #expect(second.status == .usage && second.error.contains("already exists"))
        }
    }

    @Test(arguments: ["", "[]", "{", "{\"kind\":\"StatusReport\"}", "\u{1F}", "{\"kind\":\"CleanupPlan\"}"])
    func damagedPlansAreNamed(text: String) async throws {
        try await withTemporaryDirectory { directory in
            let file = directory + "/plan.json"
            try text.write(toFile: file, atomically: true, encoding: .utf8)
            let run = await run(["cleanup", "--plan", file])
            #expect(run.status == .usage && run.error.contains("is not a plan"), "\(run.error)")
        }
    }

    @Test func printsItsOwnRights() async {
        let cleanup = await run(["cleanup", "--print-rbac"])
        let doctor = await run(["doctor", "--print-rbac"])
        #expect(cleanup.output.hasPrefix(doctor.output))
        #expect(!doctor.output.contains("delete") && cleanup.output.contains("verbs: [delete, patch]"))
    }
}
