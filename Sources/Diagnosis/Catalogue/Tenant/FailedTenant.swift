import Characters
import KubeLB
import Kubernetes
import Topology

/// A Tenant that the manager has not set up: for what is missing because of that.
struct FailedTenant {
    private let tenant: Tenant
    /// What the manager reports; empty if it gives no reason.
    private let message: String
    private let isLogged: Bool

    /// nil if the Tenant is Ready or on its way out, or if nothing reports a failure.
    init?(_ context: CheckContext) {
        guard context.diagnosedTenant != nil, let tenant = context.topology.tenantObject.value,
            !tenant.metadata.isBeingDeleted, tenant.phase != "Ready"
        else { return nil }
        self.tenant = tenant
        // Managers before the phase was introduced report failures in their log only.
        isLogged = tenant.phase.isEmpty
        if isLogged {
            let log = ControllerErrors(context.topology.manager, context)
            guard let last = log.errors(of: LogLine.Object(tenant.metadata)).last else { return nil }
            message = last.line.errorText
        } else {
            let condition = tenant.readyCondition
            message = condition?.status == "True" ? "" : condition?.message ?? ""
        }
    }

    /// `Tenant acme is Failed: …`.
    var words: String {
        (isLogged ? "The manager fails to reconcile \(tenant.reference)" : "\(tenant.reference) is \(tenant.phase)")
            + (message.isEmpty ? "" : ": \(WriteError(message).sentence)")
    }

    /// Whether the manager reports that it fails to create the tenant's namespace (KubeLB `tenant_controller.go`).
    var lacksNamespace: Bool { message.containsBytes(of: "failed to reconcile namespace") }

    /// Whether no kubeconfig was ever issued: no CCM has written anything with one.
    func isUnused(_ context: CheckContext) -> Bool {
        guard case .absent = context.topology.defaultAddresses else { return false }
        return context.topology.loadBalancers.value?.isEmpty == true
    }
}

/// A name of a Tenant that the name of its namespace, `tenant-` and the name, cannot contain (RFC 1123, label).
struct UnusableTenantName {
    private let name: String
    /// `contains a dot`.
    let problem: String

    private static let longest = 63 - KubeLBNames.tenantPrefix.utf8.count

    /// nil if a namespace can have the name.
    init?(_ name: String) {
        if name.contains(".") {
            problem = "contains a dot"
        } else if name.utf8.count > Self.longest {
            problem = "has more than \(Self.longest) characters"
        } else {
            return nil
        }
        self.name = name
    }

    var sentence: String {
        "Its name \(problem), so it cannot be part of the name of a namespace (\(KubeLBNames.tenantPrefix)\(name))"
    }

    /// A Tenant cannot be renamed.
    func remedies(_ context: CheckContext) -> [Remedy] {
        let dashed = String(name.map { $0 == "." ? "-" : $0 }.prefix(Self.longest))
        let limits = "without dots and with at most \(Self.longest) characters"
        guard let create = TenantCommands.create(dashed, context) else {
            return [.fix("create a Tenant with another name, \(limits)")]
        }
        let steps = TenantCommands.steps(toCreate: dashed, create, context)
        return steps.prefix(1).map {
            .fix("create a Tenant with another name, \(limits), such as \(dashed)", $0.command)
        } + steps.dropFirst().prefix(1) + [
            .then(
                "make the CCM work for it",
                context.set("kubelb.tenantName", HelmValue(dashed), of: context.topology.ccm), risk: .restart),
            .then(
                "delete the Tenant that cannot be used",
                context.kubectl("delete", ObjectReference(.management, kind: Tenant.kind, name: name)), risk: .delete),
        ]
    }
}
