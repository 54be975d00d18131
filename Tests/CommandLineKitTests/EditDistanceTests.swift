import CommandLineKit
import Testing

@Suite struct EditDistanceTests {
    @Test(arguments: [
        ("", "", 0), ("a", "", 1), ("", "abc", 3), ("same", "same", 0), ("kitten", "sitting", 3),
        ("json", "josn", 1), ("ab", "ba", 1), ("abcd", "badc", 2), ("ca", "abc", 3), ("größe", "grösse", 2),
    ])
    func counts(first: String, second: String, distance: Int) {
        #expect(editDistance(first, second) == distance)
        #expect(editDistance(second, first) == distance)
    }

    @Test(arguments: [
        ("namspace", ["namespace", "selector"], ["namespace"]),
        ("SHOP", ["shop", "ship"], ["shop", "ship"]),
        ("web-frontend", ["web-frontnd", "web-backend", "web-fronted"], ["web-frontnd", "web-fronted"]),
        ("all", ["all-namespaces", "ill"], ["ill", "all-namespaces"]),
        ("ab", ["cd", "ef"], []),
        ("x", ["y", "xylophone"], []),
        ("", ["a"], []),
        ("web", ["web"], []),
        ("web", ["wed", "wed"], ["wed"]),
        ("n1", ["n2", "n3", "n4", "n5"], ["n2", "n3", "n4"]),
        ("KLC-C0111", ["KLC-C012", "KLC-C011"], ["KLC-C011", "KLC-C012"]),
    ])
    func findsTheNearest(word: String, candidates: [String], expected: [String]) {
        #expect(nearest(to: word, in: candidates) == expected)
    }

    @Test func theNumberIsLimited() {
        #expect(nearest(to: "n1", in: ["n2", "n3"], limit: 1) == ["n2"])
        #expect(nearest(to: "n1", in: ["n2", "n3"], limit: 0) == [])
    }
}
