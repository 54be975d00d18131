import Diagnosis
import Documents
import Testing
import Topology

/// What could not be read, counted once.
@Suite struct ReadOutcomeTests {
    /// KLC-R001 counts the checks that the closing line counts.
    @Test(arguments: ["tenant/services", "tenant/pods", "management/services", "management/tenants.kubelb.k8c.io"])
    func refusedReadsCostWhatTheFooterSays(file: String) throws {
        var bundle = try Recorded.bundle("01-healthy")
        bundle.files["\(file).json"] = MissingReadsTests.Loss.forbidden.applied(to: [])
        for checks in [
            Catalogue.checks, Catalogue.checks.filter { "ARSL".contains($0.documentation.code.short.prefix(1)) },
        ] {
            let diagnosis = Diagnosis(of: try bundle.topology(), checks: checks)
            let unknown = Set(diagnosis.unknowns.filter { $0.reason != .notCollected }.map(\.code))
            let verdict = Verdict(
                findings: diagnosis.findings, suppressed: 0, services: diagnosis.services, diagnosis: diagnosis)
            #expect(verdict.unknownChecks == unknown.count && !unknown.isEmpty)
            let finding = try #require(diagnosis.findings.first { $0.code == "R001" })
            let codes = finding.evidence.last?.value.split(separator: " ").map(String.init) ?? []
            #expect(Set(codes) == Set(unknown.map(\.description)))
            #expect(finding.message.contains(": \(unknown.count) check"), "\(finding.message)")
        }
    }

    /// For a Service asked for by name a live source reads no other LoadBalancers: the same is found without them.
    @Test(arguments: Recorded.names)
    func otherLoadBalancersAddNothingToANamedService(name: String) throws {
        let whole = try Recorded.bundle(name).thinned
        let file = "management/loadbalancers.kubelb.k8c.io.json"
        let list = try JSONValue(parsing: whole.files[file] ?? [])
        for service in try whole.diagnose().services {
            var narrow = whole
            let own = (list["items"]?.array ?? []).filter { $0["metadata"]?["name"]?.string == service.key.uid }
            narrow.files[file] = list.merging(patch: ["items": .array(own)]).encoded()
            let found = try [whole, narrow].map { bundle in
                Diagnosis(of: Topology(try bundle.observe(services: [service.key.path]))).findings
                    .filter { $0.code.group == .manager }.map { "\($0.code) \($0.objects.map(\.description))" }.sorted()
            }
            #expect(found[0] == found[1], "\(service.key.path)")
        }
    }
}
