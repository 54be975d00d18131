import Documents
import Kubernetes

/// MetalLB's rules: which Service gets which address. Decides on what is known; others write.
struct AddressPools: Sendable {
    /// Where MetalLB notes the pool of an address, and knows its own by.
    static let annotation = "metallb.io/ip-allocated-from-pool"

    /// `--lb-class`: Services of this class are taken; nil: those without a class.
    var loadBalancerClass: String?
    private(set) var allocation = PoolAllocation()
    /// Services that wait for an address.
    private(set) var waiting: Set<String> = []
    /// UIDs of Services that hold something: a Service made anew does not inherit.
    private var uids: [String: String] = [:]
    /// Services whose address was not written yet.
    private var unwritten: Set<String> = []

    init(loadBalancerClass: String? = nil) { self.loadBalancerClass = loadBalancerClass }

    /// Before anything is given out: takes over what Services have.
    mutating func adopt(_ services: [Service], from pools: [IPAddressPool]) {
        for service in services where takes(service) {
            guard let address = service.ingress.first?.ip else { continue }
            if allocation.adopt(address, by: service.metadata.path, from: pools) {
                uids[service.metadata.path] = service.metadata.uid
            }
        }
    }

    private func takes(_ service: Service) -> Bool {
        service.isLoadBalancer && service.loadBalancerClass == loadBalancerClass
    }

    /// What has to be done for a Service, given as it is; nil: it is gone.
    ///
    /// Addresses that Services have are left to them even where no pool has them any more: MetalLB refuses to load such a
    /// configuration, and goes on with the old one.
    mutating func decide(_ path: String, _ service: Service?, from pools: [IPAddressPool]) -> PoolDecision {
        waiting.remove(path)
        guard let service else {
            forget(path)
            return .nothing
        }
        if let uid = uids[path], uid != service.metadata.uid { forget(path) }
        guard takes(service) else {
            let hadAddress = forget(path)
            let isMarked = service.metadata.annotations[Self.annotation] != nil
            // A Service of another class is another controller's business.
            return !service.isLoadBalancer && (hadAddress || isMarked) ? .clear : .nothing
        }
        if service.metadata.isBeingDeleted {
            // It keeps what it has until it is gone.
            if allocation.claim(of: path) == nil { adopt([service], from: pools) }
            return .nothing
        }
        let request: AddressRequest
        do throws(AddressRequest.Invalid) {
            request = try AddressRequest(service)
        } catch {
            waiting.insert(path)
            return .refuse(error.reason)
        }
        if let present = service.ingress.first?.ip, keeps(present, service, request, from: pools) {
            let claim = allocation.claim(of: path)
            guard let pool = claim?.pool, service.metadata.annotations[Self.annotation] != pool, let claim else {
                return .nothing
            }
            return .assign(claim, isNew: false)
        }
        return give(path, service, request, from: pools)
    }

    /// Whether a Service may go on with the address that it has.
    private mutating func keeps(
        _ address: String, _ service: Service, _ request: AddressRequest, from pools: [IPAddressPool]
    ) -> Bool {
        let path = service.metadata.path
        guard (request.address ?? address) == address, allocation.adopt(address, by: path, from: pools) else {
            return false
        }
        uids[path] = service.metadata.uid
        if let wanted = request.pool, let pool = allocation.claim(of: path)?.pool, pool != wanted { return false }
        return true
    }

    private mutating func give(
        _ path: String, _ service: Service, _ request: AddressRequest, from pools: [IPAddressPool]
    ) -> PoolDecision {
        if let claim = allocation.claim(of: path) {
            let isStillRight =
                (request.address ?? claim.address) == claim.address
                && (request.pool ?? claim.pool) == claim.pool
            // Given a moment ago, and not seen on the Service yet; or wiped by somebody.
            if isStillRight { return .assign(claim, isNew: unwritten.contains(path)) }
            forget(path)
        }
        switch allocation.assign(to: path, request, from: pools) {
        case .assigned(let claim):
            uids[path] = service.metadata.uid
            unwritten.insert(path)
            return .assign(claim, isNew: true)
        case .refused(let reason):
            waiting.insert(path)
            return .refuse(reason)
        }
    }

    /// What was decided for a Service has been written.
    mutating func confirm(_ path: String) { unwritten.remove(path) }

    @discardableResult
    private mutating func forget(_ path: String) -> Bool {
        uids[path] = nil
        unwritten.remove(path)
        return allocation.release(path)
    }
}
