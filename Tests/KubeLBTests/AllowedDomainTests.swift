import KubeLB
import Testing

/// Patterns of `allowedDomains`, as the documentation of KubeLB's Enterprise Edition describes them.
@Suite struct AllowedDomainTests {
    @Test(arguments: [
        ("*.example.org", "shop.example.org", true), ("*.example.org", "eu.shop.example.org", false),
        ("*.example.org", "example.org", false), ("**.example.org", "eu.shop.example.org", true),
        ("**", "a.b.c", true), ("**", "localhost", true), ("example.org", "EXAMPLE.org", true),
        ("example.org", "example.com", false), ("a.**.z", "a.b.c.z", true), ("a.**.z", "a.b.c", false),
        ("**.b.*.d", "x.b.y.b.c.d", true), ("**.b.*.d", "x.b.y.b.c.e", false), ("", "a", false),
        ("*.example.org", "*.example.org", true), ("**.**", "a", true),
    ])
    func allows(pattern: String, host: String, allows: Bool) {
        #expect(AllowedDomain(pattern).allows(host) == allows)
    }

    @Test func isQuickOnHostilePatterns() {
        let pattern = Array(repeating: "**.a", count: 60).joined(separator: ".") + ".b"
        #expect(!AllowedDomain(pattern).allows(Array(repeating: "a", count: 120).joined(separator: ".")))
    }
}
