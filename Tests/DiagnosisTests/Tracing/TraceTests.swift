import Diagnosis
import KubeLB
import Kubernetes
import Sandbox
import Testing
import Topology

/// Which hop of a path is marked, and what proves that the others hold.
@Suite struct TraceTests {
    private static func traces(_ bundle: MemoryBundle) throws -> [String: PathTrace] {
        let diagnosis = try bundle.diagnose()
        let traces = diagnosis.services.map { PathTrace(of: $0, in: diagnosis) }
        return Dictionary(traces.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private static func listing(_ trace: PathTrace) -> String {
        trace.allHops.map { "\($0.role) \($0.state)\($0.isCause ? "!" : "") \($0.codes) \($0.facts)" }
            .joined(separator: "\n")
    }

    /// A Service of a recorded cluster, and the hops that are its root cause.
    struct Marked: Sendable, CustomTestStringConvertible {
        let cluster: String
        let service: String
        let causes: Set<TraceHop.Role>
        let code: CheckCode?

        init(_ cluster: String, _ service: String, _ causes: Set<TraceHop.Role>, _ code: CheckCode?) {
            self.cluster = cluster
            self.service = "default/\(service)"
            self.causes = causes
            self.code = code
        }

        var testDescription: String { "\(cluster) \(service)" }
    }

    static let marked = [
        Marked("01-healthy", "web", [], nil),
        Marked("02-multiport-udp", "multi", [], nil),
        Marked("04-ccm-down", "web-new", [.ccm], "C009"),
        Marked("04-ccm-down", "web-old", [], nil),
        Marked("05-class-mismatch", "no-class", [.service], "C007"),
        Marked("06-manager-down", "web", [.manager], "M001"),
        Marked("07-no-ip-pool", "web", [.envoyService], "M010"),
        Marked("08-mgmt-unreachable", "web", [.ccm], "C010"),
        Marked("09-bad-credentials", "web", [.ccm], "C011"),
        Marked("10-tenant-missing", "web", [.ccm], "C005"),
        Marked("11-lb-disabled-tenant", "web-after", [.tenant], "T005"),
        Marked("11-lb-disabled-tenant", "web-before", [.tenant], "T005"),
        Marked("12-nodes-not-ready", "web", [.nodes], "N002"),
        Marked("13-deleted-stuck", "web", [.ccm], "C001"),
        Marked("15-status-drift", "web", [.ccm], "C001"),
        Marked("16-nodeport-drift", "web", [.ccm], "C001"),
        Marked("17-no-endpoints", "nomatch", [.endpoints], "S004"),
        Marked("17-no-endpoints", "unready", [.endpoints], "S004"),
        Marked("17-no-endpoints", "web", [], nil),
        Marked("d01-healthy", "multi", [], nil),
        Marked("d02-one-node-refuses", "web", [.nodePort], "N005"),
        Marked("d04-all-nodes-refuse", "web", [.nodePort], "N004"),
        Marked("d06-xds-down", "late", [.manager], "M001"),
        Marked("d07-addresses-deleted", "late", [.ccm], "C001"),
        Marked("d08-never-reached-xds-refused", "web", [.manager], "M001"),
    ]

    @Test(arguments: marked)
    func theRootCauseIsMarked(_ example: Marked) throws {
        let trace = try #require(try Self.traces(Recorded.bundle(example.cluster))[example.service])
        #expect(Set(trace.causes.map(\.role)) == example.causes, "\(Self.listing(trace))")
        if let code = example.code {
            #expect(trace.causes.allSatisfy { $0.codes.contains(code) }, "\(Self.listing(trace))")
            #expect(trace.causes.allSatisfy { $0.state == .failed || $0.state == .warning })
        }
    }

    /// Behind the hop that is the cause nothing that is not there is marked as if it were another one.
    @Test func whatWaitsIsBlocked() throws {
        let trace = try #require(try Self.traces(Recorded.bundle("04-ccm-down"))["default/web-new"])
        for role in [TraceHop.Role.loadBalancer, .envoyService, .loadBalancerStatus, .serviceStatus] {
            #expect(trace.hop(role)?.state == .blocked, "\(role)")
        }
        let broken = try #require(trace.links.first { $0.to == .ccm })
        #expect(broken.state == .broken && broken.text == "metadata.finalizers lacks kubelb.k8c.io/cleanup")
        #expect(trace.links.first { $0.from == .ccm }?.state == .blocked)
        #expect(trace.links.first { $0.from == .nodes }?.state == .proven)
    }

    /// Traces of Services of which nothing is wrong prove every link and find no difference.
    @Test(arguments: Recorded.names)
    func healthyPathsHold(name: String) throws {
        let diagnosis = try Recorded.bundle(name).diagnose()
        let isHealthy = diagnosis.findings.allSatisfy { $0.severity == .info }
        for service in diagnosis.services {
            let trace = PathTrace(of: service, in: diagnosis)
            #expect(trace.hops.allSatisfy { !$0.facts.isEmpty || $0.state == .unknown })
            for link in trace.links + trace.ports.flatMap(\.links) {
                #expect(!link.proof.isEmpty)
                // What is not there is not shown as if it were.
                #expect((link.text == link.proof) == (link.state == .proven || link.state == .unknown))
                if isHealthy { #expect(link.state == .proven, "\(trace.path) \(link)") }
            }
            guard isHealthy else { continue }
            #expect(trace.allHops.allSatisfy { $0.state == .ok || $0.role == .nodePort }, "\(Self.listing(trace))")
            #expect(trace.drift.differences.isEmpty && trace.drift.uncompared.isEmpty, "\(trace.drift)")
            #expect(trace.drift.compared.count == 4)
        }
    }

    // MARK: Every finding

    /// What is about no hop of a path: how the clusters are reached, versions.
    @Test func everyCodeHasItsPlace() {
        for check in Catalogue.checks {
            let code = check.documentation.code
            let isPlaced = check.documentation.hop != nil
            let isElsewhere = [.access, .rights, .versions].contains(code.group)
            #expect(isPlaced != isElsewhere || ["R002", "R003", "R004"].contains(code), "\(code)")
        }
        let placeless = SandboxFault.all.flatMap(\.codes).compactMap(CheckCode.init(typed:))
            .filter { Catalogue.check($0)?.documentation.hop == nil }
        #expect(placeless.allSatisfy { $0.group == .access }, "\(placeless)")
    }

    /// Each check's own examples: what it finds of a Service is marked at its hop.
    @Test(arguments: Catalogue.checks.map(\.documentation.code))
    func findingsAreMarkedAtTheirHop(code: CheckCode) throws {
        guard let documentation = Catalogue.check(code)?.documentation, let role = documentation.hop else {
            return
        }
        for example in documentation.examples where (example.fires ?? .info) > .info {
            let diagnosis = try MemoryBundle(example).diagnose()
            expectRoutesMarked(code, role, diagnosis, example.name)
            for service in diagnosis.services {
                let own = diagnosis.findings(concerning: [service.key]).filter {
                    $0.code == code && $0.severity > .info
                }
                guard !own.isEmpty else { continue }
                let trace = PathTrace(of: service, in: diagnosis)
                let hops = trace.allHops.filter { $0.role == role && $0.codes.contains(code) }
                // A Service that is going or is none of KubeLB's has no way of traffic.
                if trace.ports.isEmpty, [.address, .envoyPort, .listener, .nodePort, .endpoints].contains(role) {
                    continue
                }
                if trace.hop(.serviceStatus) == nil, role == .serviceStatus { continue }
                if trace.hop(.addresses) == nil, role == .addresses { continue }
                #expect(!hops.isEmpty, "\(example.name)\n\(Self.listing(trace))")
                #expect(hops.allSatisfy { $0.state != .ok }, "\(example.name)\n\(Self.listing(trace))")
                if own.contains(where: { $0.isRootCause && $0.severity == .error }) {
                    #expect(
                        hops.contains { $0.isCause && $0.state.isBroken }, "\(example.name)\n\(Self.listing(trace))")
                }
            }
        }
    }

    private func expectRoutesMarked(_ code: CheckCode, _ role: TraceHop.Role, _ diagnosis: Diagnosis, _ name: String) {
        for route in diagnosis.routes {
            let own = diagnosis.findings(concerning: [route.key]).filter { $0.code == code && $0.resource == route.key }
            guard own.contains(where: { $0.severity > .info }) else { continue }
            let trace = PathTrace(of: route, in: diagnosis)
            let hops = trace.allHops.filter { $0.codes.contains(code) }
            #expect(!hops.isEmpty, "\(name)\n\(Self.listing(trace))")
            #expect(hops.allSatisfy { $0.state != .ok }, "\(name)\n\(Self.listing(trace))")
            if own.contains(where: { $0.isRootCause && $0.severity == .error }) {
                #expect(hops.contains { $0.isCause && $0.state.isBroken }, "\(name)\n\(Self.listing(trace))")
            }
        }
    }

    // MARK: Unknown

    /// A read that was refused makes a hop unknown, with the right that is missing; never absent.
    @Test(arguments: [
        ("management/loadbalancers.kubelb.k8c.io", TraceHop.Role.loadBalancer), ("management/services", .envoyService),
        ("management/addresses.kubelb.k8c.io", .addresses), ("management/tenants.kubelb.k8c.io", .tenant),
        ("tenant/deployments.apps", .ccm), ("tenant/nodes", .nodes),
        ("tenant/endpointslices.discovery.k8s.io", .endpoints),
    ])
    func whatMayNotBeReadIsUnknown(file: String, role: TraceHop.Role) throws {
        var bundle = try Recorded.bundle("01-healthy")
        bundle.files["\(file).json"] = Array(#"{"kind":"Status","message":"no","code":403}"#.utf8)
        let trace = try #require(try Self.traces(bundle)["default/web"])
        let hop = try #require(trace.allHops.first { $0.role == role })
        #expect(hop.state == .unknown, "\(Self.listing(trace))")
        guard case .forbidden? = hop.reason else {
            Issue.record("\(hop)")
            return
        }
        #expect(trace.allHops.allSatisfy { $0.state != .absent && $0.state != .failed }, "\(Self.listing(trace))")
        for link in trace.links where link.to == role { #expect(link.state == .unknown || role == .ccm, "\(link)") }
    }

    @Test func everyFileMayBeMissing() throws {
        let whole = try Recorded.bundle("d01-healthy")
        for file in whole.files.keys where file != "bundle.json" && !file.hasPrefix("metrics/") {
            var bundle = whole.thinned
            bundle.files[file] = nil
            for trace in try Self.traces(bundle).values {
                #expect(trace.allHops.allSatisfy { !$0.state.isBroken }, "\(file)\n\(Self.listing(trace))")
            }
        }
    }

    // MARK: Drift

    @Test func whatIsOutOfDateIsShown() throws {
        let trace = try #require(try Self.traces(Recorded.bundle("16-nodeport-drift"))["default/web"])
        #expect(
            trace.drift.differences.map { [$0.object.kind, $0.field, $0.expected, $0.actual] } == [
                ["LoadBalancer", "spec.ports", "80/TCP,9000/TCP", "80/TCP"],
                ["LoadBalancer", "spec.endpoints[0].ports", "31234/TCP,30231/TCP", "30609/TCP"],
            ])
        let status = try #require(try Self.traces(Recorded.bundle("15-status-drift"))["default/web"])
        let difference = try #require(status.drift.differences.first)
        #expect(difference.object.side == .tenant && difference.field == "status.loadBalancer.ingress")
        #expect(difference.actual == "none" && difference.expected != "none")
    }

    @Test func theEnvoyServiceIsCompared() throws {
        let pair = try ExamplePair(
            changes: """
                management: {services: {tenant-acme/envoy-00000000-0000-4000-8000-000000000001: {
                  metadata: {labels: {kubelb.k8c.io/origin-name: other}}, spec: {externalTrafficPolicy: Local,
                  selector: {app.kubernetes.io/name: nobody}}}}}
                """)
        let trace = try #require(try Self.traces(MemoryBundle(files: pair.files))["shop/web"])
        #expect(
            trace.drift.differences.map { "\($0.field) \($0.expected) \($0.actual)" } == [
                "metadata.labels[kubelb.k8c.io/origin-name] web other",
                "spec.selector[app.kubernetes.io/name] tenant-acme nobody",
                "spec.externalTrafficPolicy Cluster Local",
            ])
        #expect(trace.links.first { $0.to == .envoy }?.state == .broken)
    }

    // MARK: The way of the traffic

    @Test func nodesAreToldApart() throws {
        let trace = try #require(try Self.traces(Recorded.bundle("d02-one-node-refuses"))["default/web"])
        let port = try #require(trace.ports.first)
        #expect(port.healthy == 1 && port.total == 2 && port.expected == 2)
        #expect(port.nodes.map { "\($0.name ?? "") \($0.health)" } == ["worker-1 healthy", "worker-2 refuses"])
        #expect(port.nodes.filter(\.isMissed).map(\.name) == ["worker-2"])
    }

    /// With policy Local a node without an endpoint is rightly down.
    @Test func nodesThatShouldNotAnswerAreNotMissed() throws {
        let traces = try Self.traces(Recorded.bundle("d05-etp-local-one-endpoint"))
        let trace = try #require(traces["default/solo-local"])
        let port = try #require(trace.ports.first { $0.port.protocol == "TCP" })
        #expect(port.expected == 1 && port.healthy == 1 && port.total == 2)
        #expect(port.nodes.count { $0.isExpected == false && $0.health != .healthy } == 1)
        #expect(port.nodes.allSatisfy { !$0.isMissed })
        #expect(port.hop(.nodePort)?.state == .ok)
        let udp = try #require(trace.ports.first { $0.port.protocol == "UDP" })
        #expect(udp.hop(.nodePort)?.codes == ["D018"] && udp.unchecked != nil)
    }

    // MARK: Alone

    @Test func aLoadBalancerAloneHasAPath() throws {
        let diagnosis = try Recorded.bundle("14-orphan-lb").diagnose()
        let known = Set(diagnosis.services.map(\.key.uid))
        let alone = try #require(diagnosis.topology.loadBalancers.value?.first { !known.contains($0.metadata.name) })
        let trace = PathTrace(ofAlone: alone, in: diagnosis)
        #expect(trace.resource == nil && trace.ports.isEmpty)
        #expect(trace.hop(.service)?.state == .absent && trace.hop(.service)?.object?.name == "web")
        #expect(trace.causes.map(\.role) == [.loadBalancer])
        #expect(trace.hop(.loadBalancer)?.codes == ["X001"])
        #expect(trace.hop(.envoyService)?.state == .ok)
    }
}
