import Testing

@testable import Characters

@Suite struct ByteSearchTests {
    @Test(arguments: [
        ("", "", 0), ("abc", "", 0), ("", "a", nil), ("aab", "ab", 1), ("ababac", "abac", 2), ("aaaa", "aaaaa", nil),
        (String(repeating: "a", count: 5000) + "b", String(repeating: "a", count: 500) + "b", 4500),
        (String(repeating: "a", count: 5000) + "c", String(repeating: "a", count: 500) + "b", nil),
        ("dial tcp: x", "x", 10), ("äöü", "ö", 2), ("abcabd", "abd", 3),
    ])
    func findsTheFirstOccurrence(_ text: String, _ phrase: String, _ offset: Int?) {
        let found = text.firstByteRange(of: phrase)
        #expect(found.map { text.utf8.distance(from: text.startIndex, to: $0.lowerBound) } == offset)
        #expect(found.map { String(text[$0]) } == offset.map { _ in phrase })
        #expect(text.containsBytes(of: phrase) == (offset != nil))
        // The same of a part of a longer text.
        #expect("<\(text)>".dropFirst().dropLast().containsBytes(of: phrase) == (offset != nil))
    }

    @Test(arguments: [
        ("", "", 0), ("abc", "", 3), ("", "a", nil), ("abab", "ab", 2), ("aaa", "aa", 1), ("aba", "abb", nil),
        ("a, not b, not c", ", not ", 8), ("öäö", "ö", 4), ("x, at y\u{301}", ", at y", 1),
    ])
    func findsTheLastOccurrence(_ text: String, _ phrase: String, _ offset: Int?) {
        let found = text.lastByteRange(of: phrase)
        #expect(found.map { text.utf8.distance(from: text.startIndex, to: $0.lowerBound) } == offset)
        #expect(found.map { String(text[$0]) } == offset.map { _ in phrase })
        // The same of a part of a longer text.
        let part = "<\(text)>".dropFirst().dropLast()
        #expect(
            part.lastByteRange(of: phrase).map { part.utf8.distance(from: part.startIndex, to: $0.lowerBound) }
                == offset)
    }

    @Test(arguments: [
        ("", "a", "b", ""), ("abc", "", "x", "abc"), ("aaa", "aa", "b", "ba"), ("a\u{301}b", "a", "x", "x\u{301}b"),
        ("2026-11-22 21:28", " ", "T", "2026-11-22T21:28"), ("xx", "x", "xx", "xxxx"),
    ])
    func replacesEveryOccurrence(_ text: String, _ phrase: String, _ replacement: String, _ expected: String) {
        #expect(Array(text.replacingBytes(of: phrase, with: replacement).utf8) == Array(expected.utf8))
    }

    /// Characters are compared neither here nor there: it is a phrase that others wrote something behind.
    @Test func findsPhrasesBesideMarksThatCombine() {
        #expect("connection refused\u{301}".containsBytes(of: "connection refused"))
        #expect(String(repeating: "\u{1F1E6}", count: 101).containsBytes(of: "\u{1F1E6}\u{1F1E6}"))
    }

    /// Two comparisons for each byte at most, whatever the text is made of.
    @Test(arguments: [
        ("a", String(repeating: "a", count: 500) + "b"), ("ab", String(repeating: "ab", count: 500) + "c"),
        ("\u{1F1E6}", "no such host"), ("\u{1F1E6}", String(repeating: "\u{1F1E6}", count: 100) + "b"),
        ("e\u{301}", "e\u{301}e"), ("\n", "not found"),
    ])
    func comparesNoMoreThanTwiceForEachByte(_ part: String, _ phrase: String) {
        let text = String(repeating: part, count: 20_000)
        var search = ByteSearch(phrase.utf8)
        _ = search.offset(in: text.utf8)
        #expect(search.comparisons <= 2 * (text.utf8.count + phrase.utf8.count))
    }
}
