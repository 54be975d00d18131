#if Sandbox
    import APIServer
    import Documents
    import FoundationEssentials
    import Kubernetes
    import Sandbox
    import Testing
    import Transport

    /// The transport over HTTP/2, where several answers share one connection.
    @Suite(.serialized)
    struct HTTP2Tests {
        private func request(_ pair: ServedPair, _ path: String, token: String) -> HTTPRequest {
            var request = HTTPRequest(url: pair.url(of: .tenant) + path)
            request.headers = [("Authorization", "Bearer \(token)")]
            request.connection.tls.certificateAuthority = Array(pair.authorityPEM(of: .tenant).utf8)
            request.deadline = .now + .seconds(50)
            return request
        }

        /// As many ConfigMaps of 4 kB as asked for.
        private func withLargeList(_ count: Int, _ body: (ServedPair, String) async throws -> Void) async throws {
            var options = ServeOptions()
            options.extraObjects[.tenant] = (0..<count).map { number in
                ServedObject(
                    resource: "configmaps",
                    object: [
                        "metadata": ["name": .string("large-\(number)"), "namespace": "shop"],
                        "data": ["text": .string(String(repeating: "x", count: 4096))],
                    ])
            }
            let pair = try await ServedPair.start(bundle: ExamplePair(changes: "").files, options: options)
            let token = try pair.addIdentity(
                Identity(
                    name: "own", user: "own", rules: [AccessRule(verbs: ["*"], groups: ["*"], resources: ["*"])]),
                to: .tenant)
            do {
                try await body(pair, token)
                await pair.stop()
            } catch {
                await pair.stop()
                throw error
            }
        }

        @Test func `an answer that nobody reads waits, and holds up no other on its connection`() async throws {
            try await withLargeList(2000) { pair, token in
                let engine = try HTTPEngine()
                let large = try await engine.send(request(pair, "/api/v1/configmaps", token: token))
                for _ in 0..<20 {
                    let small = try await engine.send(
                        request(pair, "/api/v1/namespaces/shop/services/web", token: token))
                    let body = try await small.body.collect(limit: 1 << 20)
                    #expect(try JSONValue(parsing: body)["kind"]?.string == "Service")
                }
                let body = try await large.body.collect(limit: 1 << 26)
                #expect(try JSONValue(parsing: body)["items"]?.array?.count == 2000)
                let requests = pair.requests(of: .tenant)
                #expect(requests.allSatisfy { $0.httpVersion == "h2" })
                #expect(Set(requests.map(\.connection)).count == 1)
            }
        }

        @Test func `cancelling one answer in its middle leaves the connection to the others`() async throws {
            try await withLargeList(2000) { pair, token in
                let engine = try HTTPEngine()
                for _ in 0..<5 {
                    let reader = Task {
                        let large = try await engine.send(request(pair, "/api/v1/configmaps", token: token))
                        _ = try await large.body.next()
                        withUnsafeCurrentTask { $0?.cancel() }
                        while try await large.body.next() != nil {}
                    }
                    let result = await reader.result
                    #expect(throws: TransportError.cancelled) { try result.get() }
                }
                let small = try await engine.send(request(pair, "/version", token: token))
                #expect(small.head.status == 200)
                #expect(Set(pair.requests(of: .tenant).map(\.connection)).count == 1)
            }
        }
    }
#endif
