import Glibc
import Synchronization

/// A server on a loopback port that does with each connection what a test says, on a thread of its own.
package final class LoopbackServer: Sendable {
    package let port: UInt16
    private let socket: Int32
    private let count = Counter()
    private let isStopped = Atomic(false)

    /// Connections accepted so far.
    package var connections: Int { count.value.load(ordering: .relaxed) }
    package var url: String { "http://127.0.0.1:\(port)" }

    package init(_ serve: @escaping @Sendable (Connection) -> Void) throws {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        // SAFETY: sockaddr_in is laid out as the sockaddr of its family, and its own length is given.
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(socket, address, length) == 0 && getsockname(socket, address, &length) == 0
            }
        }
        self.socket = socket
        port = UInt16(bigEndian: address.sin_port)
        guard bound, listen(socket, 64) == 0 else { throw ServerError() }
        let (listener, count) = (socket, count)
        detach {
            // Closed here alone: once closed, its number may be that of somebody else's socket.
            defer { close(listener) }
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { return }
                count.value.add(1, ordering: .relaxed)
                detach { serve(Connection(socket: client)) }
            }
        }
    }

    deinit { stop() }

    package func stop() {
        guard !isStopped.exchange(true, ordering: .relaxed) else { return }
        // Ends the wait for connections, and with it the thread.
        shutdown(socket, Int32(SHUT_RDWR))
    }
}

private struct ServerError: Error {}

private final class Counter: Sendable {
    let value = Atomic<Int>(0)
}

/// One accepted connection; blocking calls.
package final class Connection: Sendable {
    let socket: Int32
    private let isClosed = Atomic(false)

    init(socket: Int32) { self.socket = socket }

    /// That of nobody once it is closed: the number may be somebody else's by then.
    private var descriptor: Int32 { isClosed.load(ordering: .relaxed) ? -1 : socket }

    /// The head of the next request, or nil when the client has gone.
    package func readHead() -> String? {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while !bytes.suffix(4).elementsEqual([13, 10, 13, 10]) {
            guard read(descriptor, &byte, 1) == 1 else { return nil }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    package func readBody(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var have = 0
        while have < count {
            let got = read(descriptor, &bytes[have], count - have)
            guard got > 0 else { break }
            have += got
        }
        return Array(bytes.prefix(have))
    }

    /// - Returns: how much went out before the client was gone.
    @discardableResult
    package func write(_ bytes: some Sequence<UInt8>) -> Int {
        let bytes = Array(bytes)
        var sent = 0
        while sent < bytes.count {
            let count = send(descriptor, Array(bytes[sent...]), bytes.count - sent, Int32(MSG_NOSIGNAL))
            guard count > 0 else { break }
            sent += count
        }
        return sent
    }

    package func write(_ text: String) { write(Array(text.utf8)) }

    package func answer(_ body: String, headers: String = "") {
        write("HTTP/1.1 200 OK\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    /// Whether nothing more comes: waits until the client has closed.
    package func waitForClose() -> Bool {
        var byte: UInt8 = 0
        return read(descriptor, &byte, 1) <= 0
    }

    package func end() {
        guard !isClosed.exchange(true, ordering: .relaxed) else { return }
        close(socket)
    }

    /// Ends the connection with RST instead of FIN.
    package func reset() {
        guard !isClosed.load(ordering: .relaxed) else { return }
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        end()
    }
}

/// A thread of its own: blocking calls must not take those of the tests.
private func detach(_ body: @escaping @Sendable () -> Void) {
    final class Box: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var thread = pthread_t()
    // SAFETY: the box is handed over to the thread, which releases it.
    pthread_create(
        &thread, nil,
        { context in
            if let context { Unmanaged<Box>.fromOpaque(context).takeRetainedValue().body() }
            return nil
        }, Unmanaged.passRetained(Box(body)).toOpaque())
    pthread_detach(thread)
}
