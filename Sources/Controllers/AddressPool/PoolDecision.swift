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
