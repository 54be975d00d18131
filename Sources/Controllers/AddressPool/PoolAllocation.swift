import Kubernetes

/// Who has which address of the pools. What Services have already is believed, whoever gave it to them.
struct PoolAllocation: Sendable {
    struct Claim: Sendable, Hashable {
        let address: String
        /// nil: the address is in no pool that there is.
        let pool: String?
    }

    enum Outcome: Sendable, Hashable {
        case assigned(Claim)
        /// No address, with MetalLB's words for why.
        case refused(String)
    }

    /// By Service (`namespace/name`).
    private var claims: [String: Claim] = [:]
    /// Services by address; what is no IPv4 address is in no pool, and has no holder.
    private var holders: [UInt32: String] = [:]

    func claim(of service: String) -> Claim? { claims[service] }

    func holder(of address: String) -> String? { AddressRange.number(address).flatMap { holders[$0] } }

    /// Takes over the address that a Service has; false where it is another's.
    mutating func adopt(_ address: String, by service: String, from pools: [IPAddressPool]) -> Bool {
        let number = AddressRange.number(address)
        guard (number.flatMap { holders[$0] } ?? service) == service else { return false }
        if claims[service]?.address == address { return true }
        let pool = number.flatMap { number in pools.first { $0.contains(number) } }
        take(Claim(address: address, pool: pool?.metadata.name), service)
        return true
    }

    /// Frees what a Service has; false where it had nothing.
    @discardableResult
    mutating func release(_ service: String) -> Bool {
        guard let claim = claims.removeValue(forKey: service) else { return false }
        if let number = AddressRange.number(claim.address) { holders[number] = nil }
        return true
    }

    /// An address for a Service, the one it asks for if it asks. A Service that has one keeps it.
    mutating func assign(
        to service: String, _ request: AddressRequest, from pools: [IPAddressPool]
    ) -> Outcome {
        if let claim = claims[service] { return .assigned(claim) }
        if let address = request.address { return assign(address, to: service, from: pools) }
        if let name = request.pool {
            guard let pool = pools.first(where: { $0.metadata.name == name }) else {
                return .refused("unknown pool \"\(name)\"")
            }
            return firstFree(in: [pool], for: service) ?? .refused("no available IPs in pool \"\(name)\"")
        }
        return firstFree(in: pools.filter(\.autoAssign), for: service) ?? .refused("no available IPs")
    }

    private mutating func assign(_ address: String, to service: String, from pools: [IPAddressPool]) -> Outcome {
        guard let number = AddressRange.number(address), let pool = pools.first(where: { $0.contains(number) }) else {
            return .refused("[\"\(address)\"] is not allowed in config")
        }
        if let holder = holders[number] {
            return .refused("can't change sharing key for \"\(service)\", address also in use by \(holder)")
        }
        return .assigned(take(Claim(address: address, pool: pool.metadata.name), service))
    }

    private mutating func firstFree(in pools: [IPAddressPool], for service: String) -> Outcome? {
        for pool in pools {
            for range in pool.ranges {
                for number in range.first...range.last where holders[number] == nil && pool.allows(number) {
                    return .assigned(
                        take(Claim(address: AddressRange.text(number), pool: pool.metadata.name), service))
                }
            }
        }
        return nil
    }

    @discardableResult
    private mutating func take(_ claim: Claim, _ service: String) -> Claim {
        release(service)
        claims[service] = claim
        if let number = AddressRange.number(claim.address) { holders[number] = service }
        return claim
    }
}
