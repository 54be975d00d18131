import Topology

/// One object can have a check's problem a hundred times, as a route with a hundred missing backends: the first ones tell
/// the cause, and the others are counted.
enum FindingLimit {
    static let perResource = 8

    /// The findings of one check, with at most `perResource` of each object; the last of them says how many more there are.
    static func applied(to found: [Finding]) -> [Finding] {
        guard found.count > perResource else { return found }
        var counts: [ExposedResource: Int] = [:]
        for resource in found.compactMap(\.resource) { counts[resource, default: 0] += 1 }
        var kept: [ExposedResource: Int] = [:]
        return found.compactMap { finding in
            guard let resource = finding.resource, let count = counts[resource], count > perResource else {
                return finding
            }
            let number = kept[resource, default: 0] + 1
            kept[resource] = number
            guard number <= perResource else { return nil }
            var finding = finding
            if number == perResource {
                finding.unlisted = count - perResource
                finding.message += " (and \(finding.unlisted) more like this)"
            }
            return finding
        }
    }
}
