/// The environment variables of the process.
package enum ProcessEnvironment {
    /// By name.
    package static var variables: [String: String] {
        var variables: [String: String] = [:]
        // SAFETY: a list of zero-terminated strings that ends in null; nothing changes it while it is copied.
        var entry = systemEnvironment
        while let text = entry.pointee {
            let pair = String(cString: text)
            if let equals = pair.firstIndex(of: "=") {
                variables[String(pair[..<equals])] = String(pair[pair.index(after: equals)...])
            }
            entry += 1
        }
        return variables
    }
}
