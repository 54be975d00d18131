import Kubernetes
import Testing
import Topology

@testable import Diagnosis

@Suite struct FindingOrderTests {
    private let order = FindingOrder(checks: Catalogue.checks)

    private func finding(_ code: CheckCode, _ severity: Severity, _ service: String? = nil) -> Finding {
        var finding = Finding(
            severity, "\(code) \(service ?? "")",
            resource: service.map { name in
                var service = Service()
                service.metadata = ObjectMeta(name: name, namespace: "shop")
                return ExposedResource(.tenant, service)
            })
        finding.code = code
        return finding
    }

    @Test func stoppedServicesCountBeforeDegradedOnes() {
        let arranged = order.arranged([
            finding("N005", .warning), finding("D011", .warning, "a"), finding("D011", .warning, "b"),
            finding("L010", .error, "c"),
        ])
        #expect(arranged.map(\.code) == ["L010", "N005", "D011", "D011"])
    }

    @Test func aRootIsAsSevereAsWhatItCauses() {
        var refusal = finding("L010", .warning, "a")
        refusal.isAsSevereAsEffects = true
        #expect(order.arranged([refusal, finding("D001", .error, "a")]).map(\.severity) == [.error, .error])
        let other = order.arranged([refusal, finding("D001", .error, "b")])
        #expect(other.first { $0.code == "L010" }?.severity == .warning)
        refusal.isAsSevereAsEffects = false
        #expect(order.arranged([refusal, finding("D001", .error, "a")]).first?.severity == .warning)
    }

    @Test(
        arguments: [
            ("S007", "the load balancer needs the annotation"),
            ("M010", "the implementation is installed and does not run"),
        ] as [(CheckCode, String)])
    func whatKeepsTheAddressAwayComesFirst(code: CheckCode, name: String) throws {
        let examples = try #require(Catalogue.check(code)).documentation.examples
        let example = try #require(examples.first { $0.name == name })
        let findings = Diagnosis(of: try MemoryBundle(example).topology()).findings
        let first = try #require(findings.first)
        #expect(first.code == code && first.severity == .error)
        #expect(findings.first { $0.code == "D002" }?.causedBy == [first.id])
    }
}
