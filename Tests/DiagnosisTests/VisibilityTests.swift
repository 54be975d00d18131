import Diagnosis
import Sandbox
import Testing
import Topology

/// What is not visible is not healthy, and nothing is said to be missing that could not be read.
@Suite struct VisibilityTests {
    private static let ccmCredentials = """
        management: {services: forbidden, tenants.kubelb.k8c.io: forbidden, deployments.apps: forbidden,
          daemonsets.apps: forbidden, pods: forbidden, configs.kubelb.k8c.io: forbidden}
        """

    private static func diagnosis(_ changes: String) throws -> Diagnosis {
        try MemoryBundle(files: ExamplePair(changes: changes).files).diagnose()
    }

    @Test func withTheCCMsCredentialsTheServiceIsUnconfirmed() throws {
        let stages = try #require(try Self.diagnosis(Self.ccmCredentials).services.first).stages
        #expect(stages.isUnconfirmed)
        #expect(stages.notVisible == ["envoy Service", "Envoy", "manager"])
    }

    @Test func whatABundleDoesNotHoldIsNotHidden() throws {
        let changes = "management: {events: notCollected, configs.kubelb.k8c.io: notCollected}"
        let stages = try #require(try Self.diagnosis(changes).services.first).stages
        #expect(stages.notVisible.isEmpty && !stages.isUnconfirmed)
    }

    /// Nodes may not be read, so that nothing is known of the second stage: what is seen of the CCM is reported all the same,
    /// after what stops the Service.
    @Test func anErrorAboutAnUnknownStageConcernsTheService() throws {
        let pending = """
            status: {phase: Pending, containerStatuses: null, conditions: [{type: PodScheduled, status: "False",
              reason: Unschedulable, message: "0/2 nodes are available: 2 node(s) had untolerated taint(s)",
              lastTransitionTime: "2026-11-22T11:30:00Z"}]}
            """
        let diagnosis = try Self.diagnosis(
            """
            tenant:
              nodes: forbidden
              endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: null, ports: null}}
              pods: {kubelb/kubelb-ccm-1: {\(pending)}, shop/web-1: {\(pending)}, shop/web-2: null}
            """)
        let service = try #require(diagnosis.services.first)
        let codes = diagnosis.findings(concerning: [service.key]).filter { $0.severity == .error }.map(\.code)
        #expect(codes == ["S004", "C002"], "\(codes)")
    }

    @Test func aHealthyPairIsConfirmed() throws {
        #expect(try Self.diagnosis("").services.allSatisfy { !$0.stages.isUnconfirmed })
    }

    @Test(arguments: ["forbidden", "failed"])
    func verificationDoesNotMissWhatItCouldNotRead(word: String) throws {
        let diagnosis = try Self.diagnosis("management: {loadbalancers.kubelb.k8c.io: \(word)}")
        let checks = Verification(of: diagnosis, services: diagnosis.services, plan: []).checks
        #expect(!checks.contains { $0.detail.contains("there is no LoadBalancer") })
        #expect(checks.contains { $0.detail.contains("the LoadBalancer could not be read") })
    }

    @Test func verificationSaysWhatIsMissing() throws {
        let changes = """
            management: {loadbalancers.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000001: null}}
            """
        let diagnosis = try Self.diagnosis(changes)
        let checks = Verification(of: diagnosis, services: diagnosis.services, plan: []).checks
        #expect(checks.contains { $0.detail.contains("there is no LoadBalancer") })
    }

    /// A cluster that could not be read concerns every Service, and comes first.
    @Test(arguments: ["", "tenant: {endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: []}}}\n---\n"])
    func anUnreadClusterComesFirst(other: String) throws {
        let diagnosis = try Self.diagnosis(
            other + """
                failedReads: {management: "dial tcp 192.0.2.1:6443: connect: connection refused"}
                management: {loadbalancers.kubelb.k8c.io: notCollected, services: notCollected, version: notCollected,
                  addresses.kubelb.k8c.io: notCollected, deployments.apps: notCollected, tenants.kubelb.k8c.io: notCollected}
                """)
        let service = try #require(diagnosis.services.first)
        #expect(diagnosis.findings(concerning: [service.key]).first?.code == "A002")
        #expect(diagnosis.findings.first?.code == "A002")
    }
}
