import Documents
import Transport

/// Decodes a list while its bytes arrive: each object as soon as it is whole, and no byte is kept for longer.
package struct ListDecoder<Item: KubernetesObject> {
    private var reader: JSONReader
    private let source: String
    /// nil for bundles: a `List` of any kind, as kubectl writes it, or one of this kind.
    private let rules: ListRules?
    private var page = ListPage<Item>()
    private var status = APIStatus()
    private var isStatus = false
    /// Whether a file of a bundle holds neither a whole list nor the `Status` of a read that failed; known once it is finished.
    package private(set) var isDamaged = false
    private var hasItems = false
    private var isObject = true
    /// Anything but an array of items says nothing about the objects.
    private var defect: JSONProblem?
    private var failure: JSONError?
    /// Why the remaining objects are not read.
    private var excess: String?
    /// Whether the list takes more memory than there is room for: then none of it is kept.
    private(set) var exceedsMemory = false
    private let budget: MemoryBudget
    private var state = State.start

    private enum State {
        case start
        case member
        case behindMember
        case element(Int)
        case behindElement(Int)
        case end
    }

    /// A decoder of a list of a bundle, which `source` names.
    package init(source: String) { self.init(source: source, rules: nil) }

    init(
        source: String, rules: ListRules?, budget: MemoryBudget = ListCharge.process,
        valueLimit: Int = PageBudget.valueLimit
    ) {
        self.source = source
        self.rules = rules
        self.budget = budget
        reader = Item.reader([])
        reader.begin()
        reader.valueLimit = valueLimit
    }

    /// Takes the next bytes, of any number.
    package mutating func take(_ part: [UInt8]) {
        guard failure == nil, excess == nil else { return }
        reader.append(part)
        advance()
    }

    /// Counts bytes that are kept with the list.
    mutating func keep(_ count: Int) { charge(count) }

    /// The token of the next page, if it has been read.
    var continueToken: String? { page.head.continueToken }

    /// The list of a bundle, or the `Status` in its place, once all of its bytes have been taken.
    package mutating func finishList() -> Observed<ObjectList<Item>> {
        let page = finish()
        isDamaged = failure != nil || page.unknown != nil && !isStatus
        return page.map { page in
            var list = ObjectList(page)
            if page.head.continueToken != nil {
                list.cutOff = list.cutOff ?? "\(source): only the first page was collected"
            } else if let remaining = page.head.remainingItemCount, remaining != 0 {
                list.cutOff = list.cutOff ?? "\(source): \(remaining) more objects were not collected"
            }
            return list
        }
    }

    /// The page, once all of its bytes have been taken.
    mutating func finish() -> Observed<ListPage<Item>> {
        if failure == nil, excess == nil {
            reader.finish()
            advance()
        }
        defer { page = ListPage() }
        if exceedsMemory, let excess { return .failed("\(source): \(excess)") }
        guard isObject else { return .failed("\(source): expected a List, found something else") }
        if let reason = failure.map({ "\($0)" }) ?? excess {
            guard hasItems || !page.items.isEmpty else { return .failed("\(source): \(reason)") }
            page.cutOff = "\(source): \(reason)"
            if page.head.kind.isEmpty { return .present(page) }
        }
        if let defect { return .failed("\(source): \(defect)") }
        if rules == nil, page.head.kind == "Status" {
            isStatus = true
            return status.outcome(resource: Item.resource, source: source, isBuiltIn: Item.isBuiltIn)
        }
        if let rules {
            if let defect = rules.defect(of: page.head) { return .failed("\(source): \(defect)") }
        } else if !["List", Item.kind + "List", PartialObjectMetadata.listKind].contains(page.head.kind) {
            let found = page.head.kind.isEmpty ? "no kind" : ShownName.quoted(page.head.kind)
            return .failed("\(source): expected \(Item.kind)List, found \(found)")
        }
        guard hasItems || page.cutOff != nil else {
            return .failed("\(source): the \(page.head.kind) has no items: an empty list has an empty array")
        }
        return .present(page)
    }

    /// Reads on as far as the bytes go. A step that they cut off is done again when there are more.
    private mutating func advance() {
        while true {
            let mark = reader.mark
            do throws(JSONError) {
                guard try step() else { return wait(at: mark) }
                if excess != nil { return }
                reader.forgetProblems()
            } catch {
                if reader.mayRecover(from: error) { return wait(at: mark) }
                failure = error
                return
            }
        }
    }

    /// Until more bytes arrive. What is to be read again and again must not be endless.
    private mutating func wait(at mark: JSONReader.Mark) {
        reader.reset(to: mark)
        guard reader.pending > 2 * ObjectBounds.bytes else { return }
        excess = "an object is larger than \(ObjectBounds.bytes >> 20) MiB"
    }

    /// False, and nothing changed but the reader, if the step needs more bytes.
    private mutating func step() throws(JSONError) -> Bool {
        switch state {
        case .start:
            // As many as a byte order mark has, which is not JSON, and has a message of its own.
            guard reader.has(3) else { return false }
            switch try reader.enterObject() {
            case .open: state = .member
            case .empty: state = .end
            case .none:
                if reader.mayContinue { return false }
                isObject = false
                state = .end
            }
        case .member:
            let key = try reader.memberName()
            if case "items" = key { return try enterItems() }
            if try !page.head.read(key, from: &reader) { try status.read(key, from: &reader) }
            if reader.mayContinue { return false }
            state = .behindMember
        case .behindMember: state = try reader.hasNextMember() ? .member : .end
        case .element(let index):
            guard try readItem(index) else { return false }
            state = .behindElement(index + 1)
        case .behindElement(let index):
            if try reader.hasNextElement(index) {
                state = .element(index)
            } else {
                hasItems = true
                state = .behindMember
            }
        case .end:
            try reader.end()
            return false
        }
        return true
    }

    private mutating func enterItems() throws(JSONError) -> Bool {
        let before = reader.problems.count
        let entry = try reader.enterArray()
        if entry == .none, reader.mayContinue { return false }
        hasItems = entry == .empty
        if entry == .none, reader.problems.count > before { defect = reader.problems[before] }
        state = entry == .open ? .element(0) : .behindMember
        return true
    }

    /// Objects of one page or file: a small object takes many times its bytes once it is decoded.
    private static var countLimit: Int { 200_000 }
    /// Objects that could not be understood. Each is remembered with what is wrong with it.
    private static var damagedLimit: Int { 1000 }

    private mutating func charge(_ count: Int) {
        if page.charges.isEmpty { page.charges = [ListCharge(budget)] }
        guard page.charges.contains(where: { !$0.take(count) }) else { return }
        excess = ListCharge.excess(of: budget)
        exceedsMemory = true
        page = ListPage()
    }

    private mutating func readItem(_ index: Int) throws(JSONError) -> Bool {
        guard index < Self.countLimit else {
            excess = "more than \(Self.countLimit) objects\(rules == nil ? "" : " on one page")"
            return true
        }
        let volume = reader.volume
        let before = reader.problems.count
        let start = reader.offset
        let item = try Item(from: &reader)
        if reader.mayContinue { return false }
        var problem = reader.problems.count > before ? "\(reader.problems[before])" : nil
        if item.metadata.name.isEmpty { problem = problem ?? "items[\(index)]: metadata.name is missing" }
        if reader.offset - start > ObjectBounds.bytes {
            problem = problem ?? "items[\(index)]: larger than \(ObjectBounds.bytes >> 20) MiB"
        }
        if let defect = rules?.defect(of: item.metadata) { problem = problem ?? "items[\(index)]: \(defect)" }
        if let problem {
            page.damaged.append(
                DamagedObject(namespace: item.metadata.namespace, name: item.metadata.name, problem: problem))
            if page.damaged.count > Self.damagedLimit {
                excess = "more than \(Self.damagedLimit) objects are malformed"
            }
        } else {
            page.items.append(item)
        }
        charge(reader.volume.memory(since: volume))
        return true
    }
}
