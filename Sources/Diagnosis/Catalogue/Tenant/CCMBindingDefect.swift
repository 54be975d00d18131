import KubeLB
import Kubernetes
import Topology

/// What was changed in the RoleBinding or Role by which the CCM may write to the tenant's namespace. nil if they permit what
/// the CCM needs, or if that is not known.
struct CCMBindingDefect {
    let message: String
    let object: ObjectReference
    let evidence: [Evidence]
    /// Whether the manager reverts it; a `roleRef` is immutable.
    let isReverted: Bool

    private static let consequence = "so the CCM has no permission to write there"

    init?(binding: RoleBinding?, role: Role?, _ tenant: TenantIdentity, _ context: CheckContext) {
        let topology = context.topology
        let (namespace, account) = (tenant.namespace, KubeLBNames.ccmIdentity)
        let user = "system:serviceaccount:\(namespace):\(account)"
        func lacks(_ right: (verb: String, resource: String)) -> Bool {
            !topology.isAllowed(user, right.verb, right.resource, namespace: namespace)
        }
        let isDenied = CCMRights.management.contains(where: lacks)
        let ofRoutes = Self.rightsOfRoutes(topology)
        guard isDenied || !ofRoutes.isEmpty, let binding, let reference = binding.role else { return nil }
        // Somebody may bind the account otherwise.
        let others = (topology.list(.management, RoleBinding.self).value?.items ?? []).filter {
            $0.metadata.namespace == namespace && $0.metadata.name != binding.metadata.name
        }
        guard !others.contains(where: { $0.subjects.contains { $0.isServiceAccount(account, in: namespace) } }) else {
            return nil
        }
        let isBound = binding.subjects.contains { $0.isServiceAccount(account, in: namespace) }
        guard isDenied || isBound && reference.kind == Role.kind && reference.name == account else { return nil }
        let bound = binding.subjects.map(\.description).joined(separator: ", ")
        if !isBound {
            object = ObjectReference(.management, binding)
            evidence = [binding.evidence("subjects", bound.isEmpty ? "none" : bound)]
            message =
                "\(binding.reference) of the management cluster grants \(reference) to "
                + (bound.isEmpty ? "nobody" : bound)
                + " instead of ServiceAccount \(namespace)/\(account), \(Self.consequence)"
            isReverted = true
            return
        }
        guard reference.kind == Role.kind else { return nil }
        let roles = topology.list(.management, Role.self)
        if reference.name != account {
            guard
                case .absent = roles.first(where: {
                    $0.metadata.namespace == namespace && $0.metadata.name == reference.name
                })
            else { return nil }
            object = ObjectReference(.management, binding)
            evidence = [
                binding.evidence("roleRef", "\(reference)"),
                Evidence("\(Role.kind) \(namespace)/\(reference.name)", "not found"),
            ]
            message =
                "\(binding.reference) of the management cluster refers to \(reference), which does not exist, "
                + Self.consequence
            isReverted = false
            return
        }
        guard let role, let rules = role.rules else { return nil }
        func permits(_ right: (verb: String, resource: String)) -> Bool {
            rules.contains { $0.permits(right.verb, right.resource) }
        }
        // What the CCM has by other bindings is only asked for as far as Layer 4 needs it.
        let isWhole = CCMRights.management.allSatisfy { lacks($0) || permits($0) }
        let missing = (CCMRights.management + (isWhole ? ofRoutes : [])).filter { lacks($0) && !permits($0) }
            .map { "\($0.verb) \($0.resource)" }
        guard !missing.isEmpty else { return nil }
        object = ObjectReference(.management, role)
        evidence = [role.evidence("rules", "do not permit \(missing.joined(separator: ", "))")]
        message =
            "\(role.reference) of the management cluster does not permit the CCM to \(missing.joined(separator: ", "))"
        isReverted = true
    }

    /// What Layer 7 needs beside, if the CCM has to do with it.
    private static func rightsOfRoutes(_ topology: Topology) -> [(verb: String, resource: String)] {
        guard !topology.takenRoutes.isEmpty else { return [] }
        return CCMRights.managementRoutes
            + (topology.settings.value?.synchronizesSecrets == true ? CCMRights.managementSecrets : [])
    }
}
