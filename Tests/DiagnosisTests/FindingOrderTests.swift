import Kubernetes
import Testing
import Topology

@testable import Diagnosis

@Suite struct FindingOrderTests {
    private let order = FindingOrder(checks: Catalogue.checks)

    private func finding(_ code: CheckCode, _ severity: Severity, _ service: String? = nil) -> Finding {
        var finding = Finding(
            severity, "\(code) \(service ?? "")",
            resource: service.map { name in
                var service = Service()
                service.metadata = ObjectMeta(name: name, namespace: "shop")
                return ExposedResource(.tenant, service)
            })
        finding.code = code
        return finding
    }

    @Test func stoppedServicesCountBeforeDegradedOnes() {
        let arranged = order.arranged([
            finding("N005", .warning), finding("D011", .warning, "a"), finding("D011", .warning, "b"),
            finding("L010", .error, "c"),
        ])
        #expect(arranged.map(\.code) == ["L010", "N005", "D011", "D011"])
    }

    @Test func aRootIsAsSevereAsWhatItCauses() {
        var refusal = finding("L010", .warning, "a")
        refusal.isAsSevereAsEffects = true
        #expect(order.arranged([refusal, finding("D001", .error, "a")]).map(\.severity) == [.error, .error])
        let other = order.arranged([refusal, finding("D001", .error, "b")])
        #expect(other.first { $0.code == "L010" }?.severity == .warning)
        refusal.isAsSevereAsEffects = false
        #expect(order.arranged([refusal, finding("D001", .error, "a")]).first?.severity == .warning)
    }

    /// What one Service does to all of a tenant explains a finding about the tenant only if that finding suspects it.
    @Test func aSuspectOfTheTenantIsFoundAmongServices() {
        var broken = finding("M009", .warning)
        #expect(order.arranged([broken, finding("L004", .error, "a")]).allSatisfy { $0.isRootCause })
        broken.suspects = ["L004"]
        let arranged = order.arranged([broken, finding("L004", .error, "a")])
        #expect(arranged.map(\.code) == ["L004", "M009"] && arranged[1].causedBy == [arranged[0].id])
    }

    /// What concerns every Service is said of one that has come through all stages, too.
    @Test(
        arguments: [
            ("T010", nil), ("M003", "its target port is a name that no container of the manager has"),
        ] as [(CheckCode, String?)])
    func whatConcernsEveryServiceIsSaidOfEach(code: CheckCode, name: String?) throws {
        let examples = try #require(Catalogue.check(code)).documentation.examples
        let example = try #require(examples.first { name == nil ? $0.fires != nil : $0.name == name })
        let diagnosis = Diagnosis(of: try MemoryBundle(example).topology())
        let service = try #require(diagnosis.services.first)
        #expect(service.stages.stopped == nil)
        #expect(diagnosis.findings(concerning: [service.key]).contains { $0.code == code })
    }

    /// An Envoy without its configuration serves no Service, so its cause comes before what is wrong with one Service.
    @Test(arguments: [(MetricsExamples.blank, "M003"), (MetricsExamples.envoy(), "S004")] as [(String, CheckCode)])
    func causesOfABlankEnvoyComeFirst(second: String, first: CheckCode) throws {
        let example = CheckExample.fires(
            .error, "envoycp selects nothing, and neither does the Service",
            """
            tenant:
              services: {shop/web: {spec: {selector: {app: wbe}}}}
              endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: null, ports: null}}
            management:
              services: {kubelb/envoycp: {spec: {selector: {app.kubernetes.io/name: kubelb}}}}
              endpointslices.discovery.k8s.io: {kubelb/envoycp-1: {endpoints: null, ports: null}}
            """,
            metrics: MetricsExamples.envoys(MetricsExamples.envoy([MetricsExamples.Port(healthy: 0)]), second))
        let diagnosis = Diagnosis(of: try MemoryBundle(example).topology())
        let service = try #require(diagnosis.services.first)
        #expect(diagnosis.findings(concerning: [service.key]).first?.code == first)
    }

    /// A tenant whose own Envoy pods do not start stays stopped if the manager is fixed.
    @Test func aTenantsOwnCauseStandsBeforeThatOfThePlatform() throws {
        let failing = """
            {spec: {}, status: {conditions: [{type: Ready, status: "False", lastTransitionTime: "2026-11-22T11:00:00Z"}],
              containerStatuses: [{name: envoy-proxy, ready: false, restartCount: 0, state: {waiting: {
              reason: ImagePullBackOff, message: "Back-off pulling image"}}}]}}
            """
        let example = CheckExample.fires(
            .error, "no pod of Envoy can get its image, and the manager is scaled to 0",
            """
            management:
              deployments.apps: {\(ManagerExamples.scaledDown),
                tenant-acme/envoy-tenant-acme: {status: {readyReplicas: 0, availableReplicas: 0}}}
              pods: {kubelb/kubelb-manager-1: null, tenant-acme/envoy-tenant-acme-1: \(failing),
                tenant-acme/envoy-tenant-acme-2: \(failing)}
            """)
        let fleet = Fleet([(name: "acme", diagnosis: Diagnosis(of: try MemoryBundle(example).topology()))])
        #expect(fleet.ofPlatform.contains { $0.code == "M001" && $0.isRootCause })
        let own = try #require(fleet.tenants.first).own.filter { $0.severity > .info }
        #expect(own.first?.code == "D006" && own.contains { $0.code == "M001" }, "\(own.map(\.line))")
    }

    @Test(
        arguments: [
            ("S007", "the load balancer needs the annotation"),
            ("M019", "the implementation is installed and does not run"),
        ] as [(CheckCode, String)])
    func whatKeepsTheAddressAwayComesFirst(code: CheckCode, name: String) throws {
        let examples = try #require(Catalogue.check(code)).documentation.examples
        let example = try #require(examples.first { $0.name == name })
        let findings = Diagnosis(of: try MemoryBundle(example).topology()).findings
        let first = try #require(findings.first)
        #expect(first.code == code && first.severity == .error)
        #expect(findings.first { $0.code == "D002" }?.causedBy == [first.id])
    }
}
