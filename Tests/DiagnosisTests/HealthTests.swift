import Diagnosis
import FoundationEssentials
import TestSupport
import Testing
import Topology

/// How bad it is, in a word: of recorded clusters, and of the nearest cases on both sides of each word.
@Suite struct HealthTests {
    private static let recorded: [(cluster: String, service: String, health: Health)] = [
        ("01-healthy", "default/web", .healthy), ("04-ccm-down", "default/web-new", .stuck),
        ("04-ccm-down", "default/web-old", .healthy), ("06-manager-down", "default/web", .stuck),
        ("07-no-ip-pool", "default/web", .pending), ("11-lb-disabled-tenant", "default/web-before", .down),
        ("13-deleted-stuck", "default/web", .terminating), ("16-nodeport-drift", "default/web", .down),
        ("17-no-endpoints", "default/unready", .down), ("17-no-endpoints", "default/web", .healthy),
        ("d02-one-node-refuses", "default/web", .degraded), ("d04-all-nodes-refuse", "default/web", .down),
        ("d04-all-nodes-refuse", "default/multi", .degraded), ("d07-addresses-deleted", "default/web", .degraded),
        ("d08-never-reached-xds-refused", "default/web", .down),
    ]

    @Test(arguments: recorded)
    func recordedServices(cluster: String, service: String, health: Health) throws {
        let diagnosis = try Recorded.bundle(cluster).diagnose()
        let found = try #require(diagnosis.services.first { $0.key.path == service })
        #expect(diagnosis.health(of: StagedResource(found)) == health, "\(cluster) \(found.stages.stages)")
    }

    private static let routes: [(cluster: String, kind: String, name: String, health: Health)] = [
        ("l01-healthy-ingress", "Ingress", "shop/web", .healthy),
        ("l07-ingress-other-class", "Ingress", "shop/web", .stuck),
        ("l24-missing-service-httproute", "HTTPRoute", "shop/cart", .down),
        ("l30-terminating-class-changed", "Ingress", "shop/web", .terminating),
        ("l53-secret-after-route", "Ingress", "shop/web", .degraded),
        ("l66-listener-conflict", "Gateway", "shop/kubelb", .degraded),
        ("l66-listener-conflict", "HTTPRoute", "shop/web", .down),
        ("l67-gateway-no-address", "Gateway", "shop/kubelb", .stuck),
    ]

    @Test(arguments: routes)
    func recordedRoutes(cluster: String, kind: String, name: String, health: Health) throws {
        let bundle = try Recorded.bundle(
            at: Recorded.directory.deletingLastPathComponent().appending(path: "RecordedRoutes/\(cluster)"))
        let diagnosis = try bundle.diagnose()
        let found = try #require(diagnosis.routes.first { $0.key.kind == kind && $0.key.path == name })
        #expect(diagnosis.health(of: StagedResource(found)) == health, "\(cluster) \(found.stages.stages)")
    }

    /// A state that hides what is wrong, or makes it up, helps nobody.
    @Test(arguments: TestExtent.sample(Recorded.names, oneIn: 1))
    func wordsAgreeWithStages(name: String) throws {
        let diagnosis = try Recorded.bundle(name).diagnose()
        for service in diagnosis.services {
            let resource = StagedResource(service)
            let health = diagnosis.health(of: resource)
            switch health {
            case .healthy: #expect(service.stages.isRouted)
            case .down, .degraded, .starting: #expect(!service.exposure.addresses.isEmpty)
            case .stuck, .pending: #expect(service.stages.stopped != nil && service.exposure.addresses.isEmpty)
            case .unknown: #expect(!service.stages.unknowns.isEmpty || !service.stages.notVisible.isEmpty)
            case .terminating, .orphaned, .ignored: #expect(service.stages.stopped == nil)
            }
            #expect((service.stages.stoppedAt == nil) == service.stages.stages.allSatisfy { $0.state != .failed })
        }
    }

    @Test func whatIsNotVisibleIsNotHealthy() throws {
        var bundle = try Recorded.bundle("01-healthy")
        bundle.files["management/services.json"] = Array(#"{"kind":"Status","code":403,"message":"no"}"#.utf8)
        bundle.files["management/deployments.apps.json"] = bundle.files["management/services.json"]
        let diagnosis = try bundle.diagnose()
        let service = try #require(diagnosis.services.first { $0.key.name == "web" })
        #expect(diagnosis.health(of: StagedResource(service)) == .unknown)
    }
}
