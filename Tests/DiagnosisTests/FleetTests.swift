import Diagnosis
import Documents
import FoundationEssentials
import TestSupport
import Testing
import Topology

/// The management cluster alone: what it shows of every tenant, and nothing else.
@Suite struct FleetTests {
    private static let directory = Recorded.directory.deletingLastPathComponent().appending(path: "RecordedFleets")

    private static let index: [String: JSONValue] = {
        let bytes = (try? Data(contentsOf: directory.appending(path: "index.json"))).map(Array.init) ?? []
        let members = (try? JSONValue(parsing: bytes))?.object?.members ?? []
        return Dictionary(uniqueKeysWithValues: members.map { ($0.key, $0.value) })
    }()

    private static let names = index.keys.sorted()

    private static func fleet(_ name: String) throws -> Fleet {
        try Recorded.bundle(at: directory.appending(path: name)).fleet()
    }

    @Test(arguments: names)
    func everyTenantHasItsCause(name: String) throws {
        let fleet = try Self.fleet(name)
        let tenants = try #require(Self.index[name]?["tenants"]?.object?.members)
        #expect(fleet.tenants.map(\.name).sorted() == tenants.map(\.key).sorted())
        for tenant in tenants {
            let member = try #require(fleet.tenants.first { $0.name == tenant.key })
            let loud = fleet.findings.filter { member.findings.contains($0.id) && $0.severity > .info }
            if tenant.value["healthy"] == true {
                #expect(member.state == .healthy && loud.isEmpty, "\(tenant.key): \(loud.map(\.line))")
                continue
            }
            #expect(member.state < .starting, "\(tenant.key) is \(member.state)")
            let first = try #require(loud.first, "\(tenant.key) has no finding")
            let text = ([first.message] + first.evidence.map(\.text)).joined(separator: "\n")
            for pattern in (tenant.value["says"]?.array ?? []).compactMap(\.string) {
                let expression = try Regex(pattern).ignoresCase()
                #expect(text.contains(expression), "\(tenant.key): \(pattern) is not in: \(text)")
            }
        }
    }

    @Test func tenantsStandInTheOrderOfTheirTrouble() throws {
        let fleet = try Self.fleet("fleet-mixed")
        #expect(fleet.tenants.map(\.state) == fleet.tenants.map(\.state).sorted())
        #expect(fleet.tenants.suffix(2).allSatisfy { $0.state == .healthy })
        #expect(fleet.findings.map(\.id) == fleet.findings.indices.map { "f\($0 + 1)" })
        let known = Set(fleet.findings.map(\.id))
        for finding in fleet.findings {
            #expect(known.isSuperset(of: finding.causedBy))
            #expect(finding.isAboutPlatform || !fleet.tenants(of: finding).isEmpty, "\(finding.line)")
        }
    }

    /// A manager that is down is wrong with the platform, and with a tenant only if something of it waits for the manager.
    @Test func thePlatformComesFirst() throws {
        let fleet = try Recorded.bundle("06-manager-down").fleet()
        let first = try #require(fleet.findings.first)
        #expect(first.code == "M001" && first.isAboutPlatform && fleet.ofPlatform.contains { $0.id == first.id })
        for tenant in fleet.tenants where tenant.counts.stopped == 0 {
            let explained = Set(tenant.own.filter { !$0.isAboutPlatform }.flatMap(\.causedBy))
            #expect(tenant.own.allSatisfy { !$0.isAboutPlatform || explained.contains($0.id) })
        }
        for tenant in fleet.tenants where tenant.counts.stopped > 0 {
            #expect(tenant.findings.contains(first.id), "\(tenant.name)")
        }
    }

    /// One pool without free addresses is one cause, however many LoadBalancers wait for it.
    @Test func whatTheSameCommandsFixIsOneCause() throws {
        let fleet = try Self.fleet("fleet-mixed")
        let waiting = fleet.causes.filter { $0[0].code == "D002" }
        #expect(waiting.map(\.count) == [2])
        #expect(fleet.causes.flatMap(\.self).count == fleet.findings.count(where: \.isRootCause))
    }

    /// Each tenant is judged by its part of the lists as by all of them.
    @Test(arguments: names)
    func partsSayWhatTheWholeSays(name: String) throws {
        let bundle = try Recorded.bundle(at: Self.directory.appending(path: name)).observing()
        let platform = bundle.observePlatform()
        for part in bundle.observeTenants(of: platform) {
            var whole = platform
            whole.requestedTenant = part.requestedTenant
            (whole.metrics, whole.logs) = (part.metrics, part.logs)
            let (found, expected) = (Diagnosis(of: Topology(part)), Diagnosis(of: Topology(whole)))
            #expect(found.findings.map(\.line) == expected.findings.map(\.line), "\(part.requestedTenant ?? "")")
        }
    }

    /// A read that is missing or refused leaves less to say of each tenant, and nothing else.
    @Test(arguments: names)
    func missingReadsNeverBecomeOtherFindings(name: String) throws {
        let whole = try Recorded.bundle(at: Self.directory.appending(path: name))
        func facts(_ fleet: Fleet) -> Set<String> {
            Set(
                fleet.findings.filter { $0.severity > .info }.flatMap { finding in
                    fleet.tenants(of: finding).map { "\($0.name) \(finding.code)" }
                })
        }
        let known = try facts(whole.fleet())
        let healthy = try Set(whole.fleet().tenants.filter { $0.state == .healthy }.map(\.name))
        let paths = whole.files.keys.filter { $0.hasPrefix("management/") && $0.hasSuffix(".json") }.sorted()
        #expect(paths.count > 15)
        // The two fleets sample different files.
        for path in TestExtent.sample(paths, oneIn: 6, offset: name.utf8.count) {
            for loss in [MissingReadsTests.Loss.removed, .forbidden] {
                var bundle = whole
                bundle.files[path] = loss.applied(to: whole.files[path] ?? [])
                let fleet = try bundle.fleet()
                let new = facts(fleet).subtracting(known).filter { !$0.hasSuffix("S014") && !$0.hasSuffix("R001") }
                #expect(new.isEmpty, "\(path) \(loss): \(new.sorted())")
                let worse = fleet.tenants.filter { healthy.contains($0.name) && $0.state < .starting }
                #expect(worse.allSatisfy { $0.diagnosis.findings.contains { $0.code == "R001" } }, "\(path) \(loss)")
            }
        }
    }

    // MARK: Pairs without their tenant cluster

    /// What a check says of management objects it also says if they are all that is visible; nothing is said of the rest.
    @Test(arguments: Recorded.names)
    func theManagementHalfOfThePairIsLeft(name: String) throws {
        let bundle = try Recorded.bundle(name)
        let pair = try bundle.diagnose()
        guard let tenant = pair.topology.tenant.value?.name,
            pair.topology.failure(of: .management) == nil,
            let member = try bundle.fleet().tenants.first(where: { $0.name == tenant })
        else { return }
        let alone = member.diagnosis
        #expect(alone.unknowns.allSatisfy { $0.input.side == .management })
        #expect(alone.allFindings.allSatisfy { $0.objects.allSatisfy { $0.side == .management } })
        #expect(alone.services.allSatisfy { $0.stages.stages.first?.state == .notVisible })
        let whole = Set(pair.findings.map(\.code))
        let left = Set(alone.findings.filter { $0.severity > .info }.map(\.code))
        #expect(left.isSubset(of: whole), "\(name): new \(left.subtracting(whole).sorted())")
        let ofManagement = Set(
            Catalogue.checks.map(\.documentation)
                .filter {
                    $0.judgesManagementAlone || $0.inputs.allSatisfy { $0.side == .management } && !$0.inputs.isEmpty
                }
                .map(\.code))
        var expected = Set(pair.findings.filter { $0.severity > .info }.map(\.code)).intersection(ofManagement)
        // Of a LoadBalancer alone only a wrong type and half of its origin labels show.
        expected.subtract(["L002", "L003"])
        // Without LoadBalancers nothing shows that a CCM should have written Addresses.
        if alone.services.isEmpty { expected.remove("N001") }
        #expect(expected.isSubset(of: left), "\(name): lost \(expected.subtracting(left).sorted())")
        let isTroubled = member.own.contains { $0.severity > .info }
        #expect(isTroubled == (member.state != .healthy), "\(name): \(member.state)")
    }
}

extension MemoryBundle {
    func observing() throws -> BundleObservation {
        let manifest = try BundleManifest.decode(files["bundle.json"] ?? [], source: "bundle.json")
        return BundleObservation(source: "bundle", manifest: manifest) { path in
            files[path].map { .present($0) } ?? .absent
        }
    }

    func fleet() throws -> Fleet {
        let bundle = try observing()
        return Fleet(
            bundle.observeTenants(of: bundle.observePlatform()).map {
                (name: $0.requestedTenant ?? "", diagnosis: Diagnosis(of: Topology($0)))
            })
    }
}
