import Characters
import Documents
import KubeLB
import Kubernetes
import Topology

/// Commands about the Tenant and its namespace, shared by the checks of this group.
enum TenantCommands {
    /// A command in the tenant's namespace of the management cluster.
    static func inNamespace(_ namespace: String, _ arguments: ShellWords, _ context: CheckContext) -> ShellCommand {
        context.kubectl(.management, "-n \(namespace) \(words: arguments)")
    }

    static func create(_ name: String, _ context: CheckContext) -> ShellCommand? {
        // Any other name is refused, and echo may take a backslash for the beginning of something else.
        guard isObjectName(name) else { return nil }
        // On one line, because text output indents commands, which would break a here-document.
        let manifest: JSONValue = [
            "apiVersion": .string("\(KubeLBNames.group)/\(KubeLBNames.apiVersion)"), "kind": "Tenant",
            "metadata": ["name": .string(name)], "spec": [:],
        ]
        return ShellCommand("echo \(json: manifest)").piped(into: context.kubectl(.management, "apply -f -"))
    }

    private static func isObjectName(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix("-") && !name.hasSuffix("-")
            && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }

    static func show(_ name: String, _ context: CheckContext) -> Remedy {
        Remedy(
            "inspect the Tenant",
            command: context.kubectl(.management, "get \(Tenant.resource) \(name) -o yaml"))
    }

    static func showManagerLog(_ context: CheckContext) -> Remedy {
        Remedy(
            "check the manager's log for it",
            command: CommonRemedies.logs(of: context.topology.manager, context))
    }

    static func restartManager(_ text: String, _ context: CheckContext) -> Remedy {
        Remedy(text, command: CommonRemedies.restartManager(context), risk: .restart)
    }
}

extension CheckContext {
    /// The tenant in question; nil where it is not known, or its name is a reference to an environment variable, or the
    /// CCM only converts Ingresses and works for no tenant.
    var diagnosedTenant: TenantIdentity? {
        guard let tenant = topology.tenant.value, !tenant.name.containsBytes(of: "$("),
            topology.settings.value?.convertsIngressOnly != true
        else { return nil }
        return tenant
    }
}
