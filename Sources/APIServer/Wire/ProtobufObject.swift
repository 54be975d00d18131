import Documents
import Kubernetes

/// Reads objects in Kubernetes' protobuf form (`application/vnd.kubernetes.protobuf`).
enum ProtobufObject {
    /// The object as JSON would have it, with `kind` and `apiVersion`. Throws 400 for broken bytes, and 415 for a kind that
    /// is not read in this form.
    static func decode(_ bytes: [UInt8]) throws(APIRefused) -> JSONValue {
        guard bytes.starts(with: magic) else { throw malformed }
        let unread: String
        do throws(ProtobufReader.Malformed) {
            let envelope = try message(bytes[magic.count...], envelope, depth: 0)
            let kind = envelope["typeMeta"]?["kind"]?.string ?? ""
            if let schema = ProtobufSchema.all[kind] {
                var object = try message(raw(bytes[magic.count...]), schema, depth: 0).object ?? [:]
                object["kind"] = .string(kind)
                object["apiVersion"] = envelope["typeMeta"]?["apiVersion"]
                return .object(object)
            }
            unread = kind
        } catch {
            throw malformed
        }
        throw APIRefused(APIRefusal.unsupportedMediaType("application/vnd.kubernetes.protobuf of a \(unread)"))
    }

    private static let magic = Array("k8s\0".utf8)

    /// `runtime.Unknown`.
    private static let envelope = ProtobufSchema([
        1: ("typeMeta", .message(ProtobufSchema([1: ("apiVersion", .text), 2: ("kind", .text)])))
    ])

    private static var malformed: APIRefused {
        APIRefused(APIRefusal.badRequest("the body is no object in Kubernetes' protobuf form"))
    }

    private static func raw(_ bytes: ArraySlice<UInt8>) throws(ProtobufReader.Malformed) -> ArraySlice<UInt8> {
        var reader = ProtobufReader(bytes)
        while let (field, value) = try reader.next() {
            if field == 2, case .bytes(let raw) = value { return raw }
        }
        return []
    }

    private static func message(
        _ bytes: ArraySlice<UInt8>, _ schema: ProtobufSchema, depth: Int
    ) throws(ProtobufReader.Malformed) -> JSONValue {
        // Deeper than any object, shallower than the stack.
        guard depth < 32 else { throw ProtobufReader.Malformed() }
        var object: JSONObject = [:]
        var reader = ProtobufReader(bytes)
        while let (number, value) = try reader.next() {
            guard let field = schema.fields[number] else { continue }
            switch field.kind {
            case .list(let kind):
                guard let item = try single(value, kind, depth) else { continue }
                object[field.name] = .array((object[field.name]?.array ?? []) + [item])
            case .map(let kind):
                guard case .bytes(let entry) = value else { throw ProtobufReader.Malformed() }
                let pair = try message(
                    entry, ProtobufSchema([1: ("key", .text), 2: ("value", kind)]), depth: depth + 1)
                var map = object[field.name]?.object ?? [:]
                map[pair["key"]?.string ?? ""] = pair["value"] ?? ""
                object[field.name] = .object(map)
            case let kind:
                // Zero values of what is no message stand for nothing, as they do in Go's JSON.
                if let item = try single(value, kind, depth) { object[field.name] = item }
            }
        }
        return .object(object)
    }

    private static func single(
        _ value: ProtobufReader.Value, _ kind: ProtobufSchema.Kind, _ depth: Int
    ) throws(ProtobufReader.Malformed) -> JSONValue? {
        switch (kind, value) {
        case (.text, .bytes(let bytes)): return bytes.isEmpty ? nil : .string(String(decoding: bytes, as: UTF8.self))
        case (.bytes, .bytes(let bytes)): return .string(Base64.encode(Array(bytes)))
        case (.number, .number(let number)): return .number(JSONNumber(Int(Int64(bitPattern: number))))
        case (.flag, .number(let number)): return .bool(number != 0)
        case (.message(let schema), .bytes(let bytes)): return try message(bytes, schema, depth: depth + 1)
        case (.intOrString, .bytes(let bytes)):
            let fields = try message(
                bytes, ProtobufSchema([1: ("type", .number), 2: ("number", .number), 3: ("text", .text)]),
                depth: depth + 1)
            return fields["type"]?.int == 1 ? fields["text"] ?? "" : fields["number"] ?? 0
        case (.time, .bytes(let bytes)):
            let fields = try message(bytes, ProtobufSchema([1: ("seconds", .number)]), depth: depth + 1)
            guard let seconds = fields["seconds"]?.int, (0..<253_402_300_800).contains(seconds) else { return nil }
            return .string(Timestamp(milliseconds: seconds * 1000).description)
        default: throw ProtobufReader.Malformed()
        }
    }
}

extension APIRequest {
    /// The body as an object, whatever form it came in.
    func object() throws(APIRefused) -> JSONValue {
        let type = (headers["content-type"] ?? "application/json").split(separator: ";").first.map(String.init)
        if type == "application/vnd.kubernetes.protobuf" { return try ProtobufObject.decode(body) }
        guard type == "application/json" || type == nil else {
            throw APIRefused(APIRefusal.unsupportedMediaType(type ?? ""))
        }
        do {
            return try JSONValue(parsing: body)
        } catch {
            throw APIRefused(APIRefusal.badRequest("the object provided is unrecognized: \(error)"))
        }
    }
}
