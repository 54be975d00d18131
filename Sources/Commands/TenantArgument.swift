import CommandLineKit

/// `tenant/NAME` among the arguments: the same as `--tenant NAME`, and all its Services where none is named.
enum TenantArgument {
    static let prefix = "tenant/"
    private static let words: Set<String> = ["tenant", "tenants"]
    /// Of the commands that look at Services.
    private static let serviceCommands: Set<String> = ["status", "trace", "verify", "events", "logs"]

    /// The command line that says it with options.
    static func applied(to parsed: ParsedCommand) throws(CommandFailure) -> ParsedCommand {
        guard let command = parsed.path.first, command == "doctor" || serviceCommands.contains(command) else {
            return parsed
        }
        let (names, rest) = separated(parsed.arguments)
        guard let name = names.first else {
            if command == "doctor", let word = rest.first {
                throw CommandFailure(
                    .usage, "doctor checks all Services and does not take \(quoted(word))",
                    hint: "use kubelb-ctl status for one Service; tenant/NAME sets the tenant")
            }
            return parsed
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
        if parsed.isGiven(CommandTables.tenantOption.name),
            let given = parsed.value(CommandTables.tenantOption.name), given != name
        {
            throw CommandFailure(
                .usage, "tenant/\(name) and --tenant \(given) contradict each other", hint: "omit one of them")
        }
        var options = [CommandTables.tenantOption.name: name]
        let isNarrowed = parsed.isGiven("namespace") || parsed.isGiven("all-namespaces")
        if rest.isEmpty, !isNarrowed { options["all-namespaces"] = "true" }
        return parsed.giving(arguments: rest, options: options)
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
