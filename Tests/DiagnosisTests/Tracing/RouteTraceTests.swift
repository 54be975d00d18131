import Diagnosis
import KubeLB
import Kubernetes
import Sandbox
import TestSupport
import Testing
import Topology

/// Which hop of the path of an Ingress, Gateway or route is marked, and that nothing else is.
@Suite struct RouteTraceTests {
    private static func traces(_ bundle: MemoryBundle) throws -> [String: PathTrace] {
        let diagnosis = try bundle.diagnose()
        let traces = diagnosis.routes.map { PathTrace(of: $0, in: diagnosis) }
        return Dictionary(traces.map { ($0.title, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private static func listing(_ trace: PathTrace) -> String {
        trace.title + "\n"
            + trace.allHops.map { "\($0.role) \($0.state)\($0.isCause ? "!" : "") \($0.codes) \($0.facts)" }
            .joined(separator: "\n")
    }

    /// An object of a recorded cluster, and the hops that are its root cause.
    struct Marked: Sendable, CustomTestStringConvertible {
        let cluster: String
        let resource: String
        let causes: Set<TraceHop.Role>
        let code: CheckCode

        init(_ cluster: String, _ resource: String, _ causes: Set<TraceHop.Role>, _ code: CheckCode) {
            self.cluster = cluster
            self.resource = resource
            self.causes = causes
            self.code = code
        }

        var testDescription: String { "\(cluster) \(resource)" }
    }

    static let marked = [
        Marked("l07-ingress-other-class", "Ingress shop/web", [.source], "I001"),
        Marked("l09-gateway-api-off", "Gateway shop/kubelb", [.source], "I002"),
        Marked("l16-ingress-rule-without-http", "Ingress shop/parked", [.source], "I008"),
        Marked("l24-missing-service-httproute", "HTTPRoute shop/cart", [.backends], "B001"),
        Marked("l25-cross-namespace-backend", "HTTPRoute shop/web", [.backends], "B007"),
        Marked("l27-nodeport-quota", "Ingress shop/web", [.route], "P001"),
        Marked("l30-terminating-class-changed", "Ingress shop/web", [.source], "P007"),
        Marked("l36-ingress-disabled-after", "Ingress shop/web", [.manager], "M014"),
        Marked("l38-host-taken-webhook", "Ingress shop/web", [.generated], "P004"),
        Marked("l42-two-gateways", "Gateway shop/kubelb", [.generated], "G004"),
        Marked("l44b-httproute-deleted-ingress-of-one-name", "Ingress shop/web", [.backendServices], "B006"),
        Marked("l53-secret-after-route", "Ingress shop/web", [.certificate], "K002"),
        Marked("l58-two-ingresses-one-secretname", "Ingress blog/web", [.certificate], "K005"),
        Marked("l66-listener-conflict", "Gateway shop/kubelb", [.listeners, .gatewayListener], "G008"),
        Marked("l66-listener-conflict", "HTTPRoute shop/web", [.listeners], "G008"),
        Marked("l67-gateway-no-address", "Gateway shop/kubelb", [.proxy], "G005"),
        Marked("l67-gateway-no-address", "HTTPRoute shop/web", [.proxy], "G005"),
    ]

    @Test(arguments: marked)
    func theRootCauseIsMarked(_ example: Marked) throws {
        let trace = try #require(try Self.traces(RecordedRoutes.bundle(example.cluster))[example.resource])
        #expect(Set(trace.causes.map(\.role)) == example.causes, "\(Self.listing(trace))")
        #expect(trace.causes.allSatisfy { $0.codes.contains(example.code) }, "\(Self.listing(trace))")
    }

    /// Nothing is shown as broken that no finding speaks of; healthy objects prove every link and differ in nothing.
    @Test(arguments: RecordedRoutes.names)
    func nothingIsBrokenWithoutAFinding(name: String) throws {
        let diagnosis = try RecordedRoutes.bundle(name).diagnose()
        for route in diagnosis.routes {
            let trace = PathTrace(of: route, in: diagnosis)
            let own = diagnosis.findings(concerning: [route.key]).filter { $0.severity > .info }
            let broken = trace.allHops.filter(\.state.isBroken)
            if !broken.isEmpty {
                #expect(!own.isEmpty, "\(Self.listing(trace))")
                #expect(broken.contains { !$0.codes.isEmpty }, "\(Self.listing(trace))")
            }
            for link in trace.links + trace.ports.flatMap(\.links) {
                #expect((link.text == link.proof) == (link.state == .proven || link.state == .unknown))
            }
            #expect(trace.allHops.allSatisfy { !$0.facts.isEmpty || $0.state == .unknown }, "\(Self.listing(trace))")
            guard route.stages.state == .healthy, own.isEmpty else { continue }
            #expect(broken.isEmpty && trace.causes.isEmpty, "\(Self.listing(trace))")
            let unknown = trace.allHops.filter { $0.state == .unknown }.map(\.role)
            #expect(Set(unknown).isSubset(of: [.host]), "\(Self.listing(trace))")
            for link in trace.links + trace.ports.flatMap(\.links) {
                #expect(link.state == .proven, "\(trace.title) \(link)")
            }
            #expect(trace.drift.differences.isEmpty && trace.drift.uncompared.isEmpty, "\(trace.title) \(trace.drift)")
            #expect(trace.drift.compared.count == 3)
        }
    }

    @Test func aRouteRepeatsItsGatewayInShort() throws {
        let traces = try Self.traces(RecordedRoutes.bundle("l04-healthy-gateway-tls"))
        let route = try #require(traces["HTTPRoute shop/web"])
        let gateway = try #require(traces["Gateway shop/kubelb"])
        #expect(route.hop(.gateway)?.object?.kind == "Gateway")
        for role in [TraceHop.Role.servingClass, .proxy] {
            #expect(route.hop(role)?.object == gateway.hop(role)?.object && route.hop(role)?.object != nil)
            #expect(route.hop(role)?.facts == gateway.hop(role)?.facts)
        }
        #expect(gateway.hop(.certificate)?.state == .ok && gateway.hop(.secret)?.state == .ok)
        #expect(gateway.portNoun == "listener" && gateway.ports.count == 2)
        #expect(route.portNoun == "backend" && route.ports.first?.backend == "shop/web")
    }

    /// What is wrong with the class, and holds up nobody.
    @Test func aWarningIsNoCause() throws {
        let traces = try Self.traces(RecordedRoutes.bundle("l49-gatewayclass-not-accepted"))
        for trace in traces.values {
            let hop = try #require(trace.hop(.servingClass))
            #expect(hop.state == .warning && hop.codes == ["G002"] && !hop.isCause, "\(Self.listing(trace))")
        }
    }

    /// What waits for another hop is no second fault.
    @Test func whatWaitsIsBlocked() throws {
        let trace = try #require(
            try Self.traces(RecordedRoutes.bundle("l27-nodeport-quota"))["Ingress shop/web"])
        for role in [TraceHop.Role.generated, .routeStatus, .sourceStatus] {
            #expect(trace.hop(role)?.state == .blocked, "\(Self.listing(trace))")
        }
    }

    // MARK: Unknown

    @Test(arguments: [
        ("l02-healthy-ingress-tls", "management/routes.kubelb.k8c.io", TraceHop.Role.route),
        ("l02-healthy-ingress-tls", "management/ingresses.networking.k8s.io", .generated),
        ("l02-healthy-ingress-tls", "management/ingressclasses.networking.k8s.io", .servingClass),
        ("l02-healthy-ingress-tls", "management/services", .backendServices),
        ("l02-healthy-ingress-tls", "management/secrets.metadata", .certificate),
        ("l02-healthy-ingress-tls", "tenant/secrets.metadata", .secret),
        ("l02-healthy-ingress-tls", "tenant/services", .backends),
        ("l04-healthy-gateway-tls", "management/gateways.gateway.networking.k8s.io", .gateway),
        ("l04-healthy-gateway-tls", "management/gatewayclasses.gateway.networking.k8s.io", .servingClass),
    ])
    func whatMayNotBeReadIsUnknown(cluster: String, file: String, role: TraceHop.Role) throws {
        var bundle = try RecordedRoutes.bundle(cluster)
        #expect(bundle.files["\(file).json"] != nil)
        bundle.files["\(file).json"] = Array(#"{"kind":"Status","message":"no","code":403}"#.utf8)
        let all = try Self.traces(bundle).values
        let hops = all.compactMap { $0.hop(role) }
        #expect(hops.contains { $0.state == .unknown })
        #expect(hops.allSatisfy { $0.state != .ok })
        for trace in all { #expect(trace.allHops.allSatisfy { !$0.state.isBroken }, "\(Self.listing(trace))") }
    }

    @Test(arguments: ["l02-healthy-ingress-tls", "l04-healthy-gateway-tls"])
    func everyFileMayBeMissing(cluster: String) throws {
        let whole = try RecordedRoutes.bundle(cluster).thinned
        for file in whole.files.keys where file != "bundle.json" && !file.hasPrefix("metrics/") {
            var bundle = whole
            bundle.files[file] = nil
            for trace in try Self.traces(bundle).values {
                #expect(trace.allHops.allSatisfy { !$0.state.isBroken }, "\(file)\n\(Self.listing(trace))")
            }
        }
    }

    // MARK: Drift and timeline

    @Test func whatIsOutOfDateIsShown() throws {
        var example = CheckExample.silentOnRoutes(
            "",
            """
            tenant: {ingresses.networking.k8s.io: {shop/site: {spec: {rules: [{host: new.example.com, http: {paths: [
              {path: /, pathType: Prefix, backend: {service: {name: api, port: {number: 8080}}}}]}}]}}}}
            """)
        example.hasRoutes = true
        let trace = try #require(try Self.traces(MemoryBundle(example))["Ingress shop/site"])
        let fields = trace.drift.differences.map { "\($0.object.kind) \($0.field)" }
        #expect(fields.contains("Route spec.source…spec.rules[0].host"), "\(fields)")
        let host = trace.drift.differences.first { $0.field.hasSuffix("rules[0].host") }
        #expect(host?.expected == "new.example.com" && host?.actual == "shop.example.com")
        #expect(trace.hop(.route)?.state == .failed, "\(Self.listing(trace))")
    }

    @Test func theStatusOfTheGeneratedObjectIsCompared() throws {
        let trace = try #require(
            try Self.traces(
                MemoryBundle(
                    .silentOnRoutes("", "tenant: {ingresses.networking.k8s.io: {shop/site: {status: null}}}")))[
                    "Ingress shop/site"])
        let difference = try #require(trace.drift.differences.first)
        #expect(difference.object.side == .tenant && difference.field == "status" && difference.actual == "none")
        #expect(trace.hop(.sourceStatus)?.state.isBroken == true, "\(Self.listing(trace))")
    }

    @Test func theTimelineTellsOfRouteAndGeneratedObject() throws {
        let bundle = try RecordedRoutes.bundle("l01-healthy-ingress")
        let diagnosis = Diagnosis(of: Topology(try bundle.observe(readsHistory: true)))
        let route = try #require(diagnosis.routes.first)
        let entries = try #require(PathTrace(of: route, in: diagnosis).timeline).entries
        let created = Set(entries.filter { $0.kind == .created }.map(\.object))
        for object in [
            "Ingress shop/web", "Route tenant-demo/\(route.key.uid)", "Ingress tenant-demo/shop-web",
            "Service shop/web-nodeport", "Service tenant-demo/shop-web-web",
        ] {
            #expect(created.contains(object), "\(created.sorted())")
        }
        #expect(zip(entries, entries.dropFirst()).allSatisfy { $0.time <= $1.time })
        #expect(Set(entries).count == entries.count)
    }

    /// A condition that only the defaults of the definition wrote is none of what happened.
    @Test func theTimelineDoesNotBeginIn1970() throws {
        let condition = """
            {type: Programmed, status: Unknown, reason: Pending, message: Waiting for controller,
              lastTransitionTime: '1970-01-01T00:00:00Z'}
            """
        let example = CheckExample.silentOnRoutes(
            "",
            """
            management: {gateways.gateway.networking.k8s.io: {tenant-acme/kubelb: {status: {conditions: [\(condition)]}}}}
            """)
        let entries = try #require(try Self.traces(MemoryBundle(example))["Gateway shop/kubelb"]?.timeline).entries
        #expect(!entries.isEmpty && entries.allSatisfy { $0.time.milliseconds > 0 })
    }

    // MARK: Alone

    @Test func aRouteAloneHasAPath() throws {
        let diagnosis = try RecordedRoutes.bundle("l32-orphan-route").diagnose()
        let alone = try #require(diagnosis.topology.orphanedRoutes.first)
        let trace = try #require(PathTrace(ofAlone: alone, in: diagnosis))
        #expect(trace.resource == nil && trace.kind == "Route" && trace.ports.isEmpty)
        #expect(trace.hop(.source)?.state == .absent && trace.hop(.source)?.object?.name == "old")
        #expect(trace.causes.map(\.role) == [.route] && trace.hop(.route)?.codes == ["X007"])
        #expect(trace.hop(.generated)?.state == .ok, "\(Self.listing(trace))")
    }

    // MARK: Many

    /// Two paths to one port of a Service are one way of the traffic.
    @Test func pathsToOnePortAreOne() throws {
        let paths = (0..<40).map {
            "{path: /p\($0), pathType: Prefix, backend: {service: {name: \($0 < 30 ? "web" : "w\($0)"), port: {number: 80}}}}"
        }.joined(separator: ", ")
        let trace = try #require(
            try Self.traces(
                MemoryBundle(
                    .silentOnRoutes(
                        "",
                        """
                        tenant: {ingresses.networking.k8s.io: {shop/site: {spec: {rules: [{host: a.example.com, http: {paths: [\(paths)]}}]}}}}
                        """)))["Ingress shop/site"])
        #expect(trace.ports.count == 11 && trace.ports.first?.hosts.count == 30)
        let backends = try #require(trace.hop(.backends))
        #expect(backends.facts.first == "11 backends, 10 broken" && backends.facts.count < 8, "\(backends.facts)")
        #expect(backends.facts.dropFirst().first == "Service shop/w30 does not exist")
    }
}
