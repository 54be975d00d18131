import Commands
import Testing

/// `--dry-run-apply` on the command line: the permissions that it needs, and what it does not go with.
@Suite struct DryRunOptionTests {
    @Test(arguments: ["doctor", "status", "trace"])
    func asksForMorePermissionsOnlyIfItIsGiven(command: String) async {
        let plain = await run([command, "--print-rbac"])
        let more = await run([command, "--print-rbac", "--dry-run-apply"])
        #expect(!plain.output.contains("patch"))
        #expect(more.output.hasPrefix(plain.output))
        #expect(more.output.contains("resources: [\"ingresses\"]\n  verbs: [create, patch]\n"))
    }

    @Test(arguments: [
        ["status", "-A", "--from-bundle", "."], ["doctor", "--all-tenants"],
        ["status", "-A", "--watch"], ["doctor", "--wait"], ["trace", "tenant/acme", "--management-only"],
    ])
    func isRefusedWhereNothingCanBeTried(words: [String]) async {
        let run = await run(words + ["--dry-run-apply"])
        #expect(run.status == .usage)
        #expect(run.error.contains("--dry-run-apply"), "\(run.error)")
    }
}
