/// Ports of the Envoy pods, which all Services of a tenant share.
struct PortAllocator: Sendable {
    struct Holder: Sendable, Hashable {
        var namespace: String
        var loadBalancer: String
        var port: String
    }

    private var ports: [Holder: Int] = [:]
    private var taken: Set<Int> = []
    private var next = 10000
    /// KubeLB's range.
    private static let range = 10000...65534

    /// Takes over what was given out before.
    mutating func note(_ port: Int, of holder: Holder) {
        ports[holder] = port
        taken.insert(port)
    }

    /// The port of a holder, a new one if it has none; nil when all are taken.
    mutating func port(for holder: Holder) -> Int? {
        if let port = ports[holder] { return port }
        for _ in Self.range {
            let candidate = next
            next = next == Self.range.upperBound ? Self.range.lowerBound : next + 1
            guard taken.insert(candidate).inserted else { continue }
            ports[holder] = candidate
            return candidate
        }
        return nil
    }

    mutating func release(loadBalancer: String, in namespace: String) {
        for (holder, port) in ports where holder.loadBalancer == loadBalancer && holder.namespace == namespace {
            ports[holder] = nil
            taken.remove(port)
        }
    }

    func holds(_ holder: Holder) -> Int? { ports[holder] }

    var count: Int { ports.count }
}
