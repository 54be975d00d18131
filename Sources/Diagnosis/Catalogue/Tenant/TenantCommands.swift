import Characters
import Documents
import KubeLB
import Kubernetes
import Topology

/// Commands about the Tenant, shared by several checks.
enum TenantCommands {
    static func create(_ name: String, _ context: CheckContext) -> ShellCommand? {
        // The API server rejects any other name.
        guard isObjectName(name) else { return nil }
        return context.apply(
            .management,
            [
                "apiVersion": .string("\(KubeLBNames.group)/\(KubeLBNames.apiVersion)"), "kind": .string(Tenant.kind),
                "metadata": ["name": .string(name)], "spec": [:],
            ])
    }

    /// Creates the Tenant, and gives the CCM the kubeconfig that the manager issues: a recreated Tenant has another token.
    static func createForCCM(_ name: String, _ context: CheckContext) -> [Remedy] {
        guard let create = create(name, context) else { return [] }
        let namespace = ShellWord(KubeLBNames.tenantPrefix + name)
        return [
            .fix("create the Tenant", create.then(CCMRemedies.waitForKubeconfig(in: namespace, context))),
            .then(
                "copy the kubeconfig that the manager issued for it",
                CCMRemedies.copyKubeconfig(from: namespace, to: CCMKubeconfig(context).object, context)),
            context.thenRestart(context.topology.ccm),
        ]
    }

    private static func isObjectName(_ name: String) -> Bool {
        !name.isEmpty && !name.hasPrefix("-") && !name.hasSuffix("-")
            && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
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
