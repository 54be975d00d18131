import LocalSystem
import Synchronization
import TestSupport
import Testing
import Transport

@Suite(.timeLimit(.minutes(15)))
struct HTTPEngineTests {
    private func request(_ url: String, seconds: Double = 20) -> HTTPRequest {
        var request = HTTPRequest(url: url)
        request.deadline = .now + .seconds(seconds)
        return request
    }

    @Test func `status, headers and body arrive`() async throws {
        let server = try LoopbackServer { connection in
            _ = connection.readHead()
            connection.write("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")
            connection.answer("hello", headers: "X-One: 1\r\nx-two:  2 \r\n")
            connection.end()
        }
        let response = try await HTTPEngine().send(request(server.url + "/path?q=1"))
        #expect(response.head.status == 200)
        #expect(response.head["x-one"] == "1")
        #expect(response.head["x-two"]?.hasPrefix("2") == true)
        #expect(response.head["link"] == nil)
        #expect(try await response.body.collect(limit: 100) == Array("hello".utf8))
    }

    @Test func `method, headers and body are sent`() async throws {
        let seen = Locked<(head: String, body: [UInt8])>(("", []))
        let server = try LoopbackServer { connection in
            let head = connection.readHead() ?? ""
            let body = connection.readBody(3)
            seen.withLock { $0 = (head, body) }
            connection.answer("")
            connection.end()
        }
        var request = request(server.url + "/a/b")
        request.method = "POST"
        request.body = [0, 1, 2]
        request.headers = [("Content-Type", "application/json"), ("Authorization", "Bearer t")]
        let response = try await HTTPEngine().send(request)
        #expect(response.head.status == 200)
        let (head, body) = seen.withLock { $0 }
        #expect(head.hasPrefix("POST /a/b HTTP/1.1\r\n"))
        #expect(head.contains("Content-Type: application/json\r\n"))
        #expect(head.contains("Authorization: Bearer t\r\n"))
        #expect(!head.contains("Expect"))
        #expect(body == [0, 1, 2])
    }

    @Test func `many requests run side by side and each gets its own answer`() async throws {
        let server = try LoopbackServer { connection in
            while let head = connection.readHead() {
                connection.answer(String(head.split(separator: " ")[1]))
            }
            connection.end()
        }
        let engine = try HTTPEngine()
        try await withThrowingTaskGroup(of: (Int, String).self) { group in
            for number in 0..<200 {
                group.addTask { [request = request(server.url + "/\(number)")] in
                    let body = try await engine.send(request).body.collect(limit: 100)
                    return (number, String(decoding: body, as: UTF8.self))
                }
            }
            for try await (number, body) in group { #expect(body == "/\(number)") }
        }
        #expect(server.connections <= 8)
    }

    /// libcurl reports a single header line of more than 100 KiB as a lack of memory.
    @Test(arguments: [(length: 1 << 18, count: 1), (length: 4, count: 1 << 15)])
    func `headers that are too large are named as the cause`(length: Int, count: Int) async throws {
        let headers = String(repeating: "X-A: \(String(repeating: "a", count: length))\r\n", count: count)
        let server = try LoopbackServer { connection in
            _ = connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\n\(headers)Content-Length: 0\r\n\r\n")
            connection.end()
        }
        do {
            _ = try await HTTPEngine().send(request(server.url))
            Issue.record("the headers were accepted")
        } catch {
            #expect("\(error)".contains("response") && "\(error)".contains("larger than"), "\(error)")
        }
    }

    @Test func `a slow reader makes the server wait, and loses nothing`() async throws {
        let (size, count) = (1 << 16, 320)
        let sent = Atomic<Int>(0)
        let server = try LoopbackServer { connection in
            _ = connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(size * count)\r\n\r\n")
            for number in 0..<count {
                sent.add(connection.write([UInt8](repeating: UInt8(number % 251), count: size)), ordering: .relaxed)
            }
            connection.end()
        }
        let response = try await HTTPEngine().send(request(server.url, seconds: 50))
        // The buffers of both sockets and ours fill up, and then nothing moves.
        var before = -1
        while sent.load(ordering: .relaxed) != before {
            before = sent.load(ordering: .relaxed)
            try await Task.sleep(for: .milliseconds(300))
        }
        #expect(before < size * count * 3 / 4)
        let body = try await response.body.collect(limit: size * count)
        let expected = (0..<count).map { [UInt8](repeating: UInt8($0 % 251), count: size) }
        #expect(body == Array(expected.joined()))
    }

    @Test func `cancelling in the middle of a body ends the transfer`() async throws {
        let hasClosed = Locked<CheckedContinuation<Bool, Never>?>(nil)
        let server = try LoopbackServer { connection in
            _ = connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
            let closed = connection.waitForClose()
            while true {
                if let waiter = hasClosed.withLock({ $0.take() }) {
                    waiter.resume(returning: closed)
                    break
                }
            }
            connection.end()
        }
        let engine = try HTTPEngine()
        var request = HTTPRequest(url: server.url)
        request.deadline = nil
        let reader = Task { [request] in
            let response = try await engine.send(request)
            var chunks: [[UInt8]] = []
            do {
                while let chunk = try await response.body.next() {
                    chunks.append(chunk)
                    withUnsafeCurrentTask { $0?.cancel() }
                }
                Issue.record("the body has no end")
            } catch let error as TransportError {
                #expect(error == .cancelled)
            }
            return chunks
        }
        #expect(try await reader.value == [Array("abc".utf8)])
        #expect(await withCheckedContinuation { waiter in hasClosed.withLock { $0 = waiter } })
    }

    @Test func `a cancelled task does not wait for the head`() async throws {
        let server = try LoopbackServer { connection in
            _ = connection.readHead()
            _ = connection.waitForClose()
            connection.end()
        }
        let engine = try HTTPEngine()
        let task = Task { [request = request(server.url)] in try await engine.send(request) }
        while server.connections == 0 { try await Task.sleep(for: .milliseconds(5)) }
        task.cancel()
        let result = await task.result
        guard case .failure(let error) = result else {
            Issue.record("answered")
            return
        }
        #expect(error as? TransportError == .cancelled)
    }

    @Test func `each way of failing has its name`() async throws {
        let vanishing = try LoopbackServer { connection in
            _ = connection.readHead()
            connection.reset()
        }
        let short = try LoopbackServer { connection in
            _ = connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
            connection.end()
        }
        let silent = try LoopbackServer { connection in
            while !connection.waitForClose() {}
            connection.end()
        }
        let stalling = try LoopbackServer { connection in
            _ = connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
            _ = connection.waitForClose()
            connection.end()
        }
        let plainText = try LoopbackServer { connection in
            connection.write("HTTP/1.1 400 Bad Request\r\n\r\n")
            while !connection.waitForClose() {}
            connection.end()
        }
        let closed = try LoopbackServer { $0.end() }
        closed.stop()
        let engine = try HTTPEngine()
        func failure(_ url: String, seconds: Double = 20) async -> TransportError? {
            do {
                _ = try await engine.send(request(url, seconds: seconds)).body.collect(limit: 100)
                return nil
            } catch {
                return error
            }
        }
        func endpoint(_ server: LoopbackServer) -> String { "127.0.0.1:\(server.port)" }

        #expect(await failure(vanishing.url) == .failed(.reset(endpoint: endpoint(vanishing)), during: .waiting))
        #expect(await failure(short.url) == .failed(.reset(endpoint: endpoint(short)), during: .reading))
        #expect(
            await failure(silent.url, seconds: 0.3)
                == .failed(.timedOut(endpoint: endpoint(silent)), during: .waiting))
        #expect(
            await failure(stalling.url, seconds: 0.3)
                == .failed(.timedOut(endpoint: endpoint(stalling)), during: .reading))
        #expect(
            await failure("https://127.0.0.1:\(silent.port)", seconds: 0.3)
                == .failed(.timedOut(endpoint: endpoint(silent)), during: .handshake))
        #expect(await failure(closed.url) == .failed(.refused(endpoint: endpoint(closed)), during: .connecting))
        #expect(
            await failure("https://no-such-host.invalid")
                == .failed(.nameNotResolved(host: "no-such-host.invalid"), during: .connecting))
        let plain = await failure("https://127.0.0.1:\(plainText.port)")
        #expect(plain == .failed(.tls(.notTLS, endpoint: endpoint(plainText)), during: .handshake))
    }

    @Test(arguments: ["", "127.0.0.1", "ftp://x", "https://", "https://user@host", "https://h:99999"])
    func `what is no address is said to be none`(url: String) async throws {
        let engine = try HTTPEngine()
        await #expect(throws: TransportError.unusable("\"\(url)\" is not an HTTP URL")) {
            _ = try await engine.send(HTTPRequest(url: url))
        }
    }

    @Test func `a deadline that is over sends nothing`() async throws {
        let server = try LoopbackServer { $0.end() }
        let engine = try HTTPEngine()
        await #expect(throws: TransportError.self) {
            _ = try await engine.send(request(server.url, seconds: -1))
        }
        #expect(server.connections == 0)
    }

    @Test func `bad certificates and keys are named`() async throws {
        let server = try LoopbackServer { $0.end() }
        let engine = try HTTPEngine()
        var request = request("https://127.0.0.1:\(server.port)")
        request.connection.tls.clientCertificate = Array("canary-1".utf8)
        request.connection.tls.clientKey = Array("canary-2".utf8)
        do {
            _ = try await engine.send(request)
            Issue.record("sent")
        } catch {
            guard case .failed(.tls(.other(let reason), endpoint: _), during: _) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(reason.hasPrefix("the client certificate and its key cannot be used"))
            #expect(!reason.contains("canary"))
        }
    }

    @Test func `a proxy gets the requests, whatever the environment says`() async throws {
        let asked = Locked("")
        let proxy = try LoopbackServer { connection in
            let head = connection.readHead() ?? ""
            asked.withLock { $0 = head }
            if head.hasPrefix("CONNECT") {
                connection.write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            } else {
                connection.answer("through the proxy")
            }
            connection.end()
        }
        let engine = try HTTPEngine()
        var plain = request("http://api.invalid/version")
        plain.connection.proxy = proxy.url
        let body = try await engine.send(plain).body.collect(limit: 100)
        #expect(body == Array("through the proxy".utf8))
        #expect(asked.withLock { $0 }.hasPrefix("GET http://api.invalid/version HTTP/1.1"))

        var secure = request("https://api.invalid:6443/version")
        secure.connection.proxy = proxy.url
        do {
            _ = try await engine.send(secure)
            Issue.record("answered")
        } catch {
            guard case .failed(.proxy, _) = error else {
                Issue.record("\(error)")
                return
            }
        }
        #expect(asked.withLock { $0 }.hasPrefix("CONNECT api.invalid:6443 HTTP/1.1"))
    }

    @Test func `a body larger than its limit is refused`() async throws {
        let server = try LoopbackServer { connection in
            _ = connection.readHead()
            connection.answer(String(repeating: "x", count: 1000))
            connection.end()
        }
        let response = try await HTTPEngine().send(request(server.url))
        await #expect(throws: TransportError.tooLarge(limit: 999)) { try await response.body.collect(limit: 999) }
    }
}
