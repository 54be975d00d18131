#if Sandbox
    import APIServer
    import HTTPTypes
    import Hummingbird
    import HummingbirdCore
    import Kubernetes
    import NIOCore
    import NIOSSL
    import Synchronization

    /// Answers the requests of one server: who asks, what is wrong, what the API says, and all of that over HTTP.
    final class RequestResponder: Sendable {
        /// Thrown to make the HTTP layer close the connection, or the stream of HTTP/2.
        private struct Abandoned: Error {}

        let faults: FaultPlan
        let credentials: CredentialStore
        let log: RequestLog
        let connections: ConnectionRegistry
        private let handler = Mutex<(any APIHandler)?>(nil)
        private let now: @Sendable () -> Timestamp
        private let underWay = Mutex(0)
        /// The API server's own limit is 3 MiB.
        private static let largestBody = 4 << 20
        private static let chunk = 32 << 10

        /// `now` is the server's clock, with its skew.
        init(
            faults: FaultPlan, credentials: CredentialStore, log: RequestLog, connections: ConnectionRegistry,
            now: @escaping @Sendable () -> Timestamp
        ) {
            self.faults = faults
            self.credentials = credentials
            self.log = log
            self.connections = connections
            self.now = now
        }

        /// What the API says; every answer is 503 before.
        func setHandler(_ handler: any APIHandler) { self.handler.withLock { $0 = handler } }

        /// Requests whose answers are being made or written; those that hang by a fault are not among them.
        var requestsUnderWay: Int { underWay.withLock { $0 } }

        func respond(to request: Request, writer: consuming ResponseWriter, channel: any Channel) async throws {
            guard let connection = connections.connection(of: channel) else { throw Abandoned() }
            connection.noteRequest()
            let isStream = connection.channel !== channel
            let outcome = credentials.authenticate(
                certificate: await Self.peerCertificate(connection.channel),
                authorization: request.headers[.authorization])
            let identity: Identity? = if case .known(let identity) = outcome { identity } else { nil }
            let path = request.head.path ?? ""
            let arrived = log.append(
                ServedRequest(
                    method: request.method.rawValue, path: path, identity: identity?.name,
                    httpVersion: isStream ? "h2" : "h1", connection: connection.number))
            // What keeps the cluster itself alive meets no faults, or nothing could be seen of those that are meant.
            let (delay, fault) =
                identity?.name == Identity.machinery ? (.zero, nil) : faults.meetRequest(path: path)
            if delay > .zero { try await Self.pause(delay, on: channel) }
            switch fault {
            case .drop:
                connection.abort()
                throw Abandoned()
            case .hang:
                try? await channel.closeFuture.get()
                throw Abandoned()
            default: break
            }
            underWay.withLock { $0 += 1 }
            var isUnderWay = true
            defer { if isUnderWay { underWay.withLock { $0 -= 1 } } }

            let answer = try await answer(to: request, from: outcome, meeting: fault)
            let head = head(of: answer)
            log.noteAnswer(of: arrived)
            var body = answer.body[...]
            if request.method == .head {
                return try await writer.writeResponse(head)
            }
            let endsEarly = fault == .reset || fault == .hangBody
            if endsEarly { body = body.prefix(body.count / 2) }
            var bodyWriter: any ResponseBodyWriter = try await writer.writeHead(head)
            while !body.isEmpty {
                try await bodyWriter.write(ByteBuffer(bytes: body.prefix(Self.chunk)))
                body = body.dropFirst(Self.chunk)
            }
            if let stream = answer.stream {
                isUnderWay = false
                underWay.withLock { $0 -= 1 }
                try await Self.write(stream, to: &bodyWriter, on: channel, endsEarly: endsEarly || fault == .truncate)
            }
            guard endsEarly else { return try await bodyWriter.finish(nil) }
            if fault == .hangBody {
                if isUnderWay {
                    isUnderWay = false
                    underWay.withLock { $0 -= 1 }
                }
                try? await channel.closeFuture.get()
            } else if isStream {
                channel.close(mode: .all, promise: nil)
            } else {
                await connection.reset()
            }
            throw Abandoned()
        }

        /// Writes what comes until the stream ends or the client goes away, which a client that is only listened for would
        /// not show otherwise.
        private static func write(
            _ stream: AsyncStream<[UInt8]>, to writer: inout any ResponseBodyWriter, on channel: any Channel,
            endsEarly: Bool
        ) async throws {
            let (relay, continuation) = AsyncStream<[UInt8]>.makeStream()
            let waiting = Waiting()
            let pump = Task {
                for await chunk in stream {
                    guard waiting.add() <= Self.longestBacklog else { break }
                    continuation.yield(chunk)
                }
                continuation.finish()
            }
            channel.closeFuture.whenComplete { _ in
                pump.cancel()
                continuation.finish()
            }
            defer { pump.cancel() }
            for await chunk in relay {
                waiting.remove()
                guard !endsEarly else {
                    return try await writer.write(ByteBuffer(bytes: chunk.prefix(chunk.count / 2)))
                }
                try await writer.write(ByteBuffer(bytes: chunk))
            }
        }

        /// Pieces of a stream that wait for the client to take them.
        private final class Waiting: Sendable {
            private let count = Mutex(0)

            func add() -> Int {
                count.withLock {
                    $0 += 1
                    return $0
                }
            }

            func remove() { count.withLock { $0 -= 1 } }
        }

        /// A client that lets this many pieces wait is cut off.
        private static let longestBacklog = 10_000

        private func answer(
            to request: Request, from outcome: CredentialStore.Outcome, meeting fault: ServedFault.Kind?
        ) async throws -> APIResponse {
            switch fault {
            case .tooManyRequests: return .tooManyRequests
            case .unavailable: return .unavailable
            case .unauthorized: return .unauthorized
            default: break
            }
            let identity: Identity?
            switch outcome {
            case .unknown: return .unauthorized
            case .anonymous: identity = nil
            case .known(let known): identity = known
            }
            guard let handler = handler.withLock({ $0 }) else { return .unavailable }
            guard let target = RequestTarget(request.head.path ?? "") else {
                return .failure(400, reason: "BadRequest", message: "the request's path is not well formed")
            }
            let body: ByteBuffer
            do {
                body = try await request.body.collect(upTo: Self.largestBody)
            } catch is NIOTooManyBytesError {
                return .failure(
                    413, reason: "RequestEntityTooLarge",
                    message: "Request entity too large: limit is \(Self.largestBody)")
            }
            var headers: [String: String] = [:]
            for field in request.headers {
                // Several fields of a name are one list (RFC 9110, section 5.3).
                headers[field.name.canonicalName, default: ""] +=
                    (headers[field.name.canonicalName] == nil ? "" : ", ") + field.value
            }
            var response = await handler.respond(
                to: APIRequest(
                    method: request.method.rawValue, path: target.path, query: target.query.map { ($0.name, $0.value) },
                    headers: headers, body: Array(body.readableBytesView), identity: identity))
            if fault == .truncate { response.body.removeLast((response.body.count + 1) / 2) }
            return response
        }

        private func head(of answer: APIResponse) -> HTTPResponse {
            var fields = HTTPFields()
            for (name, value) in answer.headers {
                if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
            }
            fields[.date] = HTTPDate.text(of: now())
            if answer.stream == nil { fields[.contentLength] = String(answer.body.count) }
            return HTTPResponse(status: .init(code: answer.status), headerFields: fields)
        }

        private static func peerCertificate(_ channel: any Channel) async -> [UInt8]? {
            // Fails where there is no TLS.
            try? await channel.nioSSL_peerCertificate().get()?.toDERBytes()
        }

        /// Waits for a time, or until the client or the server gives up.
        private static func pause(_ delay: Duration, on channel: any Channel) async throws {
            let elapsed = channel.eventLoop.makePromise(of: Void.self)
            let timer = channel.eventLoop.scheduleTask(in: TimeAmount(delay)) { elapsed.succeed() }
            channel.closeFuture.whenComplete { _ in
                timer.cancel()
                elapsed.fail(Abandoned())
            }
            try await elapsed.futureResult.get()
        }
    }
#endif
