import Documents

/// What a List has to be to count as the answer to a request.
struct ListRules: Sendable {
    let kind: String
    let apiVersion: String
    let isNamespaced: Bool
    /// Whether a list of metadata alone was asked for as well.
    let allowsMetadataOnly: Bool
    /// The namespace and the name that were asked for; nil for all.
    var namespace: String?
    var name: String?

    init<Item: KubernetesObject>(_ item: Item.Type, _ query: ListQuery) {
        kind = item.kind
        apiVersion = query.version.map { "\(item.group)/\($0)" } ?? item.apiVersion
        isNamespaced = item.isNamespaced
        allowsMetadataOnly = item.leavesContents
        namespace = query.namespace
        name = query.selectedName
    }

    /// Why the answer is not the List that was asked for; nil if it is.
    ///
    /// Kubernetes names typed lists `<Kind>List`, gives each the version of its group (Kubernetes API conventions, "Types"), and
    /// sets the resourceVersion of every collection ("Metadata"). An empty list without one is what a proxy sends.
    func defect(of head: ListHead) -> String? {
        if let defect = typeDefect(of: head) { return defect }
        return head.resourceVersion.isEmpty ? "the \(head.kind) has no resourceVersion" : nil
    }

    private func typeDefect(of head: ListHead) -> String? {
        if allowsMetadataOnly, head.kind == PartialObjectMetadata.listKind,
            head.apiVersion == PartialObjectMetadata.apiVersion
        {
            return nil
        }
        guard head.kind == kind + "List" else {
            return "expected \(kind)List, found \(head.kind.isEmpty ? "no kind" : ShownName.quoted(head.kind))"
        }
        guard head.apiVersion == apiVersion else {
            let found = head.apiVersion.isEmpty ? "none" : ShownName.quoted(head.apiVersion)
            return "expected apiVersion \(apiVersion), found \(found)"
        }
        return nil
    }

    /// Why an object is none of those that were asked for; nil if it is one.
    func defect(of metadata: ObjectMeta) -> String? {
        if isNamespaced, metadata.namespace.isEmpty { return "\(kind) \(quoted(metadata.name)) has no namespace" }
        if let namespace, metadata.namespace != namespace {
            return "\(kind) \(quoted(metadata.path)) is not in the requested namespace"
        }
        if let name, metadata.name != name { return "\(kind) \(quoted(metadata.path)) was not requested" }
        return nil
    }

    private func quoted(_ text: String) -> String { ShownName.quoted(text) }
}

/// What a List says about itself, beside its items.
struct ListHead: Sendable {
    var kind = ""
    var apiVersion = ""
    var resourceVersion = ""
    /// The token of the next page; nil on the last one.
    var continueToken: String?
    var remainingItemCount: Int?

    /// Reads a top-level member other than `items`. False, and nothing read, if it is none of the head's.
    mutating func read(_ key: JSONKey, from reader: inout JSONReader) throws(JSONError) -> Bool {
        switch key {
        case "kind": kind = try reader.string() ?? ""
        case "apiVersion": apiVersion = try reader.string() ?? ""
        case "metadata":
            var head = self
            try reader.object { (reader, key) throws(JSONError) in
                switch key {
                case "continue": head.continueToken = try reader.string().flatMap { $0.isEmpty ? nil : $0 }
                case "remainingItemCount": head.remainingItemCount = try reader.int()
                case "resourceVersion": head.resourceVersion = try reader.string() ?? ""
                default: try reader.skip()
                }
            }
            self = head
        default: return false
        }
        return true
    }
}

/// One page of a list. `Element` is what its items are decoded as.
struct ListPage<Element: Sendable>: Sendable {
    var head = ListHead()
    var items: [Element] = []
    var damaged: [DamagedObject] = []
    /// Why the end of the page is missing; nil if it was read to its end.
    var cutOff: String?
    /// What the page takes of the memory of all lists; empty for pages of whole documents.
    var charges: [ListCharge] = []
}

/// Bounds what one list may cost, whatever the server sends.
///
/// An API server fills every page but the last one, and says on the first one how many objects remain unless a selector is
/// used (Kubernetes API concepts, "Retrieving large results sets in chunks").
struct PageBudget {
    /// Objects per page that were asked for.
    let pageSize: Int
    private var seenTokens: Set<String> = []
    private var pages = 0
    private var objects = 0
    private var bytes = 0
    private var expected: Int?

    /// Short pages that are tolerated before they count as endless.
    private static let spare = 20
    /// Bytes of all pages together.
    private static let byteLimit = 1 << 30

    init(pageSize: Int) { self.pageSize = max(1, pageSize) }

    /// Counts one page. Returns why no further page is read although the server offers one; nil if it may go on.
    mutating func excess(after head: ListHead, objects count: Int, bytes size: Int) -> String? {
        pages += 1
        objects += count
        bytes += size
        if pages == 1, let remaining = head.remainingItemCount {
            // Objects that are created meanwhile do not join a list; twice as many leave room for servers that estimate.
            let total = objects.addingReportingOverflow(max(0, remaining))
            let doubled = total.partialValue.multipliedReportingOverflow(by: 2)
            if !total.overflow, !doubled.overflow { expected = doubled.partialValue }
        }
        guard let token = head.continueToken else {
            guard let remaining = head.remainingItemCount, remaining != 0 else { return nil }
            return "the server reports \(remaining) more objects, but sends no continue token"
        }
        if !seenTokens.insert(token).inserted { return "the server sent the same continue token again" }
        if pages > objects / pageSize * 2 + Self.spare {
            return "the server keeps sending short pages: \(objects) objects on \(pages) pages"
        }
        if let expected, objects > expected + Self.spare {
            return "the server sent \(objects) objects and offers more, although its first page announced fewer"
        }
        if bytes > Self.byteLimit { return "the list is larger than \(Self.byteLimit >> 20) MB" }
        return nil
    }

    /// Values of one page, or of one file of a bundle. The smallest takes three bytes of JSON and more than a hundred once it
    /// is decoded.
    static let valueLimit = 8_000_000

    /// Why a page is not decoded: it would take gigabytes of memory. nil if it is.
    static func excess(in page: [UInt8], limit: Int = valueLimit) -> String? {
        // A value has a comma behind it, or a brace or bracket around it. Shorter pages cannot have too many.
        guard page.count > limit else { return nil }
        let values = page.count { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "[") }
        return values > limit ? "the page holds more than \(limit / 1_000_000) million values" : nil
    }

    /// Pause before the next page: none for lists of common size, and never more than 50 requests a second.
    var pause: Duration { pages < 50 ? .zero : .milliseconds(20) }
}
