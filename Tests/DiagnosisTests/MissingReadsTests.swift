import Diagnosis
import KubeLB
import TestSupport
import Testing
import Topology

/// Reads that are missing, refused or failed turn findings and stages into unknown, never into others.
@Suite struct MissingReadsTests {
    enum Loss: String, CaseIterable, Sendable {
        case removed
        case forbidden
        case cutOff

        func applied(to bytes: [UInt8]) -> [UInt8]? {
            switch self {
            case .removed: nil
            case .forbidden:
                Array(
                    #"{"kind":"Status","apiVersion":"v1","status":"Failure","message":"refused","reason":"Forbidden","code":403}"#
                        .utf8)
            case .cutOff: Array(bytes.prefix(bytes.count * 2 / 3))
            }
        }
    }

    @Test(arguments: TestExtent.sample(Recorded.names, oneIn: 6))
    func neverBecomeOtherFindings(name: String) throws {
        let whole = try Recorded.bundle(name).thinned
        let expected = try whole.diagnose()
        let unconfirmed = try whole.unmeasured.diagnose()
        let known = Set(expected.findings.map(Identity.init))
        // What a diagnosis does not look at cannot change it.
        let looked = try whole.pathsLookedAt()
        #expect(looked.count > 20)
        for path in TestExtent.sample(looked.sorted(), oneIn: 2, offset: name.utf8.count) {
            for loss in Loss.allCases where loss == .removed || path.hasSuffix(".json") || path.hasSuffix(".prom") {
                var bundle = whole
                bundle.files[path] = loss.applied(to: whole.files[path] ?? [])
                try check(bundle, against: expected, unconfirmed, known: known, "\(name): \(path) \(loss.rawValue)")
            }
        }
    }

    private func check(
        _ bundle: MemoryBundle, against expected: Diagnosis, _ unconfirmed: Diagnosis, known: Set<Identity>,
        _ what: String
    ) throws {
        let diagnosis = try bundle.diagnose()
        #expect(diagnosis.unexplainedGates == [], "\(what)")
        let stopped = Set(expected.services.filter { $0.stages.stopped != nil }.map(\.key))
        for finding in diagnosis.findings where finding.severity > .info {
            if finding.code.short == "S014" {
                // It says that the cause can no longer be seen, and may say so only of a Service that is stopped.
                #expect(finding.resource.map(stopped.contains) == true, "\(what): new \(finding.line)")
                continue
            }
            #expect(known.contains(Identity(finding)), "\(what): new \(finding.line)")
        }
        for service in diagnosis.services {
            guard let before = expected.services.first(where: { $0.key == service.key }) else {
                Issue.record("\(what): new Service \(service.key.path)")
                continue
            }
            let bare = unconfirmed.services.first { $0.key == service.key }?.stages.stages ?? []
            for (index, (now, then)) in zip(service.stages.stages, before.stages.stages).enumerated()
            where now.state != then.state && now.state != bare[index].state {
                // What statistics refuted is as it is without them where they cannot be read, or not be joined.
                // After a stage became unknown, later ones may be judged that were blocked before, and the other way round.
                let isFair = now.state == .unknown || then.state == .blocked || now.state == .blocked
                #expect(isFair, "\(what): \(service.key.path) \(now.stage) \(then.state) -> \(now.state) \(now.detail)")
            }
        }
    }

    /// Which finding, of which Service; its words may change with the evidence that is left.
    private struct Identity: Hashable {
        let code: CheckCode
        let service: ExposedResource?

        init(_ finding: Finding) {
            code = finding.code
            service = finding.resource
        }
    }
}
