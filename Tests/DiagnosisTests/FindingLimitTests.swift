import Sandbox
import Testing
import Topology

@testable import Diagnosis

@Suite struct FindingLimitTests {
    @Test func manyOfOneObjectAreCounted() throws {
        let rules = (0..<128).map { number in
            "{backend: {service: {name: missing-\(number), port: {number: 80}}}, path: /\(number), pathType: Prefix}"
        }.joined(separator: ", ")
        let changes = """
            tenant: {ingresses.networking.k8s.io: {shop/site: {spec: {rules: [
              {host: shop.example.com, http: {paths: [\(rules)]}}]}}}}
            """
        let example = CheckExample.firesOnRoutes(.error, "a hundred missing backends", changes)
        let found = try MemoryBundle(example).diagnose().findings.filter { $0.code == "B001" }
        #expect(found.count == FindingLimit.perResource)
        #expect(found.last?.message.hasSuffix("(and 120 more like this)") == true, "\(found.map(\.message))")
    }

    @Test func fewStayAsTheyAre() {
        let findings = (0..<FindingLimit.perResource).map { Finding(.error, "problem \($0)", evidence: []) }
        #expect(FindingLimit.applied(to: findings) == findings)
    }
}
