#if Sandbox
    import NIOCore

    /// One connection to an echo server.
    final class EchoConnection: ChannelDuplexHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private enum Phase {
            /// Gathers the first bytes: a header of the PROXY protocol, a request, a line of text.
            case listening
            case echoing
            /// The answer is sent; what the client still sends is not looked at.
            case answered
        }

        private let greeting: String
        private let silence: TimeAmount
        private var phase = Phase.listening
        private var first = ByteBuffer()
        private var proxied: ProxyHeader?
        private var hasSeenHeader = false
        private var timer: Scheduled<Void>?
        private var hasReadWaiting = false

        /// A client may not make the server keep more than this before it says what it wants.
        private static let longestRequest = 65_536

        init(greeting: String, silence: TimeAmount) {
            self.greeting = greeting
            self.silence = silence
        }

        func channelActive(context: ChannelHandlerContext) { wait(context) }

        func channelInactive(context: ChannelHandlerContext) {
            timer?.cancel()
            timer = nil
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(mode: .all, promise: nil) }

        /// Reads no faster than the client takes what comes back.
        func read(context: ChannelHandlerContext) {
            hasReadWaiting = phase == .echoing && !context.channel.isWritable
            if !hasReadWaiting { context.read() }
        }

        func channelWritabilityChanged(context: ChannelHandlerContext) {
            if hasReadWaiting { read(context: context) }
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let bytes = unwrapInboundIn(data)
            switch phase {
            case .listening:
                first.writeImmutableBuffer(bytes)
                wait(context)
                decide(context, isComplete: first.readableBytes > Self.longestRequest)
            case .echoing: context.write(wrapOutboundOut(bytes), promise: nil)
            case .answered: break
            }
        }

        func channelReadComplete(context: ChannelHandlerContext) { context.flush() }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            guard case ChannelEvent.inputClosed = event else { return }
            // A client that was silent to its end, a health check for one, waits for nothing.
            guard phase != .listening || first.readableBytes > 0 else { return context.close(mode: .all, promise: nil) }
            decide(context, isComplete: true)
            close(context)
        }

        // MARK: What the client wants

        private func wait(_ context: ChannelHandlerContext) {
            timer?.cancel()
            timer = context.eventLoop.assumeIsolated().scheduleTask(in: silence) {
                self.decide(context, isComplete: true)
            }
        }

        /// Finds out what the client wants, of what it sent so far; `isComplete` when nothing more is waited for.
        private func decide(_ context: ChannelHandlerContext, isComplete: Bool) {
            guard phase == .listening, context.channel.isActive else { return }
            if !hasSeenHeader {
                switch ProxyHeader.read(from: &first) {
                case .incomplete where first.readableBytes > 0:
                    if !isComplete { return }
                case .header(let header):
                    proxied = header
                    hasSeenHeader = true
                case .none: hasSeenHeader = true
                case .incomplete: break
                }
                // The header says nothing of what the client wants.
                if proxied != nil, first.readableBytes == 0, !isComplete { return }
            }
            switch EchoRequest(first) {
            case .incomplete where !isComplete: return
            case .http(let method): respond(context, to: method)
            case .text, .incomplete: greet(context)
            }
        }

        private func line(_ context: ChannelHandlerContext) -> String {
            let peer = context.channel.remoteAddress?.text ?? "-"
            guard let proxied else { return "\(greeting) peer \(peer)\n" }
            return "\(greeting) peer \(proxied.source.text) via \(peer)\n"
        }

        private func greet(_ context: ChannelHandlerContext) {
            phase = .echoing
            timer?.cancel()
            var answer = ByteBuffer(string: line(context))
            answer.writeImmutableBuffer(first)
            first = ByteBuffer()
            context.writeAndFlush(wrapOutboundOut(answer), promise: nil)
        }

        private func respond(_ context: ChannelHandlerContext, to method: String) {
            phase = .answered
            timer?.cancel()
            let line = line(context)
            let head = """
                HTTP/1.1 200 OK\r
                content-type: text/plain; charset=utf-8\r
                content-length: \(line.utf8.count)\r
                connection: close\r
                \r

                """
            context.write(wrapOutboundOut(ByteBuffer(string: head)), promise: nil)
            if method != "HEAD" { context.write(wrapOutboundOut(ByteBuffer(string: line)), promise: nil) }
            // The rest of a body that comes later would make the kernel reset the connection, and lose the answer.
            context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated().whenComplete { _ in
                context.close(mode: .output, promise: nil)
                self.timer = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(1)) {
                    context.close(mode: .all, promise: nil)
                }
            }
        }

        private func close(_ context: ChannelHandlerContext) {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated().whenComplete { _ in
                context.close(mode: .all, promise: nil)
            }
        }
    }

    /// What the first bytes of a client are.
    enum EchoRequest: Equatable {
        /// More has to come before it is clear.
        case incomplete
        case http(method: String)
        case text

        init(_ buffer: ByteBuffer) {
            let bytes = buffer.readableBytesView
            guard let start = bytes.first else {
                self = .incomplete
                return
            }
            guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else {
                // A request begins with a method in capitals; what does not needs no whole line.
                self = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(start) ? .incomplete : .text
                return
            }
            let words = String(decoding: bytes[..<end], as: UTF8.self).split(whereSeparator: { " \r".contains($0) })
            guard words.count == 3, words[2].hasPrefix("HTTP/1."), let method = words.first else {
                self = .text
                return
            }
            // Ends with an empty line; a CR LF is one character.
            let text = String(decoding: bytes, as: UTF8.self)
            self = text.contains("\r\n\r\n") || text.contains("\n\n") ? .http(method: String(method)) : .incomplete
        }
    }
#endif
