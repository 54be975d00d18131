import Kubernetes
import Probes
import Sandbox
import Testing
import Topology

/// What is planned to be probed, from what was observed and asked for.
@Suite struct ProbePlanTests {
    private static func service(ports: String, addresses: String = "{ip: 198.51.100.10}", more: String = "") -> String {
        "tenant: {services: {shop/web: {spec: {ports: [\(ports)]\(more)}, "
            + "status: {loadBalancer: {ingress: [\(addresses)]}}}}}"
    }

    private func plan(
        _ changes: String = "", _ change: (inout ProbePlan.Options) -> Void = { _ in }
    ) throws -> [PlannedProbe] {
        let topology = try MemoryBundle(files: ExamplePair(changes: changes).files).topology()
        var options = ProbePlan.Options()
        change(&options)
        return ProbePlan(topology, options).probes(of: try #require(topology.exposures.first))
    }

    @Test func aPortIsConnectedToAndNothingMore() throws {
        let plan = try plan()
        #expect(plan.map(\.name) == ["TCP connect 198.51.100.10:80 from this machine"])
        #expect(plan.map(\.target) == [ProbeTarget(address: "198.51.100.10", port: 80, kind: .tcp)])
    }

    @Test func fiftyPortsAtTwoAddressesAreAHundredProbes() throws {
        let ports = (0..<50).map { "{name: p\($0), port: \(8000 + $0), protocol: TCP, nodePort: \(31000 + $0)}" }
        let plan = try plan(
            Self.service(ports: ports.joined(separator: ", "), addresses: "{ip: 198.51.100.10}, {ip: \"2001:db8::7\"}"))
        #expect(plan.count == 100)
        #expect(Set(plan.compactMap(\.target)).count == 100)
        #expect(plan.last?.name == "TCP connect [2001:db8::7]:8049 from this machine")
    }

    @Test func oneNumberWithTwoProtocolsIsTwoProbes() throws {
        let ports =
            "{name: a, port: 80, protocol: TCP, nodePort: 31080}, {name: b, port: 80, protocol: UDP, nodePort: 31080}"
        let plan = try plan(Self.service(ports: ports)) { $0.udpPayload = [1] }
        #expect(
            plan.map(\.target?.kind) == [.tcp, .udp(payload: [1])])
        #expect(Set(plan).count == 2)
    }

    /// Nothing is sent that nobody asked for.
    @Test func withoutAPayloadUDPIsLeftOut() throws {
        let ports =
            "{name: dns, port: 53, protocol: UDP, nodePort: 31053}, {name: s, port: 9, protocol: SCTP, nodePort: 31009}"
        let plan = try plan(Self.service(ports: ports)) { options in
            options.usesTLS = true
            options.httpPath = "/"
        }
        #expect(plan.map(\.target) == [nil, nil])
        #expect(plan.first?.skipped == "no payload given (--udp-payload)")
        #expect(plan.last?.skipped == "only TCP and UDP can be probed")
    }

    @Test func whatGoesBeyondIsAddedBehindTheConnection() throws {
        let plan = try plan { options in
            options.usesTLS = true
            options.httpPath = "/healthz"
            options.serverName = "shop.example"
        }
        #expect(
            plan.map(\.target?.kind) == [
                .tcp, .tls(serverName: "shop.example"),
                .http(path: "/healthz", usesTLS: true, serverName: "shop.example"),
            ])
        #expect(plan.last?.name == "GET https://shop.example:80/healthz from this machine")
    }

    @Test func hostNamesAreAddresses() throws {
        let plan = try plan(
            Self.service(ports: "{port: 80, protocol: TCP, nodePort: 31080}", addresses: "{hostname: lb.example}"))
        #expect(plan.map(\.target?.address) == ["lb.example"])
    }

    @Test func portsCanBeChosen() throws {
        let ports =
            "{name: a, port: 53, protocol: TCP, nodePort: 31053}, {name: b, port: 53, protocol: UDP, nodePort: 31053}"
            + ", {name: c, port: 80, protocol: TCP, nodePort: 31080}"
        func chosen(_ filters: ProbePlan.PortFilter...) throws -> [String] {
            try plan(Self.service(ports: ports)) { $0.ports = filters }.map { "\($0.port)/\($0.protocol)" }
        }
        #expect(try chosen(.init(port: 53)) == ["53/TCP", "53/UDP"])
        #expect(try chosen(.init(port: 53, protocol: "UDP"), .init(port: 80)) == ["53/UDP", "80/TCP"])
    }

    @Test func aServiceThatGoesIsLeftAlone() throws {
        let plan = try plan(
            """
            tenant: {services: {shop/web: {metadata: {deletionTimestamp: "2026-11-22T11:59:00Z"}}}}
            """)
        #expect(plan.map(\.skipped) == ["the Service is being deleted"])
        #expect(plan.allSatisfy { $0.target == nil })
    }

    @Test func anObstacleLeavesAllOutUnderTheSameNames() throws {
        let made = try plan { $0.httpPath = "/" }
        let left = try plan { options in
            options.httpPath = "/"
            options.obstacle = "a bundle cannot be probed"
        }
        #expect(left.map(\.name) == made.map(\.name))
        #expect(left.allSatisfy { $0.target == nil && $0.skipped == "a bundle cannot be probed" })
    }

    // MARK: Node ports

    @Test func nodePortsAreProbedWhereAskedFor() throws {
        let nodes = try plan { $0.includesNodePorts = true }.filter { $0.place != .address }
        #expect(
            nodes.map(\.name) == [
                "TCP connect 203.0.113.11:31080 (node-a) from this machine, not from the management cluster",
                "TCP connect 203.0.113.12:31080 (node-b) from this machine, not from the management cluster",
            ])
        #expect(nodes.allSatisfy { $0.target != nil })
    }

    @Test func withPolicyLocalOnlyNodesWithEndpointsAreExpectedToAnswer() throws {
        let changes = """
            tenant:
              services: {shop/web: {spec: {externalTrafficPolicy: Local}}}
              endpointslices.discovery.k8s.io: {shop/web-1: {endpoints: [
                {addresses: [10.244.1.5], nodeName: node-a, conditions: {ready: true}}]}}
            """
        let nodes = try plan(changes) { $0.includesNodePorts = true }.filter { $0.place != .address }
        #expect(nodes.map(\.place) == [.node("node-a"), .node("node-b")])
        #expect(nodes.map { $0.target != nil } == [true, false])
        #expect(nodes.last?.skipped?.contains("externalTrafficPolicy: Local") == true)
    }

    @Test func aNodeThatIsNotReadyIsLeftOut() throws {
        let changes = "tenant: {nodes: {node-b: {status: {conditions: [{type: Ready, status: \"False\"}]}}}}"
        let nodes = try plan(changes) { $0.includesNodePorts = true }.filter { $0.place != .address }
        #expect(nodes.map(\.skipped) == [nil, "the node is NotReady"])
    }
}
