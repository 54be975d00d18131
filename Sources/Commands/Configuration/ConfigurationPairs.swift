import CommandLineKit
import KubeLB
import Kubernetes
import Topology

/// `config pairs`: the names of the pairs, or of the tenants that none leads to.
struct ConfigurationPairs {
    let options: ConfigCommand.Options
    let line: ParsedCommand
    let environment: Environment

    func run() async throws(CommandFailure) -> ExitStatus {
        let configuration = try Settings.configuration(line, environment)
        let names = options.listsMissing ? try await missing(configuration) : configuration.pairNames
        for name in names { environment.writeOutput(escaped(name) + "\n") }
        if let note = Self.note(about: configuration) { environment.note(note) }
        return .success
    }

    /// Why there are no pairs at all.
    private static func note(about configuration: Configuration) -> String? {
        guard configuration.pairs.isEmpty else { return nil }
        let page = "see man 5 kubelb-ctl-config"
        guard let path = configuration.path else {
            return "there is no configuration file, and without HOME no place for one: use --config FILE"
        }
        return configuration.exists
            ? "\(path) defines no pairs; \(page)"
            : "there is no configuration file: \(path) does not exist; \(page)"
    }

    private func missing(_ configuration: Configuration) async throws(CommandFailure) -> [String] {
        let client = try FleetSource(options.source, environment).client
        let relations = try await ManagementPairs(configuration, environment).relations(to: client)
        let list = await client.list(Tenant.self)
        guard let tenants = list.value else {
            if case .absent = list {
                throw CommandFailure(
                    .usage, "this cluster is not a KubeLB management cluster: it serves no Tenants",
                    hint: "select the management cluster with --management-context")
            }
            let reason = list.unknown.map { ["\($0)"] } ?? []
            throw CommandFailure(.undetermined, "the Tenants could not be read", causes: reason)
        }
        // What names no management cluster, or none that is there, is no proof of another one.
        let own = relations.filter { _, relation in
            switch relation {
            case .same, .unnamed, .unresolved: true
            case .other, .unknown: false
            }
        }
        let known = Set(own.map { KubeLBNames.tenantNamespace(forClusterName: $0.pair.assumedTenant) })
        return tenants.items.map(\.metadata.name).sorted().filter {
            !known.contains(KubeLBNames.tenantNamespace(forClusterName: $0))
        }
    }
}
