/// One pass over a text that finds the secrets in it, by their shape and by the names of settings.
///
/// Words of name characters are looked at one after the other, each once; what is looked for beyond a word is bounded, or
/// remembered. So the work grows with the text and not with its square (`steps`).
struct SecretScan {
    let bytes: [UInt8]
    let form: TextRedactor.Form
    /// How often the text was decoded from Base64.
    let depth: Int
    /// Bytes looked at, some more than once.
    private(set) var steps = 0
    private(set) var count = 0
    private(set) var index = 0
    private var output: [UInt8] = []
    /// What was replaced, in its order.
    private(set) var replacements: [Replacement] = []
    /// Where the last replaced range ends.
    private(set) var replacedEnd = 0
    private(set) var lineStart = 0
    /// Whether nothing but blanks, dashes and quotes stand before the current place in its line.
    private(set) var isLineStart = true
    /// The end of the word at the current place, if any: what is found in a word may end within it.
    private var wordEnd = 0
    /// Up to here Base64 has been decoded already.
    var decodedEnd = 0
    /// The last `name: PASSWORD` or `password: {`, whose `value:` may follow.
    var named: Named?
    private var marks: [UInt8: Int] = [:]
    private var keyEnd = (from: 0, found: 0 as Int?)
    private let table = ByteClass.table

    /// A range of the text, and the quotes that are put around its replacement.
    struct Replacement {
        let range: Range<Int>
        let quoting: Range<Int>
    }

    init(_ bytes: [UInt8], _ form: TextRedactor.Form, depth: Int = 0) {
        self.bytes = bytes
        self.form = form
        self.depth = depth
    }

    /// The text without its secrets; nil if there are none.
    mutating func run() -> [UInt8]? {
        while index < bytes.count {
            steps += 1
            let byte = bytes[index]
            let kind = table[Int(byte)]
            if kind.meets(.name) {
                word()
            } else if byte == UInt8(ascii: ":"), let range = userOfURL(at: index) {
                replace(range)
            } else if byte == UInt8(ascii: "$"), let range = passwordHash(at: index) {
                replace(range)
            } else {
                if kind.meets(.newline) {
                    lineStart = index + 1
                    isLineStart = true
                } else if !kind.meets([.blank, .quote]) {
                    isLineStart = false
                }
                index += 1
            }
        }
        guard count > 0 else { return nil }
        return output + bytes[replacedEnd...]
    }

    /// A run of name characters: first what it is itself, then what it announces.
    private mutating func word() {
        let start = index
        if start >= wordEnd { wordEnd = end(of: .name, from: start) }
        let end = wordEnd
        let starts = starts(of: start..<end)
        if let range = privateKey(start..<end) ?? encodedText(at: start) ?? token(start..<end, starts) {
            return replace(range)
        }
        if form != .output, let value = value(after: start..<end, starts), !value.range.isEmpty {
            replace(value.range, quoting: value.quoting)
            return
        }
        let isPrefix = bytes[start..<end].allSatisfy { $0 == UInt8(ascii: "-") } || hasWord("export", at: start)
        if !isPrefix { isLineStart = false }
        index = end
    }

    /// Where a name may begin in a word: at its start, and behind the letters of an escape (`\n`, `\u0026`, `%26`).
    private func starts(of word: Range<Int>) -> WordStarts {
        guard word.lowerBound > 0 else { return WordStarts(word) }
        return switch bytes[word.lowerBound - 1] {
        case UInt8(ascii: "\\"): WordStarts(word, 1, 5)
        case UInt8(ascii: "%"): WordStarts(word, 2)
        default: WordStarts(word)
        }
    }

    /// Replaces what does not stand in a part that is replaced already, and goes on behind it.
    private mutating func replace(_ range: Range<Int>, quoting: Range<Int> = 0..<0) {
        let start = max(range.lowerBound, replacedEnd)
        output += bytes[replacedEnd..<start]
        output += bytes[quoting]
        output += TextRedactor.replacement.utf8
        output += bytes[quoting]
        replacedEnd = max(range.upperBound, start)
        replacements.append(Replacement(range: start..<replacedEnd, quoting: quoting))
        index = replacedEnd
        isLineStart = false
        count += 1
    }

    // MARK: Looking

    /// The end of the run of such bytes that begins at a place.
    mutating func end(of kinds: ByteClass, from start: Int, limit: Int = .max) -> Int {
        let limit = limit < bytes.count - start ? start + limit : bytes.count
        var end = start
        while end < limit, table[Int(bytes[end])].meets(kinds) { end += 1 }
        if end > start { steps += end - start }
        return max(end, start)
    }

    /// The first byte of such kinds from a place on.
    mutating func end(before kinds: ByteClass, from start: Int, limit: Int = .max) -> Int {
        let limit = limit < bytes.count - start ? start + limit : bytes.count
        var end = start
        while end < limit, !table[Int(bytes[end])].meets(kinds) { end += 1 }
        if end > start { steps += end - start }
        return max(end, start)
    }

    func kind(at place: Int) -> ByteClass { place >= 0 && place < bytes.count ? table[Int(bytes[place])] : [] }

    func byte(at place: Int) -> UInt8? { place >= 0 && place < bytes.count ? bytes[place] : nil }

    /// Whether a word stands at a place, in any case; the word is in lower case.
    func hasWord(_ word: StaticString, at place: Int) -> Bool {
        guard place >= 0, place + word.utf8CodeUnitCount <= bytes.count else { return false }
        return word.withUTF8Buffer { buffer in
            // SAFETY: the buffer is valid in the closure, and indexed within its bounds.
            for offset in buffer.indices where bytes[place + offset].lowercased != buffer[offset] { return false }
            return true
        }
    }

    /// The next byte of that value. Asked with places that never lie before earlier ones, it reads the text once.
    mutating func next(_ byte: UInt8, from start: Int) -> Int {
        if let mark = marks[byte], mark >= start { return mark }
        var place = start
        while place < bytes.count, bytes[place] != byte { place += 1 }
        steps += place - start
        marks[byte] = place
        return place
    }

    /// The next end of a PEM block, likewise.
    mutating func nextKeyEnd(from start: Int) -> Int? {
        if start >= keyEnd.from, keyEnd.from > 0, keyEnd.found.map({ $0 >= start }) ?? true { return keyEnd.found }
        var place = start
        while place < bytes.count, !(bytes[place] == UInt8(ascii: "-") && hasWord("-----end ", at: place)) {
            place += 1
        }
        steps += place - start
        keyEnd = (max(start, 1), place < bytes.count ? place : nil)
        return keyEnd.found
    }

    func string(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// Adds the work of another scan that this one needed.
    mutating func add(_ other: SecretScan) { steps += other.steps }

    /// Adds work that was done without the functions above.
    mutating func add(steps more: Int) { steps += max(more, 0) }
}

/// The places at which a name may begin in a word.
struct WordStarts: Sequence, IteratorProtocol {
    private let word: Range<Int>
    private var offsets: (Int, Int, Int)

    init(_ word: Range<Int>, _ second: Int = -1, _ third: Int = -1) {
        self.word = word
        offsets = (0, second, third)
    }

    mutating func next() -> Int? {
        let offset = offsets.0
        guard offset >= 0, word.lowerBound + offset < word.upperBound else { return nil }
        offsets = (offsets.1, offsets.2, -1)
        return word.lowerBound + offset
    }

    func holds(_ place: Int) -> Bool {
        let offset = place - word.lowerBound
        return offset == offsets.0 || offset == offsets.1 || offset == offsets.2
    }
}
