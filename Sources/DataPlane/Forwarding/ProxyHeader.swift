#if Sandbox
    import NIOCore

    /// The header of the PROXY protocol, version 2, as its specification (haproxy.org, proxy-protocol.txt, 2.2) lays it out.
    struct ProxyHeader: Sendable, Equatable {
        var source: SocketAddress
        var destination: SocketAddress

        static let signature: [UInt8] = [
            0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A,
        ]
        private static let length = 16

        func write(to buffer: inout ByteBuffer) {
            buffer.writeBytes(Self.signature)
            // Version 2, PROXY; IPv4 over TCP; two addresses and two ports follow.
            buffer.writeBytes([0x21, 0x11, 0, 12])
            for address in [source, destination] { buffer.writeBytes(Self.bytes(of: address)) }
            for address in [source, destination] { buffer.writeInteger(UInt16(clamping: address.port ?? 0)) }
        }

        enum Reading: Equatable {
            /// No header, or one that says nothing of addresses.
            case none
            case incomplete
            case header(ProxyHeader)
        }

        /// Takes a header off the front of what a client sent first.
        static func read(from buffer: inout ByteBuffer) -> Reading {
            let front = buffer.readableBytesView.prefix(signature.count)
            guard signature.starts(with: front) else { return .none }
            guard buffer.readableBytes >= length,
                let rest = buffer.getInteger(at: buffer.readerIndex + 14, as: UInt16.self),
                buffer.readableBytes >= length + Int(rest)
            else { return .incomplete }
            let start = buffer.readerIndex
            let family = buffer.getInteger(at: start + 13, as: UInt8.self)
            let command = buffer.getInteger(at: start + 12, as: UInt8.self)
            // What is behind the reader's place can not be looked at.
            defer { buffer.moveReaderIndex(forwardBy: length + Int(rest)) }
            guard command == 0x21, family == 0x11 || family == 0x12, rest >= 12,
                let source = address(in: buffer, at: start + 16, port: start + 24),
                let destination = address(in: buffer, at: start + 20, port: start + 26)
            else { return .none }
            return .header(ProxyHeader(source: source, destination: destination))
        }

        private static func bytes(of address: SocketAddress) -> [UInt8] {
            let numbers = (address.ipAddress ?? "").split(separator: ".").compactMap { UInt8($0) }
            return numbers.count == 4 ? numbers : [0, 0, 0, 0]
        }

        private static func address(in buffer: ByteBuffer, at index: Int, port: Int) -> SocketAddress? {
            guard let numbers = buffer.getBytes(at: index, length: 4),
                let port = buffer.getInteger(at: port, as: UInt16.self)
            else { return nil }
            return try? SocketAddress(
                ipAddress: numbers.map(String.init).joined(separator: "."), port: Int(port))
        }
    }
#endif
