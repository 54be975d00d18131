/// A pattern of `allowedDomains` (KubeLB Enterprise Edition): `*` stands for one label of a host name, `**` for any number.
package struct AllowedDomain {
    private let labels: [Substring]

    package init(_ pattern: String) {
        labels = pattern.lowercased().split(separator: ".", omittingEmptySubsequences: false)
    }

    package func allows(_ host: String) -> Bool {
        var pattern = labels[...]
        var rest = host.lowercased().split(separator: ".", omittingEmptySubsequences: false)[...]
        // After the last `**`; it takes one label more each time.
        var retry: (pattern: ArraySlice<Substring>, host: ArraySlice<Substring>)?
        while let label = rest.first {
            let wanted = pattern.first
            if wanted == "**" {
                pattern.removeFirst()
                retry = (pattern, rest)
            } else if wanted == "*" || wanted == label {
                pattern.removeFirst()
                rest.removeFirst()
            } else if let last = retry {
                retry = (last.pattern, last.host.dropFirst())
                (pattern, rest) = (last.pattern, last.host.dropFirst())
            } else {
                return false
            }
        }
        return pattern.allSatisfy { $0 == "**" }
    }
}
