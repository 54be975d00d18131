import Diagnosis
import KubeLB
import Kubernetes
import TestSupport
import Testing
import Topology

/// Causes that no tenant has to itself, put into a fleet in which all tenants are healthy: each is one finding about the platform.
@Suite struct FleetCommonCauseTests {
    private static let now = Timestamp("2026-11-28T23:37:57Z")

    private static func bundle() throws -> MemoryBundle {
        try Recorded.bundle(
            at: Recorded.directory.deletingLastPathComponent().appending(path: "RecordedFleets/fleet-healthy"))
    }

    private static func fleet(
        _ bundle: MemoryBundle, _ change: (inout Observation) throws -> Void = { _ in }
    ) throws -> Fleet {
        let bundle = try bundle.observing()
        var platform = bundle.observePlatform()
        try change(&platform)
        return Fleet(
            bundle.observeTenants(of: platform).map {
                (name: $0.requestedTenant ?? "", diagnosis: Diagnosis(of: Topology($0)))
            })
    }

    private static func change<Item: KubernetesObject>(
        _ kind: Item.Type, in platform: inout Observation, _ body: (inout [Item]) -> Void
    ) throws {
        var list = try #require(platform.list(.management, kind).value)
        body(&list.items)
        platform.set(.management, .present(list))
    }

    private static func roots(_ fleet: Fleet, _ code: CheckCode) -> [Finding] {
        fleet.findings.filter { $0.code == code && $0.isRootCause && $0.severity > .info }
    }

    // MARK: What the API server refuses the manager

    /// The envoy Services of some tenants are missing, and the manager logs why.
    private static func refused(_ tenants: [String], _ error: (String) -> String) throws -> Fleet {
        var bundle = try bundle()
        let namespaces = Set(tenants.map { "tenant-\($0)" })
        let loadBalancers = try #require(
            try bundle.observing().observePlatform().list(.management, LoadBalancer.self).value
        ).items.filter { namespaces.contains($0.metadata.namespace) }
        let lines = loadBalancers.map { loadBalancer in
            let (namespace, name) = (loadBalancer.metadata.namespace, loadBalancer.metadata.name)
            return """
                {"level":"error","ts":"2026-11-28T23:37:40.000Z","msg":"Reconciler error","controller":"loadbalancer-controller",\
                "LoadBalancer":{"name":"\(name)","namespace":"\(namespace)"},"namespace":"\(namespace)","name":"\(name)",\
                "error":"\(error(namespace))"}

                """
        }
        let path = try #require(bundle.files.keys.first { $0.hasSuffix("/manager.log") })
        bundle.files[path]?.append(contentsOf: Array("\n\(lines.joined())".utf8))
        return try fleet(bundle) { platform in
            try change(Service.self, in: &platform) { services in
                services.removeAll {
                    namespaces.contains($0.metadata.namespace) && $0.metadata.name.hasPrefix("envoy-")
                        && $0.isLoadBalancer
                }
            }
        }
    }

    private static func missingRight(_ namespace: String) -> String {
        #"failed to create service: services is forbidden: User \"system:serviceaccount:kubelb:kubelb-manager\" cannot create "#
            + #"resource \"services\" in API group \"\" in the namespace \"\#(namespace)\""#
    }

    @Test func aMissingRightOfTheManagerIsOneFinding() throws {
        let tenants = ["edge-lab", "research", "staging-eu", "web-prod"]
        let fleet = try Self.refused(tenants, Self.missingRight)
        let found = Self.roots(fleet, "L010")
        #expect(found.count == 1, "\(found.map(\.line))")
        let finding = try #require(found.first)
        #expect(finding.isAboutPlatform && fleet.ofPlatform.contains { $0.id == finding.id })
        #expect(finding.message.contains("4 tenants"), "\(finding.message)")
        #expect(finding.message.contains("kubelb-manager is not allowed to create services"), "\(finding.message)")
        #expect(finding.resource == nil)
        #expect(fleet.tenants(of: finding).map(\.name).sorted() == tenants)
        #expect(fleet.causes.count { $0[0].code == "L010" } == 1)
        let missing = fleet.findings.filter { $0.code == "D001" }
        #expect(missing.count == 5 && missing.allSatisfy { $0.causedBy == [finding.id] })
        #expect(fleet.tenants.allSatisfy { ($0.state == .healthy) != tenants.contains($0.name) })
    }

    @Test func aWebhookThatDeniesForAllIsOneFinding() throws {
        let fleet = try Self.refused(["research", "staging-eu"]) { _ in
            #"failed to create service: admission webhook \"deny.example.com\" denied the request: no"#
        }
        let found = Self.roots(fleet, "L010")
        #expect(found.count == 1 && found.first?.message.contains("deny.example.com") == true, "\(found.map(\.line))")
    }

    @Test func aQuotaIsOfItsTenant() throws {
        let fleet = try Self.refused(["research", "staging-eu"]) { _ in
            #"services \"a\" is forbidden: exceeded quota: q, requested: services=1, used: services=1, limited: services=1"#
        }
        let found = Self.roots(fleet, "L010")
        #expect(found.count == 2 && found.allSatisfy { !$0.isAboutPlatform }, "\(found.map(\.line))")
    }

    @Test func whatOneTenantHasIsItsOwn() throws {
        let found = Self.roots(try Self.refused(["research"], Self.missingRight), "L010")
        #expect(found.count == 1 && found.first?.resource != nil && found.first?.isAboutPlatform == false)
    }

    // MARK: Nodes of the management cluster

    /// No Envoy on mgmt-2 is Ready.
    private static func stopEnvoys(_ platform: inout Observation, isNodeLost: Bool) throws {
        let since = now.map { $0.adding(seconds: -3600) }
        try change(Pod.self, in: &platform) { pods in
            for index in pods.indices where pods[index].spec.nodeName == "mgmt-2" {
                guard pods[index].metadata.namespace.hasPrefix("tenant-") else { continue }
                for place in pods[index].conditions.indices where pods[index].conditions[place].type == "Ready" {
                    pods[index].conditions[place].status = "False"
                    pods[index].conditions[place].lastTransitionTime = since
                }
            }
        }
        try change(Deployment.self, in: &platform) { deployments in
            for index in deployments.indices where deployments[index].metadata.namespace.hasPrefix("tenant-") {
                deployments[index].state.ready = 1
                deployments[index].state.available = 1
            }
        }
        guard isNodeLost else { return }
        try change(Node.self, in: &platform) { nodes in
            for index in nodes.indices where nodes[index].metadata.name == "mgmt-2" {
                for place in nodes[index].conditions.indices where nodes[index].conditions[place].type == "Ready" {
                    nodes[index].conditions[place].status = "Unknown"
                    nodes[index].conditions[place].lastTransitionTime = since
                }
            }
        }
    }

    @Test func aNodeWithTheOnlyEnvoysIsOneWarning() throws {
        let fleet = try Self.fleet(try Self.bundle()) { try Self.stopEnvoys(&$0, isNodeLost: false) }
        let found = Self.roots(fleet, "D016")
        #expect(found.count == 1, "\(found.map(\.line))")
        let finding = try #require(found.first)
        #expect(finding.message.contains("mgmt-1") && finding.message.contains("9 tenants"), "\(finding.message)")
        #expect(finding.severity == .warning && finding.isAboutPlatform)
        #expect(finding.objects.map(\.description) == ["Node mgmt-1"])
        #expect(fleet.tenants(of: finding).count == 9)
    }

    @Test func aLostNodeIsOneCause() throws {
        let fleet = try Self.fleet(try Self.bundle()) { try Self.stopEnvoys(&$0, isNodeLost: true) }
        let found = Self.roots(fleet, "D006")
        #expect(found.count == 1, "\(found.map(\.line))")
        let finding = try #require(found.first)
        #expect(finding.message.contains("mgmt-2 of the management cluster is NotReady"), "\(finding.message)")
        #expect(finding.message.contains("9 tenants") && finding.isAboutPlatform)
        #expect(Self.roots(fleet, "D016").isEmpty)
    }

    // MARK: What the operator provides

    private static func diagnosis(_ code: CheckCode, _ name: String) throws -> Diagnosis {
        let check = try #require(Catalogue.check(code))
        let example = try #require(check.documentation.examples.first { $0.name == name }, "\(code) \(name)")
        return Diagnosis(of: try MemoryBundle(example).topology(), checks: [check])
    }

    /// Two tenants with different symptoms of one fault have one finding about the platform.
    @Test(arguments: [
        (
            ("D002", "the pool has two addresses, and another tenant has both"),
            ("G005", "the pool is exhausted, and another tenant has its addresses"),
            "2 tenants get no address. All 2 addresses of pool main are assigned: tenant other 2"
        ),
        (
            ("D002", "the program that assigns addresses does not run"),
            ("D002", "the program that assigns addresses does not run"),
            "2 tenants get no address. MetalLB does not run: "
        ),
        (
            ("G005", "the Service of ingress-nginx has no address"),
            ("G005", "the Service of ingress-nginx has no address"),
            "2 tenants are not served. Service ingress-nginx/ingress-nginx-controller"
        ),
        (
            ("D006", "one of two pods is not scheduled"), ("D006", "no node has the label that the Config requires"),
            "Envoy pods of 2 tenants do not start. They are not scheduled: "
        ),
        (
            ("D006", "no pod can get its image"), ("D006", "no pod can get its image"),
            "Envoy pods of 2 tenants do not start. An image cannot be pulled: "
        ),
        (
            ("H004", "the provider rejects its credentials"), ("H004", "the provider rejects its credentials"),
            "DNS records of 2 tenants are not updated. external-dns ("
        ),
        (
            ("G001", "there is no IngressClass of the name"), ("G001", "there is no IngressClass of the name"),
            "2 tenants are not served. The management cluster has no IngressClass nginx"
        ),
        (
            ("G001", "its controller is scaled to 0"), ("G001", "its controller is scaled to 0"),
            "2 tenants are not served. The controller of IngressClass nginx is not running"
        ),
        (
            ("G001", "its controller is scaled to 0"),
            ("P004", "the webhook of ingress-nginx, none of whose pods is Ready, does not respond"),
            "2 tenants are not served. The controller of IngressClass nginx is not running"
        ),
        (
            ("K004", "the issuer is not Ready"),
            ("K004", "the certificate expires in two days, and its issuer is not Ready"),
            "2 tenants are not issued or renewed. ClusterIssuer letsencrypt is not Ready: ErrRegisterACMEAccount"
        ),
        (
            ("D008", "Envoy pods of another image than that of their Deployment do not know what they are sent"),
            ("D008", "Envoy pods of another image than that of their Deployment do not know what they are sent"),
            "that the manager sends. Their image is harbor.example/envoy:1.34-slim, although"
        ),
    ])
    func whatTheOperatorProvidesIsOneFinding(
        first: (CheckCode, String), second: (CheckCode, String), message: String
    ) throws {
        let fleet = Fleet([
            (name: "first", diagnosis: try Self.diagnosis(first.0, first.1)),
            (name: "second", diagnosis: try Self.diagnosis(second.0, second.1)),
        ])
        let found = fleet.findings.filter { $0.isRootCause && $0.severity > .info }
        #expect(found.count == 1, "\(found.map(\.line))")
        let finding = try #require(found.first)
        #expect(finding.message.contains(message), "\(finding.message)")
        #expect(finding.severity > .info && finding.resource == nil && finding.isAboutPlatform)
        #expect(fleet.tenants(of: finding).map(\.name).sorted() == ["first", "second"])
    }

    /// A fault in the tenant's own namespace is not that of another tenant.
    @Test func anIssuerOfATenantIsItsOwn() throws {
        let name = "an Issuer that does not exist in the tenant's namespace"
        let fleet = Fleet([
            (name: "first", diagnosis: try Self.diagnosis("K004", name)),
            (name: "second", diagnosis: try Self.diagnosis("K004", "the challenge fails")),
        ])
        #expect(Self.roots(fleet, "K004").count == 2)
        #expect(fleet.ofPlatform.isEmpty)
    }

    // MARK: Address pools

    /// Research waits for an address, and the eleven of the pool are assigned.
    private static func exhausted() throws -> Fleet {
        var bundle = try bundle()
        bundle.files["management/ipaddresspools.metallb.io.json"] = Array(
            """
            {"apiVersion": "metallb.io/v1beta1", "kind": "IPAddressPoolList", "metadata": {"resourceVersion": "1"}, "items": [
              {"metadata": {"name": "main", "namespace": "metallb-system"},
               "spec": {"addresses": ["10.77.100.10-10.77.100.19", "10.77.100.21/32"]}}]}
            """.utf8)
        let service = try #require(
            try bundle.observing().observePlatform().list(.management, Service.self).value?.items.first {
                $0.metadata.namespace == "tenant-research" && $0.isLoadBalancer
            })
        let path = "management/events.json"
        let events = String(decoding: try #require(bundle.files[path]), as: UTF8.self)
        let start = try #require(events.firstRange(of: "\"items\":["))
        var changed = events
        changed.replaceSubrange(
            start,
            with: """
                "items":[{"metadata": {"name": "e1", "namespace": "tenant-research"}, "type": "Warning",
                  "reason": "AllocationFailed", "message": "no available IPs", "count": 12,
                  "lastTimestamp": "2026-11-28T23:37:00Z", "source": {"component": "metallb-controller"},
                  "involvedObject": {"kind": "Service", "namespace": "tenant-research", "name": "\(service.metadata.name)"}},
                """)
        bundle.files[path] = Array(changed.utf8)
        return try fleet(bundle) { platform in
            try change(Service.self, in: &platform) { services in
                for index in services.indices where services[index].metadata.namespace == "tenant-research" {
                    services[index].ingress = []
                }
            }
        }
    }

    @Test func anExhaustedPoolNamesItsHolders() throws {
        let finding = try #require(Self.roots(try Self.exhausted(), "D002").first)
        #expect(finding.message.contains("All 11 addresses of pool main are assigned"), "\(finding.message)")
        #expect(finding.message.contains("tenant web-prod 2"), "\(finding.message)")
        #expect(finding.evidence.contains { $0.value.hasPrefix("11 of 11, ") }, "\(finding.evidence.map(\.text))")
    }

    /// Two tenants have an Envoy of another image; in a rollout over all tenants that is so for a moment.
    @Test(arguments: [(7200.0, 1), (300, 0)])
    func envoysOfAnotherImageAreOneFinding(age: Double, count: Int) throws {
        let tenants = ["demo", "research"]
        let fleet = try Self.fleet(try Self.bundle()) { platform in
            try Self.change(Deployment.self, in: &platform) { deployments in
                for index in deployments.indices {
                    let namespace = deployments[index].metadata.namespace
                    guard namespace.hasPrefix("tenant-") else { continue }
                    deployments[index].metadata.managedFields = []
                    deployments[index].metadata.creationTimestamp = Self.now?.adding(seconds: -age)
                    guard tenants.map({ "tenant-\($0)" }).contains(namespace) else { continue }
                    let containers = deployments[index].state.template.containers
                    for place in containers.indices where containers[place].name == "envoy-proxy" {
                        deployments[index].state.template.containers[place].image =
                            "mirror.example/envoy:distroless-v1.30.0"
                    }
                }
            }
        }
        let found = Self.roots(fleet, "D048")
        #expect(found.count == count, "\(found.map(\.line))")
        for finding in found {
            #expect(finding.message.contains("2 tenants") && finding.message.contains("v1.30.0"), "\(finding.message)")
            #expect(fleet.tenants(of: finding).map(\.name).sorted() == tenants)
        }
        #expect(fleet.tenants.allSatisfy { ($0.state == .healthy) != (count > 0 && tenants.contains($0.name)) })
    }

    /// What is left of a pool is said once, with the tenant that has most of it.
    @Test func aPoolThatIsNearlyExhaustedIsOfThePlatform() throws {
        var bundle = try Self.bundle()
        bundle.files["management/ipaddresspools.metallb.io.json"] = Array(
            """
            {"apiVersion": "metallb.io/v1beta1", "kind": "IPAddressPoolList", "metadata": {"resourceVersion": "1"}, "items": [
              {"metadata": {"name": "main", "namespace": "metallb-system"}, "spec": {"addresses": ["10.77.100.10-10.77.100.22"]}}]}
            """.utf8)
        let fleet = try Self.fleet(bundle)
        let found = Self.roots(fleet, "M020")
        #expect(found.count == 1, "\(found.map(\.line))")
        let finding = try #require(found.first)
        #expect(
            finding.message.contains("pool main") && finding.message.contains("tenant demo 2"), "\(finding.message)")
        #expect(finding.isAboutPlatform && fleet.tenants.allSatisfy { $0.state == .healthy })
    }

    /// The Service of a Gateway's proxy is in no tenant's namespace. Who holds the addresses that it waits for has to be visible to
    /// its tenant, too; without an owner it may serve every tenant with an Ingress.
    @Test(
        arguments: [("tenant-research", "research", "web-prod"), (nil, "web-prod", "research")]
            as [(String?, String, String)])
    func aProxyThatWaitsForAnAddressNeedsAllHolders(owner: String?, waiting: String, other: String) throws {
        var platform = try Self.bundle().observing().observePlatform()
        try Self.change(Service.self, in: &platform) { services in
            guard var proxy = services.first(where: \.isLoadBalancer) else { return }
            (proxy.metadata.namespace, proxy.metadata.name) = ("proxies", "proxy")
            proxy.metadata.labels = owner.map { [RoutingImplementation.owningGatewayNamespaceLabel: $0] } ?? [:]
            proxy.ingress = []
            services.append(proxy)
        }
        let parts = TenantParts(of: platform)
        func count(_ observation: Observation) -> Int {
            observation.list(.management, Service.self).value?.items.count ?? 0
        }
        #expect(count(parts.part(of: waiting)) == count(platform))
        #expect(count(parts.part(of: other)) < count(platform))
    }

    @Test(arguments: [
        (["10.0.0.0/30"], false, 4), (["10.0.0.0/24"], true, 254), (["10.0.0.250-10.0.1.5"], true, 10),
        (["10.0.0.1-10.0.0.9", "10.0.0.5-10.0.0.12"], false, 12), (["0.0.0.0/0"], false, 4_294_967_296),
    ])
    func sizesOfPools(ranges: [String], avoidsBuggyIPs: Bool, size: Int) throws {
        var bundle = try Self.bundle()
        let list = ranges.map { "\"\($0)\"" }.joined(separator: ", ")
        bundle.files["management/ipaddresspools.metallb.io.json"] = Array(
            """
            {"kind": "IPAddressPoolList", "apiVersion": "metallb.io/v1beta1", "metadata": {"resourceVersion": "1"}, "items": [
              {"metadata": {"name": "main", "namespace": "metallb-system"},
               "spec": {"avoidBuggyIPs": \(avoidsBuggyIPs), "addresses": [\(list)]}}]}
            """.utf8)
        let pools = AddressPoolUse.all(in: Topology(try bundle.observing().observePlatform()))
        #expect(pools.map(\.size) == [size])
    }
}
