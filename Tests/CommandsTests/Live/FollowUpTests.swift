import Diagnosis
import Kubernetes
import Sandbox
import Testing
import Topology

@testable import Commands

/// What is read only if something is in question.
@Suite struct FollowUpTests {
    static func topology(_ code: CheckCode, _ name: String) throws -> Topology {
        Topology(try observation(code, name))
    }

    private static func observation(_ code: CheckCode, _ name: String) throws -> Observation {
        let check = try #require(Catalogue.check(code)?.documentation)
        let example = try #require(check.examples.first { $0.name == name })
        return try observation(example)
    }

    static func observation(_ example: CheckExample) throws -> Observation {
        var files = try ExamplePair(changes: example.changes, hasRoutes: example.hasRoutes).files
        for (path, page) in example.metrics { files[path] = Array(page.utf8) }
        let manifest = try BundleManifest.decode(files["bundle.json"] ?? [], source: "bundle.json")
        return BundleObservation(source: "bundle", manifest: manifest) { path in
            files[path].map { .present($0) } ?? .absent
        }.observe()
    }

    private static func inputs(
        _ side: ClusterSide, _ topology: Topology, _ change: (inout ReadPlan) -> Void = { _ in }
    ) -> Set<Input> {
        var plan = ReadPlan(scope: .all)
        change(&plan)
        return Set(plan.followUp(side, after: topology).map(\.input))
    }

    @Test func healthyClustersCostNothing() throws {
        let topology = try Self.topology("N004", "all nodes answer")
        for side in ClusterSide.allCases { #expect(Self.inputs(side, topology).isEmpty) }
    }

    @Test func nodesThatDoNotAnswer() throws {
        let topology = try Self.topology("N004", "no node answers")
        #expect(
            Self.inputs(.tenant, topology) == [
                .tenantPods, .tenantEvents, .tenantNetworkPolicies, .globalNetworkPolicies, .tenantConfigMaps,
            ])
        #expect(Self.inputs(.management, topology).isEmpty)
        #expect(Self.inputs(.tenant, topology) { $0.evidence.isRead = false }.isEmpty)
    }

    /// Whether Cilium serves a node port that is none of the usual ones.
    @Test func nodePortsOfAnotherRange() throws {
        let topology = try Self.topology("N011", "the nodes respond")
        #expect(Self.inputs(.tenant, topology) == [.tenantPods, .tenantConfigMaps])
        #expect(Self.inputs(.management, topology).isEmpty)
    }

    /// The policies of the Service's namespace, beside those of the CCM's.
    @Test func datagramsWithoutAnswers() throws {
        let topology = try Self.topology("D019", "nothing comes back, and the NetworkPolicy allows it")
        let reads = ReadPlan(scope: .all).followUp(.tenant, after: topology)
        #expect(reads.filter { $0.input == .tenantNetworkPolicies }.count == 2)
    }

    @Test func anEnvoyWithoutManager() throws {
        let topology = try Self.topology("D007", "both are cut off and carry traffic all the same")
        #expect(Self.inputs(.management, topology) == [.managementPods, .managementDeployments])
        #expect(
            Set(EvidencePlan.envoyLogs(for: topology).map(\.pod)) == ["envoy-tenant-acme-1", "envoy-tenant-acme-2"])
    }

    /// Events of nodes, if health checks fail.
    @Test func nodesOfTheManagementCluster() throws {
        let failing = try Self.topology("D035", "its connection tracking table is full")
        #expect(Self.inputs(.management, failing) == [.managementEvents])
        let healthy = try Self.topology("D035", "no health check fails")
        #expect(Self.inputs(.management, healthy).isEmpty)
    }

    /// The mode of kube-proxy, if a cloud's load balancer has a private address.
    @Test func privateAddressesOfClouds() throws {
        let both = try Self.topology("D050", "kube-proxy uses iptables")
        #expect(Self.inputs(.management, both) == [.configMaps])
        let announced = try Self.topology("D050", "nodes answer ARP requests strictly")
        #expect(Self.inputs(.management, announced) == [.configMaps])
        let open = try Self.topology("D050", "the status has the public address only")
        #expect(Self.inputs(.management, open).isEmpty)
    }

    /// The settings of an implementation that no workload shows, if none is known.
    @Test func anImplementationThatIsSwitchedOff() throws {
        let waiting = try Self.topology("M010", "no LoadBalancer Service has an address")
        #expect(Self.inputs(.management, waiting) == [.configMaps])
        let served = try Self.topology("M019", "the implementation is installed and does not run")
        #expect(Self.inputs(.management, served).isEmpty)
    }

    /// Warnings of the mesh whose sidecar is not ready, and what Istio accepts if pods are in its mesh.
    @Test func meshes() throws {
        let linkerd = try Self.topology(
            "S004", "the sidecar of Linkerd is not ready, and Linkerd reports an expired certificate")
        #expect(Self.inputs(.tenant, linkerd) == [.tenantEvents, .tenantLeases])
        let istio = try Self.topology("S018", "the whole mesh is STRICT")
        #expect(Self.inputs(.tenant, istio) == [.tenantPeerAuthentications])
    }

    @Test func podsThatAreNotCreated() throws {
        let topology = try Self.topology(
            "D005", "kube-controller-manager of the management cluster does not create the pods")
        #expect(Self.inputs(.management, topology) == [.managementLeases])
    }

    /// Of a named Service the others' LoadBalancers are read only if Envoy's configuration lacks its port.
    @Test func anIncompleteConfiguration() throws {
        let topology = try Self.topology("D009", "both Envoy pods lack it")
        func named(_ plan: inout ReadPlan) {
            plan = ReadPlan(scope: .named([ReadPlan.ServiceName(namespace: "shop", name: "web")]))
        }
        #expect(Self.inputs(.management, topology, named) == [.loadBalancers])
        #expect(Self.inputs(.management, topology).isEmpty)
    }

    @Test func aCCMThatDoesNotStart() throws {
        let topology = try Self.topology("C010", "its proxy cannot be resolved")
        #expect(Self.inputs(.tenant, topology) == [.tenantPods, .tenantDeployments, .tenantNetworkPolicies])
    }

    /// What should create the Secret that the containers wait for.
    @Test func aCCMThatWaitsForASecret() throws {
        let topology = try Self.topology(
            "C002", "cert-manager does not issue the certificate that it mounts, as a challenge fails")
        #expect(Self.inputs(.tenant, topology).isSuperset(of: Input.tenantIssuance))
        #expect(Self.inputs(.management, topology).isDisjoint(with: Input.issuance))
    }

    @Test func meshesOfKubeLBsControllers() throws {
        let ccm = try Self.topology("C019", "the log of the sidecar of Istio shows that it drops the connections")
        #expect(Self.inputs(.tenant, ccm).contains(.tenantConfigMaps))
        let manager = try Self.topology("D007", "Istio requires mutual TLS of everything that connects to the manager")
        #expect(Self.inputs(.management, manager).contains(.peerAuthentications))
    }

    /// The speakers, whose logs may say that the address does not work, and if only nodes with an Envoy may announce it.
    @Test func announcersWithPolicyLocal() throws {
        let local = "tenant: {services: {shop/web: {spec: {externalTrafficPolicy: Local}}}}"
        for (changes, readsLogs, reads) in [(local, false, true), ("", false, false), ("", true, true)] {
            let example = CheckExample.silent(
                "speakers",
                changes + "\nmanagement: {daemonsets.apps: {metallb-system/speaker: {metadata: {labels: {"
                    + "app: metallb, component: speaker}}, spec: {selector: {matchLabels: {component: speaker}}}, "
                    + "status: {desiredNumberScheduled: 2, numberReady: 2}}}}")
            let topology = Topology(try Self.observation(example))
            var plan = ReadPlan(scope: .all)
            plan.evidence.readsLogs = readsLogs
            let found = plan.thirdRound(.management, after: topology)
            #expect(found.contains { $0.input == .managementPods } == reads)
        }
    }

    /// A read that only adds detail never makes what was read before incomplete.
    @Test func aRefusedDetailChangesNothing() throws {
        var observation = try Self.observation("N004", "no node answers")
        let before = observation.list(.tenant, Pod.self).value?.items.count
        PlannedRead.part(
            .tenant, Observed<ObjectList<Pod>>.forbidden(MissingRight(verb: "list", resource: "pods")), .addsIfRead)(
                &observation)
        #expect(observation.outcome(of: .tenantPods) == nil)
        #expect(observation.list(.tenant, Pod.self).value?.items.count == before)
    }
}
