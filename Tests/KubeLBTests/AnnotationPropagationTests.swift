import Documents
import KubeLB
import Kubernetes
import Testing

/// Which annotations reach the envoy Service.
@Suite struct AnnotationPropagationTests {
    private func object<Item: KubernetesObject>(_ kind: Item.Type, _ spec: String) throws -> Item {
        var reader = JSONReader(Array(#"{"spec":{\#(spec)}}"#.utf8))
        return try Item(from: &reader)
    }

    private func copies(
        _ annotation: String, _ value: String = "x", tenant: String = "", config: String = "", hasPatterns: Bool
    ) throws -> Bool {
        AnnotationPropagation(
            tenant: try object(Tenant.self, tenant), config: try object(Config.self, config), hasPatterns: hasPatterns
        ).copies(annotation, value: value)
    }

    @Test(arguments: [false, true])
    func valuesAreCompared(hasPatterns: Bool) throws {
        let list = #""propagatedAnnotations":{"a/b":"x , y","a/all":""}"#
        #expect(try copies("a/b", "y", tenant: list, hasPatterns: hasPatterns))
        #expect(try !copies("a/b", "z", tenant: list, hasPatterns: hasPatterns))
        #expect(try copies("a/all", "z", tenant: list, hasPatterns: hasPatterns))
        #expect(try !copies("a/other", tenant: list, hasPatterns: hasPatterns))
        #expect(try !copies("a/b", hasPatterns: hasPatterns), "by default nothing passes")
    }

    @Test(arguments: [false, true])
    func theTenantsListReplacesTheConfigs(hasPatterns: Bool) throws {
        let config = #""propagatedAnnotations":{"a/b":""}"#
        #expect(try copies("a/b", config: config, hasPatterns: hasPatterns))
        #expect(try !copies("a/b", tenant: #""propagatedAnnotations":{}"#, config: config, hasPatterns: hasPatterns))
    }

    /// What the Config alone would copy is told from what nobody allows.
    @Test(arguments: [false, true])
    func replacedListsAreRecognized(hasPatterns: Bool) throws {
        func isExcluded(_ annotation: String, tenant: String) throws -> Bool {
            AnnotationPropagation(
                tenant: try object(Tenant.self, tenant),
                config: try object(Config.self, #""propagatedAnnotations":{"a/b":""}"#), hasPatterns: hasPatterns
            ).isExcludedByReplacement(annotation, value: "x")
        }
        let other = #""propagatedAnnotations":{"c/d":""}"#
        #expect(try isExcluded("a/b", tenant: other))
        #expect(try !isExcluded("c/d", tenant: other), "it is copied")
        #expect(try !isExcluded("e/f", tenant: other), "nobody allows it")
        #expect(try !isExcluded("a/b", tenant: ""), "the Config's list is in force")
    }

    /// `GetAnnotations` of v1.4.3, and of v1.5.0.
    @Test func aTenantCanOptOutOnlyFromVersion5() throws {
        let tenant = #""propagateAllAnnotations":false"#
        let config = #""propagateAllAnnotations":true"#
        #expect(try copies("a/b", tenant: tenant, config: config, hasPatterns: false))
        #expect(try !copies("a/b", tenant: tenant, config: config, hasPatterns: true))
    }

    @Test func patternsAndDenialsAreNew() throws {
        let list = #""propagatedAnnotations":{"metallb.io/*":""}"#
        #expect(try copies("metallb.io/pool", tenant: list, hasPatterns: true))
        #expect(try !copies("metallb.io/pool", tenant: list, hasPatterns: false))
        let denying = #""propagateAllAnnotations":true,"deniedAnnotations":["metallb.io/*"]"#
        #expect(try !copies("metallb.io/pool", tenant: denying, hasPatterns: true))
        #expect(try copies("metallb.io/pool", tenant: denying, hasPatterns: false))
        #expect(try copies("other.io/pool", tenant: denying, hasPatterns: true))
    }

    /// As Go's `path.Match`.
    @Test(arguments: [
        ("abc", "abc", true), ("*", "abc", true), ("*c", "abc", true), ("a*", "a/b", false), ("a*/b", "abc/b", true),
        ("a*/b", "a/c/b", false), ("a?c", "abc", true), ("a?c", "a/c", false), ("[a-c]x", "bx", true),
        ("[^a-c]x", "bx", false),
        ("[^a-c]x", "dx", true), ("a\\*b", "a*b", true), ("a\\*b", "axb", false),
        ("*a*a*a*a*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaa", false),
        ("", "", true), ("", "a", false), ("**", "a", true), ("*x*y", "axbxcy", true), ("[a-", "a", nil),
        ("a\\", "a", nil), ("[]a]", "]", nil),
        ("*.example.com/*", "lb.example.com/pool", true),
    ])
    func globs(pattern: String, text: String, matches: Bool?) {
        #expect(GlobPattern(pattern).map { $0.matches(text) } == matches)
    }
}
