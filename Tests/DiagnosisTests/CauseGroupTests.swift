import Diagnosis
import Testing
import Topology

@Suite struct CauseGroupTests {
    private func finding(
        _ code: CheckCode, _ name: String, fix: String, _ severity: Severity = .error
    ) -> Finding {
        let resource = ExposedResource(kind: "Service", namespace: "shop", name: name, uid: "u-\(name)", side: .tenant)
        var finding = Finding(
            severity, "Service shop/\(name) is broken", resource: resource, remedies: [.fix(fix)])
        finding.code = code
        finding.id = "\(code)-\(name)"
        return finding
    }

    private func names(_ findings: [Finding], _ likeness: CauseGroup.Likeness) -> [[String]] {
        CauseGroup.groups(of: findings, by: likeness).map { $0.compactMap(\.resource?.name) }
    }

    @Test func whatIsFixedInOneWayIsOneCause() {
        let findings = [
            finding("S004", "a", fix: "restart Service shop/a at 10.0.0.1"),
            finding("S004", "b", fix: "scale up what Service shop/b selects"),
            finding("S004", "c", fix: "restart Service shop/c at 10.0.0.7"),
            finding("D002", "a", fix: "restart Service shop/a at 10.0.0.1"),
            finding("S004", "d", fix: "restart Service shop/d at 10.0.0.1", .warning),
        ]
        #expect(names(findings, .sameWay) == [["a", "c"], ["b"], ["a"], ["d"]])
        #expect(names(findings, .sameCommands).count == findings.count)
    }

    @Test func theSameCommandsAreOneCauseEitherWay() {
        let findings = ["a", "b", "c"].map { finding("D002", $0, fix: "add addresses to the pool") }
        #expect(names(findings, .sameCommands) == [["a", "b", "c"]])
        #expect(names(findings, .sameWay) == [["a", "b", "c"]])
    }

    @Test func oneWithoutRemediesStaysAlone() {
        var findings = ["a", "b"].map { finding("D002", $0, fix: "") }
        for index in findings.indices { findings[index].remedies = [] }
        #expect(names(findings, .sameWay) == [["a"], ["b"]])
    }

    @Test func infosWithTheSameTextAreOneCause() {
        var findings = ["a", "b", "c"].map { finding("D021", $0, fix: "", .info) }
        for index in findings.indices { findings[index].remedies = [] }
        findings[2].message = "Service shop/c is something else"
        #expect(names(findings, .sameWay) == [["a", "b"], ["c"]])
        #expect(names(findings, .sameCommands) == [["a"], ["b"], ["c"]])
    }
}
