import Documents
import Transport

extension APIClient {
    /// Reads a list to its end, page by page: a page is decoded while the next one is on its way. The timeout of the client
    /// is that of the whole list.
    ///
    /// A list whose pages have expired (410) is read once more from its start. If a later page fails, the objects before it
    /// are returned with the reason in `cutOff`. A 404 is absence only if the server's discovery confirms that it does not
    /// serve the kind.
    ///
    /// `keep` gets the bytes of every page of the list that is returned, after the last one.
    package func list<Item: KubernetesObject>(
        _ kind: Item.Type, _ query: ListQuery = ListQuery(), keep: (([[UInt8]]) -> Void)? = nil
    ) async -> Observed<ObjectList<Item>> {
        let rules = ListRules(kind, query)
        let deadline = ContinuousClock.now + settings.timeout
        let result = await readList(kind, query, keepsBytes: keep != nil, until: deadline) { bytes, source in
            ObjectList<Item>.decodePage(bytes, source: source, rules: rules)
        }
        switch result {
        case .success(let read):
            keep?(read.pages)
            return .present(ObjectList(read.page))
        case .failure(.notFound), .failure(.notServed):
            return await unserved(kind, until: deadline)
        case .failure(let error):
            if let wider = query.withoutField(after: error) { return await list(kind, wider, keep: keep) }
            return error.outcome()
        }
    }

    /// Reads a list with everything that its objects hold, for those who keep them up to date or write them back.
    ///
    /// Throws `gone` if its pages keep expiring while they are read, and `malformed` if any part of it is missing.
    package func documents<Item: KubernetesObject>(
        _ kind: Item.Type, _ query: ListQuery = ListQuery()
    ) async throws(APIError) -> DocumentList {
        let rules = ListRules(kind, query)
        let deadline = ContinuousClock.now + settings.timeout
        let read = try await readList(kind, query, keepsBytes: false, until: deadline) { bytes, source in
            ListPage<JSONValue>.decode(bytes, source: source, rules: rules)
        }.get()
        if let cutOff = read.page.cutOff { throw .malformed(cutOff) }
        return DocumentList(items: read.page.items, resourceVersion: read.page.head.resourceVersion)
    }

    /// What was read of a list: its pages put together, and their bytes if they were to be kept.
    private struct ReadList<Element: Sendable>: Sendable {
        var page = ListPage<Element>()
        var pages: [[UInt8]] = []
    }

    private typealias Decoding<Element: Sendable> = (_ bytes: [UInt8], _ source: String) -> Observed<ListPage<Element>>

    private func readList<Item: KubernetesObject, Element: Sendable>(
        _ kind: Item.Type, _ query: ListQuery, keepsBytes: Bool, until deadline: ContinuousClock.Instant,
        decode: Decoding<Element>
    ) async -> Result<ReadList<Element>, APIError> {
        for isLastTry in [false, true] {
            let result = await readPages(
                kind, query, keepsBytes: keepsBytes, mayRestart: !isLastTry, until: deadline, decode: decode)
            if let result { return result }
        }
        return .failure(.gone("the list keeps expiring while it is read"))
    }

    /// nil if the list has to be read again from its start.
    private func readPages<Item: KubernetesObject, Element: Sendable>(
        _ kind: Item.Type, _ query: ListQuery, keepsBytes: Bool, mayRestart: Bool,
        until deadline: ContinuousClock.Instant, decode: Decoding<Element>
    ) async -> Result<ReadList<Element>, APIError>? {
        let source = "GET \(Item.path(namespace: query.namespace))"
        var read = ReadList<Element>()
        var budget = PageBudget(pageSize: settings.pageSize)
        var next: Task<Result<APIAnswer, APIError>, Never>? = page(kind, query, token: nil, .zero, until: deadline)
        var isFirst = true
        while let current = next {
            let result = await withTaskCancellationHandler {
                await current.value
            } onCancel: {
                current.cancel()
            }
            switch result {
            case .success(let answer):
                // With its share: a page that is decoded counts while the next one is read.
                let bytes = answer.body
                defer { withExtendedLifetime(answer) {} }
                let token = ListHead.continueToken(in: bytes)
                next = token.map { page(kind, query, token: $0, budget.pause, until: deadline) }
                var defect = PageBudget.excess(in: bytes).map { "\(source): \($0)" }
                switch defect.map({ Observed<ListPage<Element>>.failed($0) }) ?? decode(bytes, source) {
                case .present(let page):
                    if keepsBytes { read.pages.append(bytes) }
                    read.page.add(page)
                    defect =
                        page.cutOff
                        ?? budget.excess(after: page.head, objects: page.items.count, bytes: bytes.count)
                        .map { "\(source): \($0)" }
                case let other:
                    defect = other.unknown?.reasonAlone ?? "\(source): expected a List, found something else"
                }
                if let defect {
                    next?.cancel()
                    // Without a single object that was asked for, nothing is known.
                    guard !read.page.items.isEmpty else { return .failure(.malformed(defect)) }
                    read.page.cutOff = defect
                    return .success(read)
                }
            case .failure(.gone) where !isFirst && mayRestart: return nil
            case .failure(let error):
                guard !isFirst else { return .failure(error) }
                read.page.cutOff = "\(source): only part of the list could be read: \(error.summary)"
                return .success(read)
            }
            isFirst = false
        }
        return .success(read)
    }

    private func page<Item: KubernetesObject>(
        _ kind: Item.Type, _ query: ListQuery, token: String?, _ pause: Duration,
        until deadline: ContinuousClock.Instant
    ) -> Task<Result<APIAnswer, APIError>, Never> {
        var call = listCall(kind, query)
        call.bodyLimit = Self.pageLimit
        if query.isPaged { call.query.append(("limit", "\(settings.pageSize)")) }
        if let token { call.query.append(("continue", token)) }
        if Item.leavesContents { call.accept = "\(PartialObjectMetadata.listMediaType),\(call.accept)" }
        return Task { [call] in
            do throws(APIError) {
                if pause > .zero { try? await Task.sleep(for: pause) }
                return .success(try await wholeAnswer(to: call, until: deadline))
            } catch {
                return .failure(error)
            }
        }
    }

    /// Bytes of one page: 500 objects of half a megabyte each.
    private static let pageLimit = 256 << 20

    /// The request for a collection, without what makes it a page or a watch.
    func listCall<Item: KubernetesObject>(_ kind: Item.Type, _ query: ListQuery, verb: String = "list") -> APICall {
        var call = APICall(Item.path(namespace: query.namespace))
        call.right = MissingRight(verb: verb, resource: Item.resource, namespace: query.namespace)
        if let fields = query.fieldSelector { call.query.append(("fieldSelector", fields)) }
        if let labels = query.labelSelector { call.query.append(("labelSelector", labels)) }
        return call
    }
}

extension ListPage {
    fileprivate mutating func add(_ other: ListPage) {
        items += other.items
        damaged += other.damaged
        cutOff = other.cutOff
        head = other.head
    }
}

extension ListPage where Element == JSONValue {
    /// The same checks as for decoded objects, on whole documents.
    fileprivate static func decode(_ bytes: [UInt8], source: String, rules: ListRules) -> Observed<ListPage> {
        var page = ListPage()
        var reader = JSONReader(bytes)
        var hasItems = false
        do throws(JSONError) {
            try reader.object { (reader, key) throws(JSONError) in
                if case "items" = key {
                    hasItems = try reader.array { (reader, _) throws(JSONError) in page.items.append(try reader.value())
                    }
                } else if try !page.head.read(key, from: &reader) {
                    try reader.skip()
                }
            }
            try reader.end()
        } catch {
            return .failed("\(source): \(error)")
        }
        if let defect = rules.defect(of: page.head) { return .failed("\(source): \(defect)") }
        return hasItems ? .present(page) : .failed("\(source): the \(page.head.kind) has no items")
    }
}
