import Kubernetes

/// What a Service asks of the address pools (MetalLB, "Usage": requesting specific IPs).
struct AddressRequest: Sendable, Hashable {
    /// A request that cannot be read.
    struct Invalid: Error, Hashable {
        let reason: String
    }

    /// Each with the prefix that MetalLB had before 0.15.
    private static let prefixes = ["metallb.io/", "metallb.universe.tf/"]

    /// nil: any address.
    var address: String?
    /// nil: any pool.
    var pool: String?

    init(address: String? = nil, pool: String? = nil) {
        self.address = address
        self.pool = pool
    }

    init(_ service: Service) throws(Invalid) {
        func annotation(_ name: String) -> (key: String, value: String)? {
            for prefix in Self.prefixes {
                if let value = service.metadata.annotations[prefix + name], !value.isEmpty {
                    return (prefix + name, value)
                }
            }
            return nil
        }
        pool = annotation("address-pool")?.value
        let given = service.loadBalancerIP.flatMap { $0.isEmpty ? nil : $0 }
        guard let wanted = annotation("loadBalancerIPs") else {
            guard let given else { return }
            guard AddressRange.number(given) != nil else {
                throw Invalid(reason: "invalid spec.loadBalancerIP \"\(given)\"")
            }
            address = given
            return
        }
        guard given == nil else {
            throw Invalid(reason: "service can not have both \(wanted.key) and svc.Spec.LoadBalancerIP")
        }
        let bare = wanted.value.filter { $0 != " " }
        // Several are for two IP families.
        guard AddressRange.number(bare) != nil else {
            throw Invalid(reason: "invalid \(wanted.key): \"\(wanted.value)\"")
        }
        address = bare
    }
}
