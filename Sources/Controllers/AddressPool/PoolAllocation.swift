import Kubernetes

/// Who has which address of the pools. What Services have already is believed, whoever gave it to them.
struct PoolAllocation: Sendable {
    enum Outcome: Sendable, Hashable {
        case assigned(String)
        /// No pool, or no free address in any.
        case exhausted
        case refused(String)
    }

    private(set) var addresses: [String: String] = [:]
    private var holders: [String: String] = [:]
    private var next: UInt32 = 0

    /// Takes over what a Service has.
    mutating func note(_ address: String, of service: String) {
        addresses[service] = address
        holders[address] = service
    }

    mutating func release(_ service: String) {
        guard let address = addresses.removeValue(forKey: service), holders[address] == service else { return }
        holders[address] = nil
    }

    func holder(of address: String) -> String? { holders[address] }

    /// An address for a Service, the one it asks for if it asks.
    mutating func assign(to service: String, asked: String?, from ranges: [AddressRange]) -> Outcome {
        if let present = addresses[service] { return .assigned(present) }
        if let asked {
            guard let number = AddressRange.number(asked),
                ranges.contains(where: { ($0.first...$0.last).contains(number) })
            else { return .refused("[\"\(asked)\"] is not allowed in config") }
            if let holder = holders[asked] {
                return .refused("can't change sharing key for \"\(service)\", address also in use by \(holder)")
            }
            note(asked, of: service)
            return .assigned(asked)
        }
        for range in ranges {
            for number in range.first...range.last where holders[AddressRange.text(number)] == nil {
                let address = AddressRange.text(number)
                note(address, of: service)
                return .assigned(address)
            }
        }
        return .exhausted
    }
}
