import Diagnosis
import Documents
import KubeLB
import TestSupport
import Testing
import Topology

/// Every recorded cluster with Layer 7 comes out as its index says: the first finding names the root cause, healthy ones
/// are silent, and each resource stands where it should.
@Suite struct RouteGridTests {
    @Test func thereAreRecordedClusters() {
        #expect(RecordedRoutes.names.count >= 20)
    }

    @Test(arguments: RecordedRoutes.names)
    func comesOutAsRecorded(name: String) throws {
        let expected = try #require(RecordedRoutes.index[name])
        let diagnosis = try RecordedRoutes.bundle(name).diagnose()
        let allowed = expressions(expected["allow"])
        let serious = diagnosis.findings.filter { finding in
            finding.severity == .error
                || finding.severity == .warning && !allowed.contains { finding.matches($0) }
        }
        let listing = diagnosis.findings.map(\.line).joined(separator: "\n")
        if expected["healthy"] == true {
            #expect(serious.isEmpty, "\(listing)")
        } else {
            let first = try #require(serious.first, "\(listing)")
            if !(expected["first"]?.array ?? []).contains(.string(first.code.description)) {
                for expression in expressions(expected["says"]) {
                    #expect(first.matches(expression), "\(expression)\n\(listing)")
                }
            }
            for wanted in expected["also"]?.array ?? [] {
                let all = expressions(wanted)
                #expect(serious.contains { finding in all.allSatisfy { finding.matches($0) } }, "\(all)\n\(listing)")
            }
        }
        for (resource, place) in expected["resources"]?.object?.members ?? [] {
            expect(resource, toStandAt: place.string ?? "", in: diagnosis)
        }
    }

    /// The management cluster alone shows a part of it, and nothing else.
    @Test(arguments: RecordedRoutes.names)
    func theManagementHalfIsLeft(name: String) throws {
        let bundle = try RecordedRoutes.bundle(name)
        let pair = try bundle.diagnose()
        guard let tenant = pair.topology.tenant.value?.name,
            let member = try bundle.fleet().tenants.first(where: { $0.name == tenant })
        else { return }
        let alone = member.diagnosis
        #expect(alone.allFindings.allSatisfy { $0.objects.allSatisfy { $0.side == .management } })
        let whole = Set(pair.findings.map(\.code))
        let left = Set(alone.findings.filter { $0.severity > .info }.map(\.code))
        #expect(left.isSubset(of: whole), "new \(left.subtracting(whole).sorted())")
        let ofManagement = Set(Catalogue.checks.map(\.documentation).filter(\.judgesManagementAlone).map(\.code))
        let expected = Set(pair.findings.filter { $0.severity > .info }.map(\.code)).intersection(ofManagement)
        #expect(expected.isSubset(of: left), "lost \(expected.subtracting(left).sorted())")
    }

    private func expressions(_ value: JSONValue?) -> [String] { (value?.array ?? []).compactMap(\.string) }

    private func expect(_ resource: String, toStandAt places: String, in diagnosis: Diagnosis) {
        let staged = diagnosis.services.map { ($0.key, $0.stages) } + diagnosis.routes.map { ($0.key, $0.stages) }
        let found = staged.first { "\($0.0.kind) \($0.0.path)" == resource }?.1
        let remain = diagnosis.topology.remains.first { "\($0.kind) \($0.namespace)/\($0.name)" == resource }
        let stands: String
        switch (found, remain) {
        case (let stages?, _):
            stands =
                switch stages.state {
                case .healthy: "routed"
                case .terminating: "terminating"
                case .leftBehind: "orphaned"
                default: stages.stage == .routed ? "routed!" : stages.stage.keyword
                }
        case (nil, let remain?): stands = remain.isBeingDeleted ? "terminating" : "orphaned"
        case (nil, nil): stands = "nowhere"
        }
        #expect(places.split(separator: "|").map(String.init).contains(stands), "\(resource) stands at \(stands)")
    }

    /// One malformed object of a list is named, and the others are judged.
    @Test(arguments: TestExtent.sample(RecordedRoutes.names, oneIn: 5, offset: 2))
    func aMalformedObjectLeavesTheOthers(name: String) throws {
        let whole = try RecordedRoutes.bundle(name).thinned
        let expected = try whole.diagnose()
        let places = Dictionary(uniqueKeysWithValues: expected.routes.map { ($0.key, $0.stages) })
        let known = Set(expected.findings.map { "\($0.code) \($0.resource?.path ?? "")" })
        let kinds = RouteKind.allCases.map(\.resource)
        for path in kinds.flatMap({ ["tenant/\($0).json", "management/\($0).json"] }) + [
            "management/routes.kubelb.k8c.io.json"
        ] {
            guard let damaged = Self.adding(malformed: "broken", to: whole.files[path] ?? []) else { continue }
            var bundle = whole
            bundle.files[path] = damaged
            let diagnosis = try bundle.diagnose()
            #expect(try bundle.observe().damage.contains { $0.hasPrefix("\(path): shop/broken: ") }, "\(path)")
            #expect(diagnosis.routes.map(\.key) == expected.routes.map(\.key), "\(path)")
            for route in diagnosis.routes where route.stages.stopped != nil {
                #expect(places[route.key]?.stopped?.stage == route.stages.stopped?.stage, "\(path): \(route.key)")
            }
            for finding in diagnosis.findings where finding.severity > .info && finding.code != "P009" {
                #expect(known.contains("\(finding.code) \(finding.resource?.path ?? "")"), "\(path): \(finding.line)")
            }
        }
    }

    /// Puts an object before the others of a list; nil if it has none.
    private static func adding(malformed name: String, to list: [UInt8]) -> [UInt8]? {
        let text = String(decoding: list, as: UTF8.self)
        guard let items = text.firstRange(of: #""items":[{"#) ?? text.firstRange(of: #""items": [{"#) else {
            return nil
        }
        let object = #"{"metadata":{"namespace":"shop","name":"\#(name)","labels":["x"]}},"#
        return Array((text[..<text.index(before: items.upperBound)] + object + "{" + text[items.upperBound...]).utf8)
    }

    /// A read that is missing, refused or cut off turns findings into unknowns, never into others.
    @Test(arguments: TestExtent.sample(RecordedRoutes.names, oneIn: 12))
    func missingReadsNeverBecomeOtherFindings(name: String) throws {
        let whole = try RecordedRoutes.bundle(name).thinned
        let expected = try whole.diagnose()
        let known = Set(expected.findings.map { "\($0.code) \($0.resource?.path ?? "")" })
        // What names one object may be about the whole cluster while more is known, and the other way round.
        let codes = Set(expected.findings.map(\.code))
        let stopped = Set(expected.routes.filter { $0.stages.stopped != nil }.map(\.key))
        for path in TestExtent.sample(try whole.pathsLookedAt().sorted(), oneIn: 3, offset: name.utf8.count) {
            for loss in MissingReadsTests.Loss.allCases where loss == .removed || path.hasSuffix(".json") {
                var bundle = whole
                bundle.files[path] = loss.applied(to: whole.files[path] ?? [])
                let diagnosis = try bundle.diagnose()
                for finding in diagnosis.findings where finding.severity > .info {
                    // It says that the cause can no longer be seen, of what is stopped.
                    if finding.code == "P009", finding.resource.map(stopped.contains) == true { continue }
                    if finding.code == "S014" { continue }
                    let isWhole = { (other: Finding) in other.code == finding.code && other.resource == nil }
                    if finding.resource == nil && codes.contains(finding.code)
                        || expected.findings.contains(where: isWhole)
                    {
                        continue
                    }
                    #expect(
                        known.contains("\(finding.code) \(finding.resource?.path ?? "")"),
                        "\(name): \(path) \(loss.rawValue): new \(finding.line)")
                }
            }
        }
    }
}

extension Finding {
    /// Whether an expression is found in what it says.
    fileprivate func matches(_ expression: String) -> Bool {
        let title = Catalogue.check(code)?.documentation.title ?? ""
        let remedies = remedies.flatMap { [$0.text, $0.command?.text ?? ""] }
        let text = ([title, message] + evidence.map { "\($0.source): \($0.value)" } + remedies).joined(separator: "\n")
        guard let regex = try? Regex(expression).ignoresCase().dotMatchesNewlines() else { return false }
        return text.contains(regex)
    }
}
