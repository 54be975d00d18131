/// Cuts bytes that come in bit by bit into lines of bounded length. Lines end at byte 0x0A only.
package struct LineCutter: Sendable {
    /// One line without its end.
    package struct Line: Sendable, Hashable {
        package var bytes: [UInt8]
        /// How many bytes at its end were dropped.
        package var cut = 0

        package init(_ bytes: [UInt8], cut: Int = 0) {
            self.bytes = bytes
            self.cut = cut
        }
    }

    private let limit: Int
    private var chunk: [UInt8] = []
    private var position = 0
    /// The beginning of a line whose end has not come yet.
    private var begun = Line([])

    /// Bytes of a line beyond `limit` are counted and dropped.
    package init(limit: Int) {
        self.limit = limit
    }

    package mutating func feed(_ bytes: [UInt8]) {
        chunk = position < chunk.count ? Array(chunk[position...]) + bytes : bytes
        position = 0
    }

    /// The next line that has ended; nil until more is fed.
    package mutating func next() -> Line? {
        guard let end = chunk[position...].firstIndex(of: 0x0A) else {
            append(chunk[position...])
            position = chunk.count
            return nil
        }
        append(chunk[position..<end])
        position = end + 1
        defer { begun = Line([]) }
        return begun
    }

    /// What stands behind the last line end; nil where nothing does.
    package mutating func rest() -> Line? {
        defer { begun = Line([]) }
        return begun.bytes.isEmpty ? nil : begun
    }

    private mutating func append(_ part: ArraySlice<UInt8>) {
        let taken = part.prefix(limit - begun.bytes.count)
        begun.bytes += taken
        begun.cut += part.count - taken.count
    }
}
