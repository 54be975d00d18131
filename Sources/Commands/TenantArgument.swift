import CommandLineKit

/// `tenant/NAME` among the arguments: the same as `--tenant NAME`, and all its Services where none is named.
enum TenantArgument {
    static let prefix = "tenant/"
    static let placeholder = prefix + "NAME"
    private static let words: Set<String> = ["tenant", "tenants"]

    /// The command line that says it with options.
    static func applied(to line: ParsedCommand) throws(CommandFailure) -> ParsedCommand {
        let placeholders = line.spec?.arguments.map(\.placeholder) ?? []
        let takesTenantOnly = placeholders.contains(placeholder)
        guard takesTenantOnly || placeholders.contains(ServiceArgument.placeholder) else { return line }
        let (names, rest) = separated(line.arguments)
        guard let name = names.first else {
            if takesTenantOnly, let word = rest.first {
                throw CommandFailure(
                    .usage, "doctor checks all Services and does not take \(quoted(word))",
                    hint: "use kubelb-ctl status for one Service; tenant/NAME sets the tenant")
            }
            return line
        }
        guard names.allSatisfy({ $0 == name }) else {
            throw CommandFailure(
                .usage, "several tenants are given: \(names.joined(separator: ", "))",
                hint: "a tenant cluster belongs to one tenant; use doctor --all-pairs to check several")
        }
        guard !name.isEmpty, !name.contains("/") else {
            throw CommandFailure(
                .usage, "\(quoted("tenant/" + name)) does not name a tenant", hint: "use tenant/NAME")
        }
        let option = SourceOptions.name(of: \.tenantName)
        if line.isGiven(option), let given = SourceOptions.value(of: \.tenantName, in: line), given != name {
            throw CommandFailure(
                .usage, "tenant/\(name) and --tenant \(given) contradict each other", hint: "omit one of them")
        }
        var options = [option: name]
        let all = ServiceSelection.name(of: \.allNamespaces)
        let isNarrowed = line.isGiven(ServiceSelection.name(of: \.namespace)) || line.isGiven(all)
        if rest.isEmpty, !isNarrowed { options[all] = "true" }
        return line.giving(arguments: rest, options: options)
    }

    /// The names of tenants, and the other words: `tenant NAME` as kubectl reads it, or `tenant/NAME` in any place.
    private static func separated(_ arguments: [String]) -> (tenants: [String], rest: [String]) {
        if let first = arguments.first?.lowercased(), words.contains(first), arguments.count > 1 {
            return (Array(arguments.dropFirst()), [])
        }
        var tenants: [String] = []
        var rest: [String] = []
        for argument in arguments {
            let parts = argument.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2, words.contains(parts[0].lowercased()) {
                tenants.append(String(parts[1]))
            } else {
                rest.append(argument)
            }
        }
        return (tenants, rest)
    }
}
