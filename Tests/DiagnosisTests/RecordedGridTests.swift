import Diagnosis
import Documents
import KubeLB
import Testing
import Topology

/// Every recorded cluster comes out as its index says: the first finding, the others, the stages, and no false alarm.
@Suite struct RecordedGridTests {
    @Test func thereAreRecordedClusters() {
        #expect(Recorded.names.count >= 25)
    }

    @Test(arguments: Recorded.names)
    func comesOutAsRecorded(name: String) throws {
        let expected = try #require(Recorded.index[name])
        let diagnosis = try Recorded.bundle(name).diagnose()
        #expect(diagnosis.unexplainedGates == [])
        let serious = diagnosis.findings.filter { $0.severity > .info }
        let listing = diagnosis.findings.map(\.line).joined(separator: "\n")
        let first = (expected["first"]?.array ?? []).compactMap(\.string)
        if first.isEmpty {
            #expect(serious.isEmpty, "\(listing)")
        } else {
            let found = try #require(diagnosis.findings.first)
            #expect(first.contains(found.code.description), "\(listing)")
            #expect(found.severity > .info, "\(listing)")
        }
        let codes = Set(diagnosis.findings.map(\.code.description))
        for code in (expected["also"]?.array ?? []).compactMap(\.string) { #expect(codes.contains(code), "\(listing)") }
        for (path, place) in expected["services"]?.object?.members ?? [] {
            try expect(path, toStandAt: place.string ?? "", in: diagnosis)
        }
    }

    private func expect(_ path: String, toStandAt place: String, in diagnosis: Diagnosis) throws {
        let service = try #require(diagnosis.services.first { $0.key.path == path })
        let stages = service.stages.stages.map { "\($0.stage.keyword) \($0.state) \($0.detail)" }.joined(
            separator: "\n")
        switch place {
        case "routed": #expect(service.stages.state == .healthy, "\(path)\n\(stages)")
        case "routed!":
            #expect(service.stages.stage == .routed, "\(path)\n\(stages)")
            #expect(service.stages.state == .degraded, "\(path)\n\(stages)")
        case "terminating": #expect(service.stages.state == .terminating, "\(path)\n\(stages)")
        default: #expect(service.stages.stage.keyword == place, "\(path)\n\(stages)")
        }
    }
}
