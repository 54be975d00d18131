import Commands
import FoundationEssentials
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

    /// No cluster is needed: the kubeconfig does not exist.
    @Test(arguments: ["doctor", "status"])
    func readsAreCountedAndNotSent(command: String) async {
        let words = [command, "--all-tenants", "--dry-run=reads", "--kubeconfig", "/nonexistent"]
        let run = await run(words)
        #expect(run.status == .success, "\(run.error)")
        let lines = run.output.split(separator: "\n").map(String.init)
        let requests = lines.filter { $0.hasPrefix("  GET ") || $0.hasPrefix("  POST ") }
        #expect(lines.first?.hasPrefix("\(requests.count) requests, ") == true, "\(run.output)")
        #expect(Set(requests).count == requests.count)
        #expect(requests.contains("  GET /apis/kubelb.k8c.io/v1alpha1/loadbalancers"))
        #expect(requests.contains("  GET /api/v1/namespaces/kube-public/configmaps/cluster-info"))
        let plain = await CommandsTests.run(words + ["--no-metrics", "--no-logs"])
        #expect(plain.output.hasPrefix("\(requests.count - 1) requests, ") && !plain.output.contains("metrics"))
    }

    /// Pairs lead to the tenants' own clusters, which takes requests and permissions there.
    @Test func pairsTakeRequestsAndPermissionsOfTheirOwn() async throws {
        try await withTemporaryDirectory { directory in
            let file = directory + "/config.yaml"
            try "pairs:\n  acme: {context: acme, management-context: mgmt}\n"
                .write(toFile: file, atomically: true, encoding: .utf8)
            let words = ["doctor", "--all-tenants", "--config", file]
            let reads = await run(words + ["--dry-run=reads", "--kubeconfig", "/nonexistent"])
            #expect(reads.status == .success, "\(reads.error)")
            #expect(reads.output.contains("for the pair in the configuration file (acme)"), "\(reads.output)")
            #expect(reads.output.contains("  GET /api/v1/nodes"), "\(reads.output)")
            let rights = await run(words + ["--print-rbac"])
            #expect(rights.output.contains("# Tenant cluster") && rights.output.contains("# Management cluster"))
            let alone = await run(words + ["--management-only", "--print-rbac"])
            #expect(alone.output.contains("# Management cluster") && !alone.output.contains("# Tenant cluster"))
        }
    }

    @Test(arguments: [
        ["status", "-A", "--dry-run=reads"], ["doctor", "--all-tenants", "--dry-run=reads", "--watch"],
        ["doctor", "--all-tenants", "--dry-run=reads", "--from-bundle", "."],
        ["doctor", "--all-tenants", "--dry-run=all"],
    ])
    func readsAreNotCountedElsewhere(words: [String]) async {
        let run = await run(words)
        #expect(run.status == .usage && run.error.contains("--dry-run"), "\(run.error)")
    }
}
