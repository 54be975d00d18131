import KubeLB
import Kubernetes
import Topology

/// Commands about one Service of the tenant cluster.
enum ServiceCommands {
    /// `kubectl --context acme -n shop VERB service web REST`.
    static func command(_ verb: String, _ exposure: Exposure, _ rest: String, _ context: CheckContext) -> String {
        let metadata = exposure.service.metadata
        return context.kubectl(
            .tenant,
            "-n \(Shell.quote(metadata.namespace)) \(verb) service \(Shell.quote(metadata.name))"
                + (rest.isEmpty ? "" : " \(rest)"))
    }

    /// Any other kubectl command in the Service's namespace.
    static func inNamespace(_ exposure: Exposure, _ arguments: String, _ context: CheckContext) -> String {
        context.kubectl(.tenant, "-n \(Shell.quote(exposure.service.metadata.namespace)) \(arguments)")
    }

    /// A merge patch (RFC 7386) of the Service.
    static func merge(_ patch: String, _ exposure: Exposure, _ context: CheckContext) -> String {
        command("patch", exposure, "--type=merge -p \(Shell.quote(patch))", context)
    }

    /// A JSON patch (RFC 6902) of the Service.
    static func patch(_ operations: [String], _ exposure: Exposure, _ context: CheckContext) -> String {
        let patch = "[" + operations.joined(separator: ",") + "]"
        return command("patch", exposure, "--type=json -p \(Shell.quote(patch))", context)
    }
}
