import Diagnosis
import Documents
import KubeLB
import Sandbox
import TestSupport
import Testing

@testable import Topology

/// Gates declare what they read, stages follow from them, and none fails without an explanation.
@Suite struct GateTests {
    /// Every recorded cluster, and what is left of it without one of its files.
    private static func topologies(_ name: String) throws -> [(topology: Topology, recorder: ReadRecorder)] {
        let whole = try Recorded.bundle(name).thinned
        let files = ["management/loadbalancers.kubelb.k8c.io.json", "management/services.json"]
        return try ([nil] + files).map { lost in
            var bundle = whole
            if let lost { bundle.files[lost] = nil }
            let recorder = ReadRecorder()
            return (try bundle.topology(recorder: recorder), recorder)
        }
    }

    @Test(arguments: Recorded.names)
    func readWhatTheyDeclare(name: String) throws {
        for (topology, recorder) in try Self.topologies(name) {
            for exposure in topology.exposures {
                let evaluation = GateEvaluation(topology, exposure)
                for gate in Gate.allCases {
                    _ = recorder.take()
                    let outcome = evaluation.outcome(of: gate)
                    let declared = Set(gate.inputs + Input.scope)
                    #expect(recorder.take().subtracting(declared) == [], "\(gate)")
                    if case .unknown(let input, _) = outcome { #expect(declared.contains(input), "\(gate)") }
                }
            }
        }
    }

    /// Where Secrets cannot be read.
    @Test(arguments: ["True", "False"])
    func aReadyCertificateProvesItsSecret(ready: String) throws {
        let changes = """
            management:
              secrets.metadata: forbidden
              certificates.cert-manager.io: {tenant-acme/shop-tls: {metadata: {ownerReferences: [{kind: Ingress,
                name: shop-site, uid: 00000000-0000-4000-8000-000000000061}]},
                spec: {secretName: 00000000-0000-4000-8000-000000000043},
                status: {conditions: [{type: Ready, status: '\(ready)'}]}}}
            """
        let routes = try MemoryBundle(.silentOnRoutes("", changes)).diagnose().routes
        let ingress = try #require(routes.first { $0.exposure.kind == .ingress })
        #expect((ingress.stages.state == .healthy) == (ready == "True"))
    }

    /// In mode MTLS all traffic goes through the proxy in the tenant cluster.
    @Test(arguments: ["MTLS", "Direct"], [0, 1])
    func withoutItsProxyNothingReachesTheTenant(mode: String, ready: Int) throws {
        let changes = """
            management:
              configs.kubelb.k8c.io: {kubelb/default: {spec: {backendTransport: {mode: \(mode)}}}}
              tenantstates.kubelb.k8c.io: {tenant-acme/default: {status: {version: {edition: EE},
                backendTransport: {mode: \(mode)}, conditions: [{type: TenantProxyReady, status: 'False', reason: NotReady,
                message: 'DaemonSet kubelb/kubelb-tenant-envoy has \(ready) of 2 pods ready'}]}}}
            """
        let diagnosis = try MemoryBundle(.silentOnRoutes("", changes)).diagnose()
        let isDown = mode == "MTLS" && ready == 0
        #expect(diagnosis.services.map { $0.stages.gates[.nodeAddresses].isFailed } == [isDown])
        let routes = diagnosis.routes.filter { $0.exposure.kind != .gateway }
        #expect(!routes.isEmpty && routes.allSatisfy { $0.stages.gates[.nodeAddresses].isFailed == isDown })
    }

    /// With policy Local, by the objects alone.
    @Test(arguments: ["node-a", "node-b"])
    func aBackendNeedsAPodOnAListedNode(node: String) throws {
        let changes = """
            tenant:
              services: {shop/api-nodeport: null, shop/api: {spec: &spec {type: NodePort, externalTrafficPolicy: Local,
                ports: [{name: http, port: 80, protocol: TCP, targetPort: 8080, nodePort: 31090}]}}}
              endpointslices.discovery.k8s.io: {shop/api-1: {endpoints: [{addresses: [10.244.2.6], nodeName: \(node),
                conditions: {ready: true}}]}}
            management:
              addresses.kubelb.k8c.io: {tenant-acme/default: {spec: {addresses: [{ip: 203.0.113.11}]}}}
              routes.kubelb.k8c.io: {tenant-acme/00000000-0000-4000-8000-000000000031: {spec: {source: {kubernetes: {services: [
                {metadata: {name: api, namespace: shop}, spec: *spec}]}}}}}
            """
        let routes = try MemoryBundle(.silentOnRoutes("", changes)).diagnose().routes
        let ingress = try #require(routes.first { $0.exposure.kind == .ingress })
        #expect(ingress.stages.gates[.endpointNodes].isFailed == (node == "node-b"))
    }

    @Test func everyStageHasGatesInOrder() {
        #expect(Stage.allCases.flatMap(Gate.all) == Gate.allCases)
        #expect(Stage.allCases.allSatisfy { !Gate.all(of: $0).isEmpty })
    }

    /// Every gate has a check that explains its failure.
    @Test func everyGateIsExplainedBySomeCheck() {
        let explained = Set(Catalogue.checks.flatMap(\.documentation.explains))
        #expect(Set(Gate.allCases).subtracting(explained) == [])
        for check in Catalogue.checks.map(\.documentation) {
            #expect(
                check.explains.map(\.stage).min() == check.stage,
                "\(check.code): its documentation names the first stage that it blocks")
        }
    }

    @Test(arguments: Recorded.names)
    func stagesSayWhatTheirGatesSay(name: String) throws {
        for service in try Recorded.bundle(name).diagnose().services {
            for stage in service.stages.stages {
                let open = Gate.all(of: stage.stage).first { gate in
                    switch service.stages.gates[gate] {
                    case .failed, .unknown: true
                    case .passed, .notApplicable, .notVisible: false
                    }
                }
                #expect(stage.state == .blocked || stage.gate == open, "\(service.key.path) \(stage.stage)")
                #expect((stage.state == .ok) == (stage.state != .blocked && open == nil))
            }
        }
    }

    // MARK: Mutations

    /// A thousand clusters in which something else is missing or different; a hundred if not all tests are asked for.
    @Test(arguments: 0..<20)
    func noGateFailsUnexplained(seed: Int) throws {
        var numbers = SplitMix64(seed: UInt64(seed))
        let small = Recorded.names.filter { !Recorded.measured.contains($0) }
        let name = small[seed % small.count]
        let whole = try Recorded.bundle(name)
        let files = whole.files.keys.filter { $0.hasSuffix(".json") && $0 != "bundle.json" }.sorted()
        let lists = try files.map { ($0, try JSONValue(parsing: whole.files[$0] ?? [])) }
        for round in 0..<(TestExtent.isWhole ? 50 : 5) {
            var bundle = whole
            var changes: [String] = []
            for _ in 0...Int.random(in: 0...2, using: &numbers) {
                guard let (file, list) = lists.randomElement(using: &numbers) else { continue }
                let (mutated, change) = Self.mutated(list, &numbers)
                bundle.files[file] = mutated.encoded()
                changes.append("\(file) \(change)")
            }
            #expect(try bundle.diagnose().unexplainedGates == [], "\(name) \(round): \(changes)")
        }
    }

    /// One object gone, or one member of it at any depth gone or replaced.
    private static func mutated(_ list: JSONValue, _ numbers: inout SplitMix64) -> (JSONValue, String) {
        guard var items = list["items"]?.array, let index = items.indices.randomElement(using: &numbers) else {
            return (list, "has no objects")
        }
        if Int.random(in: 0..<4, using: &numbers) == 0 {
            items.remove(at: index)
            return (list.merging(patch: ["items": .array(items)]), "without object \(index)")
        }
        let (item, path) = changed(items[index], &numbers)
        items[index] = item
        return (list.merging(patch: ["items": .array(items)]), "object \(index) \(path)")
    }

    private static func changed(_ value: JSONValue, _ numbers: inout SplitMix64) -> (JSONValue, String) {
        switch value {
        case .object(var object):
            guard let key = object.members.map(\.key).randomElement(using: &numbers), let member = object[key] else {
                return (value, "empty")
            }
            let isLeaf = member.object == nil && member.array == nil
            if isLeaf || Int.random(in: 0..<3, using: &numbers) == 0 {
                object[key] = Bool.random(using: &numbers) ? nil : .string("other")
                return (.object(object), key)
            }
            let (inner, path) = changed(member, &numbers)
            object[key] = inner
            return (.object(object), "\(key).\(path)")
        case .array(var elements):
            guard let index = elements.indices.randomElement(using: &numbers) else { return (value, "empty") }
            if Bool.random(using: &numbers) {
                elements.remove(at: index)
                return (.array(elements), "[\(index)]")
            }
            let (inner, path) = changed(elements[index], &numbers)
            elements[index] = inner
            return (.array(elements), "[\(index)].\(path)")
        default: return (.string("other"), "replaced")
        }
    }
}
