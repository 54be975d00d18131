#if Sandbox
    import NIOCore

    #if canImport(Glibc)
        import Glibc
    #elseif canImport(Musl)
        import Musl
    #endif

    /// A connection that is made only to see whether it can be, and reset at once.
    ///
    /// A thousand Services are checked some hundred times a second, so there is no channel behind it. Between loopback
    /// addresses the kernel answers while it is asked; only who drops leaves the attempt pending.
    enum ConnectAttempt {
        enum Progress {
            case connected
            case failed(ConnectFailure)
            /// Nothing is known yet; the descriptor is to be asked again, and closed.
            case pending(Int32)
        }

        /// Never waits.
        static func begin(_ address: SocketAddress) -> Progress {
            let descriptor = openSocket()
            guard descriptor >= 0 else { return .failed(.other) }
            let result = address.withSockAddr { pointer, length in
                // SAFETY: pointer and length are of the same address, and valid for the call.
                connect(descriptor, pointer, socklen_t(length))
            }
            guard result != 0 else { return end(descriptor, .connected) }
            guard errno == EINPROGRESS else { return end(descriptor, .failed(ConnectFailure(code: errno))) }
            return ask([descriptor])[0].map { end(descriptor, $0) } ?? .pending(descriptor)
        }

        /// What has become of pending attempts; nil: nothing yet. Those that are decided are not closed.
        static func ask(_ descriptors: [Int32]) -> [Progress?] {
            var polled = descriptors.map { pollfd(fd: $0, events: Int16(POLLOUT), revents: 0) }
            // SAFETY: the buffer is valid for the call, and its own length is given.
            let count = polled.withUnsafeMutableBufferPointer { poll($0.baseAddress, nfds_t($0.count), 0) }
            guard count > 0 else { return descriptors.map { _ in nil } }
            return polled.map { entry in
                guard entry.revents != 0 else { return nil }
                var code: Int32 = 0
                var length = socklen_t(MemoryLayout<Int32>.size)
                // SAFETY: both pointers are valid for the call, and the length is that of the value.
                guard getsockopt(entry.fd, SOL_SOCKET, SO_ERROR, &code, &length) == 0 else { return .failed(.other) }
                return code == 0 ? .connected : .failed(ConnectFailure(code: code))
            }
        }

        /// Resets the connection: an orderly end would leave a socket behind for a minute, and thousands of checks as many.
        static func close(_ descriptor: Int32) {
            var option = linger(l_onoff: 1, l_linger: 0)
            // SAFETY: the pointer is valid for the call, and the length is that of what it points at.
            _ = setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
            #if canImport(Glibc)
                _ = Glibc.close(descriptor)
            #else
                _ = Musl.close(descriptor)
            #endif
        }

        private static func end(_ descriptor: Int32, _ progress: Progress) -> Progress {
            close(descriptor)
            return progress
        }

        private static func openSocket() -> Int32 {
            #if canImport(Glibc)
                let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
            #else
                let kind = SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK
            #endif
            return socket(AF_INET, kind, 0)
        }
    }

    extension ConnectFailure {
        fileprivate init(code: Int32) {
            switch code {
            case ECONNREFUSED: self = .refused
            case ETIMEDOUT: self = .timedOut
            default: self = .other
            }
        }
    }
#endif
