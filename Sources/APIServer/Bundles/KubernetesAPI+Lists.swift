import Documents

extension KubernetesAPI {
    func list(_ kind: ServedKind, _ resource: ResourceRequest, _ request: APIRequest) -> APIResponse {
        guard case .objects(var objects)? = self.objects.store.contents[kind] else { return APIRefusal.pathNotFound }
        if let namespace = resource.namespace { objects = objects.filter { $0.namespace == namespace } }
        var hasSelectors = false
        if let text = request.value("labelSelector"), !text.isEmpty {
            guard let query = LabelQuery(text) else {
                return APIRefusal.badRequest("unable to parse requirement: \(text)")
            }
            objects = objects.filter { query.matches($0.labels) }
            hasSelectors = true
        }
        if let text = request.value("fieldSelector"), !text.isEmpty {
            guard let query = FieldQuery(text) else {
                return APIRefusal.badRequest("invalid selector: '\(text)'; can't understand '\(text)'")
            }
            do throws(FieldQuery.Unsupported) {
                try query.check(kind)
            } catch {
                return APIRefusal.badRequest("field label not supported: \(error.field)")
            }
            objects = objects.filter(query.matches)
            hasSelectors = true
        }
        return page(of: objects, kind, request, hasSelectors: hasSelectors)
    }

    private func page(
        of objects: [StoredObject], _ kind: ServedKind, _ request: APIRequest, hasSelectors: Bool
    ) -> APIResponse {
        var start = 0
        if let text = request.value("continue"), !text.isEmpty {
            guard let token = PageToken(text) else {
                return APIRefusal.badRequest("continue key is not valid: \(text)")
            }
            guard token.resourceVersion == Self.resourceVersion else { return APIRefusal.expired() }
            start = min(token.start, objects.count)
        }
        var limit = 0
        if let text = request.value("limit"), !text.isEmpty {
            guard let number = Int(text), number >= 0 else {
                return APIRefusal.badRequest("strconv.ParseInt: parsing \"\(text)\": invalid syntax")
            }
            limit = number
        }
        let end = limit == 0 ? objects.count : min(objects.count, start + limit)
        var metadata: JSONObject = ["resourceVersion": .string(Self.resourceVersion)]
        if end < objects.count {
            metadata["continue"] = .string(PageToken(start: end, resourceVersion: Self.resourceVersion).text)
            if !hasSelectors { metadata["remainingItemCount"] = .number(JSONNumber(objects.count - end)) }
        }
        var body = Array(
            "{\"kind\":\"\(kind.kind)List\",\"apiVersion\":\"\(kind.apiVersion)\",\"metadata\":".utf8)
        body += JSONValue.object(metadata).encoded() + Array(",\"items\":[".utf8)
        let shift = shift
        for (index, object) in objects[start..<end].enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            object.item.write(to: &body, movedBy: shift)
        }
        return .json(200, body + Array("]}\n".utf8))
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
