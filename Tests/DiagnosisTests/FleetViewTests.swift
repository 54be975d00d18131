import Diagnosis
import TestSupport
import Testing
import Topology

/// A fleet of which some tenants are seen from both clusters.
@Suite struct FleetViewTests {
    private static func pair(_ code: CheckCode, _ name: String) throws -> Diagnosis {
        let check = try #require(Catalogue.check(code))
        let example = try #require(check.documentation.examples.first { $0.name == name }, "\(code) \(name)")
        return Diagnosis(of: try MemoryBundle(example).topology())
    }

    /// The same clusters, of which only the management cluster is seen.
    private static func alone(_ code: CheckCode, _ name: String) throws -> Diagnosis {
        let check = try #require(Catalogue.check(code))
        let example = try #require(check.documentation.examples.first { $0.name == name }, "\(code) \(name)")
        let member = try MemoryBundle(example).fleet().tenants.first { $0.name == "acme" }
        return try #require(member).diagnosis
    }

    /// Objects of two tenant clusters may have the same names.
    @Test(arguments: [("C001", "scaled to 0"), ("A006", "the tenant cluster is ahead")] as [(CheckCode, String)])
    func aFaultOfATenantClusterIsItsOwn(code: CheckCode, name: String) throws {
        let diagnosis = try Self.pair(code, name)
        let fleet = Fleet(
            [(name: "first", diagnosis: diagnosis), (name: "second", diagnosis: diagnosis)],
            views: ["first": .pair("first"), "second": .pair("second")])
        let found = fleet.findings.filter { $0.code == code }
        #expect(found.count == 2 && found.allSatisfy { !$0.isAboutPlatform }, "\(found.map(\.line))")
        #expect(found.flatMap { fleet.tenants(of: $0) }.map(\.name) == ["first", "second"])
    }

    /// One fault of the management cluster is one finding, whichever clusters its tenants are seen from.
    @Test(arguments: [("M001", "it is scaled to 0"), ("M003", "the Service is gone")] as [(CheckCode, String)])
    func aFaultOfThePlatformIsFoundOnce(code: CheckCode, name: String) throws {
        let (pair, alone) = (try Self.pair(code, name), try Self.alone(code, name))
        #expect(pair.topology.position == .pair && alone.topology.position == .management)
        let fleet = Fleet(
            [(name: "first", diagnosis: pair), (name: "second", diagnosis: alone)], views: ["first": .pair("first")])
        let found = fleet.findings.filter { $0.code == code }
        #expect(found.count == 1 && found.first?.isAboutPlatform == true, "\(found.map(\.line))")
    }

    @Test func aPairThatCannotBeReadIsAGap() throws {
        let healthy = try Self.alone("A007", "the field is not there")
        #expect(Fleet([(name: "acme", diagnosis: healthy)]).tenants.map(\.state) == [.healthy])
        let view = Fleet.View.unreadPair("acme", reason: "connection refused")
        let fleet = Fleet([(name: "acme", diagnosis: healthy)], views: ["acme": view])
        #expect(fleet.tenants.map(\.state) == [.unknown])
        #expect(fleet.tenants.first?.view.failure == "connection refused")
    }

    /// A Service of another controller is no part of the tenant.
    @Test func servicesThatKubeLBIgnoresAreNotCounted() throws {
        let diagnosis = try Self.pair("C007", "the Service of another class has an address")
        let ignored = diagnosis.services.count { $0.stages.state == .ignored }
        let fleet = Fleet([(name: "acme", diagnosis: diagnosis)], views: ["acme": .pair("acme")])
        #expect(fleet.tenants.first?.counts.total == diagnosis.services.count - ignored)
    }
}
