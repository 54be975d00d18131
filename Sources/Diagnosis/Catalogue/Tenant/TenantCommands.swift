import KubeLB
import Kubernetes
import Topology

/// Commands about the Tenant and its namespace, shared by the checks of this group.
enum TenantCommands {
    /// A command in the tenant's namespace of the management cluster.
    static func inNamespace(_ namespace: String, _ arguments: String, _ context: CheckContext) -> String {
        context.kubectl(.management, "-n \(Shell.quote(namespace)) \(arguments)")
    }

    static func create(_ name: String, _ context: CheckContext) -> String {
        // On one line, because text output indents commands, which would break a here-document.
        let manifest =
            #"{"apiVersion":"\#(KubeLBNames.group)/\#(KubeLBNames.apiVersion)","kind":"Tenant","#
            + #""metadata":{"name":"\#(name)"},"spec":{}}"#
        return "echo \(Shell.quote(manifest)) | \(context.kubectl(.management, "apply -f -"))"
    }

    static func show(_ name: String, _ context: CheckContext) -> Remedy {
        Remedy(
            "look at the Tenant",
            command: context.kubectl(.management, "get \(Tenant.resource) \(Shell.quote(name)) -o yaml"))
    }

    static func showManagerLog(_ context: CheckContext) -> Remedy {
        Remedy(
            "see what the manager says about it",
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
        guard let tenant = topology.tenant.value, !tenant.name.contains("$("),
            topology.settings.value?.convertsIngressOnly != true
        else { return nil }
        return tenant
    }
}
