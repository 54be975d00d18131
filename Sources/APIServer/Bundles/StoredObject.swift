import Documents

/// An object as it is served: encoded once, with the places of its timestamps.
struct StoredObject: Sendable {
    let value: JSONValue
    let namespace: String
    let name: String
    let labels: [String: String]
    /// Without `kind` and `apiVersion` for built-in kinds, as the items of their lists are.
    let item: ShiftedText
    /// With both.
    let whole: ShiftedText

    init?(_ value: JSONValue, kind: ServedKind) {
        guard case .object(var object) = value, let metadata = object["metadata"], let name = metadata["name"]?.string
        else { return nil }
        self.value = value
        self.name = name
        namespace = metadata["namespace"]?.string ?? ""
        labels = (metadata["labels"]?.object?.members ?? []).reduce(into: [:]) { $0[$1.key] = $1.value.string }
        object["kind"] = nil
        object["apiVersion"] = nil
        let bare = JSONValue.object(object).encoded()
        let head = Array("{\"kind\":\"\(kind.kind)\",\"apiVersion\":\"\(kind.apiVersion)\",".utf8)
        whole = ShiftedText(head + bare.dropFirst())
        item = kind.isCustom ? whole : ShiftedText(bare)
    }

    var path: String { "\(namespace)/\(name)" }

    /// With `kind` and `apiVersion`, its times moved by so many seconds.
    func moved(by seconds: Int) -> JSONValue { (try? JSONValue(parsing: whole.moved(by: seconds))) ?? value }

    /// Its contents under the metadata of another one.
    func with(metadataOf other: StoredObject, _ kind: ServedKind) -> StoredObject {
        guard var object = value.object else { return self }
        for (key, value) in other.value.object?.members ?? [] where key == "metadata" || object[key] == nil {
            object[key] = value
        }
        return StoredObject(.object(object), kind: kind) ?? self
    }
}

/// Bytes of JSON in which timestamps can be moved without reading them again.
struct ShiftedText: Sendable {
    private let bytes: [UInt8]
    /// Where strings that are a time (RFC 3339) begin, and which second each is.
    private let times: [(offset: Int, second: Int)]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var times: [(Int, Int)] = []
        var offset = 0
        while let quote = bytes[offset...].firstIndex(of: UInt8(ascii: "\"")) {
            offset = quote + 1
            guard let length = TimeText.length(bytes, at: offset), offset + length < bytes.count,
                bytes[offset + length] == UInt8(ascii: "\""),
                let second = TimeText.second(bytes[offset..<(offset + 19)])
            else { continue }
            times.append((offset, second))
            offset += length
        }
        self.times = times
    }

    /// Appends the text, all its times moved by so many seconds; fractions of a second stay as they are.
    func write(to output: inout [UInt8], movedBy seconds: Int) {
        let start = output.count
        output += bytes
        guard seconds != 0 else { return }
        for (offset, second) in times {
            output.replaceSubrange(
                (start + offset)..<(start + offset + 19), with: TimeText.text(second + seconds).utf8)
        }
    }

    func moved(by seconds: Int) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        write(to: &output, movedBy: seconds)
        return output
    }
}
