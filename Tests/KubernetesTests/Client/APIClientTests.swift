import Documents
import Kubernetes
import Testing
import Transport

@Suite(.timeLimit(.minutes(15)))
struct APIClientTests {
    typealias Answer = ScriptedServer.Answer

    private func failure(_ answer: Answer, _ call: APICall = APICall("/api/v1/x")) async throws -> APIError? {
        let server = try ScriptedServer(answer)
        defer { withExtendedLifetime(server) {} }
        let client = try server.client()
        do {
            _ = try await client.answer(to: call)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        arguments: [
            ("401-bad-token.body", 401, "HTTP 401 Unauthorized: Unauthorized"),
            ("404-core-object.body", 404, "HTTP 404 for /api/v1/x"),
            ("404-crd-not-installed.body", 404, "HTTP 404 for /api/v1/x"),
            ("404-path.body", 404, "HTTP 404 for /api/v1/x"),
            ("409-exists.body", 409, "HTTP 409 Conflict: namespaces \"default\" already exists"),
            ("422-invalid.body", 422, "HTTP 422 Invalid: Service \"Bad_Name\" is invalid"),
            ("504-future-rv.body", 504, "HTTP 504: Timeout: Too large resource version"),
        ])
    func `refusals have their names`(file: String, status: Int, words: String) async throws {
        let error = try #require(try await failure(.recorded(file, status)))
        #expect(error.summary.hasPrefix(words), "\(error.summary)")
    }

    @Test func `a 403 names the missing right`() async throws {
        var call = APICall("/api/v1/pods")
        call.right = MissingRight(verb: "list", resource: "pods")
        guard case .forbidden(let right)? = try await failure(.recorded("403-list-pods.body", 403), call) else {
            Issue.record("not forbidden")
            return
        }
        #expect(right == MissingRight(verb: "list", resource: "pods"))
    }

    @Test(arguments: ["429-priority-and-fairness.body", "429-eviction.body"])
    func `an overloaded server is asked again until the deadline, and not after it`(file: String) async throws {
        let server = try ScriptedServer(.recorded(file, 429, headers: ["Retry-After": "1"]))
        await #expect(throws: APIError.self) {
            _ = try await server.client(seconds: 9).answer(to: APICall("/api/v1/pods"))
        }
        // On a busy machine the first answer may take all of the time.
        #expect(server.heads.count <= 10)
    }

    @Test func `what asks for more time than there is left is not waited for`() async throws {
        let server = try ScriptedServer(.recorded("429-eviction.body", 429, headers: ["Retry-After": "3600"]))
        await #expect(throws: APIError.self) {
            _ = try await server.client().answer(to: APICall("/api/v1/pods"))
        }
        #expect(server.heads.count == 1)
    }

    @Test func `a try after the pause that was asked for succeeds`() async throws {
        let server = try ScriptedServer(.text("busy", 503), Answer(drops: true), .text("{}"))
        let answer = try await server.client().answer(to: APICall("/version"))
        #expect(answer.body == Array("{}".utf8))
        #expect(server.heads.count == 3)
    }

    @Test func `a pod that the server cannot reach is asked once`() async throws {
        let status =
            #"{"kind":"Status","status":"Failure","message":"error trying to reach service: dial tcp 10.0.0.1:9445","code":503}"#
        let server = try ScriptedServer(.text(status, 503))
        await #expect(throws: APIError.self) { _ = try await server.client().answer(to: APICall("/api/v1/proxy")) }
        #expect(server.heads.count == 1)
    }

    @Test func `a call that may not be retried is sent once`() async throws {
        let server = try ScriptedServer(.text("busy", 503), .text("{}"))
        var call = APICall("/api/v1/namespaces/kubelb/pods/manager:9443/proxy/metrics")
        call.mayRetry = false
        await #expect(throws: APIError.self) { _ = try await server.client().answer(to: call) }
        #expect(server.heads.count == 1)
    }

    @Test func `a list that breaks off is read again from its first byte`() async throws {
        let whole = Recorded.body("list-page2.body")
        let server = try ScriptedServer(
            Answer(headers: ["X": "y"], body: Array(whole.prefix(whole.count / 2)), endsEarly: true),
            .recorded("list-page2.body"))
        let list = await (try server.client()).list(Service.self)
        #expect(list.value?.isComplete == true)
        #expect(list.value?.items.count == 1)
        #expect(server.heads.count == 2)
    }

    @Test func `Secrets are asked for without their contents, one by one as well`() async throws {
        let server = try ScriptedServer(
            .text(
                #"{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{"name":"a","namespace":"b"}}"#
            ))
        let found = await (try server.client()).get(SecretMetadata.self, namespace: "b", name: "a")
        #expect(found.value?.items.count == 1)
        #expect(server.heads.at(0).contains("as=PartialObjectMetadata;g=meta.k8s.io;v=v1"))
    }

    @Test func `a server on the same machine is not asked for compression`() async throws {
        let server = try ScriptedServer(.text("{}"))
        _ = try await server.client().answer(to: APICall("/version"))
        #expect(!server.heads.at(0).lowercased().contains("accept-encoding"))
    }

    @Test func `a request that writes is not repeated`() async throws {
        let server = try ScriptedServer(Answer(drops: true))
        var call = APICall("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
        call.method = "POST"
        call.body = Array("{}".utf8)
        await #expect(throws: APIError.self) { _ = try await server.client().answer(to: call) }
        #expect(server.heads.count == 1)
    }

    @Test func `a connection that always drops is given up`() async throws {
        let server = try ScriptedServer(Answer(drops: true))
        await #expect(throws: APIError.self) { _ = try await server.client().answer(to: APICall("/version")) }
        #expect(server.heads.count == 4)
    }

    // MARK: Lists

    @Test func `pages are put together, the next one asked for with its token`() async throws {
        let server = try ScriptedServer(.recorded("list-page1.body"), .recorded("list-page2.body"), .text("{}"))
        let list = await (try server.client(pageSize: 2)).list(Service.self)
        #expect(list.value?.items.count == 3)
        #expect(list.value?.isComplete == true)
        #expect(server.targets.count == 2)
        #expect(server.targets.at(0) == "/api/v1/services?limit=2")
        #expect(server.targets.at(1).hasPrefix("/api/v1/services?limit=2&continue=ey"))
    }

    @Test func `a list that expires is read once more from its start`() async throws {
        let server = try ScriptedServer(
            .recorded("list-page1.body"), .recorded("410-expired-continue.body", 410), .recorded("list-page1.body"),
            .recorded("list-page2.body"))
        let list = await (try server.client(pageSize: 2)).list(Service.self)
        #expect(list.value?.items.count == 3)
        #expect(list.value?.isComplete == true)
        #expect(!server.targets.at(2).contains("continue"))
    }

    @Test func `one that keeps expiring is handed out as far as it goes`() async throws {
        let server = try ScriptedServer(
            .recorded("list-page1.body"), .recorded("410-expired-continue.body", 410), .recorded("list-page1.body"),
            .recorded("410-expired-continue.body", 410))
        let list = await (try server.client(pageSize: 2)).list(Service.self)
        #expect(list.value?.items.count == 2)
        #expect(list.value?.isComplete == false)
        #expect(server.heads.count == 4)
    }

    @Test func `a later page that fails makes the list one of which the end is missing`() async throws {
        let server = try ScriptedServer(.recorded("list-page1.body"), .text("no", 500))
        let list = await (try server.client(pageSize: 2)).list(Service.self)
        #expect(list.value?.items.count == 2)
        #expect(list.value?.cutOff?.contains("HTTP 500") == true)
    }

    @Test func `a body that breaks off is no empty list`() async throws {
        let whole = Recorded.body("list-page2.body")
        for length in [0, 1, whole.count / 2, whole.count - 2] {
            let server = try ScriptedServer(Answer(body: Array(whole.prefix(length))))
            let list = await (try server.client()).list(Service.self)
            #expect(list.value?.isComplete != true, "\(length) bytes")
        }
    }

    @Test func `selectors are encoded`() async throws {
        let server = try ScriptedServer(.recorded("list-page2.body"))
        _ = await (try server.client()).list(
            Service.self, ListQuery(namespace: "a b", labels: "x in (a,b)", fields: "spec.type=LoadBalancer"))
        #expect(
            server.targets == [
                "/api/v1/namespaces/a%20b/services?fieldSelector=spec.type%3DLoadBalancer&labelSelector=x%20in%20%28a%2Cb%29&limit=500"
            ])
    }

    @Test func `a kind that is not served is absent only if it is no built-in one`() async throws {
        let server = try ScriptedServer(.recorded("404-crd-not-installed.body", 404))
        let pods = await (try server.client()).list(Pod.self)
        guard case .failed = pods else {
            Issue.record("\(pods)")
            return
        }
    }

    @Test func `one object`() async throws {
        let missing = try ScriptedServer(.recorded("404-core-object.body", 404))
        let nothing = await (try missing.client()).get(Service.self, namespace: "default", name: "nope")
        #expect(nothing.value?.items.isEmpty == true)
        let other = try ScriptedServer(.text(#"{"metadata": {"name": "other"}}"#))
        let wrong = await (try other.client()).get(Service.self, namespace: "default", name: "web")
        #expect(wrong.value == nil)
    }

    // MARK: Streams

    @Test func `lines are split at line feeds only, the last one counts`() async throws {
        let server = try ScriptedServer(.text("a\r\n\nb\u{2028}c\nlast"))
        var query = LogQuery(namespace: "kubelb", pod: "p", container: "ccm")
        query.tailLines = 3
        var lines: [String] = []
        var stream = try await server.client().logStream(query)
        var isWhole: [Bool] = []
        while let record = try await stream.next() {
            lines.append(String(decoding: record.bytes, as: UTF8.self))
            isWhole.append(record.isWhole)
        }
        #expect(lines == ["a\r", "", "b\u{2028}c", "last"])
        #expect(isWhole == [true, true, true, false])
        #expect(server.targets == ["/api/v1/namespaces/kubelb/pods/p/log?container=ccm&tailLines=3&timestamps=true"])
    }

    @Test func `a log without an end is not read for ever`() async throws {
        let server = try ScriptedServer(.text(String(repeating: "line\n", count: 20_000)))
        var query = LogQuery(namespace: "kubelb", pod: "p", container: "ccm")
        query.tailLines = 3
        var stream = try await server.client().logStream(query)
        var count = 0
        await #expect(throws: APIError.self) {
            while try await stream.next() != nil { count += 1 }
        }
        #expect(count < 11_000)
    }

    // MARK: Reviews

    @Test(arguments: [("ssar-allowed.body", true), ("ssar-denied.body", false)])
    func `an access review is asked and answered`(file: String, isAllowed: Bool) async throws {
        let server = try ScriptedServer(.recorded(file, 201))
        let answer = try await server.client().review(
            AccessQuestion("get", "loadbalancers.kubelb.k8c.io/status", namespace: "tenant-demo"))
        #expect(answer == isAllowed)
        let body = try JSONValue(parsing: server.bodies.first ?? [])
        let attributes = body["spec"]?["resourceAttributes"]
        #expect(attributes?["group"]?.string == "kubelb.k8c.io")
        #expect(attributes?["resource"]?.string == "loadbalancers")
        #expect(attributes?["subresource"]?.string == "status")
        #expect(attributes?["namespace"]?.string == "tenant-demo")
    }

    @Test func `no token appears in what is said`() async throws {
        let server = try ScriptedServer(.recorded("401-bad-token.body", 401))
        let client = try server.client(.token("canary-token"))
        do {
            _ = try await client.answer(to: APICall("/version"))
            Issue.record("answered")
        } catch {
            #expect(!"\(error) \(error.summary) \(String(reflecting: error))".contains("canary"))
        }
        #expect(server.heads.at(0).contains("Authorization: Bearer canary-token"))
    }
}

extension [String] {
    /// Empty where there were fewer requests, so that a test fails and does not crash.
    fileprivate func at(_ index: Int) -> String { indices.contains(index) ? self[index] : "" }
}
