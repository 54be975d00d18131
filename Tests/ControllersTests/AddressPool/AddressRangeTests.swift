import Kubernetes
import Testing

@testable import Controllers

struct AddressRangeTests {
    @Test(
        "ranges and CIDRs",
        arguments: [
            ("10.0.0.1-10.0.0.3", "10.0.0.1", "10.0.0.3"), ("10.0.0.1 - 10.0.0.3", "10.0.0.1", "10.0.0.3"),
            ("10.0.0.0/30", "10.0.0.0", "10.0.0.3"), ("10.0.0.7/32", "10.0.0.7", "10.0.0.7"),
            ("0.0.0.0/0", "0.0.0.0", "255.255.255.255"),
        ])
    func ranges(text: String, first: String, last: String) throws {
        let range = try #require(AddressRange(text))
        #expect(AddressRange.text(range.first) == first)
        #expect(AddressRange.text(range.last) == last)
    }

    @Test(
        "what is no range",
        arguments: [
            "", "10.0.0.1", "10.0.0.3-10.0.0.1", "10.0.0.0/33", "10.0.0.0/-1", "a-b", "256.0.0.1/8", "fc00::/64",
            "1.2.3.4-1.2.3.5-1.2.3.6",
        ])
    func noRanges(text: String) {
        #expect(AddressRange(text) == nil)
    }
}
