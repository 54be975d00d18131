import FoundationEssentials
import Kubernetes
import Testing
import Transport

@testable import Commands

/// Which pairs of a configuration file lead to a management cluster, as far as their kubeconfigs decide it.
@Suite struct ManagementPairsTests {
    private static let file = """
        defaults: {request-timeout: 7s}
        pairs:
          acme: {context: acme, management-context: mgmt}
          second: {context: acme, management-kubeconfig: ../../kubeconfig, management-context: mgmt, tenant: tenant-globex}
          bare: {context: acme, request-timeout: 3s}
          gone: {context: acme, management-context: nothing}
        """

    private static let kubeconfig = """
        {apiVersion: v1, kind: Config, current-context: acme,
          clusters: [{name: mgmt, cluster: {server: "https://mgmt.example:6443"}},
            {name: acme, cluster: {server: "https://acme.example:6443"}}],
          contexts: [{name: mgmt, context: {cluster: mgmt}}, {name: acme, context: {cluster: acme}}]}
        """

    private func withPairs(
        variables: [String: String] = [:], _ body: (ManagementPairs) async throws -> Void
    ) async throws {
        try await withHome(Self.file) { home in
            try Data(Self.kubeconfig.utf8).write(to: URL(filePath: home.directory + "/kubeconfig"))
            let own = ["HOME": home.directory, "KUBECONFIG": home.directory + "/kubeconfig"]
            let environment = Environment(
                variables: own.merging(variables) { own, _ in own }, terminalWidth: nil, toolVersion: "0.0.0-test",
                now: { Timestamp(milliseconds: 0) }, writeOutput: { _ in }, writeError: { _ in })
            let configuration = try Settings.configuration(try CommandTables.table.parse(["doctor"]), environment)
            try await body(try ManagementPairs(configuration, environment))
        }
    }

    @Test func theAddressOfTheManagementClusterDecides() async throws {
        try await withPairs { pairs in
            let access = ClusterAccess(source: "test", server: "https://mgmt.example:6443")
            let relations = try await pairs.relations(to: APIClient(access, engine: try HTTPEngine()))
            #expect(relations.map(\.pair.name) == ["acme", "second", "bare", "gone"])
            #expect(relations.prefix(3).map(\.relation) == [.same, .same, .unnamed])
            guard case .unresolved(let reason)? = relations.last?.relation else {
                Issue.record("\(relations)")
                return
            }
            #expect(reason.contains("nothing"), "\(reason)")
        }
    }

    @Test func tenantsAreThoseThatPairsName() async throws {
        try await withPairs { pairs in
            #expect(pairs.pairs.map(\.assumedTenant) == ["acme", "globex", "bare", "gone"])
            #expect(pairs.pairs.map(\.source.timeout) == [.seconds(7), .seconds(7), .seconds(3), .seconds(7)])
        }
    }

    /// Each pair has clusters of its own, whatever the environment says of one.
    @Test func variablesAreOfNoPair() async throws {
        let variables = ["TENANT_NAME": "other", "KUBELB_CTL_MANAGEMENT_CONTEXT": "nothing"]
        try await withPairs(variables: variables) { pairs in
            #expect(pairs.pairs.map(\.assumedTenant) == ["acme", "globex", "bare", "gone"])
            #expect(pairs.pairs.map { $0.source.management?.context } == ["mgmt", "mgmt", nil, "nothing"])
        }
    }

    @Test func aManagementClusterThatCannotBeReadHasNoMissingPairs() async throws {
        try await withHome(Self.file) { home in
            let run = await home.run(["config", "pairs", "--missing", "--kubeconfig", home.directory + "/nothing"])
            #expect(run.status == .usage && run.output.isEmpty, "\(run.output)")
            #expect(run.error.contains("does not exist"), "\(run.error)")
        }
    }
}
