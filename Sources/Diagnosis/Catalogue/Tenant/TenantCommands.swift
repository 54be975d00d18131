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
        // Namespace and kubeconfig remain valid.
        if isUnowned(name, context) {
            return [.fix("create the Tenant", create)]
        }
        return steps(toCreate: name, create, context)
    }

    /// The same for a Tenant that is known to be new.
    static func steps(toCreate name: String, _ create: ShellCommand, _ context: CheckContext) -> [Remedy] {
        let namespace = ShellWord(KubeLBNames.tenantPrefix + name)
        return [
            .fix("create the Tenant", create.then(CCMRemedies.waitForKubeconfig(in: namespace, context))),
            .then(
                "copy the kubeconfig that the manager issued for it",
                CCMRemedies.copyKubeconfig(from: namespace, to: CCMKubeconfig(context).object, context)),
            context.thenRestart(context.topology.ccm),
        ]
    }

    /// Whether the namespace is one of KubeLB v1.0, which knew no Tenants: no Tenant owns it, and the CCM writes to it. Managers
    /// of v1.1 and v1.2 create Tenants of such namespaces, later ones do not (KubeLB `CHANGELOG-v1.3.md`).
    static func isUnowned(_ name: String, _ context: CheckContext) -> Bool {
        let tenantNamespace = KubeLBNames.tenantPrefix + name
        guard
            let namespace = context.topology.list(.management, Namespace.self)
                .first(where: { $0.metadata.name == tenantNamespace }).value,
            namespace.metadata.owners.isEmpty, !namespace.isTerminating,
            namespace.metadata.labels[KubeLBNames.managedByLabel] != nil
        else { return false }
        // The account of a Tenant that was removed went with it.
        let isRejected = context.topology.recognisedLines(of: context.topology.ccm).contains {
            $0.line.signature == .managementUnauthorized
        }
        return !isRejected
            && (context.topology.list(.management, LoadBalancer.self).value?.items ?? []).contains {
                $0.metadata.namespace == tenantNamespace && !$0.metadata.isBeingDeleted
            }
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
