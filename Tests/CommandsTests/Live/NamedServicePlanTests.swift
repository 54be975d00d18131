import KubeLB
import Kubernetes
import Sandbox
import Testing
import Topology

@testable import Commands

/// What is read of live clusters for a Service that is named.
@Suite struct NamedServicePlanTests {
    private static func topology(_ changes: String = "") throws -> Topology {
        let files = try ExamplePair(changes: changes).files
        let manifest = try BundleManifest.decode(files["bundle.json"] ?? [], source: "bundle.json")
        return Topology(
            BundleObservation(source: "bundle", manifest: manifest) { path in
                files[path].map { .present($0) } ?? .absent
            }.observe(requestedServices: ["shop/web"]))
    }

    private static func reads(_ plan: ReadPlan, _ topology: Topology) -> [String?] {
        plan.secondRound(.management, after: topology).filter { $0.input == .managementServices }.map(\.name)
    }

    private static let web = ReadPlan(scope: .named([ReadPlan.ServiceName(namespace: "shop", name: "web")]))

    /// There may be thousands of others in the namespace.
    @Test func `its envoy Service is read by name`() throws {
        #expect(
            Self.reads(Self.web, try Self.topology()) == ["envoy-00000000-0000-4000-8000-000000000001"])
    }

    @Test func `with an object of Layer 7, all Services of the namespace are read`() throws {
        var plan = Self.web
        plan.routes = [ReadPlan.RouteName(kind: .ingress, namespace: "shop", name: "front")]
        #expect(Self.reads(plan, try Self.topology()) == [nil])
    }

    @Test func `of all Services the list is read`() throws {
        #expect(Self.reads(ReadPlan(scope: .all), try Self.topology()) == [nil])
    }

    /// Whether other Services have addresses tells why this one has none.
    @Test func `without an address, other Services are read as well`() throws {
        let waiting = """
            management:
              loadbalancers.kubelb.k8c.io:
                tenant-acme/00000000-0000-4000-8000-000000000001: {status: {loadBalancer: {ingress: null}}}
            """
        #expect(
            Self.reads(Self.web, try Self.topology(waiting)) == [
                "envoy-00000000-0000-4000-8000-000000000001", nil,
            ])
    }
}
