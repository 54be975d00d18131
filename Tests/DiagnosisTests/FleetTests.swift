import Diagnosis
import Documents
import FoundationEssentials
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
            #expect(known.isSuperset(of: finding.causedBy) && !fleet.tenants(of: finding).isEmpty)
        }
    }

    /// One pool without free addresses is one cause, however many LoadBalancers wait for it.
    @Test func whatTheSameCommandsFixIsOneCause() throws {
        let fleet = try Self.fleet("fleet-mixed")
        let waiting = fleet.causes.filter { $0[0].code == "D002" }
        #expect(waiting.map(\.count) == [2])
        #expect(fleet.causes.flatMap(\.self).count == fleet.findings.count(where: \.isRootCause))
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
        // Without LoadBalancers nothing shows that a CCM should have written Addresses.
        if alone.services.isEmpty { expected.remove("N001") }
        #expect(expected.isSubset(of: left), "\(name): lost \(expected.subtracting(left).sorted())")
        #expect(left.isEmpty == (member.state == .healthy), "\(name): \(member.state)")
    }
}

extension MemoryBundle {
    func fleet() throws -> Fleet {
        let manifest = try BundleManifest.decode(files["bundle.json"] ?? [], source: "bundle.json")
        let bundle = BundleObservation(source: "bundle", manifest: manifest) { path in
            files[path].map { .present($0) } ?? .absent
        }
        return Fleet(
            bundle.observeTenants(of: bundle.observePlatform()).map {
                (name: $0.requestedTenant ?? "", diagnosis: Diagnosis(of: Topology($0)))
            })
    }
}
