import Characters
import KubeLB
import Kubernetes

/// What the controllers did last, by the objects: proof that something they once failed at works again.
///
/// Not noted as inputs of a check: without them a line in a log counts, as it did when it was written.
extension Topology {
    /// The newest write of the CCM to the management cluster, or to its LoadBalancers or Addresses alone.
    package func lastManagementWrite(ofCCMTo resource: String? = nil) -> Timestamp? {
        guard let namespace = tenant.value?.namespace else { return nil }
        var times: [Timestamp] = []
        if resource == nil || resource == LoadBalancer.resource {
            let items = observation.list(.management, LoadBalancer.self).value?.items ?? []
            times += items.filter { $0.metadata.namespace == namespace }.flatMap { Self.ownWrites($0.metadata) }
        }
        if resource == nil || resource == Addresses.resource, let addresses = tenantObjects.defaultAddresses.value {
            times += Self.ownWrites(addresses.metadata)
        }
        return times.max()
    }

    /// Writes to the spec by whoever created the object; edits by hand do not count.
    private static func ownWrites(_ metadata: ObjectMeta) -> [Timestamp] {
        metadata.managedFields
            .filter { $0.ownsSpec && $0.subresource.isEmpty && !$0.manager.hasPrefix("kubectl") }.compactMap(\.time)
    }

    /// The newest write of the CCM to Services of its own cluster: of their status, or of their finalizers.
    package func lastServiceWrite(ofCCMTo subresource: String) -> Timestamp? {
        let path = subresource.isEmpty ? "metadata.finalizers" : "status.loadBalancer"
        return exposures.filter(\.hasFinalizer).compactMap { exposure in
            exposure.service.metadata.managedFields
                .filter { $0.subresource == subresource && $0.paths.contains(path) && !$0.manager.hasPrefix("kubectl") }
                .compactMap(\.time).max()
        }.max()
    }

    /// The last write to `Addresses/default` if it was not a CCM's: by its field manager, which is the name of the program.
    package var foreignAddressesWrite: ManagedFieldsEntry? {
        guard let last = tenantObjects.defaultAddresses.value?.metadata.lastWrite(of: "spec.addresses"),
            !last.manager.isEmpty, !last.manager.containsBytes(of: "ccm")
        else { return nil }
        let items = observation.list(.management, LoadBalancer.self).value?.items ?? []
        let isCCM = items.flatMap(\.metadata.managedFields).contains { entry in
            // Labels are set when a LoadBalancer is created.
            entry.manager == last.manager && entry.ownsSpec && entry.members.contains("metadata")
        }
        return isCCM ? nil : last
    }

    /// When the addresses of the nodes, and so Envoy's configuration, changed last.
    package var lastAddressesWrite: Timestamp? {
        tenantObjects.defaultAddresses.value.flatMap { addresses in
            let fields = addresses.metadata.managedFields.filter(\.ownsSpec).map(\.time)
            return ([addresses.metadata.creationTimestamp] + fields).compactMap { $0 }.max()
        }
    }

    /// The last write of the CCM to what it writes for the tenant, as far as field managers are known.
    package var lastWriteOfCCM: Timestamp? {
        let written =
            (loadBalancers.value ?? []).flatMap { $0.metadata.managedFields.filter(\.ownsSpec).map(\.time) }
            + (defaultAddresses.value?.metadata.managedFields.map(\.time) ?? [])
        return written.compactMap { $0 }.max()
    }

    /// When the controller renewed its Lease last.
    package func lastRenewal(of controller: Controller) -> Timestamp? {
        controller.namedLease.value.flatMap { $0.holderIdentity.isEmpty ? nil : $0.renewTime }
    }

    /// Whether an access review allows the CCM's ServiceAccount something in its own or in the management cluster.
    package func isAllowed(_ user: String, _ verb: String, _ resource: String, namespace: String?) -> Bool {
        let own = "system:serviceaccount:\(ccm.namespace):"
        let issued = "system:serviceaccount:\(tenant.value?.namespace ?? ""):\(KubeLBNames.ccmIdentity)"
        let side: ClusterSide
        if user == issued { side = .management } else if user.hasPrefix(own) { side = .tenant } else { return false }
        return (observation.access[side]?.value?.reviews ?? []).contains { review in
            review.subject == "ccm" && review.isAllowed && review.verb == verb && review.resource == resource
                && (review.namespace == nil || review.namespace == namespace)
        }
    }

    /// When the manager created the RoleBinding by which the CCM may write to the tenant's namespace.
    package var ccmBindingCreated: Timestamp? {
        let bindings = observation.list(.management, RoleBinding.self).value?.items ?? []
        return bindings.first {
            $0.metadata.namespace == tenant.value?.namespace && $0.metadata.name == KubeLBNames.ccmIdentity
        }?.metadata.creationTimestamp
    }
}
