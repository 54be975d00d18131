import Documents

/// A duration of the Gateway API (GEP-2257): `300ms`, `1h30m`.
package enum RoutingDuration {
    /// nil for anything else, and for one that no proxy would accept.
    package static func milliseconds(_ text: String) -> Int? {
        let units = ["h": 3_600_000, "m": 60_000, "s": 1000, "ms": 1]
        var (rest, total) = (text[...], 0)
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let number = rest.prefix { "0123456789".contains($0) }
            let unit = rest.dropFirst(number.count).prefix { "hms".contains($0) }
            guard number.count <= 5, let value = Int(number), let factor = units[String(unit)] else { return nil }
            total = total.saturatingSum(value.saturatingProduct(factor))
            rest = rest.dropFirst(number.count + unit.count)
        }
        return total
    }
}
