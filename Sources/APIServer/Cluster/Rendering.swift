import Documents
import Kubernetes

/// How the answer to a request is written, by its `Accept`: plain, as a Table, or only metadata (Kubernetes API concepts,
/// "Alternate representations of resources").
struct Rendering: Sendable {
    private enum Form: Sendable, Hashable { case plain, table, metadata }

    let kind: ServedKind
    private let form: Form
    private let table: TableRendering

    /// Throws 406 where the client takes nothing that is written here.
    init(_ request: APIRequest, kind: ServedKind, now: Timestamp) throws(APIRefused) {
        self.kind = kind
        table = TableRendering(
            kind: kind,
            includes: TableRendering.IncludedObject(rawValue: request.value("includeObject") ?? "Metadata")
                ?? .metadata,
            now: now)
        var form: Form?
        for range in (request.headers["accept"] ?? "*/*").split(separator: ",") {
            let parts = range.split(separator: ";").map { $0.filter { $0 != " " } }
            guard let type = parts.first, ["application/json", "*/*", "application/*"].contains(type) else { continue }
            switch parts.first(where: { $0.hasPrefix("as=") }).map({ String($0.dropFirst(3)) }) {
            case nil: form = .plain
            case "Table": form = parts.contains("v=v1") ? .table : nil
            case PartialObjectMetadata.kind, PartialObjectMetadata.listKind: form = .metadata
            default: continue
            }
            if form != nil { break }
        }
        guard let form else { throw APIRefused(APIRefusal.notAcceptable) }
        self.form = form
    }

    func object(_ value: JSONValue) -> [UInt8] {
        switch form {
        case .plain: value.encoded() + [0x0A]
        case .table: table.table(of: [value], metadata: Self.version(of: value)).encoded() + [0x0A]
        case .metadata: Self.metadata(of: value).encoded() + [0x0A]
        }
    }

    func list(_ values: [JSONValue], metadata: JSONValue) -> [UInt8] {
        if form == .table { return table.table(of: values, metadata: metadata).encoded() + [0x0A] }
        let isPlain = form == .plain
        var body = Array(
            (isPlain
                ? "{\"kind\":\"\(kind.kind)List\",\"apiVersion\":\"\(kind.apiVersion)\",\"metadata\":"
                : "{\"kind\":\"\(PartialObjectMetadata.listKind)\",\"apiVersion\":\"\(PartialObjectMetadata.apiVersion)\",\"metadata\":")
                .utf8)
        body += metadata.encoded() + Array(",\"items\":[".utf8)
        for (index, value) in values.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            body += (isPlain ? item(value) : Self.metadata(of: value)).encoded()
        }
        return body + Array("]}\n".utf8)
    }

    /// The object of a watch's event. Only the first Table says what its columns are.
    func event(_ value: JSONValue, isFirst: Bool) -> JSONValue {
        switch form {
        case .plain: value
        case .table: table.table(of: [value], metadata: Self.version(of: value), hasColumns: isFirst)
        case .metadata: Self.metadata(of: value)
        }
    }

    /// Whether every watcher of this form gets the same bytes for a change.
    var isPlain: Bool { form == .plain }

    /// Items of built-in lists say neither kind nor version.
    private func item(_ value: JSONValue) -> JSONValue {
        guard !kind.isCustom, var object = value.object else { return value }
        object["kind"] = nil
        object["apiVersion"] = nil
        return .object(object)
    }

    private static func version(of value: JSONValue) -> JSONValue {
        ["resourceVersion": value["metadata"]?["resourceVersion"] ?? ""]
    }

    private static func metadata(of value: JSONValue) -> JSONValue {
        [
            "kind": .string(PartialObjectMetadata.kind), "apiVersion": .string(PartialObjectMetadata.apiVersion),
            "metadata": value["metadata"] ?? [:],
        ]
    }
}
