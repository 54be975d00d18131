import Documents
import KubeLB
import Kubernetes
import Topology

/// A pool of MetalLB that a Service may not use, because `spec.serviceAllocation` restricts it to others.
struct PoolRestriction {
    /// What its serviceAllocation does: `admits only Services in namespace a`.
    let words: String
    let evidence: Evidence
    let remedies: [Remedy]

    /// nil if the Service may use the pool, or if that is unknown.
    init?(of pool: IPAddressPool, for service: Service, in context: CheckContext) {
        let allocation = pool.allocation
        let namespace = service.metadata.namespace
        let object = ObjectReference(.management, pool)
        let named = allocation.namespaces.map { "namespace \($0)" }
        let selectors = allocation.namespaceSelectors
        let namespaces =
            selectors.isEmpty ? [] : context.topology.list(.management, Namespace.self).all { _ in true }.value
        guard allocation.admits(namespace: namespace, of: namespaces) == false else {
            guard !allocation.admits(service) else { return nil }
            words = "admits only Services with certain labels, which this one does not have"
            evidence = pool.evidence(
                "spec.serviceAllocation.serviceSelectors", "do not match \(service.reference)")
            remedies = [.fix("correct serviceSelectors of the pool", context.kubectl("edit", object))]
            return
        }
        let admitted = named + (selectors.isEmpty ? [] : ["namespaces with certain labels"])
        words = "admits only Services in \(ServiceWords.list(admitted)), not in \(namespace)"
        evidence = pool.evidence("spec.serviceAllocation", "Services in \(ServiceWords.list(admitted))")
        let admit = "admit the tenant's namespace in serviceAllocation of the pool, if the tenant may use it"
        remedies = [
            .fix(
                admit,
                allocation.namespaces.isEmpty
                    ? context.kubectl("edit", object)
                    : context.patch(
                        object,
                        operations: [
                            [
                                "op": "add", "path": "/spec/serviceAllocation/namespaces/-",
                                "value": .string(namespace),
                            ]
                        ]))
        ]
    }
}
