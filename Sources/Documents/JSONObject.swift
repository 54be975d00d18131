/// Members in the order in which they were added; equal to another one with the same members in any order. Names are the
/// same where Swift's Strings are, also when one has its accents as characters of their own.
package struct JSONObject: Sendable {
    /// In the order in which they were added, no name twice.
    package private(set) var members: [(key: String, value: JSONValue)] = []
    /// Where each name stands in `members`; only for large objects, since looking through few names is faster.
    private var positions: [String: Int] = [:]
    private static let largeCount = 16

    /// An object without members.
    package init() {}

    /// A repeated name keeps its first place and takes its last value.
    package init(members: [(String, JSONValue)]) {
        self.members.reserveCapacity(members.count)
        for (key, value) in members { self[key] = value }
    }

    package var count: Int { members.count }
    package var isEmpty: Bool { members.isEmpty }

    /// Setting nil removes the member; a new value of a known name takes the old one's place.
    package subscript(key: String) -> JSONValue? {
        get { position(of: key).map { members[$0].value } }
        set {
            switch (position(of: key), newValue) {
            case (let position?, let value?): members[position].value = value
            case (let position?, nil):
                members.remove(at: position)
                positions = [:]
                indexIfLarge()
            case (nil, let value?):
                members.append((key, value))
                if positions.isEmpty { indexIfLarge() } else { positions[key] = members.count - 1 }
            case (nil, nil): break
            }
        }
    }

    private func position(of key: String) -> Int? {
        positions.isEmpty ? members.firstIndex { $0.key == key } : positions[key]
    }

    private mutating func indexIfLarge() {
        guard members.count > Self.largeCount else { return }
        for (position, member) in members.enumerated() { positions[member.key] = position }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(members: elements) }
}

extension JSONObject: Hashable {
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.count == right.count && left.members.allSatisfy { right[$0.key] == $0.value }
    }

    package func hash(into hasher: inout Hasher) {
        // A sum, so that the order does not count.
        var sum = 0
        for (key, value) in members {
            var member = Hasher()
            member.combine(key)
            member.combine(value)
            sum &+= member.finalize()
        }
        hasher.combine(sum)
    }
}
