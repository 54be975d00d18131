import LocalSystem

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// An IP address as the system's calls take it.
struct SocketAddress: Hashable {
    /// A `sockaddr_in` or `sockaddr_in6`.
    private let bytes: [UInt8]
    let text: String
    let family: Int32

    var isIPv6: Bool { family == AF_INET6 }

    /// An address as it is written, without brackets; with its zone where it has one. nil for anything else, names too.
    init?(_ text: String) {
        guard case .success(let found) = Self.find(text, flags: AI_NUMERICHOST), let first = found.first else {
            return nil
        }
        self = first
    }

    private init(bytes: [UInt8], text: String, family: Int32) {
        self.bytes = bytes
        self.text = text
        self.family = family
    }

    /// The address with a port, for a call.
    func withPort<Result>(_ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result? {
        guard let port = UInt16(exactly: port) else { return nil }
        var bytes = bytes
        // In both families the port stands behind the family, in network order.
        bytes[2] = UInt8(port >> 8)
        bytes[3] = UInt8(port & 0xFF)
        // SAFETY: the bytes are a sockaddr of their family, of the length given, and valid for the call.
        return bytes.withUnsafeBytes { raw in
            raw.baseAddress.map { body($0.assumingMemoryBound(to: sockaddr.self), socklen_t(raw.count)) }
        }
    }

    /// Why this machine has no way there, by its own routing table; nil where it has one. Sends nothing.
    var missingRoute: String? {
        let descriptor = Sockets.open(family: family, isStream: false)
        guard descriptor >= 0 else { return errno == EAFNOSUPPORT ? SystemError.last : nil }
        defer { close(descriptor) }
        // Connecting for datagrams only looks for the way. Any port will do.
        guard withPort(9, { connect(descriptor, $0, $1) }) != 0 else { return nil }
        return [ENETUNREACH, EHOSTUNREACH, ENETDOWN, EADDRNOTAVAIL].contains(errno) ? SystemError.last : nil
    }

    /// Asks the system for the addresses of a name; blocks for as long as its name servers take.
    static func resolve(_ name: String) -> Result<[String], NameFailure> {
        find(name, flags: 0).map { $0.map(\.text) }
    }

    private static func find(_ text: String, flags: Int32) -> Result<[SocketAddress], NameFailure> {
        guard !text.utf8.contains(0) else { return .failure(NameFailure(reason: "the name contains a zero byte")) }
        var hints = addrinfo()
        hints.ai_family = AF_UNSPEC
        hints.ai_flags = flags
        hints.ai_socktype = Sockets.stream
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(text, nil, &hints, &list)
        // SAFETY: gai_strerror's text is zero-terminated, and copied at once.
        guard code == 0 else { return .failure(NameFailure(reason: String(cString: gai_strerror(code)))) }
        defer { freeaddrinfo(list) }
        var found: [SocketAddress] = []
        var entry = list
        while let current = entry {
            entry = current.pointee.ai_next
            let family = current.pointee.ai_family
            guard let address = current.pointee.ai_addr, family == AF_INET || family == AF_INET6 else { continue }
            let length = current.pointee.ai_addrlen
            // SAFETY: the entry says how long its address is; it is copied before the list is freed.
            let bytes = Array(UnsafeRawBufferPointer(start: address, count: Int(length)))
            var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
            guard getnameinfo(address, length, &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST) == 0 else {
                continue
            }
            let text = String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            let one = SocketAddress(bytes: bytes, text: text, family: family)
            if !found.contains(one) { found.append(one) }
        }
        return found.isEmpty ? .failure(NameFailure(reason: "no IP address")) : .success(found)
    }
}

/// Why a name has no address.
package struct NameFailure: Error, Sendable, Hashable {
    package let reason: String

    package init(reason: String) {
        self.reason = reason
    }
}
