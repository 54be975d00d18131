import Diagnosis
import Sandbox
import Testing
import Topology

/// No Service that is stopped is without a finding, whichever check may be missing.
@Suite struct LastResortTests {
    /// Stopped Services that no finding is about.
    private func silent(_ diagnosis: Diagnosis) -> [ExposedResource] {
        diagnosis.services.filter { $0.stages.stopped != nil }.map(\.key)
            .filter { diagnosis.findings(concerning: [$0]).isEmpty }
    }

    @Test(arguments: Recorded.names)
    func everyStoppedServiceHasAFinding(name: String) throws {
        let topology = try Recorded.bundle(name).topology()
        let whole = Diagnosis(of: topology)
        #expect(silent(whole) == [])
        #expect(!whole.findings.contains { $0.code.short == "S014" }, "all is known there")
        for code in Set(whole.findings.map(\.code)) {
            let fewer = Diagnosis(of: topology, checks: Catalogue.checks.filter { $0.documentation.code != code })
            #expect(silent(fewer) == [], "without \(code)")
        }
    }

    @Test func whoeverIsNotStoppedIsNotSpokenOf() throws {
        let alone = Catalogue.checks.filter { $0.documentation.code.short == "S014" }
        #expect(Diagnosis(of: try MemoryBundle(files: ExamplePair().files).topology(), checks: alone).findings.isEmpty)
        let stopped = try MemoryBundle(
            files: ExamplePair(changes: "tenant: {endpointslices.discovery.k8s.io: {shop/web-1: null}}").files)
        #expect(Diagnosis(of: try stopped.topology(), checks: alone).findings.map(\.code.short) == ["S014"])
    }
}
