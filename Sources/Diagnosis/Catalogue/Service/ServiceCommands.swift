import Documents
import KubeLB
import Kubernetes
import Topology

/// Commands about one Service of the tenant cluster.
enum ServiceCommands {
    /// `kubectl --context acme -n shop VERB service web REST`.
    static func command(_ verb: String, _ exposure: Exposure, _ rest: ShellWords, _ context: CheckContext)
        -> ShellCommand
    {
        let metadata = exposure.service.metadata
        return context.kubectl(
            .tenant,
            "-n \(metadata.namespace) \(verb) service \(metadata.name) \(words: rest)")
    }

    /// Any other kubectl command in the Service's namespace.
    static func inNamespace(_ exposure: Exposure, _ arguments: ShellWords, _ context: CheckContext) -> ShellCommand {
        context.kubectl(.tenant, "-n \(exposure.service.metadata.namespace) \(words: arguments)")
    }

    /// A merge patch (RFC 7386) of the Service.
    static func merge(_ patch: JSONValue, _ exposure: Exposure, _ context: CheckContext) -> ShellCommand {
        command("patch", exposure, "--type=merge -p \(json: patch)", context)
    }

    /// A JSON patch (RFC 6902) of the Service.
    static func patch(_ operations: [JSONValue], _ exposure: Exposure, _ context: CheckContext) -> ShellCommand {
        command("patch", exposure, "--type=json -p \(json: .array(operations))", context)
    }

    /// Removes an element of a list with a JSON patch, if it is still the one that it was.
    static func removal(of value: JSONValue, at path: String, testing member: String = "") -> [JSONValue] {
        [
            ["op": "test", "path": .string(path + member), "value": value],
            ["op": "remove", "path": .string(path)],
        ]
    }
}
