/// Reads a JSON document from its bytes, value by value, on request: what nobody asks for is checked and skipped, and never
/// becomes a value.
///
/// Each function reads exactly one value. null reads as nil (or false) without a problem; a value of another type is noted
/// in `problems`, skipped, and reads as nil too. Strict as RFC 8259. After a `JSONError` nothing more can be read.
package struct JSONReader: Sendable {
    var bytes: [UInt8]
    /// Bytes of the document before `bytes`, if it arrives in parts.
    var dropped = 0
    /// Names of members that the reader is at, and whose bytes were dropped.
    var keptNames: [UInt8] = []
    /// Whether more of the document may follow.
    package internal(set) var isPartial = false
    let depthLimit: Int
    /// Members and elements that are read, not skipped, before the document is too much.
    package var valueLimit = Int.max
    /// What was read so far, not skipped.
    package internal(set) var volume = Volume()
    var position = 0
    /// Whether the last container that was to be entered has nothing in it.
    var isEmptyContainer = false
    /// The way from the root to the current value; turned into text only for errors and problems.
    var steps: [JSONStep] = []

    /// What was read before and may come again.
    var repeatedValues = RepeatedValues()
    /// The same of names of members, which go through no filter.
    var repeatedNames = RepeatedValues()
    /// For whoever reads many objects from one document.
    package var notes: (any Sendable)?
    /// For maps while they are read.
    var pairs: [(name: String, value: String)] = []

    /// What every string that is read as a value goes through; nil leaves them as they are. Names of members do not.
    package var textFilter: (@Sendable (String) -> String)?

    /// Values of another type than was asked for, in the order of the document.
    package internal(set) var problems: [JSONProblem] = []

    /// How much was read, for those who estimate the memory that it takes.
    package struct Volume: Sendable {
        package internal(set) var members = 0
        package internal(set) var elements = 0
        /// Of strings that are stored apart, as those of up to 15 bytes are not; repeated ones are counted once.
        package internal(set) var textBytes = 0
    }

    /// A reader at the beginning of `bytes`. Objects and arrays nested deeper than `depthLimit` are an error.
    package init(_ bytes: [UInt8], depthLimit: Int = 200) {
        self.bytes = bytes
        self.depthLimit = depthLimit
        steps.reserveCapacity(16)
    }

    /// Bytes read so far.
    package var offset: Int { dropped + position }

    /// Reads an object, handing out each member in turn; a value that is left unread is skipped. A repeated name is handed
    /// out each time. False where there was no object.
    @discardableResult
    package mutating func object(
        _ member: (inout JSONReader, JSONKey) throws(JSONError) -> Void
    ) throws(JSONError) -> Bool {
        guard try entersObject() else { return isEmptyContainer }
        repeat {
            let key = try name()
            let start = position
            try member(&self, key)
            if position == start { try skip() }
        } while try nextMember()
        return true
    }

    /// Reads an array, handing out each element's index; an element that is left unread is skipped. False where there was
    /// no array.
    @discardableResult
    package mutating func array(
        _ element: (inout JSONReader, Int) throws(JSONError) -> Void
    ) throws(JSONError) -> Bool {
        guard try entersArray() else { return isEmptyContainer }
        var index = 0
        repeat {
            let start = position
            try element(&self, index)
            if position == start { try skip() }
            index += 1
        } while try nextElement(index)
        return true
    }

    /// Any value, whole. Of a repeated name the last value counts.
    package mutating func value() throws(JSONError) -> JSONValue {
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"):
            var object = JSONObject()
            try self.object { (reader, key) throws(JSONError) in object[key.string] = try reader.value() }
            return .object(object)
        case UInt8(ascii: "["):
            var elements: [JSONValue] = []
            try array { (reader, _) throws(JSONError) in elements.append(try reader.value()) }
            return .array(elements)
        case UInt8(ascii: "\""): return .string(try scannedString())
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool(try scannedBool())
        case UInt8(ascii: "n"):
            try skip()
            return .null
        default: return .number(JSONNumber(text: try scannedNumber()))
        }
    }

    /// Checks one value and passes over it.
    package mutating func skip() throws(JSONError) {
        // A copy, so that the scan may change `steps` meanwhile; of the reference only.
        let bytes = bytes
        do throws(JSONFault) {
            position = try JSONScan.value(bytes.span, from: position, steps: &steps, depthLimit: depthLimit)
        } catch {
            throw located(error)
        }
    }

    /// Only white space may follow.
    package mutating func end() throws(JSONError) {
        skipSpace()
        if position < bytes.count { throw located(JSONFault("unexpected text after the document", at: position)) }
    }

    /// Enters an object that has a member, whose name comes next. False for an empty one, which is then behind the reader
    /// (`isEmptyContainer`), for null and for a value of another type.
    mutating func entersObject() throws(JSONError) -> Bool {
        try enters(UInt8(ascii: "{"), UInt8(ascii: "}"), .object, "an object")
    }

    /// The same for an array: the reader is then at its first element.
    mutating func entersArray() throws(JSONError) -> Bool {
        try enters(UInt8(ascii: "["), UInt8(ascii: "]"), .element(0), "an array")
    }

    /// Behind the value of a member: whether there is another one, whose name comes next. Leaves the object otherwise.
    mutating func nextMember() throws(JSONError) -> Bool {
        skipSpace()
        if takes(UInt8(ascii: ",")) {
            skipSpace()
            volume.members += 1
            try checkVolume()
            return true
        }
        guard takes(UInt8(ascii: "}")) else {
            steps[steps.count - 1] = .object
            throw unexpected("expected \",\" or \"}\" after a member")
        }
        steps.removeLast()
        return false
    }

    /// Behind an element: whether there is another one, which has the index. Leaves the array otherwise.
    mutating func nextElement(_ index: Int) throws(JSONError) -> Bool {
        skipSpace()
        if takes(UInt8(ascii: ",")) {
            steps[steps.count - 1] = .element(index)
            skipSpace()
            volume.elements += 1
            try checkVolume()
            return true
        }
        guard takes(UInt8(ascii: "]")) else {
            steps[steps.count - 1] = .array
            throw unexpected("expected \",\" or \"]\" after an element")
        }
        steps.removeLast()
        return false
    }

    private mutating func enters(
        _ bracket: UInt8, _ end: UInt8, _ step: JSONStep, _ expected: StaticString
    ) throws(JSONError) -> Bool {
        skipSpace()
        isEmptyContainer = false
        guard peek == bracket else {
            try mismatch(expected)
            return false
        }
        guard steps.count < depthLimit else { throw located(JSONFault(.tooDeep(depthLimit), at: position)) }
        position += 1
        skipSpace()
        // Whether it is empty shows when more has arrived.
        if isPartial, position == bytes.count { throw located(JSONFault(.truncated, at: position)) }
        if takes(end) {
            isEmptyContainer = true
            return false
        }
        steps.append(step)
        if case .element = step { volume.elements += 1 } else { volume.members += 1 }
        try checkVolume()
        return true
    }

    private func checkVolume() throws(JSONError) {
        guard volume.members + volume.elements <= valueLimit else {
            throw located(JSONFault(.tooMany(valueLimit), at: position))
        }
    }

    /// The name of a member and its colon.
    mutating func name() throws(JSONError) -> JSONKey {
        let bytes = bytes
        do throws(JSONFault) {
            let start = position
            let (name, end) = try JSONScan.memberName(bytes.span, from: start, steps: &steps)
            position = end
            return JSONKey(document: bytes, start: start + 1, end: name.end, hasEscapes: name.hasEscapes)
        } catch {
            throw located(error)
        }
    }

    /// The next byte, or zero, which begins no value, at the end of the text.
    var peek: UInt8 { position < bytes.count ? bytes[position] : 0 }

    private mutating func takes(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    mutating func skipSpace() { position = JSONScan.space(bytes.span, from: position) }
}
