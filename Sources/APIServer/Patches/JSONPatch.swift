import Documents

/// JSON patches (RFC 6902) with JSON pointers (RFC 6901).
enum JSONPatch {
    struct Failure: Error {
        let message: String
    }

    static func apply(_ patch: JSONValue, to document: JSONValue) throws(Failure) -> JSONValue {
        guard let operations = patch.array else { throw Failure(message: "a JSON patch is a list of operations") }
        var result = document
        for operation in operations {
            let path = try pointer(operation["path"])
            switch operation["op"]?.string {
            case "add": result = try changed(result, path[...], .add(operation["value"] ?? .null))
            case "replace": result = try changed(result, path[...], .replace(operation["value"] ?? .null))
            case "remove": result = try changed(result, path[...], .remove)
            case "move":
                let from = try pointer(operation["from"])
                let value = try self.value(at: from, in: result)
                result = try changed(changed(result, from[...], .remove), path[...], .add(value))
            case "copy":
                result = try changed(result, path[...], .add(value(at: pointer(operation["from"]), in: result)))
            case "test":
                guard try value(at: path, in: result) == operation["value"] ?? .null else {
                    throw Failure(message: "testing value \(operation["path"]?.string ?? "") failed")
                }
            case let other: throw Failure(message: "Unexpected kind: \(other ?? "unknown")")
            }
        }
        return result
    }

    private enum Change { case add(JSONValue), replace(JSONValue), remove }

    private static func pointer(_ value: JSONValue?) throws(Failure) -> [String] {
        guard let text = value?.string, text.isEmpty || text.hasPrefix("/") else {
            throw Failure(message: "an operation's path begins with /")
        }
        return text.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
            String($0).replacing("~1", with: "/").replacing("~0", with: "~")
        }
    }

    private static func missing(_ name: String) -> Failure {
        Failure(message: "the path names \"\(name)\", which is not there")
    }

    private static func value(at path: [String], in document: JSONValue) throws(Failure) -> JSONValue {
        var value = document
        for name in path {
            let next =
                value.array.map { list in Int(name).flatMap { list.indices.contains($0) ? list[$0] : nil } }
                ?? value[name]
            guard let next else { throw missing(name) }
            value = next
        }
        return value
    }

    private static func changed(
        _ value: JSONValue, _ path: ArraySlice<String>, _ change: Change
    ) throws(Failure) -> JSONValue {
        guard let name = path.first else {
            switch change {
            case .add(let new), .replace(let new): return new
            case .remove: return .null
            }
        }
        let rest = path.dropFirst()
        if var list = value.array {
            let index = name == "-" ? list.count : Int(name) ?? -1
            if rest.isEmpty, case .add(let new) = change, (0...list.count).contains(index) {
                list.insert(new, at: index)
                return .array(list)
            }
            guard list.indices.contains(index) else { throw missing(name) }
            if rest.isEmpty, case .remove = change {
                list.remove(at: index)
            } else {
                list[index] = try changed(list[index], rest, change)
            }
            return .array(list)
        }
        guard var object = value.object else { throw missing(name) }
        if rest.isEmpty {
            switch change {
            case .add(let new): object[name] = new
            case .replace(let new):
                guard object[name] != nil else { throw missing(name) }
                object[name] = new
            case .remove:
                guard object[name] != nil else { throw missing(name) }
                object[name] = nil
            }
        } else {
            guard let next = object[name] else { throw missing(name) }
            object[name] = try changed(next, rest, change)
        }
        return .object(object)
    }
}
