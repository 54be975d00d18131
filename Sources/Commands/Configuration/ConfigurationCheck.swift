import CommandLineKit
import Documents
import Kubernetes

/// Holds the pairs of a configuration file against the kubeconfigs that they name. Nothing is sent, and no program is run.
struct ConfigurationCheck {
    let configuration: Configuration
    let environment: Environment

    private struct Side {
        let name: String
        let property: KeyPath<SourceOptions, KubeconfigRequest>
        let request: KubeconfigRequest
    }

    func problems() throws(CommandFailure) -> [ConfigurationProblem] {
        var problems: [ConfigurationProblem] = []
        // What could not be understood would be missed a second time.
        for pair in configuration.pairs where pair.isWhole {
            for side in try sides(of: pair) {
                if let problem = problem(pair, side) { problems.append(problem) }
            }
        }
        return problems
    }

    /// The clusters of a pair, found as every command finds them; variables that name others are left aside.
    private func sides(of pair: Configuration.Pair) throws(CommandFailure) -> [Side] {
        let bare: ParsedCommand
        do throws(UsageError) {
            bare = try CommandTables.table.parse(["doctor"])
        } catch {
            throw CommandFailure(error)
        }
        let settings = Settings(bare, environment, configuration, pair: pair, namesClusters: false)
        let options = SourceOptions(leniently: settings.applied(to: bare))
        var sides = [Side(name: "tenant", property: \.tenant, request: options.tenant)]
        if let request = options.management {
            sides.append(Side(name: "management", property: \.namedManagement, request: request))
        }
        return sides
    }

    private func problem(_ pair: Configuration.Pair, _ side: Side) -> ConfigurationProblem? {
        do throws(KubeconfigError) {
            _ = try Kubeconfig.resolve(side.request, variables: environment.variables)
            return nil
        } catch {
            return ConfigurationProblem(
                path: configuration.path ?? "", place: place(pair, side),
                message: "\(side.name) cluster of pair \(quoted(pair.name)): \(escaped(error.message))",
                hint: error.hint.map(escaped))
        }
    }

    /// The key that is at fault, where one is; else the pair.
    private func place(_ pair: Configuration.Pair, _ side: Side) -> YAMLMark {
        func place(_ key: KeyPath<KubeconfigRequest, String?>) -> YAMLMark? {
            pair.values[SourceOptions.name(of: side.property.appending(path: key))]?.place
        }
        func names(_ entries: Kubeconfig.Entries) -> [String]? {
            try? Kubeconfig.names(of: entries, side.request, variables: environment.variables)
        }
        guard let contexts = names(.context) else { return place(\.path) ?? place(\.context) ?? pair.place }
        if let context = side.request.context, !contexts.contains(context) { return place(\.context) ?? pair.place }
        if let cluster = side.request.cluster, names(.cluster)?.contains(cluster) == false {
            return place(\.cluster) ?? pair.place
        }
        if let user = side.request.user, names(.user)?.contains(user) == false { return place(\.user) ?? pair.place }
        return place(\.context) ?? place(\.path) ?? pair.place
    }
}
