import Documents

extension KubernetesAPI {
    func page(
        of objects: [StoredObject], _ kind: ServedKind, _ request: APIRequest, _ rendering: Rendering,
        hasSelectors: Bool
    ) throws(APIRefused) -> APIResponse {
        var start = 0
        if let text = request.value("continue"), !text.isEmpty {
            guard let token = PageToken(text) else {
                throw APIRefused(APIRefusal.badRequest("continue key is not valid: \(text)"))
            }
            guard token.resourceVersion == Self.resourceVersion else { throw APIRefused(APIRefusal.expired()) }
            start = min(token.start, objects.count)
        }
        let limit = try request.limit()
        let end = limit == 0 ? objects.count : min(objects.count, start + limit)
        var metadata: JSONObject = ["resourceVersion": .string(Self.resourceVersion)]
        if end < objects.count {
            metadata["continue"] = .string(PageToken(start: end, resourceVersion: Self.resourceVersion).text)
            if !hasSelectors { metadata["remainingItemCount"] = .number(JSONNumber(objects.count - end)) }
        }
        let shift = shift
        guard rendering.isPlain else {
            let values = objects[start..<end].map { $0.moved(by: shift) }
            return .json(200, rendering.list(values, metadata: .object(metadata)))
        }
        var body = Array(
            "{\"kind\":\"\(kind.kind)List\",\"apiVersion\":\"\(kind.apiVersion)\",\"metadata\":".utf8)
        body += JSONValue.object(metadata).encoded() + Array(",\"items\":[".utf8)
        for (index, object) in objects[start..<end].enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            object.item.write(to: &body, movedBy: shift)
        }
        return .json(200, body + Array("]}\n".utf8))
    }
}

extension APIRequest {
    /// Objects per page; 0 for all.
    func limit() throws(APIRefused) -> Int {
        guard let text = value("limit"), !text.isEmpty else { return 0 }
        guard let number = Int(text), number >= 0 else {
            throw APIRefused(APIRefusal.badRequest("strconv.ParseInt: parsing \"\(text)\": invalid syntax"))
        }
        return number
    }
}

/// Where the next page of a list begins; opaque to clients.
struct PageToken: Sendable, Hashable {
    let start: Int
    let resourceVersion: String

    init(start: Int, resourceVersion: String) {
        self.start = start
        self.resourceVersion = resourceVersion
    }

    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "page", let start = Int(parts[2]), start >= 0 else { return nil }
        self.init(start: start, resourceVersion: String(parts[1]))
    }

    var text: String { "page.\(resourceVersion).\(start)" }
}
