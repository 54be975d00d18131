import Documents
import Transport

extension APIClient {
    /// Reads a list to its end, page by page: a page is decoded while the next one is on its way.
    ///
    /// A list whose pages have expired (410) is read once more from its start. What breaks off later is handed out with
    /// the reason in `cutOff`.
    ///
    /// `keep` gets the bytes of every page of the list that is handed out, after the last one.
    package func list<Item: KubernetesObject>(
        _ kind: Item.Type, _ query: ListQuery = ListQuery(), keep: (([[UInt8]]) -> Void)? = nil
    ) async -> Observed<ObjectList<Item>> {
        for isLastTry in [false, true] {
            var pages: [[UInt8]] = []
            let result: Observed<ObjectList<Item>>? = await readPages(query, mayRestart: !isLastTry) {
                pages.append($0)
            }
            guard let result else { continue }
            if case .present = result { keep?(pages) }
            return result
        }
        return .failed("GET \(Item.path(namespace: query.namespace)): the list keeps expiring while it is read")
    }

    /// nil where the list has to be read anew.
    private func readPages<Item: KubernetesObject>(
        _ query: ListQuery, mayRestart: Bool, keep: ([UInt8]) -> Void
    ) async -> Observed<ObjectList<Item>>? {
        var list = ObjectList<Item>()
        var next: Task<Result<[UInt8], APIError>, Never>? = page(Item.self, query, token: nil)
        var isFirst = true
        while let current = next {
            let result = await withTaskCancellationHandler {
                await current.value
            } onCancel: {
                current.cancel()
            }
            let source = "GET \(Item.path(namespace: query.namespace))"
            switch result {
            case .success(let bytes):
                let token = ListHead.continueToken(in: bytes)
                next = token.map { page(Item.self, query, token: $0) }
                switch ObjectList<Item>.decodePage(bytes, source: source) {
                case .present(let page):
                    keep(bytes)
                    list.items += page.items
                    list.damaged += page.damaged
                    list.cutOff = page.cutOff
                    if page.cutOff != nil {
                        next?.cancel()
                        return .present(list)
                    }
                case let other:
                    next?.cancel()
                    guard !isFirst else { return other }
                    list.cutOff = "\(source): \(other.unknown?.description ?? "not a list")"
                    return .present(list)
                }
            case .failure(.gone) where !isFirst && mayRestart: return nil
            case .failure(let error):
                guard !isFirst else { return error.outcome(isBuiltIn: Item.isBuiltIn) }
                list.cutOff = "\(source): only a part of the list could be read: \(error.summary)"
                return .present(list)
            }
            isFirst = false
        }
        return .present(list)
    }

    private func page<Item: KubernetesObject>(
        _ kind: Item.Type, _ query: ListQuery, token: String?
    ) -> Task<Result<[UInt8], APIError>, Never> {
        var call = APICall(Item.path(namespace: query.namespace))
        call.right = MissingRight(verb: "list", resource: Item.resource, namespace: query.namespace)
        if let fields = query.fieldSelector { call.query.append(("fieldSelector", fields)) }
        if let labels = query.labelSelector { call.query.append(("labelSelector", labels)) }
        if query.isPaged { call.query.append(("limit", "\(settings.pageSize)")) }
        if let token { call.query.append(("continue", token)) }
        if Item.leavesContents { call.accept = "\(APICall.metadataList),\(call.accept)" }
        return Task { [call] in
            do throws(APIError) {
                return .success(try await answer(to: call).body)
            } catch {
                return .failure(error)
            }
        }
    }

    /// Reads one object as a list of one or none, so that it joins lists of its kind.
    ///
    /// `keep` gets the bytes of the object.
    package func get<Item: KubernetesObject>(
        _ kind: Item.Type, namespace: String?, name: String, keep: (([UInt8]) -> Void)? = nil
    ) async -> Observed<ObjectList<Item>> {
        var call = APICall(Item.path(namespace: namespace) + "/" + APICall.encoded(name))
        call.right = MissingRight(verb: "get", resource: Item.resource, namespace: namespace)
        do throws(APIError) {
            let bytes = try await answer(to: call).body
            keep?(bytes)
            var reader = Item.reader(bytes)
            let item: Item
            do throws(JSONError) {
                item = try Item(from: &reader)
                try reader.end()
            } catch {
                return .failed("\(call.description): \(error)")
            }
            if let problem = reader.problems.first { return .failed("\(call.description): \(problem)") }
            guard item.metadata.name == name else { return .failed("\(call.description): not the object asked for") }
            return .present(ObjectList(items: [item]))
        } catch {
            if case .notFound = error { return .present(ObjectList()) }
            return error.outcome(isBuiltIn: Item.isBuiltIn)
        }
    }
}

/// What stands before the items of a List.
enum ListHead {
    /// The token of the next page, found without reading the items: API servers write `metadata` first.
    static func continueToken(in bytes: [UInt8]) -> String? {
        var token: String?
        var hasMetadata = false
        var reader = JSONReader(bytes)
        do throws(JSONError) {
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "metadata":
                    hasMetadata = true
                    try reader.object { (reader, key) throws(JSONError) in
                        if case "continue" = key { token = try reader.string() } else { try reader.skip() }
                    }
                // The rest is not looked at; ending the reading takes an error.
                case "items" where hasMetadata:
                    throw JSONError(offset: reader.offset, path: "items", message: "not read")
                default: try reader.skip()
                }
            }
        } catch {}
        return token.flatMap { $0.isEmpty ? nil : $0 }
    }
}
