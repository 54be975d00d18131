import Documents

/// The answer of `/version`.
package struct ServerVersion: Sendable, Hashable {
    package var gitVersion = ""

    package init(gitVersion: String) {
        self.gitVersion = gitVersion
    }

    package static func decode(_ bytes: [UInt8], source: String) -> Observed<ServerVersion> {
        var version = ServerVersion(gitVersion: "")
        var status = APIStatus()
        var reader = JSONReader(redacting: bytes)
        do throws(JSONError) {
            try reader.object { (reader, key) throws(JSONError) in
                if case "gitVersion" = key {
                    version.gitVersion = try reader.string() ?? ""
                } else {
                    try status.read(key, from: &reader)
                }
            }
            try reader.end()
        } catch {
            return .failed("\(source): \(error)")
        }
        if !version.gitVersion.isEmpty { return .present(version) }
        return status.code != 0
            ? status.outcome(resource: "/version", source: source, isBuiltIn: true)
            : .failed("\(source): no gitVersion")
    }
}

/// The resources that one API group serves, from a discovery document (`APIResourceList`).
package struct ServedResources: Sendable, Hashable {
    package var names: Set<String> = []

    package static func decode(_ bytes: [UInt8], source: String) -> Observed<ServedResources> {
        var served = ServedResources()
        var status = APIStatus()
        var kind = ""
        var reader = JSONReader(redacting: bytes)
        do throws(JSONError) {
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "kind": kind = try reader.string() ?? ""
                case "resources":
                    try reader.array { (reader, _) throws(JSONError) in
                        try reader.object { (reader, key) throws(JSONError) in
                            guard case "name" = key else { return try reader.skip() }
                            if let name = try reader.string() { served.names.insert(name) }
                        }
                    }
                default: try status.read(key, from: &reader)
                }
            }
            try reader.end()
        } catch {
            return .failed("\(source): \(error)")
        }
        switch kind {
        case "Status": return status.outcome(resource: "discovery", source: source, isBuiltIn: false)
        case "APIResourceList": return .present(served)
        default:
            let found = kind.isEmpty ? "no kind" : ShownName.quoted(kind)
            return .failed("\(source): expected an APIResourceList, found \(found)")
        }
    }
}
