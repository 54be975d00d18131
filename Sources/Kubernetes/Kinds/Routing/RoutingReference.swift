import Documents

/// Where a rule sends traffic: `backend` of an Ingress or an entry of `backendRefs`.
package struct BackendReference: Sendable, Hashable {
    package var reference = RoutingReference()
    package var port: PortReference?
    /// The path of an Ingress rule.
    package var path: String?
    /// `Exact`, `Prefix` or `ImplementationSpecific`.
    package var pathType: String?
    /// Whether it only gets copies of requests.
    package var isMirror = false
    /// `weight` and the like, as they stand.
    package var others = JSONObject()
    var mirrors: [RoutingReference] = []

    init(mirror: RoutingReference) {
        reference = mirror
        port = mirror.port.map { .number($0) }
        isMirror = true
    }

    package init(from reader: inout JSONReader) throws(JSONError) {
        reference.kind = "Service"
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "service": try readService(from: &reader)
            case "resource":
                reference = try RoutingReference(from: &reader)
            case "group": reference.group = try reader.string() ?? ""
            case "kind": reference.kind = try reader.string() ?? ""
            case "namespace": reference.namespace = try reader.string()
            case "name": reference.name = try reader.string() ?? ""
            case "port": port = try reader.portReference()
            case "filters": mirrors = try others.keepFilters(from: &reader)
            default: try others.keep(key, from: &reader)
            }
        }
    }

    private mutating func readService(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "name": reference.name = try reader.string() ?? ""
            case "port":
                try reader.object { (reader, key) throws(JSONError) in
                    switch key {
                    case "number": port = try reader.int().map { .number($0) }
                    case "name": if let name = try reader.string(), !name.isEmpty { port = .name(name) }
                    default: try reader.skip()
                    }
                }
            default: try reader.skip()
            }
        }
    }

    package var isService: Bool { reference.kind == "Service" && reference.group.isEmpty }

    /// The share of requests that it gets: 0 for none. 1 unless it says otherwise.
    package var weight: Int { others["weight"]?.int ?? 1 }
}

/// A reference to an object by group, kind, namespace and name: `parentRefs`, `certificateRefs`, `parametersRef`.
package struct RoutingReference: Sendable, Hashable {
    package var group = ""
    package var kind = ""
    package var namespace: String?
    package var name = ""
    package var sectionName: String?
    package var port: Int?

    package init() {}

    init(_ value: JSONValue) {
        group = value["group"]?.string ?? ""
        kind = value["kind"]?.string ?? ""
        namespace = value["namespace"]?.string
        name = value["name"]?.string ?? ""
        port = value["port"]?.int
    }

    package init(from reader: inout JSONReader) throws(JSONError) {
        try reader.object { (reader, key) throws(JSONError) in
            switch key {
            case "group", "apiGroup": group = try reader.string() ?? ""
            case "kind": kind = try reader.string() ?? ""
            case "namespace": namespace = try reader.string()
            case "name": name = try reader.string() ?? ""
            case "sectionName": sectionName = try reader.string()
            case "port": port = try reader.int()
            default: try reader.skip()
            }
        }
    }
}

extension JSONObject {
    /// Keeps a field as it stands; null is no field.
    mutating func keep(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) {
        let value = try reader.value()
        if value != .null { self[key.string] = value }
    }

    /// Keeps `filters`, but for those that mirror requests: KubeLB rewrites their backends, which are returned.
    mutating func keepFilters(from reader: inout JSONReader) throws(JSONError) -> [RoutingReference] {
        var mirrors: [RoutingReference] = []
        var kept: [JSONValue] = []
        try reader.array { (reader, _) throws(JSONError) in
            let filter = try reader.value()
            guard let mirrored = filter["requestMirror"] else { return kept.append(filter) }
            guard let backend = mirrored["backendRef"] else { return }
            var mirror = RoutingReference(backend)
            if mirror.kind.isEmpty { mirror.kind = "Service" }
            mirrors.append(mirror)
        }
        if !kept.isEmpty { self["filters"] = .array(kept) }
        return mirrors
    }
}
