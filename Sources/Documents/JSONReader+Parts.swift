/// Reading a document while its bytes arrive, without keeping those that were read.
///
/// What is read may turn out to be cut off by the end of a part: then it is read again, from a mark, when more has arrived.
extension JSONReader {
    /// Lets the document arrive in parts, of which nothing has come yet.
    package mutating func begin() { isPartial = true }

    /// Adds the next bytes, and drops those that were read: names and keys of before are no longer valid.
    package mutating func append(_ part: [UInt8]) {
        for index in steps.indices {
            guard case .member(let start, let end) = steps[index] else { continue }
            steps[index] = .kept(start: keptNames.count, end: keptNames.count + end - start)
            keptNames += bytes[start..<end]
        }
        dropped += position
        if position == bytes.count {
            bytes = part
        } else {
            bytes.removeFirst(position)
            bytes += part
        }
        position = 0
    }

    /// No more bytes arrive: whatever ends here is cut off.
    package mutating func finish() { isPartial = false }

    /// A place in a container to read again from, until bytes are added.
    package struct Mark {
        fileprivate let position: Int
        fileprivate let depth: Int
        fileprivate let step: JSONStep?
        fileprivate let problems: Int
    }

    package var mark: Mark {
        Mark(position: position, depth: steps.count, step: steps.last, problems: problems.count)
    }

    /// Goes back to a mark; the reader must not have left the container since.
    package mutating func reset(to mark: Mark) {
        position = mark.position
        steps.removeLast(max(0, steps.count - mark.depth))
        if let step = mark.step, mark.depth == steps.count { steps[mark.depth - 1] = step }
        problems.removeLast(problems.count - mark.problems)
    }

    /// Whether the value that was just read may go on, as a number does.
    package var mayContinue: Bool {
        isPartial && position == bytes.count && bytes.last.map(JSONScan.isInNumber) ?? true
    }

    /// Whether an error may be none when more bytes are there. Only a document that is cut off has an error at its end.
    package func mayRecover(from error: JSONError) -> Bool { isPartial && error.offset >= dropped + bytes.count }

    /// Whether so many bytes are there to be read, or no more arrive.
    package func has(_ count: Int) -> Bool { !isPartial || bytes.count - position >= count }

    /// Bytes that arrived and were not read.
    package var pending: Int { bytes.count - position }

    /// Drops the problems noted so far, of which nothing is to be shown any more.
    package mutating func forgetProblems() { problems.removeAll(keepingCapacity: true) }

    // MARK: Step by step

    /// What a container begins with.
    package enum Entry {
        /// Another value, or null.
        case none
        case empty
        case open
    }

    /// Enters an object, so that the name of its first member comes next.
    package mutating func enterObject() throws(JSONError) -> Entry {
        try entersObject() ? .open : isEmptyContainer ? .empty : .none
    }

    /// Enters an array, so that its first element comes next.
    package mutating func enterArray() throws(JSONError) -> Entry {
        try entersArray() ? .open : isEmptyContainer ? .empty : .none
    }

    /// Reads the name of a member, so that its value comes next.
    package mutating func memberName() throws(JSONError) -> JSONKey { try name() }

    /// Behind a member: whether there is another one. The object is left otherwise.
    package mutating func hasNextMember() throws(JSONError) -> Bool { try nextMember() }

    /// Behind an element: whether there is another one, with this index. The array is left otherwise.
    package mutating func hasNextElement(_ index: Int) throws(JSONError) -> Bool { try nextElement(index) }
}

extension JSONScan {
    static func isInNumber(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: ".") || byte | 0x20 == UInt8(ascii: "e") || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: "+")
    }
}
