import Commands
import Testing

/// Options of `status` and `doctor` that are about the tenants of a management cluster.
@Suite struct FleetOptionTests {
    @Test(arguments: [
        (["status", "-A", "--metrics=all"], "--metrics has no effect without --all-tenants or --management-only"),
        (["doctor", "--all-tenants", "--metrics=all", "--no-metrics"], "mutually exclusive"),
        (["doctor", "--all-tenants", "--metrics=none"], "none"),
        (["trace", "tenant/acme", "--management-only", "--metrics=all"], "--metrics"),
    ])
    func metricsOfTenants(words: [String], message: String) async {
        let run = await run(words)
        #expect(run.status == .usage)
        #expect(run.error.contains(message), "\(run.error)")
    }

    /// Nothing of a bundle costs a request.
    @Test(arguments: [["--metrics=all"], ["--metrics", "needed"]])
    func metricsOfABundle(words: [String]) async {
        let all = ["doctor", "--all-tenants", "--from-bundle", Folder.fleet("fleet-mixed")]
        let run = await run(all + words)
        let plain = await CommandsTests.run(all)
        #expect(run.status == .findings && run.output == plain.output, "\(run.error)")
    }

    @Test(arguments: [
        (["doctor", "--watch"], "--all-tenants or --management-only"),
        (["doctor", "--all-tenants", "--watch", "-o", "html"], "--watch does not support --output html"),
        (["status", "--all-tenants", "--watch", "--from-bundle", "."], "a bundle does not change"),
        (["doctor", "--all-tenants", "--watch", "--report", "html=x.html"], "mutually exclusive"),
    ])
    func watchesOfTenants(words: [String], message: String) async {
        let run = await run(words)
        #expect(run.status == .usage)
        #expect(run.error.contains(message), "\(run.error)")
    }
}
