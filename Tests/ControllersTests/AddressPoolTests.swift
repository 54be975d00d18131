import Testing

@testable import Controllers

struct AddressPoolTests {
    @Test(
        "ranges and CIDRs",
        arguments: [
            ("10.0.0.1-10.0.0.3", "10.0.0.1", "10.0.0.3"), ("10.0.0.0/30", "10.0.0.0", "10.0.0.3"),
            ("10.0.0.7/32", "10.0.0.7", "10.0.0.7"),
        ])
    func ranges(text: String, first: String, last: String) throws {
        let range = try #require(AddressRange(text))
        #expect(AddressRange.text(range.first) == first)
        #expect(AddressRange.text(range.last) == last)
    }

    @Test("what is no range", arguments: ["", "10.0.0.1", "10.0.0.3-10.0.0.1", "10.0.0.0/33", "a-b", "256.0.0.1/8"])
    func noRanges(text: String) {
        #expect(AddressRange(text) == nil)
    }

    @Test("no address is given twice, and each comes back")
    func allocation() throws {
        let ranges = [try #require(AddressRange("10.0.0.1-10.0.0.2"))]
        var pool = PoolAllocation()
        pool.note("10.0.0.1", of: "a/old")
        #expect(pool.assign(to: "a/new", asked: nil, from: ranges) == .assigned("10.0.0.2"))
        #expect(pool.assign(to: "a/new", asked: nil, from: ranges) == .assigned("10.0.0.2"))
        #expect(pool.assign(to: "a/third", asked: nil, from: ranges) == .exhausted)
        pool.release("a/old")
        #expect(pool.assign(to: "a/third", asked: nil, from: ranges) == .assigned("10.0.0.1"))
        #expect(pool.assign(to: "a/fourth", asked: nil, from: []) == .exhausted)
    }

    @Test("an address that is asked for has to be free and in a pool")
    func asked() throws {
        let ranges = [try #require(AddressRange("10.0.0.0/28"))]
        var pool = PoolAllocation()
        #expect(pool.assign(to: "a/one", asked: "10.0.0.9", from: ranges) == .assigned("10.0.0.9"))
        guard case .refused = pool.assign(to: "a/two", asked: "10.0.0.9", from: ranges) else {
            Issue.record("given twice")
            return
        }
        guard case .refused = pool.assign(to: "a/two", asked: "192.0.2.1", from: ranges) else {
            Issue.record("given from outside")
            return
        }
    }
}
