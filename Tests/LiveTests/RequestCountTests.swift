#if Sandbox
    import APIServer
    import Documents
    import Sandbox
    import Testing

    /// What a command costs the API servers.
    @Suite(.serialized)
    struct RequestCountTests {
        /// As many Services beside `shop/web` as asked for, with their objects on both sides.
        private static func crowd(_ count: Int) -> String {
            func uid(_ number: Int) -> String {
                let digits = String(number)
                return "00000000-0000-4000-9000-" + String(repeating: "0", count: 12 - digits.count) + digits
            }
            let services = (0..<count).map { number in
                "shop/crowd-\(number): {metadata: {uid: \(uid(number)), finalizers: [kubelb.k8c.io/cleanup]}, "
                    + "spec: {type: LoadBalancer, ports: [{port: 80, protocol: TCP, nodePort: \(30000 + number % 2000)}]}}"
            }
            let loadBalancers = (0..<count).map { number in
                "tenant-acme/\(uid(number)): {metadata: {labels: {kubelb.k8c.io/origin-ns: shop, "
                    + "kubelb.k8c.io/origin-name: crowd-\(number)}}, spec: {type: LoadBalancer}}"
            }
            return "tenant: {services: {\(services.joined(separator: ", "))}}\n"
                + "management: {loadbalancers.kubelb.k8c.io: {\(loadBalancers.joined(separator: ", "))}}"
        }

        private func count(_ words: [String], crowd: Int) async throws -> (requests: Int, run: Run) {
            try await withExample(Self.crowd(crowd)) { pair in
                let run = await pair.run(words)
                return (pair.requests(of: .tenant).count + pair.requests(of: .management).count, run)
            }
        }

        @Test func `one Service costs the same among few and among many`() async throws {
            let few = try await count(["status", "svc/web", "-n", "shop", "-o", "json"], crowd: 0)
            let many = try await count(["status", "svc/web", "-n", "shop", "-o", "json"], crowd: 1200)
            #expect(few.run.report["services"]?[0]?["stage"]?.string == "routed")
            #expect(many.run.report["services"]?[0]?["stage"]?.string == "routed")
            #expect(FoundFact.all(in: few.run.report) == FoundFact.all(in: many.run.report))
            #expect(few.requests == many.requests)
            #expect(few.requests < 50)
        }

        @Test func `one Service is read in two rounds`() async throws {
            let held = try await held(["status", "svc/web", "-n", "shop"], upTo: 2)
            #expect(held.run.status == .success, "\(held.run.output)\(held.run.error)")
            #expect(held.depth == 2, "\(held.last)")
        }

        @Test(arguments: ["ing/site", "gateway/kubelb", "httproute/app"])
        func `an object of Layer 7 is read in three rounds, and nothing twice`(name: String) async throws {
            let held = try await held(["status", name, "-n", "shop"], hasRoutes: true, upTo: 3)
            #expect(held.run.output.contains("HEALTHY"), "\(held.run.output)\(held.run.error)")
            #expect(held.depth <= 3, "\(held.last)")
            for requests in held.requests.values { Self.expectNoneTwice(requests) }
            // Of a healthy object nothing is in question.
            let tenant = (held.requests[.tenant] ?? []).map(\.path)
            #expect(!tenant.contains { $0.contains("/log?") }, "\(tenant)")
        }

        /// Clusters without MetalLB and cert-manager are normal: that they lack a kind takes neither a list of it nor a round.
        @Test func `kinds that are not served cost nothing`() async throws {
            let lacking = [
                "ipaddresspools.metallb.io", "l2advertisements.metallb.io", "bgpadvertisements.metallb.io",
                "certificates.cert-manager.io",
            ]
            let changes = "management: {\(lacking.map { "\($0): absent" }.joined(separator: ", "))}"
            let held = try await held(["status", "ing/site", "-n", "shop"], changes, hasRoutes: true, upTo: 3)
            #expect(held.run.output.contains("HEALTHY"), "\(held.run.output)\(held.run.error)")
            #expect(held.depth <= 3, "\(held.last)")
            let paths = (held.requests[.management] ?? []).map(\.path)
            #expect(!paths.contains { $0.contains("metallb.io") || $0.contains("cert-manager.io") }, "\(paths)")
            #expect(paths.count { $0 == "/apis" } == 1, "\(paths)")
        }

        /// Without asking ahead, each kind costs its list, and all of them one request more.
        @Test(arguments: [["status", "svc/web", "-n", "shop"], ["doctor"]])
        func `all kinds that are not served take one request together`(words: [String]) async throws {
            let kinds = ["ipaddresspools", "l2advertisements", "bgpadvertisements"]
            let changes = "management: {\(kinds.map { "\($0).metallb.io: absent" }.joined(separator: ", "))}"
            try await withExample(changes) { pair in
                _ = await pair.run(words)
                let paths = pair.requests(of: .management).map(\.path)
                #expect(paths.count { $0 == "/apis" } == 1, "\(paths)")
                #expect(paths.count { $0.hasPrefix("/apis/metallb.io") } == kinds.count, "\(paths)")
            }
        }

        private static func expectNoneTwice(_ requests: [ServedRequest]) {
            // The questions of access reviews are in their bodies.
            let paths = Dictionary(grouping: requests.filter { $0.method == "GET" }, by: \.path)
            let repeated = paths.filter { $0.value.count > 1 }.keys.sorted()
            #expect(repeated.isEmpty, "\(repeated)")
        }

        /// A command whose answers were held back, so that all requests of a round were there before the first was answered.
        private struct Held {
            let run: Run
            let requests: [ServedSide: [ServedRequest]]

            private var all: [ServedRequest] {
                requests.values.flatMap(\.self).sorted { $0.arrived < $1.arrived }
            }

            /// The longest chain of requests each of which came after the one before was answered.
            var depth: Int {
                var depths: [(answered: Int, depth: Int)] = []
                for request in all {
                    let before = depths.filter { $0.answered < request.arrived }.map(\.depth).max() ?? 0
                    depths.append((request.answered ?? .max, before + 1))
                }
                return depths.map(\.depth).max() ?? 0
            }

            var last: [String] { all.suffix(4).map(\.path) }
        }

        /// On a busy machine a request may come too late, so that a chain looks longer than it is, but never shorter: if it looks
        /// longer than expected, answers are held back for longer. The manager's statistics are not waited for longer than 2 s.
        private func held(
            _ words: [String], _ changes: String = "", hasRoutes: Bool = false, upTo expected: Int
        ) async throws -> Held {
            for latency in ["700ms", "1200ms"] {
                let held = try await held(words, changes, hasRoutes: hasRoutes, latency: latency)
                if held.depth <= expected { return held }
            }
            return try await held(words, changes, hasRoutes: hasRoutes, latency: "1700ms")
        }

        private func held(
            _ words: [String], _ changes: String, hasRoutes: Bool, latency: String
        ) async throws -> Held {
            let fault = try ServedFault(parsing: "latency=\(latency)")
            let faults = [ServedSide.tenant: [fault], .management: [fault]]
            return try await withExample(changes, hasRoutes: hasRoutes, faults: faults) { pair in
                let run = await pair.run(words)
                return Held(
                    run: run,
                    requests: [.tenant: pair.requests(of: .tenant), .management: pair.requests(of: .management)])
            }
        }

        /// Its envoy Service is read by name: the namespace may hold thousands of others.
        @Test func `of one Service no list of the tenant's Services is read`() async throws {
            try await withExample(Self.crowd(20)) { pair in
                let run = await pair.run(["status", "svc/web", "-n", "shop"])
                #expect(run.status == .success, "\(run.output)\(run.error)")
                let paths = pair.requests(of: .management).map(\.path)
                #expect(!paths.contains { $0.hasSuffix("/namespaces/tenant-acme/services") }, "\(paths)")
                #expect(paths.contains { $0.contains("/namespaces/tenant-acme/services/envoy-") }, "\(paths)")
            }
        }

        @Test func `all Services cost more requests only by pages`() async throws {
            let few = try await count(["status", "-A", "-o", "json"], crowd: 0)
            let many = try await count(["status", "-A", "-o", "json"], crowd: 1200)
            let services = many.run.report["services"]?.array?.count ?? 0
            #expect(services > 1200)
            // The crowd fits on one page of 5000. The Services of other types; and the logs of both controllers and the
            // policies around the CCM, because the crowd waits for them, and the Deployments beside Services without
            // endpoints with the Leases of those who write endpoints, and what announces addresses.
            #expect(many.requests - few.requests <= 16, "\(few.requests) and \(many.requests)")
        }

        @Test func `pages are as large as asked for, and lose nothing`() async throws {
            let large = try await count(["status", "-A", "-o", "name"], crowd: 50)
            let small = try await count(["status", "-A", "-o", "name", "--chunk-size", "7"], crowd: 50)
            #expect(large.run.output == small.run.output)
            #expect(small.requests > large.requests)
        }

        @Test func `nothing is written, and nothing outside of the API is asked for`() async throws {
            try await withExample { pair in
                _ = await pair.run(["doctor"])
                for request in pair.requests(of: .tenant) + pair.requests(of: .management) {
                    #expect(
                        request.method == "GET"
                            || (request.method == "POST" && request.path.hasSuffix("accessreviews")),
                        "\(request.method) \(request.path)")
                }
            }
        }

        @Test func `all requests to a server share one connection of HTTP/2`() async throws {
            try await withExample { pair in
                _ = await pair.run(["doctor"])
                for side in ServedSide.allCases {
                    let requests = pair.requests(of: side)
                    #expect(requests.allSatisfy { $0.httpVersion == "h2" })
                    // The CCM's credentials, which are tried, too, have another certificate: none.
                    for identity in Set(requests.map(\.identity)) {
                        #expect(Set(requests.filter { $0.identity == identity }.map(\.connection)).count == 1)
                    }
                }
            }
        }
    }
#endif
