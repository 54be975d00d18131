import Documents
import Kubernetes

/// What the pool's controller does for one Service.
enum PoolDecision: Sendable, Hashable {
    case nothing
    /// Takes back the address that it gave, and what says so.
    case clear
    /// Writes the address, which is the Service's now. `isNew`: nobody has been told so yet.
    case assign(PoolAllocation.Claim, isNew: Bool)
    /// Gives none, and says why.
    case refuse(String)
}

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

extension PoolDecision {
    /// The merge patches of the Service that carry the decision out: of its status, and of the rest.
    func patches(of service: Service) -> (status: JSONValue?, metadata: JSONValue?) {
        switch self {
        case .nothing: return (nil, nil)
        case .clear: return (Self.clearedStatus, Self.annotated(.null))
        case .assign(let claim, _):
            let ingress: JSONValue = ["ip": .string(claim.address), "ipMode": "VIP"]
            let pool = claim.pool.map { JSONValue.string($0) } ?? .null
            return (
                service.ingress.map(\.ip) == [claim.address]
                    ? nil : ["status": ["loadBalancer": ["ingress": [ingress]]]],
                service.metadata.annotations[AddressPools.annotation] == claim.pool ? nil : Self.annotated(pool)
            )
        case .refuse:
            // What it asked for before is not what it asks for now.
            return (
                service.ingress.isEmpty ? nil : Self.clearedStatus,
                service.metadata.annotations[AddressPools.annotation] == nil ? nil : Self.annotated(.null)
            )
        }
    }

    private static var clearedStatus: JSONValue { ["status": ["loadBalancer": ["ingress": .null]]] }

    private static func annotated(_ pool: JSONValue) -> JSONValue {
        ["metadata": ["annotations": .object([AddressPools.annotation: pool])]]
    }

    /// What is said of it, in MetalLB's words (its `controller/service.go`).
    func event(for path: String) -> ObjectEvent? {
        switch self {
        case .assign(let claim, isNew: true):
            ObjectEvent(reason: "IPAllocated", message: "Assigned IP [\"\(claim.address)\"]")
        case .refuse(let reason):
            ObjectEvent(
                isWarning: true, reason: "AllocationFailed", message: "Failed to allocate IP for \"\(path)\": \(reason)"
            )
        case .assign, .clear, .nothing: nil
        }
    }
}
