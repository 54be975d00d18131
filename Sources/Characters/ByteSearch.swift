#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A search for one phrase in bytes (Knuth, Morris, Pratt 1977): no byte is read twice, whatever the bytes are.
///
/// The standard library compares characters. To find where one begins it reads backwards, for a run of flags to the start
/// of the run at every step: 64 KiB of a log took seconds, and a short line a hundred times longer than it needs.
struct ByteSearch {
    private let phrase: [UInt8]
    /// For each length of a matched prefix the length of the longest shorter one that ends there, too.
    private let fallback: [Int]
    /// Comparisons of two bytes so far, those of the preparation included.
    private(set) var comparisons = 0

    init(_ phrase: some Sequence<UInt8>) {
        self.phrase = Array(phrase)
        var fallback = [0]
        fallback.reserveCapacity(self.phrase.count)
        var matched = 0
        for byte in self.phrase.dropFirst() {
            while matched > 0, self.phrase[matched] != byte {
                comparisons += 1
                matched = fallback[matched - 1]
            }
            comparisons += 1
            if self.phrase[matched] == byte { matched += 1 }
            fallback.append(matched)
        }
        self.fallback = fallback
    }

    /// The offset of the first occurrence of a phrase.
    ///
    /// Most texts are searched without the table, whose preparation costs more than the search of a short line. It is only
    /// made for texts that repeat the phrase's beginning so often that the cost would no longer be linear.
    static func offset(of phrase: String, in text: UnsafeBufferPointer<UInt8>) -> Int? {
        var phrase = phrase
        return phrase.withUTF8 { phrase -> Int? in
            guard let first = phrase.first else { return 0 }
            guard text.count >= phrase.count, let base = text.baseAddress else { return nil }
            var allowance = text.count + phrase.count
            var start = 0
            let end = text.count - phrase.count + 1
            while start < end {
                // SAFETY: `start` is less than `end`, which is at most the length of the text.
                guard let found = memchr(base + start, Int32(first), end - start) else { return nil }
                start = UnsafeRawPointer(base).distance(to: UnsafeRawPointer(found))
                var matched = 1
                while matched < phrase.count, text[start + matched] == phrase[matched] { matched += 1 }
                if matched == phrase.count { return start }
                allowance -= matched
                if allowance < 0 {
                    var search = ByteSearch(phrase)
                    return search.offset(in: text[start...]).map { $0 + start }
                }
                start += 1
            }
            return nil
        }
    }

    /// The offset of the first occurrence.
    mutating func offset(in bytes: some Sequence<UInt8>) -> Int? {
        if phrase.isEmpty { return 0 }
        var (matched, read) = (0, 0)
        for byte in bytes {
            read += 1
            while matched > 0, phrase[matched] != byte {
                comparisons += 1
                matched = fallback[matched - 1]
            }
            comparisons += 1
            if phrase[matched] == byte { matched += 1 }
            if matched == phrase.count { return read - matched }
        }
        return nil
    }
}

extension StringProtocol {
    /// Whether the UTF-8 of a phrase occurs in the text's, in time that grows with the lengths of both and no faster.
    ///
    /// For texts from outside. Unlike `contains`, it finds a phrase whose last letter carries a combining mark.
    package func containsBytes(of phrase: String) -> Bool { firstByteRange(of: phrase) != nil }

    /// Where the UTF-8 of a phrase first occurs in the text's; see `containsBytes(of:)`.
    package func firstByteRange(of phrase: String) -> Range<Index>? {
        guard phrase.utf8.count <= utf8.count else { return nil }
        let found =
            utf8.withContiguousStorageIfAvailable { text in
                ByteSearch.offset(of: phrase, in: text)
            } ?? Array(utf8).withUnsafeBufferPointer { ByteSearch.offset(of: phrase, in: $0) }
        guard let found else { return nil }
        let start = utf8.index(startIndex, offsetBy: found)
        return start..<utf8.index(start, offsetBy: phrase.utf8.count)
    }

    /// The text with every occurrence of a phrase replaced; see `containsBytes(of:)`.
    package func replacingBytes(of phrase: String, with replacement: String) -> String {
        guard !phrase.isEmpty else { return String(self) }
        var result = ""
        var rest = self[...]
        while let range = rest.firstByteRange(of: phrase) {
            result += rest[..<range.lowerBound] + replacement
            rest = rest[range.upperBound...]
        }
        return result + rest
    }

    /// Where the UTF-8 of a phrase last occurs in the text's; see `containsBytes(of:)`.
    package func lastByteRange(of phrase: String) -> Range<Index>? {
        guard phrase.utf8.count <= utf8.count else { return nil }
        var search = ByteSearch(phrase.utf8.reversed())
        guard let found = search.offset(in: utf8.reversed()) else { return nil }
        let end = utf8.index(endIndex, offsetBy: -found)
        return utf8.index(end, offsetBy: -phrase.utf8.count)..<end
    }
}
