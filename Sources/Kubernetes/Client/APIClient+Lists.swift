import Documents
import Transport

extension APIClient {
    /// Reads a list to its end, page by page: objects are decoded while the bytes of a page arrive. The timeout of the client
    /// is that of the whole list.
    ///
    /// A list whose pages have expired (410) is read once more from its start. If a later page fails, the objects before it
    /// are returned with the reason in `cutOff`. A 404 is absence only if the server's discovery confirms that it does not
    /// serve the kind in any version; if it has another one, that is read. If that is known before, nothing is requested.
    ///
    /// `keep` gets the bytes of every page of the list that is returned, after the last one.
    package func list<Item: KubernetesObject>(
        _ kind: Item.Type, _ query: ListQuery = ListQuery(), keep: (([[UInt8]]) -> Void)? = nil
    ) async -> Observed<ObjectList<Item>> {
        if await isKnownUnserved(kind) { return .absent }
        let rules = ListRules(kind, query)
        let deadline = ContinuousClock.now + settings.timeout
        let isKept = keep != nil
        let result = await readList(kind, query, until: deadline) { call, source throws(APIError) in
            try await decodedPage(call, ListDecoder<Item>(source: source, rules: rules), isKept, until: deadline)
        }
        switch result {
        case .success(let read):
            keep?(read.pages)
            return .present(ObjectList(read.page))
        case .failure(.notFound), .failure(.notServed):
            guard query.version == nil else {
                let source = Item.path(namespace: query.namespace, version: query.version)
                return .failed("GET \(source): HTTP 404, but discovery lists the kind")
            }
            let meaning: Unserved<ObjectList<Item>> = await unserved(kind, until: deadline)
            switch meaning {
            case .served(let version):
                var other = query
                other.version = version
                return await list(kind, other, keep: keep)
            case .outcome(let outcome): return outcome
            }
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
        let read = try await readList(kind, query, until: deadline) { call, source throws(APIError) in
            // With its share of what is read at the same time.
            let answer = try await wholeAnswer(to: call, until: deadline)
            defer { withExtendedLifetime(answer) {} }
            let excess = PageBudget.excess(in: answer.body).map {
                Observed<ListPage<JSONValue>>.failed("\(source): \($0)")
            }
            return PageRead(
                page: excess ?? ListPage<JSONValue>.decode(answer.body, source: source, rules: rules),
                size: answer.body.count)
        }.get()
        if let cutOff = read.page.cutOff { throw .malformed(cutOff) }
        return DocumentList(items: read.page.items, resourceVersion: read.page.head.resourceVersion)
    }

    /// What was read of a list: its pages put together, and their bytes if they were to be kept.
    private struct ReadList<Element: Sendable>: Sendable {
        var page = ListPage<Element>()
        var pages: [[UInt8]] = []
    }

    /// One page, and its bytes if they were to be kept.
    private struct PageRead<Element: Sendable>: Sendable {
        let page: Observed<ListPage<Element>>
        /// Bytes.
        let size: Int
        /// Whether there is no room for the list: then the pages before it are not kept, either.
        var exceedsMemory = false
        var kept: [UInt8]?
    }

    private typealias Reading<Element: Sendable> =
        (_ call: APICall, _ source: String) async throws(APIError) -> PageRead<Element>

    private func readList<Item: KubernetesObject, Element: Sendable>(
        _ kind: Item.Type, _ query: ListQuery, until deadline: ContinuousClock.Instant, read: Reading<Element>
    ) async -> Result<ReadList<Element>, APIError> {
        for isLastTry in [false, true] {
            if let result = await readPages(kind, query, mayRestart: !isLastTry, read: read) { return result }
        }
        return .failure(.gone("the list keeps expiring while it is read"))
    }

    /// nil if the list has to be read again from its start.
    private func readPages<Item: KubernetesObject, Element: Sendable>(
        _ kind: Item.Type, _ query: ListQuery, mayRestart: Bool, read: Reading<Element>
    ) async -> Result<ReadList<Element>, APIError>? {
        let source = "GET \(Item.path(namespace: query.namespace, version: query.version))"
        var list = ReadList<Element>()
        var budget = PageBudget(pageSize: settings.pageSize)
        var token: String?
        repeat {
            let result = await result { () throws(APIError) in
                try await read(pageCall(kind, query, token: token), source)
            }
            let isFirst = token == nil
            token = nil
            switch result {
            case .success(let answer):
                var defect: String?
                switch answer.page {
                case .present(let page):
                    if let bytes = answer.kept { list.pages.append(bytes) }
                    list.page.add(page)
                    defect =
                        page.cutOff
                        ?? budget.excess(after: page.head, objects: page.items.count, bytes: answer.size)
                        .map { "\(source): \($0)" }
                    token = page.head.continueToken
                case let other:
                    defect = other.unknown?.reasonAlone ?? "\(source): expected a List, found something else"
                }
                if let defect {
                    // Without a single object that was asked for, nothing is known.
                    guard !list.page.items.isEmpty, !answer.exceedsMemory else { return .failure(.malformed(defect)) }
                    list.page.cutOff = defect
                    return .success(list)
                }
            case .failure(.gone) where !isFirst && mayRestart: return nil
            case .failure(let error):
                guard !isFirst else { return .failure(error) }
                list.page.cutOff = "\(source): only part of the list could be read: \(error.summary)"
                return .success(list)
            }
            if token != nil, budget.pause > .zero { try? await Task.sleep(for: budget.pause) }
        } while token != nil
        return .success(list)
    }

    /// A page whose objects are decoded as they arrive.
    private func decodedPage<Item: KubernetesObject>(
        _ call: APICall, _ decoder: ListDecoder<Item>, _ isKept: Bool, until deadline: ContinuousClock.Instant
    ) async throws(APIError) -> PageRead<Item> {
        try await reading(call, until: deadline) { response throws(Attempt.Failure) in
            guard response.head.status == 200 else {
                throw Attempt.Failure(
                    .malformed("\(call.description): HTTP \(response.head.status) instead of 200"))
            }
            // Afresh for each try.
            var decoder = decoder
            var size = 0
            var kept: [UInt8]? = isKept ? [] : nil
            do throws(TransportError) {
                while let part = try await response.body.next() {
                    size += part.count
                    guard size <= call.bodyLimit else { throw TransportError.tooLarge(limit: call.bodyLimit) }
                    decoder.take(part)
                    if isKept {
                        decoder.keep(part.count)
                        kept? += part
                    }
                }
            } catch {
                throw Attempt.Failure(.transport(error, request: call.description))
            }
            let page = decoder.finish()
            return PageRead(page: page, size: size, exceedsMemory: decoder.exceedsMemory, kept: kept)
        }
    }

    private func pageCall<Item: KubernetesObject>(_ kind: Item.Type, _ query: ListQuery, token: String?) -> APICall {
        var call = listCall(kind, query)
        call.bodyLimit = Self.pageLimit
        if query.isPaged { call.query.append(("limit", "\(settings.pageSize)")) }
        if let token { call.query.append(("continue", token)) }
        if Item.leavesContents { call.accept = "\(PartialObjectMetadata.listMediaType),\(call.accept)" }
        return call
    }

    /// Bytes of one page.
    private static let pageLimit = 256 << 20

    /// The request for a collection, without what makes it a page or a watch.
    func listCall<Item: KubernetesObject>(_ kind: Item.Type, _ query: ListQuery, verb: String = "list") -> APICall {
        var call = APICall(Item.path(namespace: query.namespace, version: query.version))
        call.right = MissingRight(verb: verb, resource: Item.resource, namespace: query.namespace)
        if let fields = query.fieldSelector { call.query.append(("fieldSelector", fields)) }
        if let labels = query.labelSelector { call.query.append(("labelSelector", labels)) }
        return call
    }
}

extension ListPage {
    fileprivate mutating func add(_ other: ListPage) {
        if items.isEmpty { items = other.items } else { items += other.items }
        damaged += other.damaged
        charges += other.charges
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
