import Glibc
import LocalSystem

/// Sockets of the tests on loopback addresses.
final class TestSocket: @unchecked Sendable {
    // SAFETY: set once; the descriptor may be used by any thread.
    let descriptor: Int32
    let port: Int

    enum Kind {
        case stream
        case datagram
    }

    struct Failure: Error {}

    /// A socket bound to a free port of a loopback address; a stream listens with this backlog.
    init(_ kind: Kind, isIPv6: Bool = false, backlog: Int32 = 64) throws {
        let type = Int32((kind == .stream ? SOCK_STREAM : SOCK_DGRAM).rawValue)
        descriptor = socket(isIPv6 ? AF_INET6 : AF_INET, type, 0)
        var six = sockaddr_in6()
        six.sin6_family = sa_family_t(AF_INET6)
        six.sin6_addr = in6addr_loopback
        var four = sockaddr_in()
        four.sin_family = sa_family_t(AF_INET)
        four.sin_addr.s_addr = inet_addr("127.0.0.1")
        let bound = isIPv6 ? Self.bind(descriptor, &six) : Self.bind(descriptor, &four)
        port = Int(UInt16(bigEndian: isIPv6 ? six.sin6_port : four.sin_port))
        guard bound, kind == .datagram || listen(descriptor, backlog) == 0 else { throw Failure() }
    }

    deinit { close(descriptor) }

    private static func bind<Address>(_ descriptor: Int32, _ address: inout Address) -> Bool {
        var length = socklen_t(MemoryLayout<Address>.size)
        // SAFETY: an address of a family is laid out as sockaddr is, and its own length is given.
        return withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                Glibc.bind(descriptor, address, length) == 0 && getsockname(descriptor, address, &length) == 0
            }
        }
    }

    /// Answers each datagram as the closure says, until one comes that ends it; nil gives no answer.
    func serve(_ answer: @escaping @Sendable ([UInt8]) -> [UInt8]?) {
        let descriptor = descriptor
        _ = BackgroundThread.start {
            while let (datagram, peer) = Self.receive(descriptor), datagram != Self.end {
                if let reply = answer(datagram) { Self.send(reply, to: peer, descriptor) }
            }
        }
    }

    /// Answers so many datagrams, all of them after the last one has come.
    func serveTogether(_ count: Int) {
        let descriptor = descriptor
        _ = BackgroundThread.start {
            let peers = (0..<count).compactMap { _ in Self.receive(descriptor)?.peer }
            for peer in peers { Self.send([1], to: peer, descriptor) }
        }
    }

    private typealias Peer = (address: sockaddr_storage, length: socklen_t)

    private static func receive(_ descriptor: Int32) -> (datagram: [UInt8], peer: Peer)? {
        var buffer = [UInt8](repeating: 0, count: 2048)
        var address = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        // SAFETY: there is room for an address of any family, and for as many bytes as are said.
        let count = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                recvfrom(descriptor, &buffer, buffer.count, 0, $0, &length)
            }
        }
        guard count >= 0 else { return nil }
        return (Array(buffer[..<count]), (address, length))
    }

    private static func send(_ datagram: [UInt8], to peer: Peer, _ descriptor: Int32) {
        // SAFETY: the address is as long as the system said.
        withUnsafePointer(to: peer.address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = sendto(descriptor, datagram, datagram.count, 0, $0, peer.length)
            }
        }
    }

    /// What ends the thread of `serve`.
    static let end = Array("end of the test".utf8)

    /// Fills the queue of a stream that listens and never accepts, so that further connections hang.
    func fill() -> [Int32] {
        (0..<8).map { _ in
            let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = inet_addr("127.0.0.1")
            address.sin_port = UInt16(port).bigEndian
            withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    _ = connect(client, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            return client
        }
    }
}

/// A port on which nothing listens: it was free a moment ago.
func closedPort(_ kind: TestSocket.Kind) throws -> Int { try TestSocket(kind).port }
